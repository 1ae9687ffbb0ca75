import type { Deployment, ReplicaSet } from '../../../kube/shapes/workload.js';
import { isRolling, maxSurge, replicasOf, wantedReplicas } from './arithmetic.js';
import { DESIRED_REPLICAS, type DeploymentParts, MAX_REPLICAS } from './parts.js';
import { byAge, findNewReplicaSet } from './replica-sets.js';
import { replace } from './rollout.js';
import { scaleSet } from './scale.js';

/** Whether only the Deployment's size was changed: a ReplicaSet remembers another one. */
export function isScalingEvent(deployment: Deployment, sets: readonly ReplicaSet[]): boolean {
  return sets.some((set) => {
    const remembered = set.metadata.annotations?.[DESIRED_REPLICAS];
    return (
      (set.spec.replicas ?? 0) > 0 && remembered !== undefined && Number(remembered) !== wantedReplicas(deployment)
    );
  });
}

/** Spreads a change of size over the ReplicaSets in proportion to their sizes, so that a rollout keeps its risk. */
export function scaleProportionally(
  parts: DeploymentParts,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
): readonly ReplicaSet[] {
  const wanted = wantedReplicas(deployment);
  const newSet = findNewReplicaSet(parts, deployment, sets);
  const active = sets.filter((set) => (set.spec.replicas ?? 0) > 0);
  const single = active.length <= 1 ? (active[0] ?? newSet ?? byAge(parts.sim, sets).at(-1)) : undefined;
  if (single) return replace(sets, scaleSet(parts, deployment, single, wanted));
  if (newSet && (newSet.spec.replicas ?? 0) === wanted && newSet.status?.availableReplicas === wanted) {
    const old = active.filter((set) => set !== newSet);
    return old.reduce((current, set) => replace(current, scaleSet(parts, deployment, set, 0)), sets);
  }
  if (!isRolling(deployment)) return sets;
  return spread(parts, deployment, sets, active);
}

function spread(
  parts: DeploymentParts,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  active: readonly ReplicaSet[],
): readonly ReplicaSet[] {
  const wanted = wantedReplicas(deployment);
  const allowed = wanted > 0 ? wanted + maxSurge(deployment) : 0;
  const toAdd = allowed - replicasOf(active);
  const bySize = inOrderOfSize(parts, active, toAdd);
  let added = 0;
  const sizes = bySize.map((set) => {
    const size = set.spec.replicas ?? 0;
    const share = toAdd === 0 ? 0 : proportion(deployment, set, { toAdd, added, allowed });
    added += share;
    return { set, size: size + share };
  });
  return sizes.reduce((current, { set, size }, i) => {
    const rest = i === 0 && toAdd !== 0 ? toAdd - added : 0;
    return replace(current, scaleSet(parts, deployment, set, Math.max(0, size + rest)));
  }, sets);
}

/** Biggest first; of equal ones the newest first when growing, the oldest first when shrinking. */
function inOrderOfSize({ sim }: DeploymentParts, sets: readonly ReplicaSet[], toAdd: number): readonly ReplicaSet[] {
  const aged = toAdd > 0 ? [...byAge(sim, sets)].reverse() : [...byAge(sim, sets)];
  return aged.sort((a, b) => (b.spec.replicas ?? 0) - (a.spec.replicas ?? 0));
}

function proportion(
  deployment: Deployment,
  set: ReplicaSet,
  { toAdd, added, allowed }: { readonly toAdd: number; readonly added: number; readonly allowed: number },
): number {
  const size = set.spec.replicas ?? 0;
  const left = toAdd - added;
  if (size === 0 || left === 0) return 0;
  const before = Number(set.metadata.annotations?.[MAX_REPLICAS] ?? 0) || deployment.status?.replicas || size;
  const target = wantedReplicas(deployment) === 0 ? 0 : Math.round((size * allowed) / before);
  const share = target - size;
  return toAdd > 0 ? Math.min(share, left) : Math.max(share, left);
}
