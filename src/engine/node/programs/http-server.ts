import type { NetProtocol, Program, SocketAddress, Sys } from '../../../sh/program.js';
import { type GrpcClient, greetGrpc, serveGrpc } from './grpc/grpc-server.js';
import type { GrpcCall, GrpcReply } from './grpc/grpc-wire.js';
import { hear } from './hear.js';
import { type HttpHeader, type HttpRequest, headerOf, parseRequest } from './http.js';
import { renderAnswer } from './http-answer.js';
import { mannersOf } from './lab-manners.js';
import { readHello, serverHello } from './tls.js';

/** What makes one HTTP server differ from another; all of it works on plain data. */
export interface HttpServerOptions<State> {
  /** Reads argv and env; text instead of state is an error that ends the program with that message and code. */
  readonly configure: (sys: Sys) => State | StartFailure;
  readonly ports: (state: State) => readonly {
    readonly port: number;
    readonly protocol?: NetProtocol;
    /** It speaks TLS there. */
    readonly tls?: boolean;
    /** It speaks gRPC there. */
    readonly grpc?: boolean;
  }[];
  /** Certificates in PEM for a name that a client asks for. */
  readonly certificates?: (state: State, port: number, serverName: string) => string;
  /** What plain HTTP gets at a port of TLS. */
  readonly plainToTls?: HttpAnswer;
  /** Lines that the program prints once it listens. */
  readonly started?: (state: State, sys: Sys) => Output;
  /** What it says when a port cannot be had, and its exit code. */
  readonly bindFailure: (port: number, error: 'EADDRINUSE' | 'EACCES') => StartFailure;
  readonly handle: (exchange: Exchange<State>) => HttpAnswer;
  /** The answer to a datagram, or to the one message that an association of SCTP is read for. */
  readonly datagram?: (text: string, sys: Sys, state: State) => string | undefined;
  /** What a client is told at once; a port that does so is no HTTP. */
  readonly welcome?: (
    port: { readonly protocol: NetProtocol; readonly port: number },
    sys: Sys,
    state: State,
  ) => Welcome | undefined;
  readonly call?: (call: GrpcCall, from: SocketAddress, sys: Sys, state: State) => Omit<GrpcReply, 'id'>;
  readonly log?: (exchange: Exchange<State>, answer: HttpAnswer) => Output | undefined;
  /** Exit codes of the signals that it takes. */
  readonly signals?: Readonly<Record<string, (state: State, sys: Sys) => StartFailure>>;
  /** Header `Server`, left out when undefined. */
  readonly server?: string;
  /** Go's net/http orders its headers otherwise. */
  readonly headerOrder?: 'go' | 'c';
}

export interface Exchange<State> {
  readonly request: HttpRequest;
  readonly path: string;
  readonly query: string;
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  readonly sys: Sys;
  readonly state: State;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: readonly HttpHeader[];
  readonly type?: string;
  readonly body: string;
  /** Virtual ms to wait before answering. */
  readonly delayMs?: number;
  /** The program ends with this code instead of answering. */
  readonly exit?: number;
}

/** `closes`: the connection ends with it. */
export interface Welcome {
  readonly text: string;
  readonly closes: boolean;
}

