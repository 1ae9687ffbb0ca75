import type { Change, ClusterReader, ObjectKey } from '../../../src/engine/control/cluster-api.js';
import type { Controller } from '../../../src/engine/control/controller.js';
import { keyOf } from '../../../src/engine/control/keys.js';
import type { KubeObject } from '../../../src/kube/shapes/meta.js';
import type { Sim } from '../../../src/sim/index.js';

/** A store without an API: objects by resource, and the loops that hear of their changes. */
export function createFakeCluster(sim: Sim) {
  const stored = new Map<string, Map<string, KubeObject>>();
  const loops: Controller[] = [];
  const of = (resource: string) => stored.get(resource) ?? new Map<string, KubeObject>();
  sim.registry.register('fake/store', {
    save: () => [...stored].map(([resource, objects]) => [resource, [...objects]]),
    load(data) {
      stored.clear();
      for (const [resource, objects] of data as [string, [string, KubeObject][]][])
        stored.set(resource, new Map(objects));
    },
  });
  sim.on('fake/reconcile', ({ loop, key }: { loop: string; key: string }) => {
    const again = loops.find(({ name }) => name === loop)?.reconcile(key);
    if (again) sim.schedule('fake/reconcile', { loop, key }, { delay: again.afterMs });
  });
  const tell = (change: Change) => {
    for (const loop of loops) {
      for (const key of loop.watches[change.resource]?.(change) ?? []) {
        sim.schedule('fake/reconcile', { loop: loop.name, key }, { delay: 2 });
      }
    }
  };
  const reader: ClusterReader = {
    get: <T extends KubeObject>(resource: string, key: ObjectKey | string) =>
      of(resource).get(typeof key === 'string' ? key : `${key.namespace}/${key.name}`) as T | undefined,
    list: <T extends KubeObject>(resource: string, namespace?: string) =>
      [...of(resource).values()].filter(
        ({ metadata }) => namespace === undefined || metadata.namespace === namespace,
      ) as unknown as readonly T[],
    withLabels: <T extends KubeObject>(resource: string, namespace: string, labels: Readonly<Record<string, string>>) =>
      [...of(resource).values()].filter(
        ({ metadata }) =>
          metadata.namespace === namespace &&
          Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value),
      ) as unknown as readonly T[],
    ownedBy: () => [],
    dependentsOf: () => [],
    podsOnNode: () => [],
    resources: () => [],
  };
  return {
    reader,
    control: { add: (loop: Controller) => void loops.push(loop) },
    put(resource: string, object: object) {
      const known = object as KubeObject;
      const objects = stored.get(resource) ?? new Map<string, KubeObject>();
      const previous = objects.get(keyOf(known));
      stored.set(resource, objects.set(keyOf(known), known));
      tell({ resource, type: previous ? 'MODIFIED' : 'ADDED', object: known, ...(previous && { previous }) });
    },
    remove(resource: string, key: string) {
      const object = of(resource).get(key);
      if (object === undefined) return;
      of(resource).delete(key);
      tell({ resource, type: 'DELETED', object });
    },
  };
}

export type FakeCluster = ReturnType<typeof createFakeCluster>;
