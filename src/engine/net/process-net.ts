import type { ListedSocket, Net, NetProtocol } from '../../sh/program.js';
import { isLoopback, loopbackOf } from './address.js';
import { resolvedHop } from './dns/lookup-hops.js';
import type { StubResolver } from './dns/stub-resolver.js';
import { echo } from './echo.js';
import { ipProtocol } from './ip-protocol.js';
import type { NetProcess } from './network.js';
import type { PathFinder } from './path.js';
import type { Places } from './places.js';
import { routeTo, routingOf } from './routing.js';
import type { Socket, SocketOrigin } from './socket.js';
import type { SocketTable } from './socket-table.js';
import type { Transport } from './transport.js';

interface ProcessNetWorld {
  readonly now: () => number;
  readonly places: Places;
  readonly sockets: SocketTable;
  readonly transport: Transport;
  readonly resolver: StubResolver;
  readonly paths: PathFinder;
}

/** The network's system calls for one process; other processes' sockets are as good as closed. */
export function createProcessNet(world: ProcessNetWorld, process: NetProcess): Net {
  const { sockets, transport, resolver, places } = world;
  const { machine, pid, files, cause, place } = process;
  const origin: SocketOrigin = { owner: { kind: 'process', machine, pid }, place, cause, background: false };
  const mine = (id: number): Socket | undefined => {
    const socket = sockets.get(id);
    const owner = socket?.origin.owner;
    return owner?.kind === 'process' && owner.machine === machine && owner.pid === pid ? socket : undefined;
  };

  return {
    resolve: (name, types = BOTH) => resolver.resolve(origin, files, name, types).id,
    query: (question) => resolver.query(origin, files, question).id,
    resolved: resolver.take,
    connect({ ip, port, protocol, host }) {
      const trace = startTrace(world, origin, host ?? ip);
      return transport.connect({ origin, ip, port, protocol: ipProtocol(protocol), trace }).id;
    },
    state: (id) => mine(id)?.state ?? 'closed',
    receive: (id) => receive(mine(id)),
    send(id, text) {
      const socket = mine(id);
      return socket !== undefined && transport.send(socket, text);
    },
    sendLast(id, text) {
      const socket = mine(id);
      return socket !== undefined && transport.sendLast(socket, text);
    },
    close(id) {
      const socket = mine(id);
      if (socket) transport.close(socket);
    },
    listen: ({ ip, port, protocol = 'TCP', isPatient = false }) =>
      listen(world, process, { ip, port, protocol, isPatient, origin }),
    accept: (id) => accept(world, mine(id)),
    ends(id) {
      const socket = mine(id);
      return socket && { local: socket.local, remote: socket.remote };
    },
    note(id, { httpStatus, hop, through }) {
      const socket = mine(id);
      if (socket?.trace && httpStatus !== undefined) socket.trace.httpStatus = httpStatus;
      const asked = socket && sockets.get(socket.peer)?.trace;
      if (hop) asked?.hops.push(hop);
      const further = through === undefined ? undefined : mine(through)?.trace;
      if (asked && further) {
        asked.hops.push(...further.hops);
        asked.pod ??= further.pod;
      }
    },
    echo: (ip) => echo(world, place, ip),
    sockets: () => sockets.inPlace(places.socketsOf(place)).map(listed),
    addresses: () => places.get(place)?.ips ?? [],
    routing: () => routingOf(places, places.socketsOf(place)),
    route: (ip) => routeTo(routingOf(places, places.socketsOf(place)).routes, ip),
  };
}

function listed({ protocol, role, state, local, remote }: Socket): ListedSocket {
  return role === 'listener' ? { protocol, state: 'listening', local } : { protocol, state, local, remote };
}

const BOTH = ['A', 'AAAA'] as const;

/** The trace of a connection begins with the name query that led to it. */
export function startTrace(
  { resolver, now }: Pick<ProcessNetWorld, 'resolver' | 'now'>,
  origin: SocketOrigin,
  host: string,
) {
  const lookup = resolver.finished(origin.owner, host);
  const hop = lookup === undefined ? undefined : resolvedHop(lookup);
  const at = lookup === undefined || lookup.isUsed ? now() : lookup.startedAt;
  if (lookup) lookup.isUsed = true;
  return { host, at, hops: hop === undefined ? [] : [hop] };
}

/** Datagrams and SCTP's messages come one by one, a stream as all that has arrived. */
function receive(socket: Socket | undefined): string | null | undefined {
  if (socket === undefined || socket.role === 'listener') return null;
  if (socket.inbox.length > 0) {
    return socket.protocol !== 'tcp' || socket.inbox.length === 1
      ? socket.inbox.shift()
      : socket.inbox.splice(0).join('');
  }
  const isOver = socket.hasEnded || (socket.state !== 'open' && socket.state !== 'connecting');
  return isOver ? null : undefined;
}

interface ListenRequest {
  readonly ip: string;
  readonly port: number;
  readonly protocol: NetProtocol;
  readonly isPatient: boolean;
  readonly origin: SocketOrigin;
}

function listen({ sockets, places }: ProcessNetWorld, process: NetProcess, request: ListenRequest) {
  const { port, origin, isPatient } = request;
  const place = places.socketsOf(process.place);
  const protocol = ipProtocol(request.protocol);
  const ip = request.ip === '::' || request.ip === '' ? '0.0.0.0' : request.ip;
  if (port < 1024 && !process.privileged && !place.startsWith('pod/')) return 'EACCES';
  const isTaken = sockets
    .listeners(place, protocol, port)
    .some(({ local }) => local.ip === ip || local.ip === '0.0.0.0' || ip === '0.0.0.0');
  if (isTaken) return 'EADDRINUSE';
  const local = { ip: isLoopback(ip) ? loopbackOf(ip) : ip, port: port === 0 ? sockets.freePort(place) : port };
  const remote = { ip: '', port: 0 };
  return sockets.add({ origin, place, protocol, role: 'listener', state: 'open', local, remote, isPatient }).id;
}

function accept({ sockets }: ProcessNetWorld, listener: Socket | undefined): number | undefined {
  for (;;) {
    const id = listener?.backlog.shift();
    if (id === undefined) return undefined;
    if (sockets.get(id)) return id;
  }
}
