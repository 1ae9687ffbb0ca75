import type { Net, Program, Sys } from '../../../sh/program.js';
import { readMessage, writeMessage } from '../http-text.js';

/** A Service whose load balancer asks every node whether it has endpoints. */
export interface HealthCheck {
  readonly port: number;
  /** `namespace/name`. */
  readonly service: string;
  /** Ready endpoints on this node. */
  readonly localEndpoints: number;
}

/** What kube-proxy serves on its node. */
export interface ProxyHealth {
  readonly mode: string;
  /** Where the health-check ports listen. */
  readonly ip: string;
  readonly checks: readonly HealthCheck[];
}

interface Frame {
  /** `[port, socket]` of each listener. */
  listeners: [number, number][];
  open: { readonly socket: number; readonly port: number; text: string }[];
}

/** Port on which every kube-proxy says that it is well. */
export const HEALTHZ_PORT = 10_256;
const METRICS_PORT = 10_249;

/** The process of kube-proxy: its rules are written elsewhere, here it answers for them (upstream: pkg/proxy/healthcheck). */
export function createKubeProxyProgram(health: (node: string) => ProxyHealth): Program {
  const program: Program<Frame> = {
    handles: ['TERM', 'INT'],
    start: () => ({ listeners: [], open: [] }),
    step(frame, sys) {
      if (sys.takeSignal() !== undefined) return 0;
      const known = health(sys.hostname);
      listenOn(frame, sys.net, known);
      for (const [port, listener] of frame.listeners) {
        for (let next = sys.net.accept(listener); next !== undefined; next = sys.net.accept(listener)) {
          frame.open.push({ socket: next, port, text: '' });
        }
      }
      frame.open = frame.open.filter((connection) => !isDone(connection, sys, known));
      return undefined;
    },
  };
  return program as Program;
}

function listenOn(frame: Frame, net: Net, { ip, checks }: ProxyHealth): void {
  const wanted = new Map<number, string>([
    [HEALTHZ_PORT, '0.0.0.0'],
    [METRICS_PORT, '127.0.0.1'],
    ...checks.map(({ port }) => [port, ip] as const),
  ]);
  frame.listeners = frame.listeners.filter(([port, socket]) => {
    if (wanted.has(port)) return true;
    net.close(socket);
    return false;
  });
  for (const [port, address] of wanted) {
    if (frame.listeners.some(([known]) => known === port)) continue;
    const socket = net.listen({ ip: address, port });
    if (typeof socket === 'number') frame.listeners.push([port, socket]);
  }
}

function isDone(connection: Frame['open'][number], sys: Sys, known: ProxyHealth): boolean {
  const { net } = sys;
  const text = net.receive(connection.socket);
  if (text === undefined) return false;
  connection.text += text ?? '';
  const request = readMessage(connection.text, text === null);
  if (text !== null && request === undefined) return false;
  if (request !== undefined) {
    const path = request.start.split(' ')[1] ?? '/';
    net.send(connection.socket, page({ port: connection.port, path, at: sys.now() }, known));
  }
  net.close(connection.socket);
  return true;
}

interface Asked {
  readonly port: number;
  readonly path: string;
  readonly at: number;
}

function page(asked: Asked, { mode, checks }: ProxyHealth): string {
  const date = ['Date', new Date(asked.at).toUTCString()] as const;
  const check = checks.find(({ port }) => port === asked.port);
  if (check) return checkPage(check, date);
  const plain = (status: string, body: string) =>
    answer(status, [['Content-Type', 'text/plain; charset=utf-8'], date], body);
  if (asked.port === METRICS_PORT && asked.path === '/proxyMode') return plain('200 OK', mode);
  if (asked.port === METRICS_PORT && asked.path === '/healthz') return plain('200 OK', 'ok');
  if (asked.port !== HEALTHZ_PORT || !['/healthz', '/livez'].includes(asked.path)) {
    return plain('404 Not Found', '404 page not found\n');
  }
  const time = new Date(asked.at).toISOString().replace('T', ' ').replace('Z', ' +0000 UTC');
  const body = `{"lastUpdated": "${time}","currentTime": "${time}", "nodeEligible": true}`;
  return answer('200 OK', [['Content-Type', 'application/json'], ['X-Content-Type-Options', 'nosniff'], date], body);
}

type Header = readonly [string, string];

function checkPage({ service, localEndpoints }: HealthCheck, date: Header): string {
  const [namespace = '', name = ''] = service.split('/');
  const state = { service: { namespace, name }, localEndpoints, serviceProxyHealthy: true };
  const headers: readonly Header[] = [
    ['Content-Type', 'application/json'],
    ['X-Content-Type-Options', 'nosniff'],
    ['X-Load-Balancing-Endpoint-Weight', String(localEndpoints)],
    date,
  ];
  const status = localEndpoints > 0 ? '200 OK' : '503 Service Unavailable';
  return answer(status, headers, JSON.stringify(state, undefined, '\t'));
}

function answer(status: string, headers: readonly Header[], body: string): string {
  return writeMessage({ start: `HTTP/1.1 ${status}`, headers, body });
}
