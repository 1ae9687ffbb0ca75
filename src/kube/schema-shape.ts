/**
 * The shape of a kind: what strict decoding, strategic merge, server-side apply, `explain` and OpenAPI need to know.
 * Sub-schemas are shared between kinds; fields are read when first asked for.
 */
export type Schema = ScalarSchema | ObjectSchema | ListSchema | MapSchema;

export interface ScalarSchema {
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'intOrString' | 'quantity' | 'time' | 'bytes' | 'any';
  /** OpenAPI's format, e.g. `int32`. */
  readonly format?: string;
  /** The strings that are allowed. */
  readonly enum?: readonly string[];
}

export interface ObjectSchema {
  readonly type: 'object';
  /** Its name in the schema table: the Go type's, with group and version in front where two groups share it. */
  readonly key: string;
  /** The Go type's name, e.g. `ServiceSpec`, as decoding errors and `explain` print it. */
  readonly name: string;
  readonly fields: Readonly<Record<string, Schema>>;
  readonly required: readonly string[];
  /** `x-kubernetes-patch-strategy: retainKeys` of a field of this type. */
  readonly retainKeys?: boolean;
  /** Server-side apply: the struct is owned and replaced as a whole. */
  readonly mapType?: 'atomic';
}

export interface ListSchema {
  readonly type: 'list';
  readonly items: Schema;
  /** Server-side apply: how entries are told apart. */
  readonly listType?: 'atomic' | 'set' | 'map';
  readonly keys?: readonly string[];
  /** Strategic merge: entries merge by this key; `''` merges scalars as a set; without it the list is replaced. */
  readonly patchKey?: string;
}

interface MapSchema {
  readonly type: 'map';
  readonly values: Schema;
  readonly mapType?: 'atomic';
}
