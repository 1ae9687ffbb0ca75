import type { Gateway, HTTPBackendRef, HTTPRoute, HTTPRouteMatch } from '../../../../kube/shapes/gateway.js';
import { keyOf } from '../../../control/keys.js';
import type { HttpRequest } from '../../programs/http.js';

/** One match of one rule of an HTTPRoute, with where it leads. */
export interface GatewayRoute {
  /** `NAMESPACE/NAME` of its HTTPRoute. */
  readonly route: string;
  readonly host: string;
  readonly match: HTTPRouteMatch;
  readonly backends: readonly HTTPBackendRef[];
}

/** The routes that are attached to each Gateway. */
export interface GatewayTable {
  /** Replaces what one HTTPRoute brings to its Gateways. */
  write(key: string, gateways: readonly string[], route: HTTPRoute | undefined): void;
  find(gateway: string, asked: GatewayAsk): GatewayRoute | undefined;
  attached(gateway: string): number;
  save(): unknown;
  load(data: unknown): void;
}

interface GatewayAsk {
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly request: HttpRequest;
}

interface Written {
  readonly gateways: readonly string[];
  readonly routes: readonly GatewayRoute[];
}

export function createGatewayTable(): GatewayTable {
  const written = new Map<string, Written>();
  const gateways = new Map<string, readonly GatewayRoute[]>();
  const file = (key: string, before: Written | undefined, after: Written | undefined) => {
    for (const gateway of new Set([...(before?.gateways ?? []), ...(after?.gateways ?? [])])) {
      const others = (gateways.get(gateway) ?? []).filter(({ route }) => route !== key);
      const own = after?.gateways.includes(gateway) ? after.routes : [];
      gateways.set(gateway, [...others, ...own].sort(byPrecedence));
    }
  };
  return {
    write(key, names, route) {
      const before = written.get(key);
      const after =
        route === undefined || names.length === 0 ? undefined : { gateways: names, routes: routesOf(route) };
      if (after === undefined) written.delete(key);
      else written.set(key, after);
      file(key, before, after);
    },
    find: (gateway, asked) => gateways.get(gateway)?.find((route) => isMatch(route, asked)),
    attached: (gateway) => new Set(gateways.get(gateway)?.map(({ route }) => route)).size,
    save: () => [...written],
    load(data) {
      written.clear();
      gateways.clear();
      for (const [key, each] of data as readonly [string, Written][]) {
        written.set(key, each);
        file(key, undefined, each);
      }
    },
  };
}

function routesOf(route: HTTPRoute): readonly GatewayRoute[] {
  const { hostnames = [''], rules = [] } = route.spec;
  return rules.flatMap(({ matches = [{}], backendRefs = [] }) =>
    matches.flatMap((match) =>
      hostnames.map((host) => ({ route: keyOf(route), host: host.toLowerCase(), match, backends: backendRefs })),
    ),
  );
}

/** Whether the Gateway lets routes of that namespace in. */
export function letsIn(gateway: Gateway, namespace: string): boolean {
  return gateway.spec.listeners.some(({ allowedRoutes }) => {
    const from = allowedRoutes?.namespaces?.from ?? 'Same';
    return from === 'All' || (from === 'Same' && gateway.metadata.namespace === namespace);
  });
}

/** The API's order: the more particular host, then path, method, headers, parameters. */
function byPrecedence(a: GatewayRoute, b: GatewayRoute): number {
  const ranks = ranksOf(b).map((rank, at) => rank - (ranksOf(a)[at] ?? 0));
  return ranks.find((difference) => difference !== 0) ?? 0;
}

function ranksOf({ host, match }: GatewayRoute): readonly number[] {
  const { path, method, headers = [], queryParams = [] } = match;
  return [
    host === '' ? 0 : host.startsWith('*') ? 1 : 2,
    host.length,
    path?.type === 'Exact' ? 1 : 0,
    path?.value?.length ?? 0,
    method === undefined ? 0 : 1,
    headers.length,
    queryParams.length,
  ];
}

function isMatch({ host, match }: GatewayRoute, asked: GatewayAsk): boolean {
  const isHost = host === '' || asked.host === host || (host.startsWith('*.') && asked.host.endsWith(host.slice(1)));
  if (!isHost || (match.method !== undefined && match.method !== asked.request.method)) return false;
  return isPath(match, asked.path) && isHeaders(match, asked) && isParams(match, asked.query);
}

function isPath({ path }: HTTPRouteMatch, asked: string): boolean {
  const { type = 'PathPrefix', value = '/' } = path ?? {};
  if (type === 'Exact') return asked === value;
  if (type === 'RegularExpression') return isPattern(value, asked);
  const prefix = value.replace(/\/$/, '');
  return asked === prefix || asked.startsWith(`${prefix}/`);
}

function isHeaders({ headers = [] }: HTTPRouteMatch, { request }: GatewayAsk): boolean {
  return headers.every(({ type, name, value }) => {
    const sent = request.headers.find((header) => header.name.toLowerCase() === name.toLowerCase())?.value;
    return sent !== undefined && (type === 'RegularExpression' ? isPattern(value, sent) : sent === value);
  });
}

function isParams({ queryParams = [] }: HTTPRouteMatch, query: string): boolean {
  const pairs = query.split('&').map((pair) => pair.split('='));
  return queryParams.every(({ type, name, value }) => {
    const sent = pairs.find(([key]) => key === name)?.[1];
    return sent !== undefined && (type === 'RegularExpression' ? isPattern(value, sent) : sent === value);
  });
}

/** A pattern that is none matches nothing. */
function isPattern(pattern: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(text);
  } catch {
    return false;
  }
}
