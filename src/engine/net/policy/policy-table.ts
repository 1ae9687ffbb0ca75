import { matchesSelector } from '../../../kube/label-selector.js';
import type { NetworkPolicySpec } from '../../../kube/shapes/network-policy.js';

/** A policy as the agents on the nodes enforce it. */
export interface EnforcedPolicy {
  readonly namespace: string;
  readonly name: string;
  readonly spec: NetworkPolicySpec;
}

type Labels = Readonly<Record<string, string>>;

/** The policies of the cluster, found by the labels that they select. */
export interface PolicyTable {
  /** Replaces or, without a spec, removes a policy. */
  write(namespace: string, name: string, spec: NetworkPolicySpec | undefined): void;
  /** Those that select a Pod with these labels, in order of name; costs what the Pod's labels find, not all policies. */
  selecting(namespace: string, labels: Labels): readonly EnforcedPolicy[];
  isEmpty(): boolean;
  save(): unknown;
  load(data: unknown): void;
}

export function createPolicyTable(): PolicyTable {
  const buckets = new Map<string, Map<string, EnforcedPolicy>>();
  const places = new Map<string, string>();

  const table: PolicyTable = {
    write(namespace, name, spec) {
      const key = `${namespace}/${name}`;
      const before = places.get(key);
      if (before !== undefined) remove(buckets, before, key);
      places.delete(key);
      if (spec === undefined) return;
      const place = bucketOf(namespace, spec);
      const bucket = buckets.get(place) ?? new Map<string, EnforcedPolicy>();
      buckets.set(place, bucket.set(key, { namespace, name, spec }));
      places.set(key, place);
    },
    isEmpty: () => places.size === 0,
    selecting(namespace, labels) {
      return [`${namespace} `, ...Object.entries(labels).map(([key, value]) => `${namespace} ${key}=${value}`)]
        .flatMap((place) => [...(buckets.get(place)?.values() ?? [])])
        .filter(({ spec }) => matchesSelector(spec.podSelector ?? {}, labels))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    save: () => [...places].flatMap(([key, place]) => buckets.get(place)?.get(key) ?? []),
    load(data) {
      buckets.clear();
      places.clear();
      for (const { namespace, name, spec } of data as readonly EnforcedPolicy[]) table.write(namespace, name, spec);
    },
  };
  return table;
}

/** One label pair that a selected Pod must have, or none: then every Pod of the namespace is looked at. */
function bucketOf(namespace: string, { podSelector }: NetworkPolicySpec): string {
  const [pair] = Object.entries(podSelector?.matchLabels ?? {});
  return pair === undefined ? `${namespace} ` : `${namespace} ${pair[0]}=${pair[1]}`;
}

function remove(buckets: Map<string, Map<string, EnforcedPolicy>>, place: string, key: string): void {
  const bucket = buckets.get(place);
  bucket?.delete(key);
  if (bucket?.size === 0) buckets.delete(place);
}
