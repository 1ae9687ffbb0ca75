import type { Condition } from '../../../kube/shapes/meta.js';
import type { Sim } from '../../../sim/index.js';
import { timestamp } from '../../control/time.js';

export function condition(
  sim: Sim,
  type: string,
  status: Condition['status'],
  { reason, message }: { readonly reason: string; readonly message: string },
): Condition {
  const now = timestamp(sim);
  return { type, status, lastUpdateTime: now, lastTransitionTime: now, reason, message };
}

/** Upstream's SetDeploymentCondition: the same status and reason change nothing; the same status keeps its time. */
export function withCondition(conditions: readonly Condition[], next: Condition): readonly Condition[] {
  const before = conditions.find(({ type }) => type === next.type);
  if (before?.status === next.status && before.reason === next.reason) return conditions;
  const time = before?.status === next.status ? before.lastTransitionTime : next.lastTransitionTime;
  const dated = time === undefined ? next : { ...next, lastTransitionTime: time };
  return [...without(conditions, next.type), dated];
}

export function without(conditions: readonly Condition[], type: string): readonly Condition[] {
  return conditions.some((candidate) => candidate.type === type)
    ? conditions.filter((candidate) => candidate.type !== type)
    : conditions;
}
