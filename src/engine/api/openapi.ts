import { parseGroupVersion } from '../../kube/resource-path.js';
import type { Schema } from '../../kube/schema.js';
import type { Versions } from './discovery.js';
import type { KindRegistry, Served } from './kind-registry.js';

/** OpenAPI of the kinds, made of their schemas: enough for a client to validate by; without descriptions. */
export function openapiV3Index(versions: Versions) {
  return {
    paths: Object.fromEntries(
      [...versions.keys()].map((name) => {
        const path = `${name.includes('/') ? 'apis' : 'api'}/${name}`;
        return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=svc-learn` }];
      }),
    ),
  };
}

export function openapiV3Document({ offered }: KindRegistry, apiVersion: string) {
  const served = offered.filter((one) => one.apiVersion === apiVersion);
  const definitions = collect(served, '#/components/schemas/');
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.36.2' },
    paths: Object.fromEntries(served.flatMap((one) => pathsOf(one, '#/components/schemas/', 3))),
    components: { schemas: definitions },
  };
}

export function openapiV2({ offered }: KindRegistry) {
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: 'v1.36.2' },
    paths: Object.fromEntries(offered.flatMap((one) => pathsOf(one, '#/definitions/', 2))),
    definitions: collect(offered, '#/definitions/'),
  };
}

type Definitions = Record<string, unknown>;

function collect(served: readonly Served[], prefix: string): Definitions {
  const definitions: Definitions = {};
  for (const one of served) {
    const name = definitionName(one);
    definitions[name] = {
      ...(inline(one.kind.schema, { definitions, prefix }) as object),
      'x-kubernetes-group-version-kind': [gvk(one)],
    };
  }
  return definitions;
}

function gvk({ apiVersion, kind }: Served) {
  return { ...parseGroupVersion(apiVersion), kind: kind.kind };
}

function definitionName({ apiVersion, kind }: Served): string {
  const { group, version } = parseGroupVersion(apiVersion);
  return `io.k8s.api.${group === '' ? 'core' : (group.split('.')[0] ?? '')}.${version}.${kind.kind}`;
}

interface Output {
  readonly definitions: Definitions;
  readonly prefix: string;
}

/** The type itself; structs inside it are named definitions of their own. */
function inline(schema: Schema, out: Output): unknown {
  switch (schema.type) {
    case 'object':
      return {
        type: 'object',
        properties: Object.fromEntries(
          Object.entries(schema.fields).map(([name, field]) => [name, referenced(field, out)]),
        ),
        ...(schema.required.length > 0 ? { required: schema.required } : {}),
        ...(schema.mapType ? { 'x-kubernetes-map-type': schema.mapType } : {}),
      };
    case 'map':
      return {
        type: 'object',
        additionalProperties: referenced(schema.values, out),
        ...(schema.mapType ? { 'x-kubernetes-map-type': schema.mapType } : {}),
      };
    case 'list':
      return {
        type: 'array',
        items: referenced(schema.items, out),
        ...(schema.listType ? { 'x-kubernetes-list-type': schema.listType } : {}),
        ...(schema.keys ? { 'x-kubernetes-list-map-keys': schema.keys } : {}),
        ...(schema.patchKey === undefined ? {} : { 'x-kubernetes-patch-strategy': 'merge' }),
        ...(schema.patchKey ? { 'x-kubernetes-patch-merge-key': schema.patchKey } : {}),
      };
    default:
      return SCALARS[schema.type](schema.format);
  }
}

function referenced(schema: Schema, out: Output): unknown {
  const name = schema.type === 'object' ? `io.k8s.api.${schema.name}` : NAMED[schema.type];
  if (name === undefined) return inline(schema, out);
  if (!(name in out.definitions)) {
    out.definitions[name] = {};
    out.definitions[name] = inline(schema, out);
  }
  return { $ref: `${out.prefix}${name}` };
}

/** Scalars that upstream names, so that `kubectl explain` can say what they are. */
const NAMED: Readonly<Partial<Record<Schema['type'], string>>> = {
  intOrString: 'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
  quantity: 'io.k8s.apimachinery.pkg.api.resource.Quantity',
};

type ScalarType = Exclude<Schema['type'], 'object' | 'list' | 'map'>;

const SCALARS: Readonly<Record<ScalarType, (format: string | undefined) => unknown>> = {
  string: () => ({ type: 'string' }),
  integer: (format) => ({ type: 'integer', ...(format ? { format } : {}) }),
  number: () => ({ type: 'number' }),
  boolean: () => ({ type: 'boolean' }),
  intOrString: () => ({ format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] }),
  quantity: () => ({ oneOf: [{ type: 'string' }, { type: 'number' }] }),
  time: () => ({ type: 'string', format: 'date-time' }),
  bytes: () => ({ type: 'string', format: 'byte' }),
  any: () => ({ type: 'object' }),
};

/** The operations that clients look at to learn which parameters (dryRun, fieldValidation) a kind takes. */
function pathsOf(served: Served, prefix: string, version: 2 | 3): [string, unknown][] {
  const { kind, apiVersion } = served;
  const root = `${apiVersion.includes('/') ? '/apis/' : '/api/'}${apiVersion}`;
  const path = `${root}${kind.namespaced ? '/namespaces/{namespace}' : ''}/${kind.plural}`;
  const operation = (action: string) => ({
    parameters: ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => ({
      name,
      in: 'query',
      ...(version === 3 ? { schema: { type: 'string', uniqueItems: true } } : { type: 'string', uniqueItems: true }),
    })),
    responses: { 200: { description: 'OK', ...content(`${prefix}${definitionName(served)}`, version) } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': gvk(served),
  });
  return [
    [path, { post: operation('post') }],
    [
      `${path}/{name}`,
      { put: operation('put'), patch: operation('patch'), delete: operation('delete'), get: operation('get') },
    ],
  ];
}

function content(ref: string, version: 2 | 3) {
  return version === 3 ? { content: { 'application/json': { schema: { $ref: ref } } } } : { schema: { $ref: ref } };
}
