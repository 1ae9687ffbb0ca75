import type { Deployment, ReplicaSet } from '../../../kube/shapes/workload.js';
import { maxUnavailable, newReplicaSetSize, replicasOf, statusSum, wantedReplicas } from './arithmetic.js';
import type { DeploymentParts } from './parts.js';
import { byAge } from './replica-sets.js';
import { scaleSet } from './scale.js';

/** Grows (or cuts) the new ReplicaSet as far as the surge allows; the ReplicaSets after it, or nothing when it stands. */
export function rollUp(
  parts: DeploymentParts,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet,
): readonly ReplicaSet[] | undefined {
  const size = newSet.spec.replicas ?? 0;
  const wanted = wantedReplicas(deployment);
  if (size === wanted) return undefined;
  const next = size > wanted ? wanted : newReplicaSetSize(deployment, sets, newSet);
  if (next === size) return undefined;
  return replace(sets, scaleSet(parts, deployment, newSet, next));
}

/** Shrinks old ReplicaSets: first by what is not healthy there, then as far as enough Pods stay available. */
export function rollDown(
  parts: DeploymentParts,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet,
): readonly ReplicaSet[] | undefined {
  const old = sets.filter((set) => set !== newSet && (set.spec.replicas ?? 0) > 0);
  if (replicasOf(old) === 0) return undefined;
  const minAvailable = wantedReplicas(deployment) - maxUnavailable(deployment);
  const newUnavailable = (newSet.spec.replicas ?? 0) - (newSet.status?.availableReplicas ?? 0);
  const maxDown = replicasOf(sets) - minAvailable - newUnavailable;
  if (maxDown <= 0) return undefined;
  let current = cleanUpUnhealthy(parts, deployment, sets, { old, maxDown });
  let left = statusSum(current, 'availableReplicas') - minAvailable;
  for (const { metadata } of byAge(parts.sim, old)) {
    const set = current.find((candidate) => candidate.metadata.uid === metadata.uid);
    const size = set?.spec.replicas ?? 0;
    if (left <= 0) break;
    if (set === undefined || size === 0) continue;
    const by = Math.min(size, left);
    current = replace(current, scaleSet(parts, deployment, set, size - by));
    left -= by;
  }
  return current === sets ? undefined : current;
}

function cleanUpUnhealthy(
  parts: DeploymentParts,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  { old, maxDown }: { readonly old: readonly ReplicaSet[]; readonly maxDown: number },
): readonly ReplicaSet[] {
  let current = sets;
  let left = maxDown;
  for (const set of byAge(parts.sim, old)) {
    const size = set.spec.replicas ?? 0;
    const by = Math.min(left, size - (set.status?.availableReplicas ?? 0));
    if (left <= 0) break;
    if (by <= 0) continue;
    current = replace(current, scaleSet(parts, deployment, set, size - by));
    left -= by;
  }
  return current;
}

/** Recreate: all old ReplicaSets go to 0 first; nothing when they are there. */
export function recreateDown(
  parts: DeploymentParts,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  old: readonly ReplicaSet[],
): readonly ReplicaSet[] | undefined {
  const living = old.filter((set) => (set.spec.replicas ?? 0) > 0);
  if (living.length === 0) return undefined;
  return living.reduce((current, set) => replace(current, scaleSet(parts, deployment, set, 0)), sets);
}

export function recreateUp(
  parts: DeploymentParts,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet,
): readonly ReplicaSet[] {
  const wanted = wantedReplicas(deployment);
  if ((newSet.spec.replicas ?? 0) === wanted) return sets;
  return replace(sets, scaleSet(parts, deployment, newSet, wanted));
}

export function replace(sets: readonly ReplicaSet[], next: ReplicaSet): readonly ReplicaSet[] {
  return sets.map((set) => (set.metadata.uid === next.metadata.uid ? next : set));
}
