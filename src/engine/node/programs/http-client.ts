import type { CertificateProblem } from '../../../kube/x509/verify.js';
import type { Sys } from '../../../sh/program.js';
import { orderedAddresses } from './address-choice.js';
import { type HttpResponse, headerOf, parseResponse } from './http.js';
import { clientHello, judgeCertificates, readHello, type TlsClient } from './tls.js';

/** One HTTP exchange as data: name, connection, request, answer. Programs step it and look at `phase`. */
export interface Fetch {
  readonly host: string;
  readonly port: number;
  /** What is sent once the connection stands. */
  readonly request: string;
  readonly bodiless: boolean;
  readonly startedAt: number;
  /** The connection may serve another request when the server lets it. */
  readonly keeps?: boolean;
  /** The family that is dialled where there are both, and the only one that is asked for. */
  readonly first?: 'A' | 'AAAA';
  readonly only?: 'A' | 'AAAA';
  /** Absent for plain HTTP. */
  readonly tls?: TlsClient;
  phase: 'resolving' | 'connecting' | 'greeting' | 'waiting' | 'done';
  query?: number;
  socket?: number;
  ip?: string;
  /** Addresses that are tried when nobody takes the connection. */
  others?: readonly string[];
  /** Virtual time at which the connection stood. */
  connectedAt?: number;
  buffer: string;
  /** What a TLS server showed. */
  certificates?: string;
  result?: FetchResult;
}

/** What an exchange needs of its process. */
export type FetchSys = Pick<Sys, 'net' | 'now'>;

export type FetchResult =
  | { readonly kind: 'response'; readonly response: HttpResponse }
  | { readonly kind: 'certificate'; readonly problem: CertificateProblem }
  | {
      readonly kind:
        | 'not-tls'
        | 'tls-alert'
        | 'unresolved'
        | 'resolve-timeout'
        | 'refused'
        | 'timeout'
        | 'unreachable'
        | 'reset'
        | 'empty'
        | 'garbage';
    };

interface FetchTarget extends Pick<Fetch, 'host' | 'port' | 'request' | 'keeps' | 'tls' | 'first' | 'only'> {
  readonly bodiless?: boolean;
}

/** The next request on the connection of one that is done; `undefined` when that was closed. */
export function nextFetch(
  sys: FetchSys,
  before: Fetch,
  request: Pick<Fetch, 'request' | 'bodiless'>,
): Fetch | undefined {
  const { socket, host, port, ip } = before;
  if (
    socket === undefined ||
    ip === undefined ||
    sys.net.state(socket) !== 'open' ||
    sys.net.receive(socket) === null
  ) {
    return undefined;
  }
  sys.net.send(socket, request.request);
  const now = sys.now();
  return {
    ...request,
    host,
    port,
    ip,
    socket,
    keeps: true,
    startedAt: now,
    connectedAt: now,
    phase: 'waiting',
    buffer: '',
    ...(before.certificates !== undefined && { certificates: before.certificates }),
  };
}

export function startFetch(sys: Pick<Sys, 'now'>, target: FetchTarget): Fetch {
  const { port, request, bodiless = false, keeps = false, tls, first, only } = target;
  // In a URL an IPv6 address stands in brackets.
  const host = target.host.replace(/^\[(.*)\]$/, '$1');
  return {
    host,
    port,
    request,
    bodiless,
    keeps,
    startedAt: sys.now(),
    phase: 'resolving',
    buffer: '',
    ...(tls && { tls }),
    ...(first && { first }),
    ...(only && { only }),
  };
}

/** Goes one phase further where it can; `true` when the phase changed. */
export function stepFetch(fetch: Fetch, sys: FetchSys): boolean {
  switch (fetch.phase) {
    case 'resolving':
      return resolve(fetch, sys);
    case 'connecting':
      return connect(fetch, sys);
    case 'greeting':
      return greet(fetch, sys);
    case 'waiting':
      return receive(fetch, sys);
    case 'done':
      return false;
  }
}

/** Gives up: the connection is closed. */
export function endFetch(fetch: Fetch, sys: FetchSys, result: FetchResult): true {
  if (fetch.socket !== undefined) sys.net.close(fetch.socket);
  fetch.phase = 'done';
  fetch.result = result;
  return true;
}