export interface StartFailure {
  readonly exit: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

export interface Output {
  readonly stdout?: string;
  readonly stderr?: string;
}

export interface ServerFrame<State> {
  state: State | undefined;
  listeners: Listener[];
  clients: Client[];
}

interface Listener {
  socket: number;
  protocol: NetProtocol;
  port: number;
  tls?: true;
  grpc?: true;
}

interface Client extends GrpcClient {
  socket: number;
  buffer: string;
  protocol: NetProtocol;
  /** The client has not greeted yet. */
  isStrange?: boolean;
  /** An answer that waits for its time. */
  late?: { at: number; text: string; close: boolean; status: number };
}

/** A program that serves HTTP on its ports until a signal ends it. */
export function httpServer<State>(options: HttpServerOptions<State>): Program<ServerFrame<State>> {
  return {
    handles: Object.keys(options.signals ?? {}) as Program['handles'] & object,
    start: () => ({ state: undefined, listeners: [], clients: [] }),
    step(frame, sys) {
      if (frame.state === undefined) {
        const failure = open(frame, sys, options);
        if (failure) return fail(sys, failure);
      }
      const state = frame.state as State;
      const signal = options.signals && sys.takeSignal();
      const ending = signal && options.signals?.[signal];
      if (ending) return fail(sys, ending(state, sys));
      for (const listener of frame.listeners) acceptAll(frame, listener, { sys, state, options });
      const staying: Client[] = [];
      for (const client of frame.clients) {
        const served = serve(client, sys, state, options);
        if (typeof served === 'number') return served;
        if (served) staying.push(client);
      }
      frame.clients = staying;
      return undefined;
    },
  };
}

function open<State>(frame: ServerFrame<State>, sys: Sys, options: HttpServerOptions<State>): StartFailure | undefined {
  const state = options.configure(sys);
  if (isFailure(state)) return state;
  for (const { port, protocol = 'TCP', tls = false, grpc = false } of options.ports(state)) {
    const socket = sys.net.listen({ ip: '0.0.0.0', port, protocol, isPatient: !grpc });
    if (typeof socket !== 'number') return options.bindFailure(port, socket);
    frame.listeners.push({ socket, protocol, port, ...(tls && { tls }), ...(grpc && { grpc }) });
  }
  frame.state = state;
  emit(sys, options.started?.(state, sys));
  return undefined;
}

function isFailure(value: unknown): value is StartFailure {
  return typeof value === 'object' && value !== null && 'exit' in value;
}

function fail(sys: Sys, failure: StartFailure): number {
  emit(sys, failure);
  return failure.exit;
}

function emit(sys: Sys, output: Output | undefined): void {
  if (output?.stdout) sys.write(1, output.stdout);
  if (output?.stderr) sys.write(2, output.stderr);
}

function acceptAll<State>(
  frame: ServerFrame<State>,
  { socket, protocol, port, tls, grpc }: Listener,
  { sys, state, options }: { sys: Sys; state: State; options: HttpServerOptions<State> },
): void {
  for (let next = sys.net.accept(socket); next !== undefined; next = sys.net.accept(socket)) {
    const welcome = options.welcome?.({ protocol, port }, sys, state);
    if (welcome) sys.net.send(next, welcome.text);
    if (welcome?.closes) {
      sys.net.close(next);
      continue;
    }
    const client: Client = { socket: next, buffer: '', protocol, ...(tls && { isStrange: true }) };
    if (grpc) greetGrpc(client, sys);
    frame.clients.push(client);
  }
}

/** `true` while the connection stays, a number when the program ends. */
function serve<State>(client: Client, sys: Sys, state: State, options: HttpServerOptions<State>): boolean | number {
  if (client.grpc) {
    return serveGrpc(client, sys, (call, from) => options.call?.(call, from, sys, state) ?? UNIMPLEMENTED);
  }
  if (client.late) {
    if (!sys.sleepUntil(client.late.at)) return true;
    const { text, close, status } = client.late;
    delete client.late;
    if (!deliver(client, sys, { text, close, status })) return false;
  }
  for (;;) {
    if (client.protocol !== 'TCP') return datagram(client, sys, state, options);
    if (client.isStrange && client.buffer !== '') {
      const stays = greet(client, sys, state, options);
      if (!stays) return false;
    }
    const parsed = client.isStrange ? undefined : parseRequest(client.buffer);
    if (parsed === 'bad') {
      const bad = { status: 400, body: '400 Bad Request', type: 'text/plain; charset=utf-8' };
      deliver(client, sys, { text: renderAnswer(bad, true, sys, options), close: true, status: 400 });
      return false;
    }
    if (parsed === undefined) {
      const heard = hear(client, sys);
      if (heard === 'more') continue;
      return heard === 'nothing';
    }
    client.buffer = parsed.rest;
    const served = respond(client, parsed.message, { sys, state, options });
    if (served !== 'next') return served;
  }
}

/** Answers the greeting of TLS; `false` when the client speaks plain HTTP. */
function greet<State>(client: Client, sys: Sys, state: State, options: HttpServerOptions<State>): boolean {
  const heard = readHello(client.buffer);
  if (heard === undefined) return true;
  if (heard === 'plain') {
    const answer = options.plainToTls ?? { status: 400, body: '400 Bad Request' };
    deliver(client, sys, { text: renderAnswer(answer, true, sys, options), close: true, status: answer.status });
    return false;
  }
  const port = sys.net.ends(client.socket)?.local.port ?? 0;
  const { serverName = '' } = heard.hello;
  sys.net.send(client.socket, serverHello(options.certificates?.(state, port, serverName) ?? ''));
  client.buffer = heard.rest;
  client.isStrange = false;
  return true;
}

function respond<State>(
  client: Client,
  request: HttpRequest,
  { sys, state, options }: { sys: Sys; state: State; options: HttpServerOptions<State> },
): boolean | number | 'next' {
  const ends = sys.net.ends(client.socket);
  const nowhere = { ip: '0.0.0.0', port: 0 };
  const at = request.target.indexOf('?');
  const exchange: Exchange<State> = {
    request,
    path: at < 0 ? request.target : request.target.slice(0, at),
    query: at < 0 ? '' : request.target.slice(at + 1),
    local: ends?.local ?? nowhere,
    remote: ends?.remote ?? nowhere,
    sys,
    state,
  };
  const { outcome, delayMs } = mannersOf(sys);
  if (outcome === 'drops') {
    sys.net.close(client.socket);
    return false;
  }
  const answer = outcome === 'fails' ? FAILURE : options.handle(exchange);
  emit(sys, options.log?.(exchange, answer));
  if (answer.exit !== undefined) return answer.exit;
  const wants = headerOf(request.headers, 'connection')?.toLowerCase();
  const close = wants === 'close' || (request.version === 'HTTP/1.0' && wants !== 'keep-alive');
  const whole = renderAnswer(answer, close, sys, options);
  const text = request.method === 'HEAD' ? whole.slice(0, whole.indexOf('\r\n\r\n') + 4) : whole;
  const wait = (answer.delayMs ?? 0) + delayMs;
  if (wait > 0) {
    client.late = { at: sys.now() + wait, text, close, status: answer.status };
    sys.sleepUntil(client.late.at);
    return true;
  }
  return deliver(client, sys, { text, close, status: answer.status }) ? 'next' : false;
}

const UNIMPLEMENTED = { code: 'Unimplemented', detail: 'no such service' } as const;

const FAILURE: HttpAnswer = { status: 500, type: 'text/plain; charset=utf-8', body: 'Internal Server Error\n' };

function deliver(client: Client, sys: Sys, answer: { text: string; close: boolean; status: number }): boolean {
  const { net } = sys;
  net.note(client.socket, { httpStatus: answer.status });
  if (answer.close) {
    net.sendLast(client.socket, answer.text);
    return false;
  }
  if (net.send(client.socket, answer.text)) return true;
  net.close(client.socket);
  return false;
}

function datagram<State>(client: Client, sys: Sys, state: State, options: HttpServerOptions<State>): boolean {
  const text = sys.net.receive(client.socket);
  if (text === undefined) return true;
  if (text !== null) {
    const answer = options.datagram?.(text, sys, state);
    if (answer !== undefined) sys.net.send(client.socket, answer);
    if (client.protocol === 'UDP') return true;
  }
  sys.net.close(client.socket);
  return false;
}
