import type { Program, Sys } from '../../../sh/program.js';
import { parseFlags } from './flags.js';
import { type GrpcChannel, hasFailed, newChannel, pickConnection, stepChannel } from './grpc/grpc-channel.js';
import { callGrpc } from './grpc/grpc-connection.js';
import type { GrpcCode } from './grpc/grpc-wire.js';
import { isAddress } from './http-client.js';

interface Frame {
  channel?: GrpcChannel;
  /** When the next call is due. */
  due: number;
  done: number;
  /** The call that waits for its connection, or for its reply. */
  open?: { until: number; id?: number; socket?: number };
}

const USAGE = `usage: call [dns:///]HOST:PORT [--every 1s] [--count N] [--policy pick_first|round_robin] [--timeout 1s]
`;

/** A client of the course's own gRPC service: one channel, a call every second, one line for each. */
export const shopCall: Program<Frame> = {
  handles: ['TERM', 'INT'],
  start: () => ({ due: 0, done: 0 }),
  step(frame, sys) {
    const job = jobOf(sys.argv.slice(1));
    if (job === undefined) {
      sys.write(2, USAGE);
      return 2;
    }
    if (sys.takeSignal() !== undefined) return 0;
    frame.channel ??= newChannel(job.host, job.port, job.policy);
    const { channel } = frame;
    for (;;) {
      const replies = stepChannel(channel, sys);
      const { open } = frame;
      if (open === undefined) {
        if (frame.done >= job.count) return 0;
        if (!sys.sleepUntil(frame.due)) return undefined;
        frame.open = { until: sys.now() + job.timeoutMs };
        frame.due = sys.now() + job.everyMs;
        continue;
      }
      const reply = replies.find(({ id, connection }) => id === open.id && connection.socket === open.socket);
      const failure = reply === undefined ? failureOf(channel, open, sys) : undefined;
      if (reply === undefined && failure === undefined) {
        if (open.id !== undefined || !begin(channel, open, sys)) return undefined;
        continue;
      }
      if (reply?.code === 'OK') sys.write(1, `${String(reply.message?.['message'] ?? '')}\n`);
      else sys.write(1, rpcError(reply?.code ?? failure?.code ?? 'Unknown', reply?.detail ?? failure?.detail ?? ''));
      frame.done += 1;
      delete frame.open;
    }
  },
};

function begin(channel: GrpcChannel, open: NonNullable<Frame['open']>, sys: Sys): boolean {
  const connection = pickConnection(channel);
  if (connection === undefined) return false;
  Object.assign(open, { id: callGrpc(connection, sys.net, 'shop.Shop/Who'), socket: connection.socket });
  return true;
}

/** Why the call cannot be answered any more. */
function failureOf(
  channel: GrpcChannel,
  { id, socket, until }: NonNullable<Frame['open']>,
  sys: Sys,
): { readonly code: GrpcCode; readonly detail: string } | undefined {
  const isCut = id !== undefined && !channel.connections.some((known) => known.socket === socket);
  if (isCut || (id === undefined && hasFailed(channel))) return { code: 'Unavailable', detail: channel.problem ?? '' };
  return sys.sleepUntil(until) ? { code: 'DeadlineExceeded', detail: 'context deadline exceeded' } : undefined;
}

function rpcError(code: GrpcCode, detail: string): string {
  return `rpc error: code = ${code} desc = ${detail}\n`;
}

function jobOf(words: readonly string[]) {
  const { flags, rest } = parseFlags(words);
  const [, host, port] = /^(?:dns:\/\/\/|passthrough:\/\/\/)?\[?([^\]/]+?)\]?:(\d+)$/.exec(rest[0] ?? '') ?? [];
  const policy = flags.get('policy') ?? 'pick_first';
  const everyMs = milliseconds(flags.get('every') ?? '1s');
  const timeoutMs = milliseconds(flags.get('timeout') ?? '1s');
  const count = Number(flags.get('count') ?? Number.MAX_SAFE_INTEGER);
  const isKnown = policy === 'pick_first' || policy === 'round_robin';
  if (host === undefined || !isKnown || !(count > 0) || everyMs === undefined || timeoutMs === undefined)
    return undefined;
  if (host.includes(':') && !isAddress(host)) return undefined;
  return { host, port: Number(port), policy, everyMs, timeoutMs, count } as const;
}

function milliseconds(text: string): number | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  return Number(digits) * (unit === 'ms' ? 1 : unit === 's' ? 1000 : 60_000);
}
