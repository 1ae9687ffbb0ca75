import { base64Decode } from '../../../../kube/base64.js';
import type { HTTPBackendRef } from '../../../../kube/shapes/gateway.js';
import type { Program, Sys } from '../../../../sh/program.js';
import type { ClusterReader } from '../../../control/cluster-api.js';
import { parseKey } from '../../../control/keys.js';
import { durationMs } from '../../../net/dns/coredns/go-duration.js';
import { hopOf } from '../../../net/reasons.js';
import type { HttpHeader } from '../../programs/http.js';
import { isAddress } from '../../programs/http-client.js';
import { nginxPage } from '../nginx-page.js';
import type { MirroredRequest, ProxyAsk, ProxyRoute } from '../proxy-options.js';
import { reverseProxy } from '../reverse-proxy.js';
import { type ProxyBackend, serviceBackends } from '../service-backends.js';
import { filterOf, redirectOf, rewrittenRequest } from './gateway-filters.js';
import type { GatewayRoute, GatewayTable } from './gateway-table.js';
import { bestName } from './hostnames.js';
import { isGranted } from './reference-grants.js';

type Reader = Pick<ClusterReader, 'get' | 'list' | 'withLabels'>;

/** The data plane of one Gateway, which its environment names; it serves what the loop has put into the table. */
export function createGatewayProxy(reader: Reader, table: GatewayTable): Program {
  return reverseProxy({
    ports: (sys) => portsOf(sys, 'LISTEN_PORTS'),
    isTls: (port, sys) => portsOf(sys, 'TLS_PORTS').includes(port),
    certificate: (name, port, sys) => certificateOf(reader, secretFor(table, { gateway: gatewayOf(sys), name, port })),
    started: () => 'nginx: configuration file /etc/nginx/nginx.conf test is successful\n',
    route: (asked, sys) => route(asked, { sys, reader, table }),
    page: nginxPage,
  });
}

function portsOf(sys: Sys, variable: string): readonly number[] {
  const text = sys.env[variable] ?? '';
  return text === '' ? [] : text.split(',').map(Number);
}

function gatewayOf(sys: Sys): string {
  return sys.env['GATEWAY'] ?? '';
}

/** The listener for the name that TLS asks for; an address is no name. */
function secretFor(
  table: GatewayTable,
  { gateway, name, port }: { readonly gateway: string; readonly name: string; readonly port: number },
): string | undefined {
  const listeners = table.listeners(gateway).filter((listener) => listener.port === port);
  const best = bestName(
    listeners.map(({ host }) => host),
    isAddress(name) ? '' : name.toLowerCase(),
  );
  return listeners.find(({ host }) => host === best)?.secret;
}

function certificateOf(reader: Reader, secret: string | undefined): string | undefined {
  if (secret === undefined) return undefined;
  const found = reader.get('secrets', parseKey(secret)) as
    | { readonly data?: Readonly<Record<string, string>> }
    | undefined;
  return found && base64Decode(found.data?.['tls.crt'] ?? '');
}

interface Routing {
  readonly sys: Sys;
  readonly reader: Reader;
  readonly table: GatewayTable;
}

function route(asked: ProxyAsk, routing: Routing): ProxyRoute {
  const { host, path, request, port, isTls, serverName } = asked;
  const { sys, table } = routing;
  const gateway = gatewayOf(sys);
  if (isTls && (isAddress(serverName) ? '' : serverName.toLowerCase()) !== host) {
    const args = { gateway, host, serverName };
    return {
      kind: 'answer',
      status: 421,
      hop: hopOf({ hop: 'gateway', verdict: 'refused', reason: 'gateway-misdirected', args }),
    };
  }
  const found = table.find(gateway, port, { host, path, query: request.target.slice(path.length + 1), request });
  if (found === undefined) {
    const args = { gateway, host, path };
    return {
      kind: 'answer',
      status: 404,
      hop: hopOf({ hop: 'gateway', verdict: 'refused', reason: 'gateway-no-route', args }),
    };
  }
  const redirect = filterOf(found, 'requestRedirect');
  if (redirect === undefined) return forward(found, asked, routing);
  const { status, location } = redirectOf(found, redirect, asked);
  const args = { gateway, route: found.route, location, status };
  return {
    kind: 'answer',
    status,
    headers: [{ name: 'Location', value: location }],
    hop: hopOf({ hop: 'gateway', verdict: 'ok', reason: 'gateway-redirect', args }),
  };
}

