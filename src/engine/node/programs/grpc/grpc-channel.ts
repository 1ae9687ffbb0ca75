import type { Net } from '../../../../sh/program.js';
import { chosenAddress } from '../address-choice.js';
import { isAddress } from '../http-client.js';
import { type GrpcConnection, openGrpc, stepGrpc } from './grpc-connection.js';
import type { GrpcReply } from './grpc-wire.js';

/** How a channel uses the addresses of its name: the first that answers, or all by turns. */
export type GrpcPolicy = 'pick_first' | 'round_robin';

/** What Go's gRPC library holds for one target: plain data. */
export interface GrpcChannel {
  readonly host: string;
  readonly port: number;
  readonly policy: GrpcPolicy;
  query?: number;
  connections: GrpcConnection[];
  /** Whose turn is next. */
  turn: number;
  /** After a failure nobody dials before this moment. */
  retryAt?: number;
  failures: number;
  problem?: string;
}

interface ChannelSys {
  readonly net: Net;
  readonly now: () => number;
  readonly sleepUntil: (time: number) => boolean;
}

export function newChannel(host: string, port: number, policy: GrpcPolicy): GrpcChannel {
  return { host, port, policy, connections: [], turn: 0, failures: 0 };
}

export interface ChannelReply extends GrpcReply {
  readonly connection: GrpcConnection;
}

/** Keeps the connections: dials what is not there, dials anew what was lost. Returns the replies that have come. */
export function stepChannel(channel: GrpcChannel, sys: ChannelSys): readonly ChannelReply[] {
  const replies: ChannelReply[] = [];
  for (const connection of channel.connections) {
    const before = connection.state;
    for (const reply of stepGrpc(connection, sys.net)) replies.push({ ...reply, connection });
    if (connection.state === 'ready' && before !== 'ready') Object.assign(channel, { failures: 0 });
    if (connection.state === 'lost') noteLoss(channel, sys, { connection, wasReady: before === 'ready' });
  }
  const left = channel.connections.filter(({ state }) => state !== 'lost');
  // Who has lost a connection asks for the name again: its addresses may be others by now.
  if (left.length < channel.connections.length) delete channel.query;
  channel.connections = left;
  dial(channel, sys);
  return replies;
}

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 120_000;

/** A connection that stood and ended is dialled again at once, one that never stood after 1, 1.6, 2.56 ... s. */
function noteLoss(
  channel: GrpcChannel,
  sys: ChannelSys,
  { connection, wasReady }: { readonly connection: GrpcConnection; readonly wasReady: boolean },
): void {
  channel.problem = `connection error: desc = "${connection.problem ?? ''}"`;
  if (wasReady) return;
  channel.retryAt = sys.now() + Math.min(LONGEST_WAIT, FIRST_WAIT * 1.6 ** channel.failures);
  channel.failures += 1;
}

function dial(channel: GrpcChannel, sys: ChannelSys): void {
  const { host, port, policy, connections } = channel;
  if (policy === 'pick_first' && connections.length > 0) return;
  if (channel.retryAt !== undefined && !sys.sleepUntil(channel.retryAt)) return;
  const ips = addressesOf(channel, sys);
  if (ips === undefined) return;
  if (ips.length === 0 && connections.length === 0) {
    channel.problem = `name resolver error: produced zero addresses`;
    channel.retryAt = sys.now() + FIRST_WAIT;
    delete channel.query;
    return;
  }
  delete channel.retryAt;
  const wanted = policy === 'pick_first' ? ips.slice(0, 1) : ips;
  for (const ip of wanted) {
    if (!connections.some((known) => known.ip === ip)) connections.push(openGrpc(sys.net, { ip, port, host }));
  }
}

/** `undefined` while the query runs. */
function addressesOf(channel: GrpcChannel, { net }: ChannelSys): readonly string[] | undefined {
  const { host } = channel;
  if (isAddress(host)) return [host];
  channel.query ??= net.resolve(host);
  const answer = net.resolved(channel.query);
  if (answer === undefined) return undefined;
  const first = chosenAddress(answer, net.addresses());
  const isSame = (ip: string) => ip.includes(':') === first?.includes(':');
  return answer.records
    .filter(({ type, data }) => (type === 'A' || type === 'AAAA') && isSame(data))
    .map(({ data }) => data);
}

/** A connection for the next call, `undefined` while none is ready. */
export function pickConnection(channel: GrpcChannel): GrpcConnection | undefined {
  const ready = channel.connections.filter(({ state }) => state === 'ready');
  const found = ready[channel.turn % Math.max(1, ready.length)];
  if (found) channel.turn += 1;
  return found;
}

/** Nothing is ready or under way: a call fails at once. */
export function hasFailed({ connections, retryAt }: GrpcChannel): boolean {
  return connections.length === 0 && retryAt !== undefined;
}
