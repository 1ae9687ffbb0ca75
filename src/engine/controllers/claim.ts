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
  const owned = api.ownedBy<T>(resource, owner.metadata.uid ?? '').filter((object) => isControlledBy(object, owner));
  const kept = owned.filter((object) => matches(selector, object));
  if (kept.length < owned.length) {
    for (const object of owned) if (!matches(selector, object)) release(api, resource, object, owner);
  }
  if (owner.metadata.deletionTimestamp !== undefined || isEmptySelector(selector)) return kept;
  const orphans = api
    .withLabels<T>(resource, namespace, selector.matchLabels ?? {})
    .filter((object) => controllerOf(object) === undefined && !isLeaving(object) && matches(selector, object));
  const adopted = orphans.flatMap((object) => adopt(api, resource, object, owner) ?? []);
  return adopted.length === 0 ? kept : [...kept, ...adopted];
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
