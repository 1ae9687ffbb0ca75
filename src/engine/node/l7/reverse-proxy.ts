import type { Program, Sys } from '../../../sh/program.js';
import { hear } from '../programs/hear.js';
import {
  byteLength,
  formatRequest,
  formatResponse,
  type HttpHeader,
  type HttpRequest,
  type HttpResponse,
  headerOf,
  httpDate,
  parseRequest,
} from '../programs/http.js';
import { endFetch, type Fetch, startFetch, stepFetch } from '../programs/http-client.js';
import { readHello, serverHello, tlsAlert } from '../programs/tls.js';
import { changedHeaders, type HeaderChanges } from './header-changes.js';
import type { ReverseProxyOptions } from './proxy-options.js';
import type { ProxyBackend } from './service-backends.js';

interface ProxyFrame {
  listeners: { readonly socket: number; readonly port: number }[] | undefined;
  clients: ProxyClient[];
  /** Copies of requests that are under way. */
  mirrors: Fetch[];
}

interface ProxyClient {
  readonly socket: number;
  readonly port: number;
  buffer: string;
  /** It has not greeted yet, at a port of TLS. */
  isStrange?: boolean;
  /** The name that its TLS asked for. */
  serverName?: string;
  pending?: Pending;
}

/** A request that waits for its backend. */
interface Pending {
  readonly request: HttpRequest;
  readonly forwarded: HttpRequest;
  readonly name: string;
  readonly startedAt: number;
  readonly left: readonly ProxyBackend[];
  readonly tried: readonly string[];
  readonly fetch: Fetch;
  readonly answerHeaders?: HeaderChanges;
  readonly timeoutMs?: number;
  isNoted: boolean;
}

/** nginx' proxy_connect_timeout and proxy_read_timeout, in ms. */
const CONNECT_MS = 5000;
const READ_MS = 60_000;

/** A program that hands HTTP requests on to backends, and their answers back. */
export function reverseProxy(options: ReverseProxyOptions): Program {
  const program: Program<ProxyFrame> = {
    handles: ['TERM', 'INT', 'QUIT'],
    start: () => ({ listeners: undefined, clients: [], mirrors: [] }),
    step(frame, sys) {
      if (frame.listeners === undefined && !listen(frame, sys, options)) return 1;
      if (sys.takeSignal() !== undefined) return 0;
      for (const { socket, port } of frame.listeners ?? []) {
        const isStrange = options.isTls(port, sys);
        for (let next = sys.net.accept(socket); next !== undefined; next = sys.net.accept(socket)) {
          frame.clients.push({ socket: next, port, buffer: '', ...(isStrange && { isStrange }) });
        }
      }
      const serving = { sys, options, mirrors: frame.mirrors };
      frame.clients = frame.clients.filter((client) => serve(client, serving));
      frame.mirrors = frame.mirrors.filter((fetch) => isUnderWay(fetch, sys));
      return undefined;
    },
  };
  return program as Program;
}

function listen(frame: ProxyFrame, sys: Sys, options: ReverseProxyOptions): boolean {
  frame.listeners = [];
  for (const port of options.ports(sys)) {
    const socket = sys.net.listen({ ip: '0.0.0.0', port });
    if (typeof socket !== 'number') {
      sys.write(2, `bind() to 0.0.0.0:${port} failed (98: Address already in use)\n`);
      return false;
    }
    frame.listeners.push({ socket, port });
  }
  sys.write(2, options.started(sys));
  return true;
}

/** Nobody looks at the answer. */
function isUnderWay(fetch: Fetch, sys: Sys): boolean {
  while (fetch.phase !== 'done' && stepFetch(fetch, sys));
  if (fetch.phase === 'done') return false;
  if (!sys.sleepUntil(fetch.startedAt + READ_MS)) return true;
  endFetch(fetch, sys, { kind: 'timeout' });
  return false;
}

