import type { KubeObject, ObjectMeta } from '../../kube/shapes/meta.js';
import { keyOf } from '../control/keys.js';
import { type Bucket, createBucket } from './bucket.js';

/** The objects of one resource, found by key, namespace, label pair, owner and node. Every answer costs what it returns. */
export interface Table {
  readonly size: number;
  get(key: string): KubeObject | undefined;
  set(key: string, object: KubeObject, previous: KubeObject | undefined): void;
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
  const everything = createIndex(objects, { sourceOf: () => EVERYTHING, termsOf: () => EVERYTHING });
  const namespaces = createIndex(objects, {
    sourceOf: ({ metadata }) => metadata.namespace,
    termsOf: ({ metadata }) => [metadata.namespace ?? ''],
  });
  const labels = createIndex(objects, { sourceOf: ({ metadata }) => metadata.labels, termsOf: createLabelTerms() });
  const owners = createIndex(objects, {
    sourceOf: ({ metadata }) => metadata.ownerReferences,
    termsOf: ({ metadata }) => metadata.ownerReferences?.map(({ uid }) => uid) ?? NOTHING,
  });
  const nodes = createIndex(objects, {
    sourceOf: nodeOf,
    termsOf: (object) => {
      const name = nodeOf(object);
      return name === undefined || name === '' ? NOTHING : [name];
    },
  });
  const indexes = [everything, namespaces, labels, owners, nodes];

  return {
    get size() {
      return objects.size;
    },
    get: (key) => objects.get(key),
    set(key, object, previous) {
      objects.set(key, object);
      for (const index of indexes) index.move(key, previous, object);
    },
    delete(previous) {
      const key = keyOf(previous);
      objects.delete(key);
      for (const index of indexes) index.move(key, previous, undefined);
    },
    all: () => listed(everything.find('')),
    inNamespace: (namespace) => listed(namespaces.find(namespace)),
    withLabels(namespace, wanted) {
      const pairs = Object.entries(wanted);
      if (pairs.length === 0) return listed(namespaces.find(namespace));
      const buckets = pairs.map(([key, value]) => labels.find(labelTerm(namespace, key, value)));
      const smallest = buckets.reduce((least, bucket) => ((bucket?.size ?? 0) < (least?.size ?? 0) ? bucket : least));
      if (pairs.length === 1) return listed(smallest);
      return listed(smallest).filter((object) =>
        pairs.every(([key, value]) => object.metadata.labels?.[key] === value),
      );
    },
    ownedBy: (uid) => listed(owners.find(uid)),
    onNode: (name) => listed(nodes.find(name)),
  };
}

const EVERYTHING = [''];
const NOTHING: readonly never[] = [];

function listed(bucket: Bucket | undefined): readonly KubeObject[] {
  return bucket?.list() ?? NOTHING;
}

interface Index {
  find(term: string): Bucket | undefined;
  move(key: string, previous: KubeObject | undefined, object: KubeObject | undefined): void;
}

interface Terms {
  /** Objects with the same source have the same terms. */
  readonly sourceOf: (object: KubeObject) => unknown;
  readonly termsOf: (object: KubeObject) => readonly string[];
}

/** Made when it is first asked for, and kept up from then on: nobody asks for the labels of events. */
function createIndex(objects: ReadonlyMap<string, KubeObject>, { sourceOf, termsOf }: Terms): Index {
  let buckets: Map<string, Bucket> | undefined;
  const add = (found: Map<string, Bucket>, key: string, object: KubeObject) => {
    for (const term of termsOf(object)) {
      const bucket = found.get(term) ?? createBucket();
      found.set(term, bucket);
      bucket.set(key, object);
    }
  };
  const build = () => {
    const found = new Map<string, Bucket>();
    for (const [key, object] of [...objects].sort(([a], [b]) => (a < b ? -1 : 1))) add(found, key, object);
    return found;
  };
  return {
    find(term) {
      buckets ??= build();
      return buckets.get(term);
    },
    move(key, previous, object) {
      if (buckets === undefined) return;
      if (previous !== undefined && (object === undefined || sourceOf(previous) !== sourceOf(object))) {
        const kept = object === undefined ? NOTHING : termsOf(object);
        for (const term of termsOf(previous)) if (!kept.includes(term as never)) drop(buckets, term, key);
      }
      if (object !== undefined) add(buckets, key, object);
    },
  };
}

function drop(buckets: Map<string, Bucket>, term: string, key: string): void {
  const bucket = buckets.get(term);
  bucket?.delete(key);
  if (bucket?.size === 0) buckets.delete(term);
}

function nodeOf(object: KubeObject): string | undefined {
  return (object as { readonly spec?: { readonly nodeName?: string } }).spec?.nodeName;
}

/** The terms of the last object are kept: Pods of one template share their labels. */
function createLabelTerms(): Terms['termsOf'] {
  let last: ObjectMeta = {};
  let terms: readonly string[] = NOTHING;
  return ({ metadata }) => {
    if (metadata.labels === last.labels && metadata.namespace === last.namespace) return terms;
    const { namespace = '', labels = {} } = metadata;
    terms = Object.entries(labels).map(([key, value]) => labelTerm(namespace, key, value));
    last = metadata;
    return terms;
  };
}

function labelTerm(namespace: string, key: string, value: string): string {
  return `${namespace}\n${key}\n${value}`;
}
