import type { HTTPBackendRef } from '../../../../kube/shapes/gateway.js';
import type { Program, Sys } from '../../../../sh/program.js';
import type { ClusterReader } from '../../../control/cluster-api.js';
import { hopOf } from '../../../net/reasons.js';
import { nginxPage } from '../nginx-page.js';
import type { ProxyAsk, ProxyRoute } from '../proxy-options.js';
import { reverseProxy } from '../reverse-proxy.js';
import { serviceBackends } from '../service-backends.js';
import type { GatewayRoute, GatewayTable } from './gateway-table.js';

/** The data plane of one Gateway, which its environment names; it serves what the loop has put into the table. */
export function createGatewayProxy(reader: Pick<ClusterReader, 'get' | 'withLabels'>, table: GatewayTable): Program {
  return reverseProxy({
    ports: (sys) => (sys.env['LISTEN_PORTS'] ?? '80').split(',').map(Number),
    started: () => 'nginx: configuration file /etc/nginx/nginx.conf test is successful\n',
    route: (asked, sys) => route(asked, { sys, reader, table }),
    page: nginxPage,
  });
}

interface Routing {
  readonly sys: Sys;
  readonly reader: Pick<ClusterReader, 'get' | 'withLabels'>;
  readonly table: GatewayTable;
}

function route(asked: ProxyAsk, { sys, reader, table }: Routing): ProxyRoute {
  const { host, path, request } = asked;
  const gateway = sys.env['GATEWAY'] ?? '';
  const query = request.target.slice(path.length + 1);
  const found = table.find(gateway, { host, path, query, request });
  if (found === undefined) {
    const hop = hopOf({
      hop: 'gateway',
      verdict: 'refused',
      reason: 'gateway-no-route',
      args: { gateway, host, path },
    });
    return { kind: 'answer', status: 404, hop };
  }
  const chosen = weighted(found, sys);
  const namespace = found.route.slice(0, found.route.indexOf('/'));
  const service = `${namespace}/${chosen?.name ?? ''}`;
  const args = { gateway, route: found.route, service, share: shareOf(found, chosen) };
  const known =
    chosen === undefined || (chosen.namespace !== undefined && chosen.namespace !== namespace)
      ? 'no-service'
      : serviceBackends(reader, { namespace, service: chosen.name, port: chosen.port ?? 0 });
  if (known === 'no-service' || known === 'no-port') {
    return {
      kind: 'answer',
      status: 500,
      hop: hopOf({ hop: 'gateway', verdict: 'refused', reason: 'gateway-no-backend', args }),
    };
  }
  if (known.length === 0) {
    const hop = hopOf({ hop: 'gateway', verdict: 'refused', reason: 'gateway-no-endpoints', args });
    return { kind: 'answer', status: 503, hop };
  }
  const first = Math.floor(sys.random() * known.length);
  const own = ['connection', 'x-forwarded-for'];
  const kept = request.headers.filter(({ name }) => !own.includes(name.toLowerCase()));
  const headers = [...kept, { name: 'X-Forwarded-For', value: asked.remote }, { name: 'Connection', value: 'close' }];
  return {
    kind: 'forward',
    backends: [...known.slice(first), ...known.slice(0, first)].slice(0, 3),
    request: { ...request, headers, version: 'HTTP/1.1' },
    hop: hopOf({ hop: 'gateway', verdict: 'ok', reason: 'gateway-route', args }),
    name: service,
  };
}

function weighted({ backends }: GatewayRoute, sys: Sys): HTTPBackendRef | undefined {
  const total = totalOf(backends);
  if (total === 0) return undefined;
  let left = backends.length === 1 ? 0 : sys.random() * total;
  return backends.find(({ weight = 1 }) => {
    left -= weight;
    return left < 0;
  });
}

/** In percent. */
function shareOf({ backends }: GatewayRoute, chosen: HTTPBackendRef | undefined): number {
  const total = totalOf(backends);
  return chosen === undefined || total === 0 ? 0 : Math.round(((chosen.weight ?? 1) / total) * 100);
}

function totalOf(backends: readonly HTTPBackendRef[]): number {
  return backends.reduce((sum, { weight = 1 }) => sum + weight, 0);
}
