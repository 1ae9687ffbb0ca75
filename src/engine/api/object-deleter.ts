import { rfc3339 } from '../../kube/rfc3339.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { DeleteOptions } from '../control/cluster-api.js';
import type { Allocators } from '../kinds/kind.js';
import type { Store } from '../store/store.js';
import { conflict, notFound } from './errors.js';
import type { Served } from './kind-registry.js';

/** What became of a deletion: the object is gone, or stays until its kubelet or its finalizers are done. */
interface Deletion {
  readonly gone: boolean;
  readonly object: KubeObject;
}

interface Parts {
  readonly store: Store;
  readonly allocators: Allocators;
  /** Now, in ms since 1970. */
  readonly now: () => number;
}

export type ObjectDeleter = (
  served: Served,
  key: string,
  options: DeleteOptions & { readonly dryRun?: boolean },
) => Deletion;

export function createObjectDeleter({ store, allocators, now }: Parts): ObjectDeleter {
  return (served, key, options) => {
    const old = store.get(served.resource, key);
    if (old === undefined) throw notFound(served.kind, key.slice(key.indexOf('/') + 1));
    checkPreconditions(served, old, options);
    const marked = mark(old, { options, served, now: now() });
    if (marked === old) return { gone: false, object: old };
    const gone = isReadyToVanish(marked);
    if (options.dryRun) return { gone, object: marked };
    if (!gone) return { gone, object: store.put(served.resource, marked) };
    served.kind.allocate?.(undefined, old, allocators);
    store.remove(served.resource, marked.metadata.deletionTimestamp === old.metadata.deletionTimestamp ? marked : old);
    return { gone, object: old };
  };
}

/** Nobody holds it any more: marked for deletion, no grace left, no finalizers. */
export function isReadyToVanish(object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = object.metadata;
  return (
    deletionTimestamp !== undefined &&
    deletionGracePeriodSeconds === 0 &&
    finalizers.length === 0 &&
    namespaceFinalizers(object).length === 0
  );
}

function mark(
  object: KubeObject,
  { options, served, now }: { readonly options: DeleteOptions; readonly served: Served; readonly now: number },
): KubeObject {
  const finalizers = finalizersFor(object.metadata.finalizers ?? [], options.propagationPolicy);
  const grace = graceOf(object, options);
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = object.metadata;
  if (deletionTimestamp !== undefined && deletionGracePeriodSeconds <= grace && !isReadyToVanish(object)) {
    return finalizers === object.metadata.finalizers || finalizers.length === (object.metadata.finalizers ?? []).length
      ? object
      : { ...object, metadata: { ...object.metadata, finalizers } };
  }
  const { generation, ...rest } = object.metadata;
  const first = deletionTimestamp === undefined;
  const metadata = {
    ...rest,
    ...(generation === undefined ? {} : { generation: first ? generation + 1 : generation }),
    deletionTimestamp: rfc3339(now + grace * 1000),
    deletionGracePeriodSeconds: grace,
    ...(finalizers.length > 0 ? { finalizers } : {}),
  };
  if (served.kind.kind !== 'Namespace') return { ...object, metadata };
  const { deletionGracePeriodSeconds: _none, ...withoutGrace } = metadata;
  const { status } = object as { readonly status?: object };
  return { ...object, metadata: withoutGrace, status: { ...status, phase: 'Terminating' } } as KubeObject;
}

function graceOf(object: KubeObject, { gracePeriodSeconds }: DeleteOptions): number {
  if (object.kind !== 'Pod') return 0;
  const { spec, status } = object as Pod;
  const finished = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  if (!spec.nodeName || finished) return 0;
  const wanted = gracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30;
  return wanted < 0 ? 1 : wanted;
}

const PROPAGATION = ['orphan', 'foregroundDeletion'];

function finalizersFor(finalizers: readonly string[], policy: DeleteOptions['propagationPolicy']): readonly string[] {
  if (policy === undefined) return finalizers;
  const others = finalizers.filter((name) => !PROPAGATION.includes(name));
  if (policy === 'Orphan') return [...others, 'orphan'];
  return policy === 'Foreground' ? [...others, 'foregroundDeletion'] : others;
}

function namespaceFinalizers(object: KubeObject): readonly string[] {
  if (object.kind !== 'Namespace') return [];
  return (object as { readonly spec?: { readonly finalizers?: readonly string[] } }).spec?.finalizers ?? [];
}

function checkPreconditions({ kind }: Served, object: KubeObject, { preconditions }: DeleteOptions): void {
  const { uid, resourceVersion, name = '' } = object.metadata;
  const words = { group: kind.group, plural: kind.kind };
  if (preconditions?.uid !== undefined && preconditions.uid !== uid) {
    throw conflict(
      words,
      name,
      `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    );
  }
  if (preconditions?.resourceVersion !== undefined && preconditions.resourceVersion !== resourceVersion) {
    throw conflict(
      words,
      name,
      `the ResourceVersion in the precondition (${preconditions.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
    );
  }
}
