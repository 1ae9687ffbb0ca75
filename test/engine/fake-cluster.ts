import type { Change, ClusterApi, ObjectKey, ResourceName } from '../../src/engine/control/cluster-api.js';
import { createControlPlane } from '../../src/engine/control/control-plane.js';
import { createEventRecorders } from '../../src/engine/control/event-recorders.js';
import { timestamp } from '../../src/engine/control/time.js';
import { createControllers } from '../../src/engine/controllers/create-controllers.js';
import { apiError } from '../../src/kube/api-error.js';
import { deepEqual } from '../../src/kube/deep-equal.js';
import type { KubeObject } from '../../src/kube/shapes/meta.js';
import { createSim } from '../../src/sim/index.js';

const RESOURCES = [
  ['pods', 'Pod', 'v1', true],
  ['services', 'Service', 'v1', true],
  ['endpoints', 'Endpoints', 'v1', true],
  ['events', 'Event', 'v1', true],
  ['configmaps', 'ConfigMap', 'v1', true],
  ['serviceaccounts', 'ServiceAccount', 'v1', true],
  ['endpointslices.discovery.k8s.io', 'EndpointSlice', 'discovery.k8s.io/v1', true],
  ['deployments.apps', 'Deployment', 'apps/v1', true],
  ['replicasets.apps', 'ReplicaSet', 'apps/v1', true],
  ['statefulsets.apps', 'StatefulSet', 'apps/v1', true],
  ['leases.coordination.k8s.io', 'Lease', 'coordination.k8s.io/v1', true],
  ['namespaces', 'Namespace', 'v1', false],
  ['nodes', 'Node', 'v1', false],
] as const;

type Loose = Record<string, unknown> & KubeObject;

