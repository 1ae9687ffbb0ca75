import type { Outcome, Trace } from '../../kube/hop.js';
import type { Sim } from '../../sim/index.js';
import { isIpv6 } from './address.js';
import { isFound } from './dns/lookup-hops.js';
import { isAddress } from './dns/resolv-conf.js';
import type { StubResolver } from './dns/stub-resolver.js';
import { type HttpMessage, readMessage } from './http-text.js';
import { ipProtocol } from './ip-protocol.js';
import type { Places } from './places.js';
import { startTrace } from './process-net.js';
import type { Socket, SocketOrigin } from './socket.js';
import type { SocketTable } from './socket-table.js';
import type { TraceLog } from './trace-log.js';
import type { Transport } from './transport.js';

/** One request without a program: what kubelets, goals and `cluster.send` do. */
export interface ExchangeRequest {
  readonly place: string;
  readonly cause: Trace['cause'];
  /** `false`: nobody wants to know the way. */
  readonly traced?: boolean;
  /** Name or address. */
  readonly host: string;
  readonly port: number;
  readonly protocol?: Trace['protocol'];
  /** Sent once the connection stands; without it, or when it is empty, nothing is sent. */
  readonly text?: string;
  /** What ends it: the connection, a whole HTTP answer, the first datagram or text, or the other side's goodbye. */
  readonly until: 'open' | 'http' | 'text' | 'end';
  readonly timeoutMs: number;
  /** Does not keep the world from being quiet. */
  readonly background?: boolean;
  /** Files of the sender's machine for names. */
  readonly resolvConf?: string;
  readonly hosts?: string;
}

export interface ExchangeResult {
  readonly id: number;
  readonly outcome: Outcome;
  /** All that came back. */
  readonly text: string;
  readonly http: HttpMessage | undefined;
  readonly trace: Trace | undefined;
}

interface Exchanges {
  start(request: ExchangeRequest): number;
  onResult(listener: (result: ExchangeResult) => void): void;
  wake(id: number): void;
  save(): unknown;
  load(data: unknown): void;
}

interface ExchangeWorld {
  readonly sim: Sim;
  readonly sockets: SocketTable;
  readonly transport: Transport;
  readonly resolver: StubResolver;
  readonly traces: TraceLog;
  readonly places: Pick<Places, 'get'>;
}

interface Exchange {
  readonly id: number;
  readonly request: ExchangeRequest;
  readonly origin: SocketOrigin;
  readonly timer: number;
  lookup: number;
  socket: number;
  isSent: boolean;
  text: string;
}

export function createExchanges(world: ExchangeWorld): Exchanges {
  const { sim } = world;
  const running = new Map<number, Exchange>();
  const listeners: ((result: ExchangeResult) => void)[] = [];
  let last = 0;
  const end = (exchange: Exchange, outcome: Outcome, http?: HttpMessage) => {
    running.delete(exchange.id);
    sim.cancel(exchange.timer);
    const trace = conclude(world, exchange, http);
    const { id, text } = exchange;
    for (const listener of listeners) listener({ id, outcome, text, http, trace });
  };
  const step = (id: number) => {
    const exchange = running.get(id);
    const found = exchange && advance(world, exchange);
    if (exchange && found) end(exchange, found.outcome, found.http);
  };
  sim.on('net/exchange', ({ id, isTimeout }: { id: number; isTimeout: boolean }) => {
    const exchange = running.get(id);
    if (exchange && isTimeout) end(exchange, exchange.socket === 0 && exchange.lookup !== 0 ? 'unresolved' : 'timeout');
    else step(id);
  });

  return {
    start(request) {
      last += 1;
      const id = last;
      const { background = false, timeoutMs } = request;
      const timer = sim.schedule('net/exchange', { id, isTimeout: true }, { delay: timeoutMs, background });
      running.set(id, {
        id,
        request,
        origin: originOf(id, request),
        timer,
        lookup: 0,
        socket: 0,
        isSent: false,
        text: '',
      });
      // A name may be known or unknown at once: then the result must not be there before its number.
      if (isAddress(request.host)) step(id);
      else sim.schedule('net/exchange', { id, isTimeout: false }, { delay: 0, background });
      return id;
    },
    onResult(listener) {
      listeners.push(listener);
    },
    wake: step,
    save: () => JSON.parse(JSON.stringify({ last, running: [...running.values()] })),
    load(data) {
      const saved = JSON.parse(JSON.stringify(data)) as { last: number; running: Exchange[] };
      last = saved.last;
      running.clear();
      for (const exchange of saved.running) running.set(exchange.id, exchange);
    },
  };
}

