import type { ApiResponse } from '../../kube/api.js';
import { apiError } from '../../kube/api-error.js';
import type { KubeObject, ListMeta } from '../../kube/shapes/meta.js';
import type { Call } from './call.js';
import type { Served } from './kind-registry.js';

/** The form in which a client wants objects. */
export interface Presentation {
  readonly as: 'object' | 'table' | 'metadata';
  readonly yaml: boolean;
  readonly includeObject: 'None' | 'Metadata' | 'Object';
}

const TYPES = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** Reads the Accept header: the first form that the server has. Throws NotAcceptable when there is none. */
export function presentationOf(call: Call): Presentation {
  const accept = call.header('accept') ?? '*/*';
  const includeObject = call.query('includeObject');
  for (const clause of accept.split(',')) {
    const [type = '', ...parameters] = clause.split(';').map((part) => part.trim());
    const yaml = type === 'application/yaml';
    if (type !== 'application/json' && !yaml && type !== '*/*' && type !== 'application/*') continue;
    const as = parameters.find((parameter) => parameter.startsWith('as='))?.slice(3);
    const form = as === undefined ? 'object' : FORMS[as];
    if (form === undefined) continue;
    return {
      as: form,
      yaml,
      includeObject: includeObject === 'None' || includeObject === 'Object' ? includeObject : 'Metadata',
    };
  }
  throw apiError('NotAcceptable', `406: Not Acceptable\n\nAvailable representations: ${TYPES.join(', ')}`, {});
}

const FORMS: Readonly<Record<string, Presentation['as']>> = {
  Table: 'table',
  PartialObjectMetadata: 'metadata',
  PartialObjectMetadataList: 'metadata',
};

/** One object in that form; `now` in ms since 1970. */
export function presentObject(
  served: Served,
  object: KubeObject,
  { as, includeObject }: Presentation,
  now: number,
): unknown {
  if (as === 'object') return served.fromStored(object);
  if (as === 'metadata') return partial(object);
  return table(served, {
    metadata: { resourceVersion: object.metadata.resourceVersion ?? '' },
    items: [object],
    includeObject,
    now,
  });
}

export function presentList(
  served: Served,
  { metadata, items }: { readonly metadata: ListMeta; readonly items: readonly KubeObject[] },
  { as, includeObject }: Presentation,
  now: number,
): unknown {
  if (as === 'table') return table(served, { metadata, items, includeObject, now });
  if (as === 'metadata') {
    return { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items: items.map(partial) };
  }
  return {
    kind: `${served.kind.kind}List`,
    apiVersion: served.apiVersion,
    metadata,
    items: items.map((item) => untyped(served.fromStored(item))),
  };
}

export function respond(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): ApiResponse {
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
  return { status, headers: { 'cache-control': 'no-cache, private', 'content-type': type, ...headers }, body };
}

/** Entries of a typed list do not repeat their kind. */
function untyped({ apiVersion: _version, kind: _kind, ...rest }: KubeObject): unknown {
  return rest;
}

function partial({ metadata }: KubeObject): unknown {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}

interface TableParts {
  readonly metadata: ListMeta;
  readonly items: readonly KubeObject[];
  readonly includeObject: Presentation['includeObject'];
  readonly now: number;
}

function table({ kind, fromStored }: Served, { metadata, items, includeObject, now }: TableParts): unknown {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: kind.columns.map(({ name, type, format = '', priority }) => ({
      name,
      type,
      format,
      description: '',
      priority,
    })),
    rows: items.map((object) => ({
      cells: kind.cells(object, now),
      object: includeObject === 'None' ? null : includeObject === 'Object' ? fromStored(object) : partial(object),
    })),
  };
}
