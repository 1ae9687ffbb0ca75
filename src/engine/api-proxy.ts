import type { ApiRequest, ApiResponse } from '../kube/api.js';
import { type ApiError, apiError } from '../kube/api-error.js';
import type { Pod } from '../kube/shapes/pod.js';
import type { EndpointSlice, Service } from '../kube/shapes/service.js';
import type { Sim } from '../sim/index.js';
import type { AwaitExchange } from './await-exchange.js';
import type { ClusterApi } from './control/cluster-api.js';
import type { ExchangeResult } from './net/exchange.js';
import { writeMessage } from './net/http-text.js';

interface Parts {
  readonly sim: Sim;
  readonly api: ClusterApi;
  readonly exchange: AwaitExchange;
  /** Where the API server runs. */
  readonly place: string;
}

const PROXIED = /^\/api\/v1\/namespaces\/([^/]+)\/(pods|services)\/([^/]+)\/proxy(\/.*)?$/;
const DIAL_TIMEOUT_MS = 30_000;
const SLICES = 'endpointslices.discovery.k8s.io';

/** The subresource `proxy` of Pods and Services: the API server sends the request on; `undefined` for all other paths. */
export function createApiProxy(parts: Parts): (request: ApiRequest) => ApiResponse | undefined {
  return (request) => {
    const match = PROXIED.exec(request.path);
    if (match === null) return undefined;
    const [, namespace = '', resource = '', id = '', path = ''] = match;
    if (path === '' && request.method === 'GET') return redirect(request);
    const target = targetOf(parts, { namespace, resource, id });
    if ('status' in target) return { status: target.code, headers: JSON_TYPE, body: target.status };
    const result = parts.exchange({
      place: parts.place,
      cause: 'program',
      host: target.ip,
      port: target.port,
      text: requestText(request, path),
      until: 'http',
      timeoutMs: DIAL_TIMEOUT_MS,
    });
    return answerOf(result, target);
  };
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** A page's relative links only work below a path that ends with a slash. */
function redirect({ path, query }: ApiRequest): ApiResponse {
  const text = queryText(query);
  return { status: 301, headers: { location: `${path}/${text}` }, body: '' };
}

interface Target {
  readonly ip: string;
  readonly port: number;
}

interface Named {
  readonly namespace: string;
  readonly resource: string;
  /** `NAME`, `NAME:PORT` or `SCHEME:NAME:PORT`. */
  readonly id: string;
}

function targetOf(parts: Parts, named: Named): Target | ApiError {
  const words = named.id.split(':');
  const [name = '', port = ''] = words.length === 3 ? words.slice(1) : words;
  return named.resource === 'pods'
    ? podTarget(parts, named, { name, port })
    : serviceTarget(parts, named, { name, port });
}

function podTarget({ api }: Parts, { namespace }: Named, wanted: NamedPort): Target | ApiError {
  const pod = api.get<Pod>('pods', { namespace, name: wanted.name });
  if (pod === undefined) return missing('pods', wanted.name);
  const ip = pod.status?.podIP;
  if (!ip) return apiError('BadRequest', 'address not allowed');
  const [first] = pod.spec.containers.flatMap(({ ports = [] }) => ports);
  return { ip, port: Number(wanted.port || first?.containerPort || 80) };
}

interface NamedPort {
  readonly name: string;
  readonly port: string;
}

function serviceTarget({ api, sim }: Parts, { namespace, id }: Named, wanted: NamedPort): Target | ApiError {
  const service = api.get<Service>('services', { namespace, name: wanted.name });
  if (service === undefined) return missing('services', wanted.name);
  const { ports = [] } = service.spec;
  const found = wanted.port === '' && ports.length === 1 ? ports[0] : ports.find((port) => isNamed(port, wanted.port));
  if (found === undefined)
    return apiError('ServiceUnavailable', `no service port "${wanted.port}" found for service "${wanted.name}"`);
  const labels = { 'kubernetes.io/service-name': wanted.name };
  const ready = api.withLabels<EndpointSlice>(SLICES, namespace, labels).flatMap(({ endpoints, ports: offered }) => {
    const port = offered?.find(({ name }) => (name ?? '') === (found.name ?? ''))?.port;
    if (port === undefined) return [];
    const able = (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false);
    return able.flatMap(({ addresses }) => addresses.map((ip) => ({ ip, port })));
  });
  const chosen = ready[ready.length < 2 ? 0 : sim.random.below(ready.length)];
  return chosen ?? apiError('ServiceUnavailable', `no endpoints available for service ${JSON.stringify(id)}`);
}

function isNamed({ name, port }: { readonly name?: string; readonly port: number }, wanted: string): boolean {
  return name === wanted || String(port) === wanted;
}

function missing(resource: string, name: string): ApiError {
  return apiError('NotFound', `${resource} "${name}" not found`, { name, kind: resource });
}

/** Headers that speak of one connection only, or of the caller's rights. */
const OWN_HEADERS = new Set(['host', 'connection', 'content-length', 'authorization', 'transfer-encoding', 'upgrade']);

function requestText({ method, query, headers = {}, body, path: whole }: ApiRequest, path: string): string {
  const text = body === undefined || body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const kept = Object.entries(headers).filter(([name]) => !OWN_HEADERS.has(name));
  const forwarded: [string, string] = ['X-Forwarded-Uri', whole];
  return writeMessage({
    start: `${method} ${path === '' ? '/' : path}${queryText(query)} HTTP/1.1`,
    headers: [['Host', headers['host'] ?? 'localhost'], ...kept, forwarded, ['Connection', 'close']],
    body: text,
  });
}

function queryText(query: ApiRequest['query'] = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map(
      (one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`,
    ),
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function answerOf({ outcome, http }: ExchangeResult, { ip, port }: Target): ApiResponse {
  if (outcome === 'reply' && http !== undefined) {
    const headers = Object.fromEntries(http.headers.map(([name, value]) => [name.toLowerCase(), value]));
    for (const name of ['connection', 'content-length', 'transfer-encoding']) delete headers[name];
    return { status: http.status ?? 200, headers, body: http.body };
  }
  const why = FAILURES[outcome] ?? 'EOF';
  const cause = why === 'EOF' ? why : `dial tcp ${ip}:${port}: ${why}`;
  const { status, code } = apiError('ServiceUnavailable', `error trying to reach service: ${cause}`);
  return { status: code, headers: JSON_TYPE, body: status };
}

const FAILURES: Readonly<Record<string, string>> = {
  refused: 'connect: connection refused',
  timeout: 'i/o timeout',
  unreachable: 'connect: no route to host',
};