/** `false` when the connection is over. */
function serve(client: ProxyClient, serving: Serving): boolean {
  const { sys, options } = serving;
  for (;;) {
    if (client.pending) {
      const response = advance(client, client.pending, sys);
      if (response === undefined) return true;
      if (!finish(client, client.pending, { response, ...serving })) return false;
      continue;
    }
    if (client.isStrange && !greet(client, sys, options)) return false;
    const parsed = client.isStrange ? undefined : parseRequest(client.buffer);
    if (parsed === 'bad') {
      sys.net.close(client.socket);
      return false;
    }
    if (parsed === undefined) {
      const heard = hear(client, sys);
      if (heard === 'more') continue;
      return heard === 'nothing';
    }
    client.buffer = parsed.rest;
    if (!begin(client, parsed.message, serving)) return false;
  }
}

/** Shows the certificates of the name that the client asks for; `false` when it speaks plain HTTP. */
function greet(client: ProxyClient, sys: Sys, options: ReverseProxyOptions): boolean {
  const heard = readHello(client.buffer);
  if (heard === undefined) return true;
  if (heard === 'plain') {
    const page = ownResponse(400, [{ name: 'Connection', value: 'close' }], options);
    sys.net.send(client.socket, formatResponse(page));
    sys.net.close(client.socket);
    return false;
  }
  const { serverName = '' } = heard.hello;
  const shown = options.certificate(serverName, client.port, sys);
  if (shown === undefined) {
    sys.net.send(client.socket, tlsAlert('unrecognized name'));
    sys.net.close(client.socket);
    return false;
  }
  sys.net.send(client.socket, serverHello(shown));
  client.serverName = serverName;
  client.buffer = heard.rest;
  client.isStrange = false;
  return true;
}

interface Serving {
  readonly sys: Sys;
  readonly options: ReverseProxyOptions;
  readonly mirrors: Fetch[];
}

function begin(client: ProxyClient, request: HttpRequest, serving: Serving): boolean {
  const { sys, options, mirrors } = serving;
  const host = (headerOf(request.headers, 'host') ?? '').replace(/:\d+$/, '').toLowerCase();
  const path = request.target.replace(/\?.*$/s, '');
  const remote = sys.net.ends(client.socket)?.remote.ip ?? '';
  const { port, serverName = '' } = client;
  const isTls = options.isTls(port, sys);
  const route = options.route({ request, host, path, port, isTls, serverName, remote }, sys);
  if (route.hop) sys.net.note(client.socket, { hop: route.hop });
  if (route.kind === 'answer') {
    const response = ownResponse(route.status, route.headers ?? [], options);
    return deliver(client, { request, response, name: '-', upstream: '-', startedAt: sys.now() }, serving);
  }
  const [first, ...left] = route.backends;
  if (first === undefined) throw new Error('a route without a backend is an answer');
  for (const { backend, request: copy } of route.mirrors ?? []) mirrors.push(fetchOf(sys, backend, copy));
  client.pending = {
    request,
    ...(route.answerHeaders && { answerHeaders: route.answerHeaders }),
    ...(route.timeoutMs !== undefined && { timeoutMs: route.timeoutMs }),
    forwarded: route.request,
    name: route.name,
    startedAt: sys.now(),
    left,
    tried: [`${first.ip}:${first.port}`],
    fetch: fetchOf(sys, first, route.request),
    isNoted: false,
  };
  return true;
}

function fetchOf(sys: Sys, { ip, port }: ProxyBackend, request: HttpRequest): Fetch {
  return startFetch(sys, { host: ip, port, request: formatRequest(request), bodiless: request.method === 'HEAD' });
}

