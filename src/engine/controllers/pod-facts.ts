import type { Condition } from '../../kube/shapes/meta.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { Sim } from '../../sim/index.js';
import { virtualTime } from '../control/time.js';

export function readyCondition(pod: Pod): Condition | undefined {
  for (const condition of pod.status?.conditions ?? NONE) if (condition.type === 'Ready') return condition;
  return undefined;
}

const NONE: readonly Condition[] = [];

export function isReady(pod: Pod): boolean {
  return readyCondition(pod)?.status === 'True';
}

/** Neither ended nor on its way out: what counts as a replica. */
export function isActive(pod: Pod): boolean {
  return !hasEnded(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** Succeeded or Failed. */
export function hasEnded(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

/** How long until the Pod has been ready for `minReadySeconds`, in ms: 0 when it is available, none when it is not ready. */
export function untilAvailable(sim: Sim, pod: Pod, minReadySeconds: number): number | undefined {
  const condition = readyCondition(pod);
  if (condition?.status !== 'True') return undefined;
  if (minReadySeconds === 0) return 0;
  const since = virtualTime(sim, condition.lastTransitionTime);
  return Math.max(0, since + minReadySeconds * 1000 - sim.now());
}
