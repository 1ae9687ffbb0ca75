import type { Sys } from '../../../../sh/program.js';
import type { ClusterReader } from '../../../control/cluster-api.js';
import { inCidr } from '../../../net/address.js';
import { hopOf } from '../../../net/reasons.js';
import { type HttpHeader, headerOf } from '../../programs/http.js';
import type { ProxyAsk, ProxyRoute } from '../proxy-options.js';
import { type ProxyBackend, serviceBackends } from '../service-backends.js';
import { type IngressRoute, type IngressTable, rewritten } from './ingress-table.js';

export interface IngressRouting {
  readonly sys: Sys;
  readonly reader: Pick<ClusterReader, 'get' | 'withLabels'>;
  readonly table: IngressTable;
}

/** What becomes of a request: the rules of Ingresses in the order of nginx' phases. */
export function ingressRoute(asked: ProxyAsk, { sys, reader, table }: IngressRouting): ProxyRoute {
  const { host, path } = asked;
  const main = table.find(host, path);
  if (main === undefined) {
    const hop = hopOf({ hop: 'ingress', verdict: 'refused', reason: 'ingress-no-rule', args: { host, path } });
    return { kind: 'answer', status: 404, hop };
  }
  const early = answeredByItself(main, asked);
  if (early !== undefined) return early;
  const canary = table.canariesOf(main).find((each) => takesCanary(each, asked, sys));
  const found = canary === undefined ? main : { ...main, ingress: canary.ingress, target: canary.target };
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
  const { readTimeoutMs } = found.manners;
  return {
    kind: 'forward',
    ...chosenBackends(found, { asked, backends, sys }),
    request: {
      ...asked.request,
      target: targetOf(found, asked),
      headers: forwarded(found, asked),
      version: 'HTTP/1.1',
    },
    hop: hopOf({ hop: 'ingress', verdict: 'ok', reason: 'ingress-rule', args }),
    name: `${namespace}-${service}-${port}`,
    ...(readTimeoutMs !== undefined && { timeoutMs: readTimeoutMs }),
  };
}

/** Redirects and refusals, for which no backend is asked. */
function answeredByItself(
  found: IngressRoute,
  { host, path, request, isTls, remote }: ProxyAsk,
): ProxyRoute | undefined {
  const { ingress, manners, secrets } = found;
  const { noSslRedirect, forceSslRedirect, redirect, appRoot, sources } = manners;
  const send = (status: number, location: string): ProxyRoute => ({
    kind: 'answer',
    status,
    headers: [{ name: 'Location', value: location }],
    hop: hopOf({ hop: 'ingress', verdict: 'ok', reason: 'ingress-redirect', args: { ingress, location, status } }),
  });
  if (!isTls && (forceSslRedirect || (secrets !== undefined && !noSslRedirect))) {
    const args = { ingress, host, path };
    const hop = hopOf({ hop: 'ingress', verdict: 'ok', reason: 'ingress-to-https', args });
    const location = { name: 'Location', value: `https://${host}${request.target}` };
    return { kind: 'answer', status: 308, headers: [location], hop };
  }
  if (appRoot !== undefined && path === '/') {
    return send(302, `${isTls ? 'https' : 'http'}://${headerOf(request.headers, 'host') ?? host}${appRoot}`);
  }
  if (redirect !== undefined) return send(redirect.status, redirect.to);
  if (sources === undefined || sources.some((range) => inCidr(remote, range.includes('/') ? range : `${range}/32`))) {
    return undefined;
  }
  const args = { ingress, source: remote };
  return {
    kind: 'answer',
    status: 403,
    hop: hopOf({ hop: 'ingress', verdict: 'refused', reason: 'ingress-source-denied', args }),
  };
}

/** Header before cookie before weight. */
function takesCanary({ manners: { canary } }: IngressRoute, { request }: ProxyAsk, sys: Sys): boolean {
  if (canary === undefined) return false;
  const { header, headerValue, cookie, weight, total } = canary;
  const sent = header === undefined ? undefined : headerOf(request.headers, header);
  if (sent !== undefined) {
    if (headerValue !== undefined && sent === headerValue) return true;
    if (headerValue === undefined && sent === 'always') return true;
    if (headerValue === undefined && sent === 'never') return false;
  }
  const kept = cookie === undefined ? undefined : cookieOf(request.headers, cookie);
  if (kept === 'always') return true;
  if (kept === 'never') return false;
  return weight > 0 && sys.random() * total < weight;
}

interface Choice {
  readonly asked: ProxyAsk;
  readonly backends: readonly ProxyBackend[];
  readonly sys: Sys;
}

/** By chance; a client with the cookie stays with its Pod, and gets one when it has none. */
function chosenBackends(
  { manners: { stickyCookie }, path }: IngressRoute,
  { asked, backends, sys }: Choice,
): { readonly backends: readonly ProxyBackend[]; readonly answerHeaders?: { readonly add: readonly HttpHeader[] } } {
  const kept = stickyCookie === undefined ? undefined : cookieOf(asked.request.headers, stickyCookie);
  const from = (first: number) => [...backends.slice(first), ...backends.slice(0, first)].slice(0, 3);
  if (kept !== undefined) return { backends: from(sumOf(kept) % backends.length) };
  const first = Math.floor(sys.random() * backends.length);
  if (stickyCookie === undefined) return { backends: from(first) };
  const value = cookieValue(sys);
  const cookie = `${stickyCookie}=${value}; Path=${path}; ${asked.isTls ? 'Secure; ' : ''}HttpOnly`;
  const answerHeaders = { add: [{ name: 'Set-Cookie', value: cookie }] };
  return { backends: from(sumOf(value) % backends.length), answerHeaders };
}

function cookieValue(sys: Sys): string {
  const digits = (count: number, base: number) =>
    Array.from({ length: count }, () => Math.floor(sys.random() * base).toString(base)).join('');
  const now = sys.now();
  return `${Math.floor(now / 1000)}.${String(now % 1000).padStart(3, '0')}.${digits(2, 10)}.${digits(6, 10)}|${digits(32, 16)}`;
}

function sumOf(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at += 1) sum = (sum * 31 + text.charCodeAt(at)) % 1_000_003;
  return sum;
}

function cookieOf(headers: readonly HttpHeader[], name: string): string | undefined {
  const pairs = (headerOf(headers, 'cookie') ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

function targetOf(found: IngressRoute, { path, request }: ProxyAsk): string {
  return `${rewritten(found, path)}${request.target.slice(path.length)}`;
}

/** What nginx tells the backend of its client. */
function forwarded(
  { manners: { upstreamHost } }: IngressRoute,
  { request, port, host, remote, isTls }: ProxyAsk,
): readonly HttpHeader[] {
  const own = ['connection', 'x-real-ip', 'x-forwarded-for', ...(upstreamHost === undefined ? [] : ['host'])];
  const kept = request.headers.filter(({ name }) => !own.includes(name.toLowerCase()));
  const scheme = isTls ? 'https' : 'http';
  return [
    ...(upstreamHost === undefined ? [] : [{ name: 'Host', value: upstreamHost }]),
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