function forward(found: GatewayRoute, asked: ProxyAsk, { sys, reader }: Routing): ProxyRoute {
  const chosen = weighted(found, sys);
  const own = found.route.slice(0, found.route.indexOf('/'));
  const service = `${chosen?.namespace ?? own}/${chosen?.name ?? ''}`;
  const args = { gateway: gatewayOf(sys), route: found.route, service, share: shareOf(found, chosen) };
  const known = chosen === undefined ? 'no-service' : backendsOf(reader, found, chosen);
  if (known === 'no-service' || known === 'no-port') {
    const hop = hopOf({ hop: 'gateway', verdict: 'refused', reason: 'gateway-no-backend', args });
    return { kind: 'answer', status: 500, hop };
  }
  if (known.length === 0) {
    const hop = hopOf({ hop: 'gateway', verdict: 'refused', reason: 'gateway-no-endpoints', args });
    return { kind: 'answer', status: 503, hop };
  }
  const first = Math.floor(sys.random() * known.length);
  const rewritten = rewrittenRequest(found, asked);
  const request = { ...rewritten, headers: forwarded(rewritten.headers, asked), version: 'HTTP/1.1' } as const;
  const answerHeaders = filterOf(found, 'responseHeaderModifier');
  const timeoutMs = timeoutOf(found);
  return {
    kind: 'forward',
    backends: [...known.slice(first), ...known.slice(0, first)].slice(0, 3),
    request,
    hop: hopOf({ hop: 'gateway', verdict: 'ok', reason: 'gateway-route', args }),
    name: service,
    mirrors: mirrorsOf(found, request, { sys, reader }),
    ...(answerHeaders && { answerHeaders }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
}

/** What nginx tells the backend of its client. */
function forwarded(headers: readonly HttpHeader[], { remote, port, host, isTls }: ProxyAsk): readonly HttpHeader[] {
  const before = headers.find(({ name }) => name.toLowerCase() === 'x-forwarded-for')?.value;
  const own = [
    'connection',
    'x-forwarded-for',
    'x-real-ip',
    'x-forwarded-proto',
    'x-forwarded-host',
    'x-forwarded-port',
  ];
  return [
    ...headers.filter(({ name }) => !own.includes(name.toLowerCase())),
    { name: 'X-Forwarded-For', value: before === undefined ? remote : `${before}, ${remote}` },
    { name: 'X-Real-IP', value: remote },
    { name: 'X-Forwarded-Proto', value: isTls ? 'https' : 'http' },
    { name: 'X-Forwarded-Host', value: host },
    { name: 'X-Forwarded-Port', value: String(port) },
    { name: 'Connection', value: 'close' },
  ];
}

/** Endpoints of a backend that is there, and that the route may refer to. */
function backendsOf(
  reader: Reader,
  { route: key }: GatewayRoute,
  { name, namespace, port = 0, kind = 'Service' }: HTTPBackendRef,
): readonly ProxyBackend[] | 'no-service' | 'no-port' {
  const own = key.slice(0, key.indexOf('/'));
  const to = { kind: 'Service', namespace: namespace ?? own, name } as const;
  if (kind !== 'Service' || !isGranted(reader, { from: { kind: 'HTTPRoute', namespace: own }, to }))
    return 'no-service';
  return serviceBackends(reader, { namespace: to.namespace, service: name, port });
}

function mirrorsOf(
  found: GatewayRoute,
  request: MirroredRequest['request'],
  { sys, reader }: Pick<Routing, 'sys' | 'reader'>,
): readonly MirroredRequest[] {
  return (found.rule.filters ?? []).flatMap(({ requestMirror }) => {
    if (requestMirror === undefined) return [];
    const { fraction, percent = 100, backendRef } = requestMirror;
    const share = fraction ? fraction.numerator / (fraction.denominator ?? 100) : percent / 100;
    const known = backendsOf(reader, found, backendRef);
    if (typeof known === 'string' || known.length === 0 || (share < 1 && sys.random() >= share)) return [];
    const backend = known[Math.floor(sys.random() * known.length)];
    return backend ? [{ backend, request }] : [];
  });
}

/** The shorter of both, in ms; zero means none. */
function timeoutOf({ rule: { timeouts = {} } }: GatewayRoute): number | undefined {
  const given = [timeouts.request, timeouts.backendRequest].flatMap((text) => durationMs(text ?? '') || []);
  return given.length === 0 ? undefined : Math.min(...given);
}

function weighted({ rule: { backendRefs = [] } }: GatewayRoute, sys: Sys): HTTPBackendRef | undefined {
  const total = totalOf(backendRefs);
  if (total === 0) return undefined;
  let left = backendRefs.length === 1 ? 0 : sys.random() * total;
  return backendRefs.find(({ weight = 1 }) => {
    left -= weight;
    return left < 0;
  });
}

/** In percent. */
function shareOf({ rule: { backendRefs = [] } }: GatewayRoute, chosen: HTTPBackendRef | undefined): number {
  const total = totalOf(backendRefs);
  return chosen === undefined || total === 0 ? 0 : Math.round(((chosen.weight ?? 1) / total) * 100);
}

function totalOf(backends: readonly HTTPBackendRef[]): number {
  return backends.reduce((sum, { weight = 1 }) => sum + weight, 0);
}
