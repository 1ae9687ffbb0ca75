import { isIpv6, isLoopback, loopbackOf } from './address.js';
import { cut, failure, goodbye } from './endings.js';
import { type IpProtocol, protocolName } from './ip-protocol.js';
import { createLinks, type Links } from './links.js';
import { findListener, meet } from './meeting.js';
import { openTrace, type TraceStart } from './open-trace.js';
import type { Ending, Socket, SocketOrigin } from './socket.js';
import type { SocketTable } from './socket-table.js';
import { noteLoopback, noteResent } from './trace-notes.js';
import type { TransportWorld } from './transport-world.js';
import { findWay } from './way.js';

/** Linux sends the opening packet again after 1, 2, 4 ... s and gives up after 127 s in all; the INIT of SCTP after 3, 6, 12 ... s. */
const OPENINGS = { tcp: { firstMs: 1000, retries: 6 }, sctp: { firstMs: 3000, retries: 8 } } as const;
const LONGEST_RETRY = 64_000;
const ARP_TIMEOUT = 3000;

interface ConnectRequest {
  readonly origin: SocketOrigin;
  readonly ip: string;
  readonly port: number;
  readonly protocol: IpProtocol;
  /** What the trace says; without it no trace is left. */
  readonly trace?: TraceStart | undefined;
}

/** Connections and datagrams between sockets. */
export interface Transport {
  connect(request: ConnectRequest): Socket;
  send(socket: Socket, text: string): boolean;
  /** Sends and closes; the goodbye travels with the text. */
  sendLast(socket: Socket, text: string): boolean;
  /** Says goodbye; unread data makes it a reset. */
  close(socket: Socket): void;
  /** The socket's place is gone. */
  vanish(socket: Socket): void;
}

export function createTransport(world: TransportWorld): Transport {
  const { sim, sockets } = world;
  const links = createLinks(world);
  sim.on('net/syn', ({ socket }: { socket: number }) =>
    withSocket(sockets, socket, (found) => arriveSyn(world, links, found)),
  );
  sim.on('net/retry', ({ socket }: { socket: number }) =>
    withSocket(sockets, socket, (found) => retry(world, links, found)),
  );
  sim.on('net/fate', ({ socket, fate }: { socket: number; fate: Fate }) =>
    withSocket(sockets, socket, (found) => settle(world, found, fate)),
  );
  sim.on('net/datagram', ({ socket, text }: { socket: number; text: string }) =>
    withSocket(sockets, socket, (found) => arriveDatagram(world, links, found, text)),
  );
  sim.on('net/data', ({ socket, text, isLast }: { socket: number; text: string; isLast?: true }) => {
    const found = sockets.get(socket);
    if (found) arriveData(world, found, text, isLast);
  });
  sim.on('net/end', ({ socket }: { socket: number }) => {
    const found = sockets.get(socket);
    if (found) arriveEnd(world, found);
  });
  sim.on('net/reset', ({ socket }: { socket: number }) =>
    withSocket(sockets, socket, (found) => arriveReset(world, found)),
  );

  return {
    connect: (request) => connect(world, links, request),
    send: (socket, text) => send(world, links, socket, text),
    sendLast: (socket, text) => sendLast(world, links, socket, text),
    close: (socket) => close(world, links, socket),
    vanish(socket) {
      if (socket.peer !== 0) links.carry('net/reset', socket, { socket: socket.peer });
      drop(world, socket, cut(socket));
    },
  };
}

type Fate = 'open' | 'refused' | 'timeout' | 'unreachable';

function withSocket(sockets: SocketTable, id: number, act: (socket: Socket) => void): void {
  const socket = sockets.get(id);
  if (socket !== undefined) act(socket);
}

function connect(world: TransportWorld, links: Links, request: ConnectRequest): Socket {
  const { origin, ip, port, protocol, trace } = request;
  const place = world.places.socketsOf(origin.place);
  const own = world.places.get(place)?.ips.find((one) => isIpv6(one) === isIpv6(ip)) ?? '0.0.0.0';
  const socket = world.sockets.add({
    origin,
    place,
    protocol,
    role: 'client',
    state: protocol === 'udp' ? 'open' : 'connecting',
    local: { ip: isLoopback(ip) ? loopbackOf(ip) : own, port: world.sockets.freePort(place) },
    remote: { ip, port },
  });
  if (trace) socket.trace = openTrace(trace, port);
  if (protocol !== 'udp') sendSyn(world, links, socket);
  return socket;
}

