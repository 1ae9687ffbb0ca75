import type { IpProtocol } from './ip-protocol.js';
import type { Socket, Way } from './socket.js';
import { noteMeeting } from './trace-notes.js';
import type { TransportWorld } from './transport-world.js';

/** Who listens there: on exactly that address, or on all. */
export function findListener(
  world: TransportWorld,
  way: Pick<Way, 'place' | 'ip' | 'port'>,
  protocol: IpProtocol,
): Socket | undefined {
  const all = world.sockets.listeners(way.place, protocol, way.port);
  return all.find(({ local }) => local.ip === way.ip) ?? all.find(({ local }) => local.ip === '0.0.0.0');
}

/** The listener's kernel makes its end of the connection. */
export function meet(world: TransportWorld, client: Socket, listener: Socket, way: Way): Socket {
  const { background } = client.origin;
  const server = world.sockets.add({
    origin: background === listener.origin.background ? listener.origin : { ...listener.origin, background },
    place: listener.place,
    protocol: listener.protocol,
    role: 'server',
    state: 'open',
    local: { ip: way.ip, port: way.port },
    remote: { ip: way.source, port: client.local.port },
    isPatient: listener.isPatient,
  });
  server.peer = client.id;
  server.listener = listener.id;
  client.peer = server.id;
  listener.backlog.push(server.id);
  if (client.trace !== undefined) noteMeeting(world, client, listener, way);
  return server;
}
