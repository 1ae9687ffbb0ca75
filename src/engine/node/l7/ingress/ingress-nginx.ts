import type { Program, Sys } from '../../../../sh/program.js';
import type { ClusterReader } from '../../../control/cluster-api.js';
import { headerOf } from '../../programs/http.js';
import { clfTime } from '../../programs/nginx.js';
import { nginxPage } from '../nginx-page.js';
import type { ProxyAsk, ProxyLine, ProxyRoute } from '../proxy-options.js';
import { reverseProxy } from '../reverse-proxy.js';
import { certificateFor } from './ingress-certificate.js';
import { ingressRoute } from './ingress-route.js';
import type { IngressTable } from './ingress-table.js';

/** Ports that the controller's container serves: HTTP, HTTPS, its health check. */
const HTTP = 80;
const HTTPS = 443;
const HEALTH = 10_254;

/** The controller of ingress-nginx as a proxy: it serves what its loop has put into the table. */
export function createIngressNginx(reader: Pick<ClusterReader, 'get' | 'withLabels'>, table: IngressTable): Program {
  return reverseProxy({
    ports: () => [HTTP, HTTPS, HEALTH],
    isTls: (port) => port === HTTPS,
    certificate: (host, _, sys) => certificateFor(reader, { host, secrets: table.secretsOf(host), now: sys.now() }),
    started: banner,
    route: (asked, sys) => (asked.port === HEALTH ? health(asked) : ingressRoute(asked, { sys, reader, table })),
    page: nginxPage,
    log: accessLog,
  });
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
