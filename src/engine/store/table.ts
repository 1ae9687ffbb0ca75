import type { KubeObject } from '../../kube/shapes/meta.js';
import { keyOf } from '../control/keys.js';
import { type Bucket, createBucket } from './bucket.js';

/** The objects of one resource, found by key, namespace, label pair, owner and node. Every answer costs what it returns. */
export interface Table {
  readonly size: number;
  get(key: string): KubeObject | undefined;
  set(object: KubeObject, previous: KubeObject | undefined): void;
  delete(previous: KubeObject): void;
  /** In the order of etcd's keys: namespace with its slash, then name. */
  all(): readonly KubeObject[];
  inNamespace(namespace: string): readonly KubeObject[];
  withLabels(namespace: string, labels: Readonly<Record<string, string>>): readonly KubeObject[];
  ownedBy(uid: string): readonly KubeObject[];
  onNode(name: string): readonly KubeObject[];
}

export function createTable(): Table {
  const objects = new Map<string, KubeObject>();
  const everything = createBucket();
  const namespaces = createIndex(
    ({ metadata }) => metadata.namespace,
    ({ metadata }) => [metadata.namespace ?? ''],
  );
  const labels = createIndex(
    ({ metadata }) => metadata.labels,
    ({ metadata }) => labelTerms(metadata.namespace ?? '', metadata.labels),
  );
  const owners = createIndex(
    ({ metadata }) => metadata.ownerReferences,
    ({ metadata }) => metadata.ownerReferences?.map(({ uid }) => uid) ?? [],
  );
  const nodes = createIndex(nodeOf, (object) => {
    const name = nodeOf(object);
    return name === undefined || name === '' ? [] : [name];
  });
  const indexes = [namespaces, labels, owners, nodes];

  return {
    get size() {
      return objects.size;
    },
    get: (key) => objects.get(key),
    set(object, previous) {
      const key = keyOf(object);
      objects.set(key, object);
      everything.set(key, object);
      for (const index of indexes) index.move(key, previous, object);
    },
    delete(previous) {
      const key = keyOf(previous);
      objects.delete(key);
      everything.delete(key);
      for (const index of indexes) index.move(key, previous, undefined);
    },
    all: everything.list,
    inNamespace: (namespace) => namespaces.find(namespace)?.list() ?? [],
    withLabels(namespace, wanted) {
      const pairs = Object.entries(wanted);
      if (pairs.length === 0) return namespaces.find(namespace)?.list() ?? [];
      const buckets = pairs.map(([key, value]) => labels.find(labelTerm(namespace, key, value)));
      const smallest = buckets.reduce((least, bucket) => ((bucket?.size ?? 0) < (least?.size ?? 0) ? bucket : least));
      if (pairs.length === 1) return smallest?.list() ?? [];
      return (smallest?.list() ?? []).filter((object) =>
        pairs.every(([key, value]) => object.metadata.labels?.[key] === value),
      );
    },
    ownedBy: (uid) => owners.find(uid)?.list() ?? [],
    onNode: (name) => nodes.find(name)?.list() ?? [],
  };
}

interface Index {
  find(term: string): Bucket | undefined;
  move(key: string, previous: KubeObject | undefined, object: KubeObject | undefined): void;
}

/** Objects with the same `sourceOf` have the same terms. */
function createIndex(
  sourceOf: (object: KubeObject) => unknown,
  termsOf: (object: KubeObject) => readonly string[],
): Index {
  const buckets = new Map<string, Bucket>();
  return {
    find: (term) => buckets.get(term),
    move(key, previous, object) {
      const terms = object === undefined ? [] : termsOf(object);
      if (previous !== undefined && (object === undefined || sourceOf(previous) !== sourceOf(object))) {
        for (const term of termsOf(previous)) {
          if (terms.includes(term)) continue;
          const bucket = buckets.get(term);
          bucket?.delete(key);
          if (bucket?.size === 0) buckets.delete(term);
        }
      }
      if (object === undefined) return;
      for (const term of terms) {
        const bucket = buckets.get(term) ?? createBucket();
        buckets.set(term, bucket);
        bucket.set(key, object);
      }
    },
  };
}

function nodeOf(object: KubeObject): string | undefined {
  return (object as { readonly spec?: { readonly nodeName?: string } }).spec?.nodeName;
}

function labelTerms(namespace: string, labels: Readonly<Record<string, string>> = {}): readonly string[] {
  return Object.entries(labels).map(([key, value]) => labelTerm(namespace, key, value));
}

function labelTerm(namespace: string, key: string, value: string): string {
  return `${namespace}\n${key}\n${value}`;
}
