import type { HTTPRoute, HTTPRouteMatch, HTTPRouteRule } from '../../../../kube/shapes/gateway.js';
import { keyOf } from '../../../control/keys.js';
import type { Attachment } from './attachments.js';
import { bestName } from './hostnames.js';
import { type GatewayAsk, isMatch, matchRanks } from './route-match.js';

/** One match of one rule of an HTTPRoute at one listener, with where it leads. */
export interface GatewayRoute {
  /** `NAMESPACE/NAME` of its HTTPRoute. */
  readonly route: string;
  readonly createdAt: string;
  readonly listener: string;
  readonly port: number;
  readonly host: string;
  readonly match: HTTPRouteMatch;
  readonly rule: Pick<HTTPRouteRule, 'backendRefs' | 'filters' | 'timeouts'>;
}

/** A listener that is in order. */
export interface OpenListener {
  readonly name: string;
  readonly port: number;
  readonly host: string;
  /** `NAMESPACE/NAME` of the Secret with its certificate, when it speaks TLS. */
  readonly secret?: string;
}

/** What each Gateway serves: its listeners, and the routes that are attached to them. */
export interface GatewayTable {
  /** Replaces what one HTTPRoute brings to its Gateways. */
  write(key: string, attachments: readonly Attachment[], route: HTTPRoute | undefined): void;
  listen(gateway: string, listeners: readonly OpenListener[]): void;
  listeners(gateway: string): readonly OpenListener[];
  /** As nginx: first the server by its name, then the best match among the routes of that name. */
  find(gateway: string, port: number, asked: GatewayAsk): GatewayRoute | undefined;
  attached(gateway: string, listener: string): number;
  save(): unknown;
  load(data: unknown): void;
}

type Written = Readonly<Record<string, readonly GatewayRoute[]>>;

export function createGatewayTable(): GatewayTable {
  const written = new Map<string, Written>();
  const gateways = new Map<string, readonly GatewayRoute[]>();
  const open = new Map<string, readonly OpenListener[]>();
  const file = (key: string, before: Written = {}, after: Written = {}) => {
    for (const gateway of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const others = (gateways.get(gateway) ?? []).filter(({ route }) => route !== key);
      const all = [...others, ...(after[gateway] ?? [])];
      if (all.length === 0) gateways.delete(gateway);
      else gateways.set(gateway, all.sort(byPrecedence));
    }
  };
  return {
    write(key, attachments, route) {
      const before = written.get(key);
      const after = route === undefined || attachments.length === 0 ? undefined : routesOf(route, attachments);
      if (after === undefined) written.delete(key);
      else written.set(key, after);
      file(key, before, after);
    },
    listen(gateway, listeners) {
      if (listeners.length === 0) open.delete(gateway);
      else open.set(gateway, listeners);
    },
    listeners: (gateway) => open.get(gateway) ?? [],
    find(gateway, port, asked) {
      const routes = (gateways.get(gateway) ?? []).filter((route) => route.port === port);
      const listeners = (open.get(gateway) ?? []).filter((listener) => listener.port === port);
      const host = bestName(
        [...routes, ...listeners].map((each) => each.host),
        asked.host,
      );
      return routes.find((route) => route.host === host && isMatch(route.match, asked));
    },
    attached(gateway, listener) {
      const routes = (gateways.get(gateway) ?? []).filter((route) => route.listener === listener);
      return new Set(routes.map(({ route }) => route)).size;
    },
    save: () => ({ written: [...written], open: [...open] }),
    load(data) {
      const saved = data as {
        readonly written: readonly [string, Written][];
        readonly open: readonly [string, readonly OpenListener[]][];
      };
      for (const memory of [written, gateways, open]) memory.clear();
      for (const [key, each] of saved.written) {
        written.set(key, each);
        file(key, undefined, each);
      }
      for (const [key, listeners] of saved.open) open.set(key, listeners);
    },
  };
}

function routesOf(route: HTTPRoute, attachments: readonly Attachment[]): Written {
  const all: Record<string, GatewayRoute[]> = {};
  const { metadata, spec } = route;
  for (const { gateway, listener, port, hosts } of attachments) {
    const own = (spec.rules ?? []).flatMap(({ matches = [{}], backendRefs = [], filters = [], timeouts = {} }) =>
      matches.flatMap((match) =>
        hosts.map((host) => ({
          route: keyOf(route),
          createdAt: metadata.creationTimestamp ?? '',
          listener,
          port,
          host,
          match,
          rule: { backendRefs, filters, timeouts },
        })),
      ),
    );
    all[gateway] = [...(all[gateway] ?? []), ...own];
  }
  return all;
}

/** The better match; of equal ones that of the older route, then by name. */
function byPrecedence(a: GatewayRoute, b: GatewayRoute): number {
  const own = matchRanks(a.match);
  const ranks = matchRanks(b.match).map((rank, at) => rank - (own[at] ?? 0));
  return (
    ranks.find((difference) => difference !== 0) ?? (compare(a.createdAt, b.createdAt) || compare(a.route, b.route))
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
