import type { Ingress, IngressBackend } from '../../../../kube/shapes/ingress.js';
import { keyOf } from '../../../control/keys.js';
import type { ServicePortName } from '../service-backends.js';
import { type IngressManners, mannersOf } from './ingress-annotations.js';

/** One path of one Ingress. */
export interface IngressRoute {
  /** `NAMESPACE/NAME` of its Ingress. */
  readonly ingress: string;
  readonly host: string;
  readonly path: string;
  readonly pathType: string;
  readonly target: ServicePortName;
  readonly manners: IngressManners;
  /** `NAMESPACE/NAME` of Secrets among which the certificate of its host may be; without TLS absent. */
  readonly secrets?: readonly string[];
}

/** What the controller serves: the routes of all Ingresses of its class, by host. */
export interface IngressTable {
  write(key: string, ingress: Ingress | undefined): void;
  /** The best route; of a host that has routes, no other host's are asked. */
  find(host: string, path: string): IngressRoute | undefined;
  /** Routes that share requests with this one. */
  canariesOf(route: IngressRoute): readonly IngressRoute[];
  /** Secrets among which a host's certificate may be. */
  secretsOf(host: string): readonly string[];
  has(key: string): boolean;
  save(): unknown;
  load(data: unknown): void;
}

export function createIngressTable(): IngressTable {
  const routes = new Map<string, readonly IngressRoute[]>();
  const hosts = new Map<string, readonly IngressRoute[]>();
  const file = (key: string, before: readonly IngressRoute[], after: readonly IngressRoute[]) => {
    for (const host of new Set([...before, ...after].map((route) => route.host))) {
      const others = (hosts.get(host) ?? []).filter((route) => route.ingress !== key);
      const all = [...others, ...after.filter((route) => route.host === host)];
      if (all.length === 0) hosts.delete(host);
      else hosts.set(host, all.sort(byWeight));
    }
  };
  const servedAt = (host: string) =>
    hosts.get(host) ?? hosts.get(`*.${host.replace(/^[^.]*\./, '')}`) ?? hosts.get('') ?? [];
  return {
    write(key, ingress) {
      const before = routes.get(key) ?? [];
      const after = ingress === undefined ? [] : routesOf(ingress);
      if (ingress === undefined) routes.delete(key);
      else routes.set(key, after);
      file(key, before, after);
    },
    find(host, path) {
      const served = servedAt(host);
      // One Ingress with patterns makes patterns of all paths of the host.
      const match = served.some(({ manners }) => manners.isPattern) ? isPatternMatch : isMatch;
      return served.find((route) => route.manners.canary === undefined && match(route, path));
    },
    canariesOf: ({ host, path }) =>
      (hosts.get(host) ?? []).filter((route) => route.manners.canary !== undefined && route.path === path),
    secretsOf: (host) => servedAt(host).find(({ secrets }) => secrets !== undefined)?.secrets ?? [],
    has: (key) => routes.has(key),
    save: () => [...routes],
    load(data) {
      routes.clear();
      hosts.clear();
      for (const [key, saved] of data as readonly [string, readonly IngressRoute[]][]) {
        routes.set(key, saved);
        file(key, [], saved);
      }
    },
  };
}

function routesOf(ingress: Ingress): readonly IngressRoute[] {
  const { spec = {}, metadata } = ingress;
  const manners = mannersOf(ingress);
  const route = (host: string, [path, pathType]: readonly [string, string], backend: IngressBackend | undefined) => {
    const { name, port } = backend?.service ?? {};
    if (name === undefined) return [];
    const target = { namespace: metadata.namespace ?? '', service: name, port: port?.name ?? port?.number ?? 0 };
    const one = { ingress: keyOf(ingress), path, pathType, target, manners, ...tlsOf(ingress, host) };
    const names = [host.toLowerCase(), ...(host === '' ? [] : (manners.aliases ?? []))];
    return names.map((each) => ({ ...one, host: each }));
  };
  const own = (spec.rules ?? []).flatMap(({ host = '', http }) =>
    (http?.paths ?? []).flatMap(({ path = '/', pathType = 'Prefix', backend }) =>
      route(host, [path || '/', pathType], backend),
    ),
  );
  const hosts = spec.rules?.length ? [...new Set((spec.rules ?? []).map(({ host = '' }) => host))] : [''];
  const rest = hosts.flatMap((host) => route(host, ['/', 'Prefix'], spec.defaultBackend));
  return [...own, ...rest];
}

/** The Secret that is named for the host; else all of the Ingress, of which one may have the name. */
function tlsOf({ metadata, spec }: Ingress, host: string): Pick<IngressRoute, 'secrets'> {
  const { tls = [] } = spec ?? {};
  if (tls.length === 0) return {};
  const named = tls.find(({ hosts = [] }) => hosts.some((each) => each.toLowerCase() === host.toLowerCase()));
  const asked = named ? [named] : tls;
  const names = asked.flatMap(({ secretName }) => (secretName ? [`${metadata.namespace ?? ''}/${secretName}`] : []));
  return { secrets: names };
}

/** Longer paths first, of equal ones Exact first; among Ingresses the one that came first. */
function byWeight(a: IngressRoute, b: IngressRoute): number {
  const exact = Number(b.pathType === 'Exact') - Number(a.pathType === 'Exact');
  return b.path.length - a.path.length || exact;
}

function isMatch({ path, pathType }: IngressRoute, asked: string): boolean {
  if (pathType === 'Exact') return asked === path;
  if (pathType === 'ImplementationSpecific') return asked.startsWith(path);
  const prefix = path.replace(/\/$/, '');
  return asked === prefix || asked.startsWith(`${prefix}/`);
}

function isPatternMatch({ path }: IngressRoute, asked: string): boolean {
  return patternOf(path)?.test(asked) ?? false;
}

/** The path that the backend is asked for. */
export function rewritten({ path, manners: { rewrite } }: IngressRoute, asked: string): string {
  if (rewrite === undefined) return asked;
  const groups = patternOf(path)?.exec(asked) ?? [];
  const filled = rewrite.replace(/\$(\d)/g, (_, digit: string) => groups[Number(digit)] ?? '');
  return filled.startsWith('/') ? filled : `/${filled}`;
}

/** nginx' `~*`: not tied to the end, small and capital letters alike. */
function patternOf(path: string): RegExp | undefined {
  try {
    return new RegExp(`^${path}`, 'i');
  } catch {
    return undefined;
  }
}
