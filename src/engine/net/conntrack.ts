import type { SocketAddress, SocketState } from '../../sh/program.js';
import type { IpProtocol } from './ip-protocol.js';
import { nodeOf, type Places } from './places.js';
import type { Socket, Way } from './socket.js';
import type { SocketTable } from './socket-table.js';

/** A connection as one node's kernel tracks it. */
export interface Flow {
  readonly protocol: IpProtocol;
  /** The words of TCP; UDP has none that anybody sees. */
  readonly state: 'SYN_SENT' | 'ESTABLISHED' | 'TIME_WAIT' | 'CLOSE';
  readonly hasReply: boolean;
  /** Seconds until it is forgotten. */
  readonly left: number;
  readonly source: SocketAddress;
  readonly dest: SocketAddress;
  readonly replySource: SocketAddress;
  readonly replyDest: SocketAddress;
}

export interface Conntrack {
  /** A connection came to its end; the kernel remembers it for a while. */
  ended(socket: Socket): void;
  flows(node: string): readonly Flow[];
  save(): unknown;
  load(data: unknown): void;
}

interface ConntrackWorld {
  readonly places: Places;
  readonly sockets: SocketTable;
  readonly now: () => number;
  /** The entry of a UDP flow was cleared. */
  readonly isForgotten: (socket: Pick<Socket, 'protocol' | 'remote'>, way: Way) => boolean;
}

/** What is kept of a socket that is gone; the socket itself, until it is saved. */
interface Ended extends Pick<Socket, 'place' | 'protocol' | 'local' | 'remote' | 'peer'> {
  readonly state: SocketState;
  readonly way?: Way | undefined;
  readonly endedAt?: number | undefined;
}

/** How many ended connections are kept. */
const WINDOW = 256;
const SECONDS = {
  tcp: { SYN_SENT: 120, ESTABLISHED: 86_400, TIME_WAIT: 120, CLOSE: 10 },
  sctp: { SYN_SENT: 3, ESTABLISHED: 210, TIME_WAIT: 10, CLOSE: 10 },
  udp: 30,
  udpStream: 120,
} as const;

export function createConntrack(world: ConntrackWorld): Conntrack {
  let ended: Ended[] = [];
  return {
    ended(socket) {
      if (socket.way === undefined) return;
      socket.endedAt = world.now();
      ended.push(socket);
      if (ended.length >= 2 * WINDOW) ended = ended.slice(-WINDOW);
    },
    flows(node) {
      const living = world.sockets.clients().flatMap((socket) => flowOf(world, socket, node));
      const gone = ended.slice(-WINDOW).flatMap((socket) => flowOf(world, socket, node));
      return [...living, ...gone];
    },
    save: () => ended.slice(-WINDOW).map(savedFlow),
    load(data) {
      ended = [...(data as readonly Ended[])];
    },
  };
}

function savedFlow({ place, protocol, local, remote, peer, state, way, endedAt }: Ended): Ended {
  return { place, protocol, local, remote, peer, state, way, endedAt };
}

function flowOf(world: ConntrackWorld, socket: Socket | Ended, node: string): readonly Flow[] {
  const { way, protocol } = socket;
  if (way === undefined || (way.end !== 'place' && way.chosenBy === '')) return [];
  const ends = endsAt(world.places, socket, way, node);
  if (ends === undefined) return [];
  const state = protocol === 'udp' ? 'ESTABLISHED' : stateOf(socket);
  const hasReply = protocol === 'udp' ? socket.peer !== 0 : state !== 'SYN_SENT';
  const isCleared = socket.endedAt === undefined && world.isForgotten(socket, way);
  const kept = protocol === 'udp' ? SECONDS[hasReply ? 'udpStream' : 'udp'] : SECONDS[protocol][state];
  const since = state === 'ESTABLISHED' && protocol !== 'udp' ? world.now() : lastPacket(socket, way);
  const left = kept - Math.floor((world.now() - since) / 1000);
  return left > 0 && !isCleared ? [{ protocol, state, hasReply, left, ...ends }] : [];
}

function lastPacket(socket: Socket | Ended, way: Way): number {
  return socket.endedAt ?? way.at;
}

function stateOf(socket: Socket | Ended): Flow['state'] {
  if (socket.state === 'connecting') return 'SYN_SENT';
  if (socket.state === 'open') return socket.endedAt === undefined ? 'ESTABLISHED' : 'TIME_WAIT';
  return socket.state === 'timeout' ? 'SYN_SENT' : 'CLOSE';
}

/** The node that chose the backend sees the Service's address, the backend's node what became of the packet. */
function endsAt(
  places: Places,
  { place, local, remote }: Pick<Socket, 'place' | 'local' | 'remote'>,
  way: Way,
  node: string,
) {
  const from = places.get(place);
  const to = places.get(way.place);
  const first = way.chosenBy === '' ? from && nodeOf(from) : way.chosenBy;
  const backend = { ip: way.ip, port: way.port };
  const seen = { ip: way.source, port: local.port };
  if (node === first && place !== way.place) {
    return { source: local, dest: remote, replySource: backend, replyDest: seen };
  }
  const isBackendNode = to !== undefined && nodeOf(to) === node && place !== way.place;
  return isBackendNode ? { source: seen, dest: backend, replySource: backend, replyDest: seen } : undefined;
}