export function isAddress(host: string): boolean {
  return (
    host.includes(':') || (/^\d{1,3}(\.\d{1,3}){3}$/.test(host) && host.split('.').every((part) => Number(part) <= 255))
  );
}

function resolve(fetch: Fetch, sys: FetchSys): boolean {
  if (isAddress(fetch.host)) return dial(fetch, sys, fetch.host);
  fetch.query ??= sys.net.resolve(fetch.host, fetch.only && [fetch.only]);
  const answer = sys.net.resolved(fetch.query);
  if (answer === undefined) return false;
  const [address, ...others] = orderedAddresses(answer, sys.net.addresses(), fetch.first);
  if (fetch.first === 'AAAA') fetch.others = others;
  if (answer.rcode === 'NOERROR' && address !== undefined) return dial(fetch, sys, address);
  return endFetch(fetch, sys, { kind: answer.rcode === 'TIMEOUT' ? 'resolve-timeout' : 'unresolved' });
}

function dial(fetch: Fetch, sys: FetchSys, ip: string): boolean {
  fetch.ip = ip;
  fetch.socket = sys.net.connect({ ip, port: fetch.port, host: fetch.host });
  fetch.phase = 'connecting';
  return true;
}

function connect(fetch: Fetch, sys: FetchSys): boolean {
  const state = fetch.socket === undefined ? 'closed' : sys.net.state(fetch.socket);
  if (state === 'connecting') return false;
  if (state === 'refused' || state === 'unreachable') {
    const [next, ...others] = fetch.others ?? [];
    fetch.others = others;
    if (next !== undefined) return dial(fetch, sys, next);
  }
  if (state !== 'open') return endFetch(fetch, sys, { kind: state === 'closed' ? 'empty' : state });
  fetch.connectedAt = sys.now();
  if (fetch.socket !== undefined) sys.net.send(fetch.socket, fetch.tls ? clientHello(fetch.tls.host) : fetch.request);
  fetch.phase = fetch.tls ? 'greeting' : 'waiting';
  return true;
}

function greet(fetch: Fetch, sys: FetchSys): boolean {
  const { socket, tls } = fetch;
  if (socket === undefined || tls === undefined) return false;
  const text = sys.net.receive(socket);
  if (text === undefined) return false;
  fetch.buffer += text ?? '';
  const heard = readHello(fetch.buffer);
  if (heard === 'plain') return endFetch(fetch, sys, { kind: 'not-tls' });
  if (heard === undefined) {
    if (text === null) return endFetch(fetch, sys, { kind: sys.net.state(socket) === 'reset' ? 'reset' : 'empty' });
    return false;
  }
  if (heard.hello.alert !== undefined) return endFetch(fetch, sys, { kind: 'tls-alert' });
  fetch.certificates = heard.hello.certificates ?? '';
  fetch.buffer = heard.rest;
  const problem = judgeCertificates(tls, fetch.certificates, sys.now());
  if (problem !== undefined) return endFetch(fetch, sys, { kind: 'certificate', problem });
  sys.net.send(socket, fetch.request);
  fetch.phase = 'waiting';
  return true;
}

function receive(fetch: Fetch, sys: FetchSys): boolean {
  if (fetch.socket === undefined) return false;
  for (;;) {
    const text = sys.net.receive(fetch.socket);
    if (text === undefined) return false;
    if (text !== null) fetch.buffer += text;
    else if (sys.net.state(fetch.socket) === 'reset') return endFetch(fetch, sys, { kind: 'reset' });
    const parsed = parseResponse(fetch.buffer, { ended: text === null, bodiless: fetch.bodiless });
    if (parsed === 'bad') return endFetch(fetch, sys, { kind: 'garbage' });
    if (parsed !== undefined) {
      sys.net.note(fetch.socket, { httpStatus: parsed.message.status });
      const result = { kind: 'response', response: parsed.message } as const;
      const isLast = headerOf(parsed.message.headers, 'connection')?.toLowerCase() === 'close';
      if (text === null || isLast || !fetch.keeps) return endFetch(fetch, sys, result);
      fetch.phase = 'done';
      fetch.result = result;
      return true;
    }
    if (text === null) return endFetch(fetch, sys, { kind: fetch.buffer === '' ? 'empty' : 'garbage' });
  }
}
