import type { Ingress } from '../../../../kube/shapes/ingress.js';

/** What the annotations of an Ingress change. */
export interface IngressManners {
  /** What the path becomes, with the groups of a regular expression. */
  readonly rewrite?: string;
  /** Paths are regular expressions. */
  readonly isPattern?: true;
  /** Plain HTTP stays, also where there is TLS. */
  readonly noSslRedirect?: true;
  /** Plain HTTP is sent to HTTPS, also without TLS of its own (a balancer before it has it). */
  readonly forceSslRedirect?: true;
  /** All requests are sent there. */
  readonly redirect?: { readonly to: string; readonly status: number };
  /** Where `/` is sent. */
  readonly appRoot?: string;
  /** More names of its hosts. */
  readonly aliases?: readonly string[];
  /** The Host header for the backend. */
  readonly upstreamHost?: string;
  /** Networks that are let in. */
  readonly sources?: readonly string[];
  readonly readTimeoutMs?: number;
  /** The cookie that keeps a client with its Pod. */
  readonly stickyCookie?: string;
  readonly canary?: Canary;
}

/** When a request goes to this Ingress instead of the one with the same host and path. */
export interface Canary {
  readonly header?: string;
  readonly headerValue?: string;
  readonly cookie?: string;
  /** Of 100, or of `total`. */
  readonly weight: number;
  readonly total: number;
}

const PREFIX = 'nginx.ingress.kubernetes.io/';

export function mannersOf({ metadata }: Ingress): IngressManners {
  const text = (name: string) => metadata.annotations?.[`${PREFIX}${name}`] || undefined;
  const is = (name: string, value: string) => text(name) === value;
  const rewrite = text('rewrite-target');
  const readTimeout = Number(text('proxy-read-timeout') ?? 0);
  const sources = listed(text('whitelist-source-range') ?? text('allowlist-source-range'));
  const aliases = listed(text('server-alias'));
  return defined({
    rewrite,
    isPattern: rewrite !== undefined || is('use-regex', 'true') || undefined,
    noSslRedirect: is('ssl-redirect', 'false') || undefined,
    forceSslRedirect: is('force-ssl-redirect', 'true') || undefined,
    redirect: redirectOf(text),
    appRoot: text('app-root'),
    aliases: aliases.length > 0 ? aliases.map((alias) => alias.toLowerCase()) : undefined,
    upstreamHost: text('upstream-vhost'),
    sources: sources.length > 0 ? sources : undefined,
    readTimeoutMs: readTimeout > 0 ? readTimeout * 1000 : undefined,
    stickyCookie: is('affinity', 'cookie') ? (text('session-cookie-name') ?? 'INGRESSCOOKIE') : undefined,
    canary: is('canary', 'true') ? canaryOf(text) : undefined,
  });
}

type Text = (name: string) => string | undefined;

/** The permanent one counts, when both are there. */
function redirectOf(text: Text): IngressManners['redirect'] {
  const permanent = text('permanent-redirect');
  const temporal = text('temporal-redirect');
  if (permanent !== undefined) return { to: permanent, status: Number(text('permanent-redirect-code') ?? 301) };
  return temporal === undefined ? undefined : { to: temporal, status: 302 };
}

function canaryOf(text: Text): Canary {
  return defined({
    header: text('canary-by-header')?.toLowerCase(),
    headerValue: text('canary-by-header-value'),
    cookie: text('canary-by-cookie'),
    weight: Number(text('canary-weight') ?? 0),
    total: Number(text('canary-weight-total') ?? 100),
  });
}

function listed(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

function defined<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
