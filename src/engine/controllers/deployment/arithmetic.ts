import type { IntOrString } from '../../../kube/shapes/meta.js';
import type { Deployment, ReplicaSet } from '../../../kube/shapes/workload.js';
import { DESIRED_REPLICAS, MAX_REPLICAS } from './parts.js';

export function wantedReplicas(deployment: Deployment): number {
  return deployment.spec.replicas ?? 1;
}

export function isRolling(deployment: Deployment): boolean {
  return deployment.spec.strategy?.type !== 'Recreate';
}

/** Surge rounds up, unavailable down; when both are 0 one may be unavailable (ResolveFenceposts). */
export function maxSurge(deployment: Deployment): number {
  if (!isRolling(deployment)) return 0;
  return resolve(deployment.spec.strategy?.rollingUpdate?.maxSurge ?? '25%', wantedReplicas(deployment), Math.ceil);
}

export function maxUnavailable(deployment: Deployment): number {
  const wanted = wantedReplicas(deployment);
  if (!isRolling(deployment) || wanted === 0) return 0;
  const resolved = resolve(deployment.spec.strategy?.rollingUpdate?.maxUnavailable ?? '25%', wanted, Math.floor);
  const fenced = resolved === 0 && maxSurge(deployment) === 0 ? 1 : resolved;
  return Math.min(fenced, wanted);
}

export function replicasOf(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + (set.spec.replicas ?? 0), 0);
}

export function statusSum(
  sets: readonly ReplicaSet[],
  field: 'replicas' | 'readyReplicas' | 'availableReplicas' | 'terminatingReplicas',
): number {
  return sets.reduce((sum, set) => sum + (set.status?.[field] ?? 0), 0);
}

/** How big the new ReplicaSet may be now (upstream's NewRSNewReplicas). */
export function newReplicaSetSize(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  current: ReplicaSet | undefined,
): number {
  const wanted = wantedReplicas(deployment);
  if (!isRolling(deployment)) return wanted;
  const size = current?.spec.replicas ?? 0;
  const room = wanted + maxSurge(deployment) - replicasOf(sets);
  if (room <= 0) return size;
  return size + Math.min(room, wanted - size);
}

/** The annotations by which a ReplicaSet remembers the Deployment's size when it was scaled. */
export function desiredReplicas(deployment: Deployment): Readonly<Record<string, string>> {
  const wanted = wantedReplicas(deployment);
  return { [DESIRED_REPLICAS]: String(wanted), [MAX_REPLICAS]: String(wanted + maxSurge(deployment)) };
}

function resolve(value: IntOrString, of: number, round: (value: number) => number): number {
  if (typeof value === 'number') return value;
  return round((Number.parseInt(value, 10) * of) / 100);
}