/** A world of loops over a store of a few lines: resource versions, generations, grace and finalizers, nothing else. */
export function createFakeCluster(seed = 1) {
  const sim = createSim({ seed, epoch: Date.parse('2026-01-01T00:00:00Z') });
  let objects = new Map<string, Loose>();
  let version = 0;
  sim.registry.register('fake/store', {
    save: () => ({ objects: [...objects], version }),
    load: (data) => {
      const saved = data as { objects: [string, Loose][]; version: number };
      objects = new Map(saved.objects.map(([key, object]) => [key, freeze(object)]));
      version = saved.version;
    },
  });
  const control = createControlPlane(sim);
  const listeners: ((change: Change) => void)[] = [control.notify];
  const idOf = (resource: ResourceName, key: ObjectKey | string) =>
    `${resource}|${typeof key === 'string' ? key : `${key.namespace}/${key.name}`}`;
  const tell = (change: Change) => {
    for (const listener of listeners) listener(change);
  };
  const put = (resource: ResourceName, object: Loose, previous?: Loose): Loose => {
    version += 1;
    const next = freeze({ ...object, metadata: { ...object.metadata, resourceVersion: String(version) } });
    const {
      namespace = '',
      name = '',
      deletionTimestamp,
      finalizers = [],
      deletionGracePeriodSeconds = 0,
    } = next.metadata;
    const key = idOf(resource, { namespace, name });
    const held = (next as { spec?: { finalizers?: unknown[] } }).spec?.finalizers?.length ?? 0;
    if (
      deletionTimestamp &&
      finalizers.length === 0 &&
      deletionGracePeriodSeconds === 0 &&
      !(resource === 'namespaces' && held)
    ) {
      objects.delete(key);
      tell({ resource, type: 'DELETED', object: next, ...(previous ? { previous } : {}) });
      return next;
    }
    objects.set(key, next);
    tell(previous ? { resource, type: 'MODIFIED', object: next, previous } : { resource, type: 'ADDED', object: next });
    return next;
  };
  const found = (resource: ResourceName, key: ObjectKey): Loose => {
    const object = objects.get(idOf(resource, key));
    if (!object) throw apiError('NotFound', `${resource} "${key.name}" not found`);
    return object;
  };
  const change = (resource: ResourceName, object: KubeObject, make: (old: Loose) => Loose): Loose => {
    const old = found(resource, { namespace: object.metadata.namespace ?? '', name: object.metadata.name ?? '' });
    const { resourceVersion } = object.metadata;
    if (resourceVersion && resourceVersion !== old.metadata.resourceVersion)
      throw apiError('Conflict', 'the object has been modified');
    const next = make(old);
    if (deepEqual(next, old)) return old;
    const grows = !deepEqual(next['spec'], old['spec']) && old.metadata.generation !== undefined;
    const generation = grows ? { generation: (old.metadata.generation ?? 0) + 1 } : {};
    return put(resource, { ...next, metadata: { ...next.metadata, ...generation } }, old);
  };
  const list = (resource: ResourceName, namespace?: string) =>
    [...objects]
      .filter(
        ([key, object]) =>
          key.startsWith(`${resource}|`) && (namespace === undefined || object.metadata.namespace === namespace),
      )
      .map(([, object]) => object)
      .sort((a, b) =>
        `${a.metadata.namespace}/${a.metadata.name}` < `${b.metadata.namespace}/${b.metadata.name}` ? -1 : 1,
      );
  const owns = (uid: string) => (object: Loose) =>
    object.metadata.ownerReferences?.some((owner) => owner.uid === uid) ?? false;
  const api = {
    get: (resource: ResourceName, key: ObjectKey | string) => objects.get(idOf(resource, key)),
    list,
    withLabels: (resource: ResourceName, namespace: string, labels: Record<string, string>) =>
      list(resource, namespace).filter(({ metadata }) =>
        Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value),
      ),
    ownedBy: (resource: ResourceName, uid: string) => list(resource).filter(owns(uid)),
    dependentsOf: (uid: string) =>
      RESOURCES.flatMap(([resource]) =>
        list(resource)
          .filter(owns(uid))
          .map((object) => ({ resource, object })),
      ),
    podsOnNode: (node: string) =>
      list('pods').filter((pod) => (pod['spec'] as { nodeName?: string }).nodeName === node),
    resources: () =>
      RESOURCES.map(([resource, kind, apiVersion, namespaced]) => ({ resource, kind, apiVersion, namespaced })),
    create: (resource: ResourceName, object: KubeObject) => {
      const name =
        object.metadata.name ?? `${object.metadata.generateName}${sim.random.text(5, 'bcdfghjklmnpqrstvwxz2456789')}`;
      const namespace = object.metadata.namespace ?? '';
      if (objects.has(idOf(resource, { namespace, name }))) throw apiError('AlreadyExists', `${name} already exists`);
      const generation = /apps|slices/.test(resource) ? { generation: 1 } : {};
      const metadata = {
        ...object.metadata,
        name,
        uid: sim.random.uuid(),
        creationTimestamp: timestamp(sim),
        ...generation,
      };
      return put(resource, { ...object, metadata } as Loose);
    },
    update: (resource: ResourceName, object: KubeObject) =>
      change(resource, object, (old) => ({ ...object, status: old['status'] }) as Loose),
    updateStatus: (resource: ResourceName, object: KubeObject) =>
      change(resource, object, (old) => {
        const metadata = { ...(old['metadata'] as object), annotations: object.metadata.annotations };
        return { ...old, metadata, status: (object as Loose)['status'] } as Loose;
      }),
    patch: (resource: ResourceName, key: ObjectKey, patch: unknown) =>
      change(resource, { ...found(resource, key), metadata: key }, (old) => merge(old, patch) as Loose),
    delete: (
      resource: ResourceName,
      key: ObjectKey,
      options: { gracePeriodSeconds?: number; propagationPolicy?: string } = {},
    ) => {
      const old = found(resource, key);
      const { nodeName } = (old['spec'] ?? {}) as { nodeName?: string };
      const grace = options.gracePeriodSeconds ?? (resource === 'pods' && nodeName ? 30 : 0);
      const extra =
        options.propagationPolicy === 'Foreground'
          ? ['foregroundDeletion']
          : options.propagationPolicy === 'Orphan'
            ? ['orphan']
            : [];
      const finalizers = [...new Set([...(old.metadata.finalizers ?? []), ...extra])];
      const deletionTimestamp = old.metadata.deletionTimestamp ?? timestamp(sim);
      put(
        resource,
        { ...old, metadata: { ...old.metadata, deletionTimestamp, deletionGracePeriodSeconds: grace, finalizers } },
        old,
      );
    },
    bind: (key: ObjectKey, nodeName: string) =>
      void change(
        'pods',
        { ...found('pods', key), metadata: key },
        (old) => merge(old, { spec: { nodeName } }) as Loose,
      ),
  } as unknown as ClusterApi;
  const recorders = createEventRecorders({ sim, api });
  for (const loop of createControllers({ sim, api: () => api, recorder: recorders, rootCertificate: 'PEM' }))
    control.add(loop);
  return { sim, api, control, recorders, onChange: (listener: (change: Change) => void) => listeners.push(listener) };
}

function merge(old: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const next: Record<string, unknown> = typeof old === 'object' && old !== null ? { ...old } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete next[key];
    else next[key] = merge(next[key], value);
  }
  return next;
}

function freeze<T extends object>(object: T): T {
  for (const part of Object.values(object))
    if (typeof part === 'object' && part !== null && !Object.isFrozen(part)) freeze(part);
  return Object.freeze(object);
}
