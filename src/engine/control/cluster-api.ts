import type { KubeObject } from '../../kube/shapes/meta.js';

/** `plural` or `plural.group`, e.g. `pods`, `deployments.apps`, `endpointslices.discovery.k8s.io`. */
export type ResourceName = string;

export interface ObjectKey {
  /** `''` for what lives outside namespaces. */
  readonly namespace: string;
  readonly name: string;
}

/**
 * The API server as the control plane's own components use it: synchronous, as one named user. Objects that come back are
 * frozen and shared; change means building a new object. Reads answer from indexes and cost what they return.
 * Writes go through `ApiServer.handle` (admission, defaults, validation, conflicts) and throw `ApiError`.
 */
export interface ClusterApi extends ClusterReader {
  create<T extends KubeObject>(resource: ResourceName, object: T): T;
  /** Conflicts when `metadata.resourceVersion` is given and stale. */
  update<T extends KubeObject>(resource: ResourceName, object: T): T;
  updateStatus<T extends KubeObject>(resource: ResourceName, object: T): T;
  /** JSON merge patch. */
  patch<T extends KubeObject>(resource: ResourceName, key: ObjectKey, patch: unknown, subresource?: string): T;
  delete(resource: ResourceName, key: ObjectKey, options?: DeleteOptions): void;
  /** The pods/binding subresource. */
  bind(pod: ObjectKey, nodeName: string): void;
}

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

export interface ClusterReader {
  /** `key` as `keyOf` makes it, or its parts. */
  get<T extends KubeObject>(resource: ResourceName, key: ObjectKey | string): T | undefined;
  /** In order of namespace, then name. Without a namespace: all of them. */
  list<T extends KubeObject>(resource: ResourceName, namespace?: string): readonly T[];
  /** Objects of one namespace whose labels have all these pairs. */
  withLabels<T extends KubeObject>(
    resource: ResourceName,
    namespace: string,
    labels: Readonly<Record<string, string>>,
  ): readonly T[];
  /** Objects whose ownerReferences name this uid. */
  ownedBy<T extends KubeObject>(resource: ResourceName, ownerUid: string): readonly T[];
  /** All objects of any resource whose ownerReferences name this uid. */
  dependentsOf(ownerUid: string): readonly { readonly resource: ResourceName; readonly object: KubeObject }[];
  /** Pods with this `spec.nodeName`. */
  podsOnNode<T extends KubeObject>(nodeName: string): readonly T[];
  /** Names of the resources that the API serves, namespaced ones first. */
  resources(): readonly {
    readonly resource: ResourceName;
    readonly namespaced: boolean;
    readonly kind: string;
    readonly apiVersion: string;
  }[];
}

/** One committed change of the store. */
export interface Change {
  readonly resource: ResourceName;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
  readonly previous?: KubeObject;
}