interface Finding {
  readonly outcome: Outcome;
  readonly http?: HttpMessage;
}

function advance(world: ExchangeWorld, exchange: Exchange): Finding | undefined {
  const { request } = exchange;
  if (exchange.socket === 0) {
    const ip = isAddress(request.host) ? request.host : findAddress(world, exchange);
    if (ip === undefined) return undefined;
    if (ip === '') return { outcome: 'unresolved' };
    open(world, exchange, ip);
  }
  const socket = world.sockets.get(exchange.socket);
  if (socket === undefined) return { outcome: 'reset' };
  if (socket.state === 'connecting') return undefined;
  if (socket.state === 'open' && !exchange.isSent) {
    exchange.isSent = true;
    if (request.text) world.transport.send(socket, request.text);
  }
  if (socket.inbox.length > 0) exchange.text += socket.inbox.splice(0).join('');
  return judgeEnd(request, exchange.text, socket);
}

function judgeEnd({ until }: ExchangeRequest, text: string, socket: Socket): Finding | undefined {
  const { state } = socket;
  if (state === 'refused' || state === 'timeout' || state === 'unreachable') return { outcome: state };
  const isEnd = socket.hasEnded || state === 'reset';
  if (until === 'open') return { outcome: 'reply' };
  if (until === 'http') {
    const http = readMessage(text, isEnd);
    if (http) return { outcome: 'reply', http };
  }
  if (until === 'text' && text !== '') return { outcome: 'reply' };
  if (!isEnd) return undefined;
  return { outcome: state === 'reset' || text === '' || until === 'http' ? 'reset' : 'reply' };
}

/** `undefined` while the query runs, `''` when there is no address. */
function findAddress(world: ExchangeWorld, exchange: Exchange): string | undefined {
  const { host, resolvConf = '', hosts = '' } = exchange.request;
  if (exchange.lookup === 0) {
    const files = { read: (path: string) => (path === '/etc/hosts' ? hosts : resolvConf) };
    exchange.lookup = world.resolver.resolve(exchange.origin, files, host, typesOf(world, exchange)).id;
  }
  const lookup = world.resolver.get(exchange.lookup);
  if (lookup?.result === undefined) return undefined;
  if (!isFound(lookup)) return '';
  const { records } = lookup.result;
  return typesOf(world, exchange).flatMap((wanted) => records.filter(({ type }) => type === wanted))[0]?.data ?? '';
}

/** Families of the sender; IPv4 is preferred to a private IPv6 address. */
function typesOf({ places }: ExchangeWorld, { request }: Exchange): readonly string[] {
  const ips = places.get(request.place)?.ips ?? [];
  const hasIpv6 = ips.some(isIpv6);
  return [...(!hasIpv6 || ips.some((ip) => !isIpv6(ip)) ? ['A'] : []), ...(hasIpv6 ? ['AAAA'] : [])];
}

function open(world: ExchangeWorld, exchange: Exchange, ip: string): void {
  const { host, port, protocol } = exchange.request;
  const { origin } = exchange;
  const found = { resolver: world.resolver, now: world.sim.now };
  const trace = exchange.request.traced === false ? undefined : startTrace(found, origin, host);
  const socket = world.transport.connect({ origin, ip, port, protocol: ipProtocol(protocol), trace });
  exchange.socket = socket.id;
}

function originOf(id: number, { place, cause, background = false }: ExchangeRequest): SocketOrigin {
  return { owner: { kind: 'exchange', id }, place, cause, background };
}

/** Ends what is still open; returns the trace that the exchange left. */
function conclude(world: ExchangeWorld, exchange: Exchange, http: HttpMessage | undefined): Trace | undefined {
  const socket = world.sockets.get(exchange.socket);
  const status = http?.status;
  if (socket?.trace && status !== undefined) socket.trace.httpStatus = status;
  const { owner } = exchange.origin;
  if (socket) world.transport.close(socket);
  if (exchange.lookup !== 0) world.resolver.release(owner);
  return world.traces.takeOf(owner);
}
