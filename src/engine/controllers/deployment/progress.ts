import type { Condition } from '../../../kube/shapes/meta.js';
import type { Deployment, DeploymentStatus, ReplicaSet } from '../../../kube/shapes/workload.js';
import type { Requeue } from '../../control/controller.js';
import { virtualTime } from '../../control/time.js';
import { statusSum } from './arithmetic.js';
import { condition, withCondition, without } from './conditions.js';
import { DEPLOYMENTS, type DeploymentParts } from './parts.js';

interface Sets {
  readonly sets: readonly ReplicaSet[];
  readonly newSet: ReplicaSet | undefined;
}

const PROGRESSING = 'Progressing';
/** A Deployment with this deadline has none. */
const NO_DEADLINE = 2_147_483_647;

/** All Pods are new and available, and the spec has been seen. */
export function isComplete(
  { spec, metadata }: Deployment,
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
): boolean {
  const wanted = spec.replicas ?? 1;
  return (
    (newSet?.status?.replicas ?? 0) === wanted &&
    statusSum(sets, 'replicas') === wanted &&
    statusSum(sets, 'availableReplicas') === wanted &&
    metadata.generation !== undefined
  );
}

/** Adds the Progressing and ReplicaFailure conditions to a counted status (upstream's syncRolloutStatus). */
export function progressed(
  parts: DeploymentParts,
  deployment: Deployment,
  status: DeploymentStatus,
  { sets, newSet }: Sets,
): DeploymentStatus {
  const before = status.conditions ?? [];
  const failures = sets.flatMap((set) => set.status?.conditions?.filter(({ type }) => type === 'ReplicaFailure') ?? []);
  const failure = failures[0];
  const replicaFailure = failure && {
    reason: failure.reason ?? '',
    message: failure.message ?? '',
  };
  const failed = replicaFailure
    ? withCondition(before, condition(parts.sim, 'ReplicaFailure', 'True', replicaFailure))
    : without(before, 'ReplicaFailure');
  return {
    ...status,
    conditions: withProgress(parts, deployment, { ...status, conditions: failed }, { sets, newSet }),
  };
}

function withProgress(
  parts: DeploymentParts,
  deployment: Deployment,
  status: DeploymentStatus,
  { sets, newSet }: Sets,
): readonly Condition[] {
  const conditions = status.conditions ?? [];
  if (deployment.spec.paused) return conditions;
  if (!hasDeadline(deployment)) return without(conditions, PROGRESSING);
  const current = conditions.find(({ type }) => type === PROGRESSING);
  const isSettled = status.replicas === status.updatedReplicas && current?.reason === 'NewReplicaSetAvailable';
  if (isSettled) return conditions;
  const subject = newSet ? `ReplicaSet "${newSet.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  const say = (value: Condition['status'], reason: string, message: string) =>
    condition(parts.sim, PROGRESSING, value, { reason, message });
  if (isComplete(deployment, sets, newSet)) {
    return withCondition(conditions, say('True', 'NewReplicaSetAvailable', `${subject} has successfully progressed.`));
  }
  if (hasProgressed(deployment, status)) {
    const next = say('True', 'ReplicaSetUpdated', `${subject} is progressing.`);
    if (current?.status !== 'True') return withCondition(conditions, next);
    const time = current.lastTransitionTime;
    return [...without(conditions, PROGRESSING), time === undefined ? next : { ...next, lastTransitionTime: time }];
  }
  if (current && isTimedOut(parts, deployment, current)) {
    return withCondition(conditions, say('False', 'ProgressDeadlineExceeded', `${subject} has timed out progressing.`));
  }
  if (current) return conditions;
  const isNew = newSet !== undefined;
  const message = isNew ? `Created new replica set "${newSet.metadata.name}"` : `${subject} is progressing.`;
  return withCondition(conditions, say('True', isNew ? 'NewReplicaSetCreated' : 'ReplicaSetUpdated', message));
}

function hasProgressed({ status: old }: Deployment, status: DeploymentStatus): boolean {
  const stale = (of: DeploymentStatus | undefined) => (of?.replicas ?? 0) - (of?.updatedReplicas ?? 0);
  return (
    (status.updatedReplicas ?? 0) > (old?.updatedReplicas ?? 0) ||
    stale(status) < stale(old) ||
    (status.readyReplicas ?? 0) > (old?.readyReplicas ?? 0) ||
    (status.availableReplicas ?? 0) > (old?.availableReplicas ?? 0)
  );
}

function hasDeadline({ spec }: Deployment): boolean {
  return (spec.progressDeadlineSeconds ?? 600) !== NO_DEADLINE;
}

function deadlineOf({ sim }: DeploymentParts, { spec }: Deployment, current: Condition): number {
  return virtualTime(sim, current.lastUpdateTime) + (spec.progressDeadlineSeconds ?? 600) * 1000;
}

function isTimedOut(parts: DeploymentParts, deployment: Deployment, current: Condition): boolean {
  if (current.reason === 'ProgressDeadlineExceeded') return true;
  return current.reason !== 'NewReplicaSetAvailable' && deadlineOf(parts, deployment, current) < parts.sim.now();
}

/** When the rollout must be looked at again to find that it hangs. */
export function untilDeadline(
  parts: DeploymentParts,
  deployment: Deployment,
  status: DeploymentStatus,
  { sets, newSet }: Sets,
): Requeue | undefined {
  const current = status.conditions?.find(({ type }) => type === PROGRESSING);
  if (current === undefined || !hasDeadline(deployment) || deployment.spec.paused) return undefined;
  if (isComplete(deployment, sets, newSet) || current.reason === 'ProgressDeadlineExceeded') return undefined;
  if (current.reason === 'NewReplicaSetAvailable') return undefined;
  const afterMs = Math.max(0, deadlineOf(parts, deployment, current) - parts.sim.now()) + 1000;
  return { afterMs, background: true };
}

/** Tells in the Progressing condition that a rollout was paused or goes on. */
export function setPausedCondition(parts: DeploymentParts, deployment: Deployment): Deployment {
  if (!hasDeadline(deployment)) return deployment;
  const conditions = deployment.status?.conditions ?? [];
  const current = conditions.find(({ type }) => type === PROGRESSING);
  if (current?.reason === 'ProgressDeadlineExceeded') return deployment;
  const isPaused = current?.reason === 'DeploymentPaused';
  if ((deployment.spec.paused ?? false) === isPaused) return deployment;
  const next = deployment.spec.paused
    ? { reason: 'DeploymentPaused', message: 'Deployment is paused' }
    : { reason: 'DeploymentResumed', message: 'Deployment is resumed' };
  const status = {
    ...deployment.status,
    conditions: withCondition(conditions, condition(parts.sim, PROGRESSING, 'Unknown', next)),
  };
  return parts.api.updateStatus<Deployment>(DEPLOYMENTS, { ...deployment, status });
}
