import type { Ingress, IngressBackend } from '../../../../kube/shapes/ingress.js';
import { keyOf } from '../../../control/keys.js';
import type { ServicePortName } from '../service-backends.js';

/** One path of one Ingress. */
export interface IngressRoute {
  /** `NAMESPACE/NAME` of its Ingress. */
  readonly ingress: string;
  readonly host: string;
  readonly path: string;
  readonly pathType: string;
  readonly target: ServicePortName;
  /** What the path becomes, with the groups of a regular expression. */
  readonly rewrite?: string;
  readonly isPattern: boolean;
  /** `NAMESPACE/NAME` of the Secret with the certificate of its host. */
  readonly secret?: string;
  /** Plain HTTP is sent to HTTPS. */
  readonly isRedirected?: boolean;
}

/** What the controller serves: the routes of all Ingresses of its class, by host. */
export interface IngressTable {
  write(key: string, ingress: Ingress | undefined): void;
  /** The best route; of a host that has routes, no other host's are asked. */
  find(host: string, path: string): IngressRoute | undefined;
  /** The Secret with a host's certificate. */
  secretOf(host: string): string | undefined;
  has(key: string): boolean;
  save(): unknown;
  load(data: unknown): void;
}

const ANNOTATION = 'nginx.ingress.kubernetes.io/';

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
  const servedAt = (host: string) => hosts.get(host) ?? hosts.get(`*.${host.replace(/^[^.]*\./, '')}`) ?? hosts.get('');
  return {
    write(key, ingress) {
      const before = routes.get(key) ?? [];
      const after = ingress === undefined ? [] : routesOf(ingress);
      if (ingress === undefined) routes.delete(key);
      else routes.set(key, after);
      file(key, before, after);
    },
    find: (host, path) => servedAt(host)?.find((route) => isMatch(route, path)),
    secretOf: (host) => servedAt(host)?.find(({ secret }) => secret !== undefined)?.secret,
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
  const rewrite = metadata.annotations?.[`${ANNOTATION}rewrite-target`];
  const isPattern = rewrite !== undefined || metadata.annotations?.[`${ANNOTATION}use-regex`] === 'true';
  const route = (host: string, [path, pathType]: readonly [string, string], backend: IngressBackend | undefined) => {
    const { name, port } = backend?.service ?? {};
    if (name === undefined) return [];
    const target = { namespace: metadata.namespace ?? '', service: name, port: port?.name ?? port?.number ?? 0 };
    const extra = { ...(rewrite === undefined ? {} : { rewrite }), ...tlsOf(ingress, host) };
    return [{ ingress: keyOf(ingress), host: host.toLowerCase(), path, pathType, target, isPattern, ...extra }];
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

/** What the Ingress says of TLS for a host. */
function tlsOf({ metadata, spec }: Ingress, host: string): Pick<IngressRoute, 'secret' | 'isRedirected'> {
  const found = spec?.tls?.find(({ hosts = [] }) => hosts.includes(host));
  if (found === undefined) return {};
  const isRedirected = metadata.annotations?.[`${ANNOTATION}ssl-redirect`] !== 'false';
  const { secretName } = found;
  return { isRedirected, ...(secretName ? { secret: `${metadata.namespace ?? ''}/${secretName}` } : {}) };
}

/** Longer paths first, of equal ones Exact first; among Ingresses the one that came first. */
function byWeight(a: IngressRoute, b: IngressRoute): number {
  const exact = Number(b.pathType === 'Exact') - Number(a.pathType === 'Exact');
  return b.path.length - a.path.length || exact;
}

function isMatch({ path, pathType, isPattern }: IngressRoute, asked: string): boolean {
  if (isPattern) return patternOf(path)?.test(asked) ?? false;
  if (pathType === 'Exact') return asked === path;
  if (pathType === 'ImplementationSpecific') return asked.startsWith(path);
  const prefix = path.replace(/\/$/, '');
  return asked === prefix || asked.startsWith(`${prefix}/`);
}

/** The path that the backend is asked for. */
export function rewritten({ path, rewrite }: IngressRoute, asked: string): string {
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
