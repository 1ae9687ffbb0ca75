import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Sim } from '../../sim/index.js';
import type { Change, ResourceName } from '../control/cluster-api.js';
import { keyOf } from '../control/keys.js';
import { createEventLog } from './event-log.js';
import { deepFreeze } from './freeze.js';
import { createTable, type Table } from './table.js';

/** All objects of the cluster, each write with a revision of its own. Objects are deeply frozen and shared. */
export interface Store {
  /** The newest revision. */
  readonly revision: number;
  /** In constant time; `key` as `keyOf` makes it. */
  get(resource: ResourceName, key: string): KubeObject | undefined;
  /** Objects of a resource, with all their indexes. */
  table(resource: ResourceName): Table;
  /** Resources that hold objects, in the order of their first write. */
  resources(): readonly ResourceName[];
  /** Writes the object with the next revision as its resourceVersion. It belongs to the store from now on: what is not frozen is completed in place. */
  put(resource: ResourceName, object: KubeObject, key?: string): KubeObject;
  /** Removes what has the key of `last`, its final state, which gets the revision of the removal. */
  remove(resource: ResourceName, last: KubeObject): KubeObject;
  /** Changes after that revision, or the oldest revision that is still known when it is forgotten. */
  since(revision: number): readonly Change[] | { readonly oldest: number };
  /** Hears of every change right after it; returns its undo. */
  subscribe(listener: (change: Change) => void): () => void;
}

/** A fresh control plane has written about this much before its first user comes. */
const FIRST_REVISION = 300;

export function createStore(sim: Pick<Sim, 'registry'>): Store {
  const tables = new Map<ResourceName, Table>();
  const listeners = new Set<(change: Change) => void>();
  const log = createEventLog(FIRST_REVISION);
  let revision = FIRST_REVISION;

  const table = (resource: ResourceName) => {
    const known = tables.get(resource);
    if (known) return known;
    const made = createTable();
    tables.set(resource, made);
    return made;
  };
  const commit = (change: Change) => {
    log.push(revision, change);
    for (const listener of listeners) listener(change);
    return change.object;
  };
  const stamp = (object: KubeObject): KubeObject => {
    revision += 1;
    return deepFreeze(withVersion(object, String(revision)));
  };

  sim.registry.register('store', {
    save: () => ({
      revision,
      tables: [...tables].map(([resource, { all }]) => [resource, all()]),
    }),
    load(data) {
      const saved = data as { revision: number; tables: [ResourceName, KubeObject[]][] };
      // A client that saw a later revision on an abandoned branch must never meet that number again.
      revision = Math.max(revision, saved.revision);
      log.forget(revision);
      tables.clear();
      for (const [resource, objects] of saved.tables) {
        const target = table(resource);
        for (const object of objects) target.set(keyOf(object), deepFreeze(object), undefined);
      }
    },
  });

  return {
    get revision() {
      return revision;
    },
    get: (resource, key) => tables.get(resource)?.get(key),
    table,
    resources: () => [...tables.keys()],
    put(resource, object, key = keyOf(object)) {
      const target = table(resource);
      const previous = target.get(key);
      const written = stamp(object);
      target.set(key, written, previous);
      return commit(
        previous
          ? { resource, type: 'MODIFIED', object: written, previous }
          : { resource, type: 'ADDED', object: written },
      );
    },
    remove(resource, last) {
      const target = table(resource);
      const previous = target.get(keyOf(last));
      if (previous === undefined) throw new Error(`${resource} ${keyOf(last)} is not in the store`);
      const written = stamp(last);
      target.delete(previous);
      return commit({ resource, type: 'DELETED', object: written, previous });
    },
    since: log.since,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The object itself when it is its writer's own still; what others share is copied. */
function withVersion(object: KubeObject, resourceVersion: string): KubeObject {
  if (Object.isFrozen(object) || Object.isFrozen(object.metadata)) {
    return { ...object, metadata: { ...object.metadata, resourceVersion } };
  }
  (object.metadata as { resourceVersion?: string }).resourceVersion = resourceVersion;
  return object;
}