function sendSyn(world: TransportWorld, links: Links, socket: Socket): void {
  const way = findWay(world, socket);
  socket.attempts += 1;
  if (way.end === 'place') {
    socket.timer = links.post('net/syn', socket, { socket: socket.id }, world.paths.latency(socket.place, way.place));
  } else if (socket.protocol === 'sctp') {
    // An ICMP error is heard by nobody who opens an association: only the other end's ABORT refuses one.
    waitForAnswer(links, socket);
  } else if (way.end === 'refused') {
    socket.timer = links.post('net/fate', socket, { socket: socket.id, fate: 'refused' }, 0);
  } else if (way.end === 'unreachable') {
    socket.timer = links.post('net/fate', socket, { socket: socket.id, fate: 'unreachable' }, ARP_TIMEOUT);
  } else {
    waitForAnswer(links, socket);
  }
}

function waitForAnswer(links: Links, socket: Socket): void {
  const { firstMs, retries } = OPENINGS[socket.protocol === 'sctp' ? 'sctp' : 'tcp'];
  const delay = Math.min(LONGEST_RETRY, firstMs * 2 ** (socket.attempts - 1));
  socket.timer =
    socket.attempts > retries
      ? links.post('net/fate', socket, { socket: socket.id, fate: 'timeout' }, delay)
      : links.post('net/retry', socket, { socket: socket.id }, delay);
}

function retry(world: TransportWorld, links: Links, socket: Socket): void {
  if (socket.state === 'connecting') sendSyn(world, links, socket);
}

function arriveSyn(world: TransportWorld, links: Links, client: Socket): void {
  const { way } = client;
  if (way === undefined || client.state !== 'connecting') return;
  if (world.places.get(way.place) === undefined) {
    waitForAnswer(links, client);
    return;
  }
  const back = world.paths.latency(way.place, client.place);
  const listener = findListener(world, way, client.protocol);
  if (listener === undefined) {
    noteLoopback(world, client, way);
    client.timer = links.post('net/fate', client, { socket: client.id, fate: 'refused' }, back);
    return;
  }
  meet(world, client, listener, way);
  const late = world.faults.delay(way.place, client.place);
  if (late === 0) settle(world, client, 'open');
  else client.timer = links.post('net/fate', client, { socket: client.id, fate: 'open' }, late);
  if (!listener.isPatient) world.changed(listener.origin.owner);
}

function settle(world: TransportWorld, socket: Socket, fate: Fate): void {
  socket.timer = 0;
  const isUdpRefusal = socket.protocol === 'udp' && fate === 'refused' && socket.state === 'open';
  if (socket.state !== 'connecting' && !isUdpRefusal) return;
  socket.state = fate;
  if (fate !== 'open') finish(world, socket, failure(socket, fate, world.sim.now()));
  world.changed(socket.origin.owner);
}

function send(world: TransportWorld, links: Links, socket: Socket, text: string): boolean {
  if (socket.state !== 'open') return false;
  if (socket.trace) socket.trace.sent += text.length;
  if (socket.protocol === 'udp' && socket.role === 'client') return sendDatagram(world, links, socket, text);
  if (world.sockets.get(socket.peer) === undefined) links.post('net/reset', socket, { socket: socket.id });
  else links.carry('net/data', socket, { socket: socket.peer, text });
  return true;
}

function sendLast(world: TransportWorld, links: Links, socket: Socket, text: string): boolean {
  const isPlain = socket.state === 'open' && socket.protocol === 'tcp' && socket.inbox.length === 0;
  if (!isPlain || world.sockets.get(socket.peer) === undefined) {
    const isSent = send(world, links, socket, text);
    close(world, links, socket);
    return isSent;
  }
  if (socket.trace) socket.trace.sent += text.length;
  links.carry('net/data', socket, { socket: socket.peer, text, isLast: true });
  drop(world, socket, lastWord(world, socket));
  return true;
}

