import type { SocketAddress, Sys } from '../../../../sh/program.js';
import { hear } from '../hear.js';
import { mannersOf } from '../lab-manners.js';
import { frameText, type GrpcCall, type GrpcReply, PREFACE, SETTINGS, takeFrames } from './grpc-wire.js';

/** A client of a gRPC port: plain data. */
export interface GrpcClient {
  readonly socket: number;
  buffer: string;
  grpc?: {
    isGreeted: boolean;
    /** Answers that wait for their time. */
    late: { readonly at: number; readonly reply: GrpcReply }[];
  };
}

type Answer = (call: GrpcCall, remote: SocketAddress) => Omit<GrpcReply, 'id'>;

/** The beginning of a client's connection: the server speaks first. */
export function greetGrpc(client: GrpcClient, sys: Sys): void {
  client.grpc = { isGreeted: false, late: [] };
  sys.net.send(client.socket, SETTINGS);
}

/** Answers the calls that have come in; `false` when the connection has ended. */
export function serveGrpc(client: GrpcClient, sys: Sys, answer: Answer): boolean {
  const { grpc } = client;
  if (grpc === undefined) return false;
  sendLate(client, sys);
  for (let heard = hear(client, sys); heard !== 'nothing'; heard = hear(client, sys)) {
    if (heard === 'gone') return false;
  }
  if (!grpc.isGreeted) {
    if (PREFACE.startsWith(client.buffer)) {
      if (client.buffer !== PREFACE) return true;
    } else if (!client.buffer.startsWith(PREFACE)) return leave(client, sys);
    grpc.isGreeted = true;
    client.buffer = client.buffer.slice(PREFACE.length);
  }
  const taken = takeFrames<GrpcCall>(client.buffer);
  if (taken === undefined) return leave(client, sys);
  client.buffer = taken.rest;
  return taken.frames.every((call) => respond(client, sys, { call, answer }));
}

function leave(client: GrpcClient, sys: Sys): false {
  sys.net.close(client.socket);
  return false;
}

function respond(client: GrpcClient, sys: Sys, { call, answer }: { call: GrpcCall; answer: Answer }): boolean {
  const { outcome, delayMs } = mannersOf(sys);
  if (outcome === 'drops') return leave(client, sys);
  const remote = sys.net.ends(client.socket)?.remote ?? { ip: '0.0.0.0', port: 0 };
  const said = outcome === 'fails' ? FAILURE : answer(call, remote);
  const reply: GrpcReply = { id: call.id, ...said };
  if (delayMs <= 0) return sys.net.send(client.socket, frameText(reply));
  const at = sys.now() + delayMs;
  client.grpc?.late.push({ at, reply });
  sys.sleepUntil(at);
  return true;
}

const FAILURE = { code: 'Internal', detail: 'internal server error' } as const;

function sendLate(client: GrpcClient, sys: Sys): void {
  const { grpc } = client;
  if (grpc === undefined) return;
  grpc.late = grpc.late.filter(({ at, reply }) => {
    if (!sys.sleepUntil(at)) return true;
    sys.net.send(client.socket, frameText(reply));
    return false;
  });
}
