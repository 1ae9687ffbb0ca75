import { type Schema, schemaOf } from '../../kube/schema.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Column, Kind } from './kind.js';
import { metadataUpdateErrors } from './metadata.js';

type Given<T extends KubeObject> = Pick<Kind<T>, 'kind' | 'plural' | 'validateCreate' | 'columns' | 'cells'> &
  Partial<Kind<T>>;

/** A kind from what is particular about it: core group, v1, namespaced, no defaults, status beside spec. */
export function defineKind<T extends KubeObject>(given: Given<T>): Kind {
  const group = given.group ?? '';
  const version = given.version ?? 'v1';
  const validateUpdate = given.validateUpdate ?? ((object: T) => given.validateCreate(object));
  const kind: Omit<Kind<T>, 'schema'> = {
    group,
    version,
    singular: given.kind.toLowerCase(),
    shortNames: [],
    categories: [],
    namespaced: true,
    subresources: [],
    defaults: (object) => object,
    ...(given.subresources?.includes('status') ? { prepareCreate: withoutStatus, prepareUpdate: keptStatus } : {}),
    ...given,
    validateUpdate: (object, old) => [...metadataUpdateErrors(object, old), ...validateUpdate(object, old)],
  };
  return lazily(kind as unknown as Omit<Kind, 'schema'>, group === '' ? version : `${group}/${version}`);
}

/** The schema is read from the table when it is first asked for. */
function lazily(kind: Omit<Kind, 'schema'>, apiVersion: string): Kind {
  let schema: Schema | undefined;
  return Object.defineProperty(kind, 'schema', {
    enumerable: true,
    get() {
      const name = kind.kind;
      schema ??= schemaOf(apiVersion, name) ?? { type: 'object', key: name, name, fields: {}, required: [] };
      return schema;
    },
  }) as Kind;
}

/** What a client says about status on create is dropped. */
function withoutStatus<T extends KubeObject>(object: T): T {
  if (!('status' in object)) return object;
  const { status: _dropped, ...rest } = object as T & { readonly status?: unknown };
  return rest as unknown as T;
}

/** An update of the object itself leaves its status alone. */
export function keptStatus<T extends KubeObject>(object: T, old: T): T {
  const status = (old as { readonly status?: unknown }).status;
  if ((object as { readonly status?: unknown }).status === status) return object;
  return status === undefined ? withoutStatus(object) : { ...object, status };
}

/** A column that is always shown; numbers say `integer`. */
export function column(name: string, type: Column['type'] = 'string'): Column {
  return { name, type, priority: 0, ...(name === 'Name' ? { format: 'name' } : {}) };
}

/** A column of `-o wide`. */
export function wideColumn(name: string, type: Column['type'] = 'string'): Column {
  return { name, type, priority: 1 };
}
