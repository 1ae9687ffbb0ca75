import { deepEqual } from '../../../kube/deep-equal.js';
import type { Condition } from '../../../kube/shapes/meta.js';
import type { Deployment, DeploymentStatus, ReplicaSet } from '../../../kube/shapes/workload.js';
import type { Requeue } from '../../control/controller.js';
import { maxUnavailable, replicasOf, statusSum, wantedReplicas } from './arithmetic.js';
import { condition, withCondition } from './conditions.js';
import { DEPLOYMENTS, type DeploymentParts } from './parts.js';
import { progressed, untilDeadline } from './progress.js';
import { findNewReplicaSet } from './replica-sets.js';

/** Counts, conditions Available, Progressing and ReplicaFailure; written only when something differs. */
export function writeStatus(
  parts: DeploymentParts,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
): Requeue | undefined {
  const newSet = findNewReplicaSet(parts, deployment, sets);
  const counted = count(parts, deployment, sets, newSet);
  const status = progressed(parts, deployment, counted, { sets, newSet });
  if (!deepEqual(status, deployment.status)) parts.api.updateStatus<Deployment>(DEPLOYMENTS, { ...deployment, status });
  return untilDeadline(parts, deployment, status, { sets, newSet });
}

function count(
  parts: DeploymentParts,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
): DeploymentStatus {
  const available = statusSum(sets, 'availableReplicas');
  const { generation } = deployment.metadata;
  const { collisionCount, conditions } = deployment.status ?? {};
  return {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    ...positive('replicas', statusSum(sets, 'replicas')),
    ...positive('updatedReplicas', newSet?.status?.replicas ?? 0),
    ...positive('readyReplicas', statusSum(sets, 'readyReplicas')),
    ...positive('availableReplicas', available),
    ...positive('unavailableReplicas', replicasOf(sets) - available),
    terminatingReplicas: statusSum(sets, 'terminatingReplicas'),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    conditions: withCondition(conditions ?? [], availability(parts, deployment, available)),
  };
}

function availability(parts: DeploymentParts, deployment: Deployment, available: number): Condition {
  if (available >= wantedReplicas(deployment) - maxUnavailable(deployment)) {
    const message = 'Deployment has minimum availability.';
    return condition(parts.sim, 'Available', 'True', { reason: 'MinimumReplicasAvailable', message });
  }
  const message = 'Deployment does not have minimum availability.';
  return condition(parts.sim, 'Available', 'False', { reason: 'MinimumReplicasUnavailable', message });
}

function positive(name: string, count: number): Readonly<Record<string, number>> {
  return count > 0 ? { [name]: count } : {};
}
