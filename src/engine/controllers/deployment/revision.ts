import type { Deployment, ReplicaSet } from '../../../kube/shapes/workload.js';
import { desiredReplicas } from './arithmetic.js';
import { DESIRED_REPLICAS, MAX_REPLICAS, REVISION, REVISION_HISTORY } from './parts.js';

/** Annotations of the Deployment that its ReplicaSets do not take over. */
const OWN = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  'deprecated.deployment.rollback.to',
]);

export function revisionOf(set: { readonly metadata: ReplicaSet['metadata'] }): number {
  return Number(set.metadata.annotations?.[REVISION] ?? 0) || 0;
}

export function withRevision(deployment: Deployment, revision: string): Deployment {
  const annotations = { ...deployment.metadata.annotations, [REVISION]: revision };
  return { ...deployment, metadata: { ...deployment.metadata, annotations } };
}

/** What the ReplicaSet's annotations should be (upstream's SetNewReplicaSetAnnotations). */
export function annotationsFor(
  deployment: Deployment,
  set: ReplicaSet | undefined,
  revision: string,
  isNew: boolean,
): Readonly<Record<string, string>> {
  const taken = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !OWN.has(key));
  const annotations = { ...set?.metadata.annotations, ...Object.fromEntries(taken) };
  const before = annotations[REVISION];
  if (Number(before ?? 0) < Number(revision)) {
    annotations[REVISION] = revision;
    if (before !== undefined && before !== '') {
      const history = annotations[REVISION_HISTORY];
      annotations[REVISION_HISTORY] = history ? `${history},${before}` : before;
    }
  }
  return isNew ? { ...annotations, ...desiredReplicas(deployment) } : annotations;
}
