import type { ApiRequest } from '../kube/api.js';
import { ApiError } from '../kube/api-error.js';
import type { KubeObject } from '../kube/shapes/meta.js';
import type { Endpoint, EndpointSlice } from '../kube/shapes/service.js';
import type { ClusterPort } from '../port/port.js';

/** `KIND/NAME` or `KIND/NAMESPACE/NAME` of a lesson. */
export interface ObjectName {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export function parseObjectName(text: string): ObjectName {
  const [kind = '', first = '', second] = text.split('/');
  return second === undefined ? { kind, namespace: 'default', name: first } : { kind, namespace: first, name: second };
}

/** Objects that are there now: `pods?app=shop`, `pods/NAMESPACE?app=shop`. */
export interface ListName {
  readonly plural: string;
  readonly namespace: string;
  readonly labelSelector: string;
}

/** `undefined` when the text names no list. */
export function parseListName(text: string): ListName | undefined {
  const [, plural, namespace, labelSelector] = /^([a-z]+)(?:\/([^?]+))?\?(.+)$/.exec(text) ?? [];
  if (plural === undefined || labelSelector === undefined) return undefined;
  return { plural, namespace: namespace ?? 'default', labelSelector };
}

/** Kinds that lessons speak of: path of the API and plural. */
const RESOURCES: Readonly<
  Record<string, { readonly prefix: string; readonly plural: string; readonly namespaced: boolean }>
> = {
  service: { prefix: '/api/v1', plural: 'services', namespaced: true },
  pod: { prefix: '/api/v1', plural: 'pods', namespaced: true },
  endpoints: { prefix: '/api/v1', plural: 'endpoints', namespaced: true },
  configmap: { prefix: '/api/v1', plural: 'configmaps', namespaced: true },
  namespace: { prefix: '/api/v1', plural: 'namespaces', namespaced: false },
  node: { prefix: '/api/v1', plural: 'nodes', namespaced: false },
  deployment: { prefix: '/apis/apps/v1', plural: 'deployments', namespaced: true },
  replicaset: { prefix: '/apis/apps/v1', plural: 'replicasets', namespaced: true },
  endpointslice: { prefix: '/apis/discovery.k8s.io/v1', plural: 'endpointslices', namespaced: true },
};

function pathOf({ kind, namespace, name }: ObjectName): string {
  const resource = RESOURCES[kind.toLowerCase()];
  if (resource === undefined) throw new Error(`lessons cannot ask for objects of kind "${kind}"`);
  const scope = resource.namespaced ? `/namespaces/${namespace}` : '';
  return `${resource.prefix}${scope}/${resource.plural}/${name}`;
}

/** The object, or `undefined` when there is none. */
export async function readObject(port: ClusterPort, name: ObjectName): Promise<KubeObject | undefined> {
  const { status, body } = await port.api.request({ method: 'GET', path: pathOf(name) });
  if (status === 404) return undefined;
  return accepted(status, body) as KubeObject;
}

/** The objects of a list that are there now. */
export async function listOf(port: ClusterPort, list: ListName): Promise<readonly KubeObject[]> {
  const resource = Object.values(RESOURCES).find(({ plural }) => plural === list.plural);
  if (resource === undefined) throw new Error(`lessons cannot ask for a list of "${list.plural}"`);
  const path = `${resource.prefix}/namespaces/${list.namespace}/${list.plural}`;
  return listObjects(port, { path, query: { labelSelector: list.labelSelector } });
}

async function listObjects<T extends KubeObject>(
  port: ClusterPort,
  request: Pick<ApiRequest, 'path' | 'query'>,
): Promise<readonly T[]> {
  const { status, body } = await port.api.request({ method: 'GET', ...request });
  return (accepted(status, body) as { readonly items: readonly T[] }).items;
}

function accepted(status: number, body: unknown): unknown {
  if (status >= 400) throw new ApiError(body as ApiError['status']);
  return body;
}

/** Address and port of every Pod that can receive traffic of the Service: all ready ones and those that become so. */
export async function endpointsOf(
  port: ClusterPort,
  service: ObjectName,
): Promise<readonly { readonly ip: string; readonly port: number }[]> {
  const slices = await listObjects<EndpointSlice>(port, {
    path: `/apis/discovery.k8s.io/v1/namespaces/${service.namespace}/endpointslices`,
    query: { labelSelector: `kubernetes.io/service-name=${service.name}` },
  });
  return slices.flatMap((slice) =>
    (slice.endpoints ?? [])
      .filter(isServing)
      .flatMap((endpoint) =>
        (slice.ports ?? []).flatMap((target) =>
          target.port === undefined ? [] : endpoint.addresses.map((ip) => ({ ip, port: target.port ?? 0 })),
        ),
      ),
  );
}

function isServing({ conditions }: Endpoint): boolean {
  return conditions?.serving ?? conditions?.ready ?? true;
}

/** Text of the logs of a Pod, or of a Deployment's first Pod. */
export async function readLogs(port: ClusterPort, name: ObjectName): Promise<string> {
  const pod = name.kind.toLowerCase() === 'pod' ? name.name : await firstPodOf(port, name);
  if (pod === undefined) return '';
  const { status, body } = await port.api.request({
    method: 'GET',
    path: `/api/v1/namespaces/${name.namespace}/pods/${pod}/log`,
  });
  return status < 400 && typeof body === 'string' ? body : '';
}

async function firstPodOf(port: ClusterPort, name: ObjectName): Promise<string | undefined> {
  const owner = (await readObject(port, name)) as
    | { readonly spec?: { readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> } } }
    | undefined;
  const labels = owner?.spec?.selector?.matchLabels ?? {};
  const labelSelector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const pods = await listObjects(port, { path: `/api/v1/namespaces/${name.namespace}/pods`, query: { labelSelector } });
  return pods[0]?.metadata.name;
}
