import type { Net, SocketState } from '../../../../sh/program.js';
import { frameText, type GrpcMessage, type GrpcReply, PREFACE, SETTINGS, takeFrames } from './grpc-wire.js';

/** A client's connection to one address: plain data. */
export interface GrpcConnection {
  readonly ip: string;
  readonly port: number;
  readonly socket: number;
  state: 'connecting' | 'ready' | 'lost';
  buffer: string;
  lastCall: number;
  /** Why it was lost, in Go's words. */
  problem?: string;
}

export function openGrpc(net: Net, target: { readonly ip: string; readonly port: number; readonly host: string }) {
  const socket = net.connect(target);
  const { ip, port } = target;
  const connection: GrpcConnection = { ip, port, socket, state: 'connecting', buffer: '', lastCall: 0 };
  return connection;
}

/** Goes on as far as it can; returns the replies that have come. */
export function stepGrpc(connection: GrpcConnection, net: Net): readonly GrpcReply[] {
  const { socket } = connection;
  if (connection.state === 'lost') return [];
  const state = net.state(socket);
  if (state === 'connecting') return [];
  if (connection.state === 'connecting' && state !== 'open')
    return lose(connection, net, dialProblem(connection, state));
  for (;;) {
    const text = net.receive(socket);
    if (text === undefined) break;
    if (text === null) return lose(connection, net, state === 'reset' ? RESET : ENDED);
    connection.buffer += text;
  }
  if (connection.state === 'connecting') {
    if (SETTINGS.startsWith(connection.buffer) && connection.buffer !== SETTINGS) return [];
    if (!connection.buffer.startsWith(SETTINGS)) return lose(connection, net, NO_PREFACE);
    connection.buffer = connection.buffer.slice(SETTINGS.length);
    connection.state = 'ready';
    net.send(socket, PREFACE);
  }
  const taken = takeFrames<GrpcReply>(connection.buffer);
  if (taken === undefined) return lose(connection, net, NO_PREFACE);
  connection.buffer = taken.rest;
  return taken.frames;
}

const RESET = 'error reading from server: read: connection reset by peer';
const ENDED = 'error reading from server: EOF';
const NO_PREFACE =
  'error reading server preface: http2: frame too large, note that the frame header looked like an HTTP/1.1 header';

function lose(connection: GrpcConnection, net: Net, problem: string): readonly GrpcReply[] {
  net.close(connection.socket);
  Object.assign(connection, { state: 'lost', problem });
  return [];
}

const DIALS: Partial<Record<SocketState, string>> = {
  refused: 'connect: connection refused',
  timeout: 'connect: connection timed out',
  unreachable: 'connect: no route to host',
  reset: 'read: connection reset by peer',
};

function dialProblem({ ip, port }: GrpcConnection, state: SocketState): string {
  const end = ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
  return `transport: Error while dialing: dial tcp ${end}: ${DIALS[state] ?? 'EOF'}`;
}

/** Sends one call on a connection that is ready; returns its number. */
export function callGrpc(connection: GrpcConnection, net: Net, method: string, message: GrpcMessage = {}): number {
  connection.lastCall += 1;
  net.send(connection.socket, frameText({ id: connection.lastCall, method, message }));
  return connection.lastCall;
}
