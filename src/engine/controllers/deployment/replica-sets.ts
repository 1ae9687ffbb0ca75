import { ApiError } from '../../../kube/api-error.js';
import { deepEqual } from '../../../kube/deep-equal.js';
import type { PodTemplateSpec } from '../../../kube/shapes/pod.js';
import type { Deployment, ReplicaSet } from '../../../kube/shapes/workload.js';
import { podTemplateHash } from '../../../kube/template-hash.js';
import { keyOf } from '../../control/keys.js';
import { virtualTime } from '../../control/time.js';
import { controllerReference, isControlledBy } from '../owners.js';
import { desiredReplicas, newReplicaSetSize } from './arithmetic.js';
import { type DeploymentParts, HASH_LABEL, REPLICA_SETS, REVISION } from './parts.js';
import { annotationsFor, revisionOf, withRevision } from './revision.js';

const COLLISION = Symbol('the name is taken by a different template');

/** Without the label that tells the ReplicaSets apart. */
function isSameTemplate(a: PodTemplateSpec | undefined, b: PodTemplateSpec): boolean {
  const { [HASH_LABEL]: _, ...labels } = a?.metadata?.labels ?? {};
  const { [HASH_LABEL]: __, ...wanted } = b.metadata?.labels ?? {};
  return (
    deepEqual(labels, wanted) &&
    deepEqual(a?.metadata?.annotations ?? {}, b.metadata?.annotations ?? {}) &&
    deepEqual(a?.spec, b.spec)
  );
}

/** The oldest ReplicaSet with the Deployment's template; a rollback finds its old one this way. */
export function findNewReplicaSet(
  { sim }: Pick<DeploymentParts, 'sim'>,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
): ReplicaSet | undefined {
  return byAge(sim, sets).find((set) => isSameTemplate(set.spec.template, deployment.spec.template));
}

export function byAge(sim: { readonly epoch: number }, sets: readonly ReplicaSet[]): readonly ReplicaSet[] {
  const created = (set: ReplicaSet) => virtualTime(sim, set.metadata.creationTimestamp);
  const name = (set: ReplicaSet) => set.metadata.name ?? '';
  return [...sets].sort((a, b) => created(a) - created(b) || (name(a) < name(b) ? -1 : 1));
}

/**
 * Gives the ReplicaSet of the Deployment's template, with its revision set, and makes it when `create` is true.
 * The Deployment comes back as it was written last (collision count, revision).
 */
export function newReplicaSet(
  parts: DeploymentParts,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  create: boolean,
): { readonly set: ReplicaSet | undefined; readonly deployment: Deployment } {
  const existing = findNewReplicaSet(parts, deployment, sets);
  const old = sets.filter((set) => set !== existing);
  const revision = String(Math.max(0, ...old.map(revisionOf)) + 1);
  if (existing) {
    const annotations = annotationsFor(deployment, existing, revision, false);
    const minReadySeconds = deployment.spec.minReadySeconds;
    const stale = !deepEqual(annotations, existing.metadata.annotations ?? {});
    if (!stale && (existing.spec.minReadySeconds ?? 0) === (minReadySeconds ?? 0)) {
      return { set: existing, deployment: writeRevision(parts, deployment, existing) };
    }
    const set = parts.api.update<ReplicaSet>(REPLICA_SETS, {
      ...existing,
      metadata: { ...existing.metadata, annotations },
      spec: { ...existing.spec, ...(minReadySeconds === undefined ? {} : { minReadySeconds }) },
    });
    return { set, deployment: writeRevision(parts, deployment, set) };
  }
  if (!create) return { set: undefined, deployment };
  const made = make(parts, deployment, sets, revision);
  if (made === COLLISION) {
    const collisionCount = (deployment.status?.collisionCount ?? 0) + 1;
    const status = { ...deployment.status, collisionCount };
    const next = parts.api.updateStatus<Deployment>('deployments.apps', { ...deployment, status });
    return newReplicaSet(parts, next, sets, create);
  }
  return { set: made, deployment: writeRevision(parts, deployment, made) };
}

function make(
  { api, recorder }: DeploymentParts,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  revision: string,
): ReplicaSet | typeof COLLISION {
  const { template, selector, minReadySeconds } = deployment.spec;
  const hash = podTemplateHash(template, deployment.status?.collisionCount);
  const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash };
  const replicas = newReplicaSetSize(deployment, sets, undefined);
  const wanted: ReplicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      namespace: deployment.metadata.namespace ?? '',
      labels,
      annotations: { ...annotationsFor(deployment, undefined, revision, true), ...desiredReplicas(deployment) },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas,
      ...(minReadySeconds ? { minReadySeconds } : {}),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [HASH_LABEL]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
  try {
    const set = api.create<ReplicaSet>(REPLICA_SETS, wanted);
    if (replicas > 0) {
      const message = `Scaled up replica set ${set.metadata.name} from 0 to ${replicas}`;
      recorder.event(deployment, 'Normal', 'ScalingReplicaSet', message);
    }
    return set;
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason !== 'AlreadyExists') throw error;
    const present = api.get<ReplicaSet>(REPLICA_SETS, keyOf(wanted));
    const isOurs = present && isControlledBy(present, deployment) && isSameTemplate(present.spec.template, template);
    if (present && isOurs) return present;
    return COLLISION;
  }
}

/** The Deployment shows the revision of its newest ReplicaSet. */
function writeRevision(parts: DeploymentParts, deployment: Deployment, set: ReplicaSet): Deployment {
  const revision = set.metadata.annotations?.[REVISION];
  if (revision === undefined || deployment.metadata.annotations?.[REVISION] === revision) return deployment;
  return parts.api.updateStatus<Deployment>('deployments.apps', withRevision(deployment, revision));
}
