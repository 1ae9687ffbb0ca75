import { mergePatch } from '../../kube/merge-patch.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { ClusterApi, ObjectKey } from '../control/cluster-api.js';
import type { Store } from '../store/store.js';
import { bindPod } from './binding.js';
import { notFound } from './errors.js';
import type { KindRegistry, Served } from './kind-registry.js';
import type { ObjectDeleter } from './object-deleter.js';
import type { Author, ObjectWriter } from './object-writer.js';

interface Parts {
  readonly kinds: KindRegistry;
  readonly store: Store;
  readonly writer: ObjectWriter;
  readonly deleteObject: ObjectDeleter;
  /** Now, in ms since 1970. */
  readonly now: () => number;
}

/** The API as a component of the control plane uses it: the same path of writes, without text on the way. */
export function createClusterFace({ kinds, store, writer, deleteObject, now }: Parts, user: string): ClusterApi {
  const author: Author = { user, manager: managerOf(user), dryRun: false, isLoop: true };
  const served = (resource: string): Served => {
    const found = kinds.byResource(resource);
    if (found === undefined) throw new Error(`the API serves no resource "${resource}"`);
    return found;
  };
  let resources: ReturnType<ClusterApi['resources']> | undefined;
  const textOf = (key: ObjectKey | string) => (typeof key === 'string' ? key : `${key.namespace}/${key.name}`);
  const face: ClusterApi = {
    get: (resource, key) => store.get(resource, textOf(key)) as never,
    list: (resource, namespace) => {
      const table = store.table(resource);
      return (namespace === undefined ? table.all() : table.inNamespace(namespace)) as never;
    },
    withLabels: (resource, namespace, labels) => store.table(resource).withLabels(namespace, labels) as never,
    ownedBy: (resource, uid) => store.table(resource).ownedBy(uid) as never,
    dependentsOf: (uid) =>
      store.resources().flatMap((resource) =>
        store
          .table(resource)
          .ownedBy(uid)
          .map((object) => ({ resource, object })),
      ),
    podsOnNode: (node) => store.table('pods').onNode(node) as never,
    resources() {
      resources ??= namespacedFirst(kinds);
      return resources;
    },
    create: (resource, object) => writer.create(served(resource), object, author) as never,
    update: (resource, object) => writer.update(served(resource), object, author) as never,
    updateStatus: (resource, object) =>
      writer.update(served(resource), object, author, { subresource: 'status' }) as never,
    patch(resource, key, patch, subresource) {
      const target = served(resource);
      const old = store.get(resource, textOf(key));
      if (old === undefined) throw notFound(target.kind, key.name);
      const wanted = mergePatch(old, patch) as KubeObject;
      return writer.update(target, wanted, author, subresource === undefined ? {} : { subresource }) as never;
    },
    delete(resource, key, options = {}) {
      deleteObject(served(resource), textOf(key), options);
    },
    bind: (pod, nodeName) => bindPod({ served: served('pods'), store, writer, author, now }, pod, nodeName),
  };
  return face;
}

/** The binary behind a user, as it signs its writes in managedFields. */
function namespacedFirst({ all }: KindRegistry): ReturnType<ClusterApi['resources']> {
  return [...all]
    .sort((a, b) => Number(b.kind.namespaced) - Number(a.kind.namespaced))
    .map(({ resource, apiVersion, kind: { kind, namespaced } }) => ({ resource, namespaced, kind, apiVersion }));
}

function managerOf(user: string): string {
  if (user.startsWith('system:node:')) return 'kubelet';
  if (user.startsWith('system:serviceaccount:kube-system:')) return 'kube-controller-manager';
  return user.slice(user.lastIndexOf(':') + 1);
}
