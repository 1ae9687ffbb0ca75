import type { KubeObject, OwnerReference } from '../../kube/shapes/meta.js';
import type { Change, ClusterApi, ObjectKey, ResourceName } from '../control/cluster-api.js';
import type { Controller } from '../control/controller.js';
import { unless } from './ignore.js';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

/** Key of one object of any resource: `RESOURCE|NAMESPACE/NAME`. */
function itemKey(resource: ResourceName, { metadata }: KubeObject): string {
  return `${resource}|${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
}

/** Deletes what has lost its last owner, and carries out foreground and orphan deletions (upstream's garbagecollector). */
export function createGarbageCollector({
  api,
  resources,
}: {
  readonly api: ClusterApi;
  readonly resources: readonly ResourceName[];
}): Controller {
  const interested = (change: Change) => concerned(api, change);
  return {
    name: 'garbage-collector',
    latencyMs: 3,
    watches: Object.fromEntries(resources.map((resource) => [resource, interested])),
    reconcile(key) {
      const [resource = '', path = ''] = key.split('|');
      const slash = path.indexOf('/');
      const at = { namespace: path.slice(0, slash), name: path.slice(slash + 1) };
      const object = api.get(resource, at);
      if (object === undefined) return undefined;
      if (object.metadata.deletionTimestamp !== undefined) finishDeletion(api, { resource, at, object });
      else collect(api, { resource, at, object });
      return undefined;
    },
  };
}

interface Item {
  readonly resource: ResourceName;
  readonly at: ObjectKey;
  readonly object: KubeObject;
}

/** An object that names owners; the dependents of one that is gone; an owner that waits for its dependents. */
function concerned(api: ClusterApi, { resource, type, object, previous }: Change): readonly string[] {
  const uid = object.metadata.uid ?? '';
  if (type === 'DELETED') return [...dependentKeys(api, uid), ...waitingOwners(api, object)];
  const own = itemKey(resource, object);
  const { finalizers = [], deletionTimestamp, ownerReferences = [] } = object.metadata;
  if (deletionTimestamp !== undefined) {
    const isNew =
      previous?.metadata.deletionTimestamp === undefined || previous.metadata.finalizers !== object.metadata.finalizers;
    if (!isNew || !(finalizers.includes(FOREGROUND) || finalizers.includes(ORPHAN))) return [];
    return [own, ...(finalizers.includes(FOREGROUND) ? dependentKeys(api, uid) : [])];
  }
  if (ownerReferences.length === 0 || previous?.metadata.ownerReferences === ownerReferences) return [];
  return type === 'ADDED' || JSON.stringify(previous?.metadata.ownerReferences) !== JSON.stringify(ownerReferences)
    ? [own]
    : [];
}

function dependentKeys(api: ClusterApi, uid: string): readonly string[] {
  return api.dependentsOf(uid).map(({ resource, object }) => itemKey(resource, object));
}

function waitingOwners(api: ClusterApi, { metadata }: KubeObject): readonly string[] {
  return (metadata.ownerReferences ?? []).flatMap((reference) => {
    const found = ownerOf(api, metadata.namespace ?? '', reference);
    return found?.object.metadata.finalizers?.includes(FOREGROUND) ? [itemKey(found.resource, found.object)] : [];
  });
}

function ownerOf(api: ClusterApi, namespace: string, reference: OwnerReference): Item | undefined {
  const served = servedFor(api, reference);
  if (served === undefined) return undefined;
  const at = { namespace: served.namespaced ? namespace : '', name: reference.name };
  const object = api.get(served.resource, at);
  return object?.metadata.uid === reference.uid ? { resource: served.resource, at, object } : undefined;
}

function servedFor(api: ClusterApi, { kind, apiVersion }: OwnerReference) {
  return api.resources().find((candidate) => candidate.kind === kind && candidate.apiVersion === apiVersion);
}

/** Deletes the object when no owner is left that it could live for. */
function collect(api: ClusterApi, { resource, at, object }: Item): void {
  const references = object.metadata.ownerReferences ?? [];
  const solid: OwnerReference[] = [];
  let isAwaited = false;
  for (const reference of references) {
    const owner = ownerOf(api, at.namespace, reference);
    if (owner !== undefined && isWaiting(owner.object)) isAwaited = true;
    // An owner of a kind that is not served may exist: nothing is deleted on a guess.
    else if (owner !== undefined || servedFor(api, reference) === undefined) solid.push(reference);
  }
  if (solid.length === references.length) return;
  if (solid.length > 0) {
    unless(['NotFound'], () => api.patch(resource, at, { metadata: { ownerReferences: solid } }));
    return;
  }
  const preconditions = object.metadata.uid === undefined ? {} : { uid: object.metadata.uid };
  const blocks = isAwaited && api.dependentsOf(object.metadata.uid ?? '').length > 0;
  const propagationPolicy = blocks ? 'Foreground' : policyOf(object);
  unless(['NotFound', 'Conflict'], () => api.delete(resource, at, { propagationPolicy, preconditions }));
}

function isWaiting({ metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(FOREGROUND);
}

/** What the object's own finalizers ask for. */
function policyOf({ metadata }: KubeObject): 'Orphan' | 'Foreground' | 'Background' {
  if (metadata.finalizers?.includes(ORPHAN)) return 'Orphan';
  return metadata.finalizers?.includes(FOREGROUND) ? 'Foreground' : 'Background';
}

function finishDeletion(api: ClusterApi, { resource, at, object }: Item): void {
  const { finalizers = [], uid = '' } = object.metadata;
  const dependents = api.dependentsOf(uid);
  if (finalizers.includes(ORPHAN)) {
    for (const dependent of dependents) orphan(api, dependent, uid);
    removeFinalizer(api, { resource, at, object }, ORPHAN);
    return;
  }
  if (!finalizers.includes(FOREGROUND)) return;
  const blocking = dependents.filter(({ object: { metadata } }) =>
    metadata.ownerReferences?.some((reference) => reference.uid === uid && reference.blockOwnerDeletion === true),
  );
  if (blocking.length === 0) removeFinalizer(api, { resource, at, object }, FOREGROUND);
}

function orphan(api: ClusterApi, { resource, object }: Pick<Item, 'resource' | 'object'>, uid: string): void {
  const { namespace = '', name = '', ownerReferences = [] } = object.metadata;
  const kept = ownerReferences.filter((reference) => reference.uid !== uid);
  const patch = { metadata: { ownerReferences: kept.length > 0 ? kept : null } };
  unless(['NotFound'], () => api.patch(resource, { namespace, name }, patch));
}

function removeFinalizer(api: ClusterApi, { resource, at, object }: Item, finalizer: string): void {
  const finalizers = (object.metadata.finalizers ?? []).filter((present) => present !== finalizer);
  unless(['NotFound'], () =>
    api.patch(resource, at, { metadata: { finalizers: finalizers.length > 0 ? finalizers : null } }),
  );
}
