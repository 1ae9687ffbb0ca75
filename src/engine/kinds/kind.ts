import type { FieldError } from '../../kube/field-error.js';
import type { Schema } from '../../kube/schema.js';
import type { KubeObject } from '../../kube/shapes/meta.js';

/** All that the API server must know of one kind: data and pure functions, one file for each kind. */
export interface Kind<T extends KubeObject = KubeObject> {
  /** `''` for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly subresources: readonly (
    | 'status'
    | 'scale'
    | 'binding'
    | 'log'
    | 'exec'
    | 'attach'
    | 'portforward'
    | 'ephemeralcontainers'
    | 'eviction'
    | 'token'
    | 'finalize'
  )[];
  /** Fields and their types, for strict decoding, defaults of lists, merge keys and OpenAPI. */
  readonly schema: Schema;
  /** Upstream's defaulting: fills in what the client left out. Pure; returns the same object when nothing is missing. */
  readonly defaults: (object: T) => T;
  /** The same for a write of the status alone. */
  readonly statusDefaults?: (object: T) => T;
  /**
   * The order of one create or update, as upstream's store has it: defaults, allocate, prepareCreate or prepareUpdate, validateCreate or
   * validateUpdate. The server runs it inside `allocators.transaction`, so that a complaint gives back what was handed out.
   */
  /** What create and update do before validation: drops what clients may not set, carries status over, clears what a change of type makes void. */
  readonly prepareCreate?: (object: T) => T;
  readonly prepareUpdate?: (object: T, old: T) => T;
  /** In upstream's order. */
  readonly validateCreate: (object: T) => readonly FieldError[];
  readonly validateUpdate: (object: T, old: T) => readonly FieldError[];
  /** What a write of another subresource than status changes, and what may be wrong with that. */
  readonly parts?: Readonly<
    Record<
      string,
      { readonly prepare: (object: T, old: T) => T; readonly validate: (object: T, old: T) => readonly FieldError[] }
    >
  >;
  readonly validateStatus?: (object: T, old: T) => readonly FieldError[];
  /** What the server hands out: cluster IPs, node ports. `undefined` old on create, `undefined` object on delete. Throws ApiError. */
  readonly allocate?: (object: T | undefined, old: T | undefined, allocators: Allocators) => T | undefined;
  /** PUT and PATCH without a resourceVersion are allowed unless this is false. */
  readonly unconditionalUpdate?: boolean;
  /** PUT of a name that does not exist creates it. */
  readonly createOnUpdate?: boolean;
  /** Part of the object whose change raises `metadata.generation`; none when the kind has no generation. */
  readonly generation?: (object: T) => unknown;
  readonly columns: readonly Column[];
  /** One cell a column; `now` in ms since 1970. */
  readonly cells: (object: T, now: number) => readonly (string | number)[];
  /** Warnings for the client (header `Warning`). */
  readonly warnings?: (object: T, old: T | undefined) => readonly string[];
  /** The same objects in other groups or versions. */
  readonly versions?: readonly KindVersion[];
  /** Answers that are never stored: the kind can be read only. */
  readonly constant?: readonly T[];
  /** A warning that comes with every answer about this kind. */
  readonly deprecation?: string;
  /** Field selectors beyond metadata.name and metadata.namespace. */
  readonly fields?: Readonly<Record<string, (object: T) => string>>;
  /** The scale subresource: where replicas and selector are. */
  readonly scale?: { readonly selector: (object: T) => string };
}

/** Another form of a kind; the store holds the kind's own. */
export interface KindVersion {
  readonly group: string;
  readonly version: string;
  readonly toStored: (object: KubeObject) => KubeObject;
  readonly fromStored: (object: KubeObject) => KubeObject;
  /** Its field selectors, over the stored form, where they differ. */
  readonly fields?: Kind['fields'];
}

export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'date';
  readonly format?: string;
  /** 0: always shown; 1: with `-o wide`. */
  readonly priority: number;
}

/** Cluster IPs and node ports of the whole cluster; plain data behind it. */
export interface Allocators {
  /** One for each IP family of the cluster, the primary family first. */
  readonly serviceIPs: readonly AddressAllocator[];
  readonly nodePorts: PortAllocator;
  /** From now on nothing is free any more; `false` ends that. */
  setExhausted(range: 'node-ports' | 'cluster-ips', exhausted: boolean): void;
  /** Runs `work`; puts back all that it took and released when it throws, or, for a dry run, in any case. */
  transaction<T>(work: () => T, options?: { readonly dryRun?: boolean }): T;
}

export interface AddressAllocator {
  readonly family: 'IPv4' | 'IPv6';
  /** Takes that address; `taken` or `outside` the range when it cannot. */
  take(address: string): 'ok' | 'taken' | 'outside';
  /** Any free address of the upper band first (upstream's static and dynamic bands); `undefined` when none is left. */
  next(): string | undefined;
  release(address: string): void;
  readonly range: string;
}

export interface PortAllocator {
  take(port: number): 'ok' | 'taken' | 'outside';
  next(): number | undefined;
  release(port: number): void;
  readonly range: string;
}