function sendDatagram(world: TransportWorld, links: Links, socket: Socket, text: string): boolean {
  const way = findWay(world, socket);
  if (way.end === 'place') links.post('net/datagram', socket, { socket: socket.id, text });
  if (way.end === 'refused') links.post('net/fate', socket, { socket: socket.id, fate: 'refused' });
  return true;
}

function arriveDatagram(world: TransportWorld, links: Links, client: Socket, text: string): void {
  const { way } = client;
  if (way === undefined || world.places.get(way.place) === undefined) return;
  const known = world.sockets.get(client.peer);
  const isSameEnd = known?.place === way.place && known.local.port === way.port && known.state === 'open';
  const listener = isSameEnd ? undefined : findListener(world, way, 'udp');
  const server = isSameEnd ? known : listener && meet(world, client, listener, way);
  if (server === undefined) {
    links.post('net/fate', client, { socket: client.id, fate: 'refused' });
    return;
  }
  server.inbox.push(text);
  world.changed(server.origin.owner);
}

function arriveData(world: TransportWorld, socket: Socket, text: string, isLast?: true): void {
  if (isLast) socket.hasEnded = true;
  if (socket.state !== 'open') {
    if (isLast) world.changed(socket.origin.owner);
    return;
  }
  if (socket.trace) socket.trace.received += text.length;
  socket.inbox.push(text);
  world.changed(socket.origin.owner);
}

/** A patient listener never hears of a connection that said nothing. */
function arriveEnd(world: TransportWorld, socket: Socket): void {
  const listener = socket.isPatient && socket.inbox.length === 0 ? world.sockets.get(socket.listener) : undefined;
  const place = listener?.backlog.indexOf(socket.id) ?? -1;
  if (place >= 0) {
    listener?.backlog.splice(place, 1);
    drop(world, socket, undefined);
    return;
  }
  socket.hasEnded = true;
  world.changed(socket.origin.owner);
}

function arriveReset(world: TransportWorld, socket: Socket): void {
  if (socket.state !== 'open') return;
  socket.state = 'reset';
  socket.peer = 0;
  finish(world, socket, cut(socket));
  world.changed(socket.origin.owner);
}

function close(world: TransportWorld, links: Links, socket: Socket): void {
  if (socket.role === 'listener') {
    for (const id of socket.backlog) withSocket(world.sockets, id, (waiting) => abort(world, links, waiting));
    world.sockets.delete(socket.id);
    return;
  }
  if (socket.timer !== 0) world.sim.cancel(socket.timer);
  if (socket.state !== 'open') {
    drop(world, socket, socket.state === 'connecting' ? failure(socket, 'gave-up', world.sim.now()) : undefined);
    return;
  }
  if (socket.protocol !== 'udp' && socket.inbox.length > 0) {
    abort(world, links, socket);
    return;
  }
  if (world.sockets.get(socket.peer) !== undefined) links.carry('net/end', socket, { socket: socket.peer });
  drop(world, socket, lastWord(world, socket));
}

/** Unread data is lost: the other side is told by a reset. */
function abort(world: TransportWorld, links: Links, socket: Socket): void {
  if (socket.peer !== 0) links.carry('net/reset', socket, { socket: socket.peer });
  drop(world, socket, lastWord(world, socket));
}

function lastWord(world: TransportWorld, socket: Socket): Ending | undefined {
  return socket.trace && goodbye(socket, world.sim.now());
}

function drop(world: TransportWorld, socket: Socket, ending: Ending | undefined): void {
  if (ending !== undefined) finish(world, socket, ending);
  if (socket.role === 'client') world.conntrack.ended(socket);
  world.sockets.delete(socket.id);
}

function finish(world: TransportWorld, socket: Socket, ending: Ending): void {
  const { trace } = socket;
  if (trace === undefined || trace.isFinished || socket.role !== 'client') return;
  trace.isFinished = true;
  if (ending.hop) trace.hops.push(ending.hop);
  if (trace.isHidden) return;
  noteResent(trace);
  world.traces.finish(trace, socket.origin, protocolName(socket.protocol), ending.outcome);
}