/** The backend's answer, or the status that says why there is none; `undefined` while it is awaited. */
function advance(client: ProxyClient, pending: Pending, sys: Sys): HttpResponse | number | undefined {
  const { fetch } = pending;
  do {
    noteWay(client, pending, sys);
  } while (fetch.phase !== 'done' && stepFetch(fetch, sys));
  if (fetch.phase !== 'done') {
    const limit = fetch.phase === 'waiting' ? (fetch.connectedAt ?? 0) + READ_MS : fetch.startedAt + CONNECT_MS;
    const last = pending.startedAt + (pending.timeoutMs ?? Number.POSITIVE_INFINITY);
    if (!sys.sleepUntil(Math.min(limit, last))) return undefined;
    noteWay(client, pending, sys, true);
    endFetch(fetch, sys, { kind: 'timeout' });
    if (sys.now() >= last) return 504;
  }
  const result = fetch.result;
  if (result?.kind === 'response') return result.response;
  const [next, ...left] = pending.left;
  if (next === undefined) return result?.kind === 'timeout' ? 504 : 502;
  client.pending = {
    ...pending,
    left,
    tried: [...pending.tried, `${next.ip}:${next.port}`],
    fetch: fetchOf(sys, next, pending.forwarded),
    isNoted: false,
  };
  return advance(client, client.pending, sys);
}

/** The client's trace goes on with what became of the connection to the backend. */
function noteWay(client: ProxyClient, pending: Pending, sys: Sys, isLast = false): void {
  const { socket } = pending.fetch;
  if (socket === undefined || pending.isNoted || (!isLast && sys.net.state(socket) === 'connecting')) return;
  pending.isNoted = true;
  if (sys.net.state(socket) === 'open' || pending.left.length === 0) sys.net.note(client.socket, { through: socket });
}

function finish(
  client: ProxyClient,
  pending: Pending,
  { response, ...serving }: Serving & { readonly response: HttpResponse | number },
): boolean {
  delete client.pending;
  const given = typeof response === 'number' ? ownResponse(response, [], serving.options) : response;
  const whole = { ...given, headers: changedHeaders(given.headers, pending.answerHeaders) };
  const { request, name, tried, startedAt } = pending;
  const told = { request, response: whole, name, upstream: tried.join(', '), startedAt };
  return deliver(client, told, serving);
}

function ownResponse(status: number, headers: readonly HttpHeader[], options: ReverseProxyOptions): HttpResponse {
  const { reason, type, body } = options.page(status);
  return { version: 'HTTP/1.1', status, reason, headers: [{ name: 'Content-Type', value: type }, ...headers], body };
}

interface Told {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  readonly name: string;
  readonly upstream: string;
  readonly startedAt: number;
}

const HOP_BY_HOP = ['connection', 'date', 'server', 'content-length', 'transfer-encoding', 'keep-alive'];

function deliver(client: ProxyClient, told: Told, { sys, options }: Serving): boolean {
  const { request, response } = told;
  const wants = headerOf(request.headers, 'connection')?.toLowerCase();
  const isLast = wants === 'close' || (request.version === 'HTTP/1.0' && wants !== 'keep-alive');
  const bytes = byteLength(response.body);
  const own = response.headers.filter(({ name }) => !HOP_BY_HOP.includes(name.toLowerCase()));
  const text = formatResponse({
    ...response,
    version: 'HTTP/1.1',
    headers: [
      { name: 'Date', value: httpDate(sys.now()) },
      ...own.filter(({ name }) => name.toLowerCase() === 'content-type'),
      { name: 'Content-Length', value: headerOf(response.headers, 'content-length') ?? String(bytes) },
      { name: 'Connection', value: isLast ? 'close' : 'keep-alive' },
      ...own.filter(({ name }) => name.toLowerCase() !== 'content-type'),
    ],
    body: request.method === 'HEAD' ? '' : response.body,
  });
  const remote = sys.net.ends(client.socket)?.remote.ip ?? '';
  const line = { ...told, remote, status: response.status, bytes, tookMs: sys.now() - told.startedAt };
  if (options.log) sys.write(1, options.log(line, sys));
  const sent = sys.net.send(client.socket, text);
  if (sent && !isLast) return true;
  sys.net.close(client.socket);
  return false;
}
