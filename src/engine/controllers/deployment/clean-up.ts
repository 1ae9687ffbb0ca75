import { ApiError } from '../../../kube/api-error.js';
import type { Deployment, ReplicaSet } from '../../../kube/shapes/workload.js';
import { type DeploymentParts, REPLICA_SETS } from './parts.js';
import { isComplete } from './progress.js';
import { byAge, findNewReplicaSet } from './replica-sets.js';
import { revisionOf } from './revision.js';

/** Deletes the oldest empty ReplicaSets beyond `revisionHistoryLimit`; gives back those that stay. */
export function cleanUp(
  parts: DeploymentParts,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
): readonly ReplicaSet[] {
  const limit = deployment.spec.revisionHistoryLimit ?? 10;
  const newSet = findNewReplicaSet(parts, deployment, sets);
  if (!deployment.spec.paused && !isComplete(deployment, sets, newSet)) return sets;
  const old = sets.filter((set) => set !== newSet && set.metadata.deletionTimestamp === undefined);
  const surplus = [...byAge(parts.sim, old)]
    .sort((a, b) => revisionOf(a) - revisionOf(b))
    .slice(0, Math.max(0, old.length - limit));
  const gone = surplus.filter(isEmpty);
  for (const { metadata } of gone) remove(parts, metadata.namespace ?? '', metadata.name ?? '');
  return gone.length === 0 ? sets : sets.filter((set) => !gone.includes(set));
}

function isEmpty({ spec, status, metadata }: ReplicaSet): boolean {
  const isSeen = (metadata.generation ?? 0) <= (status?.observedGeneration ?? 0);
  return spec.replicas === 0 && (status?.replicas ?? 0) === 0 && isSeen;
}

function remove({ api }: DeploymentParts, namespace: string, name: string): void {
  try {
    api.delete(REPLICA_SETS, { namespace, name });
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason !== 'NotFound') throw error;
  }
}
