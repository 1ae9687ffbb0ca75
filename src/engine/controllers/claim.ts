import { ApiError } from '../../kube/api-error.js';
import type { KubeObject, LabelSelector } from '../../kube/shapes/meta.js';
import type { ClusterApi, ResourceName } from '../control/cluster-api.js';
import { controllerOf, controllerReference, isControlledBy } from './owners.js';
import { isEmptySelector, selects } from './selector.js';

/**
 * The objects that `owner` controls (upstream's ControllerRefManager): those with its reference that still match, and
 * orphans that match, which are adopted; what does not match any more is released.
 */
export function claim<T extends KubeObject>(
  api: ClusterApi,
  resource: ResourceName,
  owner: KubeObject,
  selector: LabelSelector,
): readonly T[] {
  const namespace = owner.metadata.namespace ?? '';
  const kept: T[] = [];
  for (const object of api.ownedBy<T>(resource, owner.metadata.uid ?? '')) {
    if (!isControlledBy(object, owner)) continue;
    if (matches(selector, object)) kept.push(object);
    else release(api, resource, object, owner);
  }
  if (owner.metadata.deletionTimestamp !== undefined || isEmptySelector(selector)) return kept;
  const labelled = api.withLabels<T>(resource, namespace, selector.matchLabels ?? {});
  // All that is kept has these labels: as many as that is no more.
  if (labelled.length === kept.length) return kept;
  for (const object of labelled) {
    if (controllerOf(object) !== undefined || isLeaving(object) || !matches(selector, object)) continue;
    const adopted = adopt(api, resource, object, owner);
    if (adopted !== undefined) kept.push(adopted);
  }
  return kept;
}

function matches(selector: LabelSelector, object: KubeObject): boolean {
  return selects(selector, object.metadata.labels ?? {});
}

function isLeaving(object: KubeObject): boolean {
  return object.metadata.deletionTimestamp !== undefined;
}

function release(api: ClusterApi, resource: ResourceName, object: KubeObject, owner: KubeObject): void {
  if (isLeaving(object) || isLeaving(owner)) return;
  const ownerReferences = object.metadata.ownerReferences?.filter((reference) => reference.uid !== owner.metadata.uid);
  attempt(() => api.patch(resource, keyOfObject(object), metadataPatch(object, ownerReferences ?? [])));
}

function adopt<T extends KubeObject>(
  api: ClusterApi,
  resource: ResourceName,
  object: T,
  owner: KubeObject,
): T | undefined {
  const references = [...(object.metadata.ownerReferences ?? []), controllerReference(owner)];
  const result = attempt(() => api.patch<T>(resource, keyOfObject(object), metadataPatch(object, references)));
  return typeof result === 'string' ? undefined : result;
}

function metadataPatch(object: KubeObject, ownerReferences: readonly unknown[]) {
  return {
    metadata: { uid: object.metadata.uid, ownerReferences: ownerReferences.length > 0 ? ownerReferences : null },
  };
}

function keyOfObject({ metadata }: KubeObject) {
  return { namespace: metadata.namespace ?? '', name: metadata.name ?? '' };
}

/** An object that is gone or was replaced meanwhile is no failure. */
function attempt<T>(write: () => T): T | 'gone' {
  try {
    return write();
  } catch (error) {
    if (error instanceof ApiError && (error.reason === 'NotFound' || error.reason === 'Invalid')) return 'gone';
    throw error;
  }
}
