import { base64Decode } from '../../../../kube/base64.js';
import type { Program, Sys } from '../../../../sh/program.js';
import type { ClusterReader } from '../../../control/cluster-api.js';
import { parseKey } from '../../../control/keys.js';
import { hopOf } from '../../../net/reasons.js';
import { type HttpHeader, headerOf } from '../../programs/http.js';
import { clfTime } from '../../programs/nginx.js';
import { nginxPage } from '../nginx-page.js';
import type { ProxyAsk, ProxyLine, ProxyRoute } from '../proxy-options.js';
import { reverseProxy } from '../reverse-proxy.js';
import { serviceBackends } from '../service-backends.js';
import { type IngressRoute, type IngressTable, rewritten } from './ingress-table.js';

/** Ports that the controller's container serves: HTTP, HTTPS, its health check. */
const HTTP = 80;
const HTTPS = 443;
const HEALTH = 10_254;

/** The controller of ingress-nginx as a proxy: it serves what its loop has put into the table. */
export function createIngressNginx(reader: Pick<ClusterReader, 'get' | 'withLabels'>, table: IngressTable): Program {
  return reverseProxy({
    ports: () => [HTTP, HTTPS, HEALTH],
    isTls: (port) => port === HTTPS,
    certificate: (host) => certificateOf(reader, table.secretOf(host)),
    started: banner,
    route: (asked, sys) => (asked.port === HEALTH ? health(asked) : route(asked, { sys, reader, table })),
    page: nginxPage,
    log: accessLog,
  });
}

interface Routing {
  readonly sys: Sys;
  readonly reader: Pick<ClusterReader, 'get' | 'withLabels'>;
  readonly table: IngressTable;
}

function route(asked: ProxyAsk, { sys, reader, table }: Routing): ProxyRoute {
  const { host, path, request } = asked;
  const found = table.find(host, path);
  if (found === undefined) {
    const hop = hopOf({ hop: 'ingress', verdict: 'refused', reason: 'ingress-no-rule', args: { host, path } });
    return { kind: 'answer', status: 404, hop };
  }
  if (asked.port === HTTP && found.isRedirected) return redirect(found, asked);
  const backends = serviceBackends(reader, found.target);
  const { namespace, service, port } = found.target;
  const args = {
    ingress: found.ingress,
    host: found.host || '*',
    path: found.path,
    service: `${namespace}/${service}`,
  };
  const refuse = (reason: 'ingress-no-service' | 'ingress-no-port' | 'ingress-no-endpoints'): ProxyRoute => ({
    kind: 'answer',
    status: 503,
    hop: hopOf({ hop: 'ingress', verdict: 'refused', reason, args: { ...args, port: String(port) } }),
  });
  if (backends === 'no-service') return refuse('ingress-no-service');
  if (backends === 'no-port') return refuse('ingress-no-port');
  if (backends.length === 0) return refuse('ingress-no-endpoints');
  const first = Math.floor(sys.random() * backends.length);
  return {
    kind: 'forward',
    backends: [...backends.slice(first), ...backends.slice(0, first)].slice(0, 3),
    request: { ...request, target: targetOf(found, asked), headers: forwarded(asked), version: 'HTTP/1.1' },
    hop: hopOf({ hop: 'ingress', verdict: 'ok', reason: 'ingress-rule', args }),
    name: `${namespace}-${service}-${port}`,
  };
}

/** The certificates of a Secret of type `kubernetes.io/tls`. */
function certificateOf(reader: Pick<ClusterReader, 'get'>, secret: string | undefined): string {
  if (secret === undefined) return '';
  const found = reader.get('secrets', parseKey(secret)) as
    | { readonly data?: Readonly<Record<string, string>> }
    | undefined;
  return base64Decode(found?.data?.['tls.crt'] ?? '');
}

/** nginx.ingress.kubernetes.io/ssl-redirect: an Ingress with TLS sends plain HTTP there. */
function redirect({ ingress }: IngressRoute, { host, path, request }: ProxyAsk): ProxyRoute {
  const args = { ingress, host, path };
  return {
    kind: 'answer',
    status: 308,
    headers: [{ name: 'Location', value: `https://${host}${request.target}` }],
    hop: hopOf({ hop: 'ingress', verdict: 'ok', reason: 'ingress-to-https', args }),
  };
}

function targetOf(found: IngressRoute, { path, request }: ProxyAsk): string {
  return `${rewritten(found, path)}${request.target.slice(path.length)}`;
}

/** What nginx tells the backend of its client. */
function forwarded({ request, port, host, remote }: ProxyAsk): readonly HttpHeader[] {
  const own = ['connection', 'x-real-ip', 'x-forwarded-for'];
  const kept = request.headers.filter(({ name }) => !own.includes(name.toLowerCase()));
  const scheme = port === 443 ? 'https' : 'http';
  return [
    ...kept,
    { name: 'X-Real-IP', value: remote },
    { name: 'X-Forwarded-For', value: remote },
    { name: 'X-Forwarded-Host', value: headerOf(request.headers, 'host') ?? host },
    { name: 'X-Forwarded-Port', value: String(port) },
    { name: 'X-Forwarded-Proto', value: scheme },
    { name: 'X-Forwarded-Scheme', value: scheme },
    { name: 'X-Scheme', value: scheme },
    { name: 'Connection', value: 'close' },
  ];
}

function health({ path }: ProxyAsk): ProxyRoute {
  return { kind: 'answer', status: path === '/healthz' ? 200 : 404 };
}

/** The controller's log format `upstreaminfo`. */
function accessLog({ request, remote, status, bytes, tookMs, name, upstream }: ProxyLine, sys: Sys): string {
  const { method, target, version, headers } = request;
  const of = (header: string) => headerOf(headers, header) ?? '-';
  const took = (tookMs / 1000).toFixed(3);
  const id = Array.from({ length: 32 }, () => Math.floor(sys.random() * 16).toString(16)).join('');
  const answered = upstream === '-' ? '- - - -' : `${upstream} ${bytes} ${took} ${status}`;
  return `${remote} - - [${clfTime(sys.now())}] "${method} ${target} ${version}" ${status} ${bytes} "${of('referer')}" "${of('user-agent')}" ${target.length + 60} ${took} [${name === '-' ? '' : name}] [] ${answered} ${id}\n`;
}

function banner(): string {
  const line = '-------------------------------------------------------------------------------';
  return [
    line,
    'NGINX Ingress controller',
    '  Release:       v1.13.3',
    '  nginx version: nginx/1.27.1',
    '',
    line,
    '',
  ].join('\n');
}
