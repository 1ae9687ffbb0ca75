import type { Allocators, Kind } from '../../../src/engine/kinds/kind.js';
import { required } from '../../../src/kube/field-error.js';
import { schemaOf } from '../../../src/kube/schema.js';
import type { KubeObject } from '../../../src/kube/shapes/meta.js';

/** Kinds that are just enough to drive the API server in its own tests. */
export const SMALL_KINDS: readonly Kind[] = [
  kind('v1', 'Namespace', 'namespaces', {
    namespaced: false,
    subresources: ['status', 'finalize'],
    prepareCreate: (object) =>
      ({ ...object, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } }) as KubeObject,
  }),
  kind('v1', 'ServiceAccount', 'serviceaccounts', { subresources: ['token'] }),
  kind('v1', 'ConfigMap', 'configmaps', {
    shortNames: ['cm'],
    columns: [
      { name: 'Name', type: 'string', format: 'name', priority: 0 },
      { name: 'Data', type: 'integer', priority: 0 },
    ],
    cells: (object) => [
      object.metadata.name ?? '',
      Object.keys((object as { readonly data?: object }).data ?? {}).length,
    ],
    validateCreate: ({ metadata }) =>
      metadata.name ? [] : [required('metadata.name', 'name or generateName is required')],
  }),
  kind('v1', 'Pod', 'pods', {
    subresources: ['status', 'log', 'exec', 'binding', 'eviction'],
    generation: (object) => (object as { readonly spec?: unknown }).spec,
    fields: { 'spec.nodeName': (object) => (object as { spec?: { nodeName?: string } }).spec?.nodeName ?? '' },
  }),
  kind('apps/v1', 'Deployment', 'deployments', {
    subresources: ['status', 'scale'],
    generation: (object) => (object as { readonly spec?: unknown }).spec,
    prepareUpdate: (object, old) => {
      const { status } = old as { readonly status?: unknown };
      return { ...object, ...(status === undefined ? {} : { status }) } as KubeObject;
    },
    scale: { selector: () => 'app=web' },
  }),
];

export const NO_ALLOCATORS: Allocators = {
  serviceIPs: [],
  nodePorts: { take: () => 'ok', next: () => undefined, release: () => undefined, range: '' },
  setExhausted: () => {},
  transaction: (work) => work(),
};

function kind(apiVersion: string, name: string, plural: string, rest: Partial<Kind>): Kind {
  const schema = schemaOf(apiVersion, name);
  if (schema === undefined) throw new Error(`no schema for ${name}`);
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  return {
    group,
    version,
    kind: name,
    plural,
    singular: name.toLowerCase(),
    shortNames: [],
    categories: [],
    namespaced: true,
    subresources: [],
    schema,
    defaults: (object) => object,
    validateCreate: () => [],
    validateUpdate: () => [],
    columns: [{ name: 'Name', type: 'string', format: 'name', priority: 0 }],
    cells: (object) => [object.metadata.name ?? ''],
    ...rest,
  };
}
