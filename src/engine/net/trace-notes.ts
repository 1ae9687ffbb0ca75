import { isLoopback } from './address.js';
import type { Path } from './path.js';
import { pathHops } from './path-hops.js';
import { nodeOf } from './places.js';
import { hopOf } from './reasons.js';
import type { OpenTrace, Socket, Way } from './socket.js';
import type { TransportWorld } from './transport-world.js';

/** Writes the way of the opening packet into the trace; a later try replaces what the one before found. */
export function notePath(world: TransportWorld, socket: Socket, path: Path): void {
  const { trace } = socket;
  if (trace === undefined) return;
  if (path.fault?.reason === 'packet-lost') trace.resent = (trace.resent ?? 0) + 1;
  const self = world.places.get(socket.place);
  const node = self === undefined ? '' : (nodeOf(self) ?? '');
  // A backend that was chosen before stays, and so does what was written of its choice.
  const isTracked = path.judged.length === 0 && (socket.way?.chosenBy ?? '') !== '';
  const known = trace.hops.filter(({ hop }) => hop === 'resolve' || (isTracked && hop === 'proxy'));
  const ports = (ip: string) => world.table(node, ip)?.portsAt(ip) ?? [];
  const asked = { port: socket.remote.port, protocol: socket.protocol };
  const hops = pathHops(path, asked, { places: world.places, ranges: world.ranges, node, ports });
  trace.hops = known.length === 0 ? hops : [...known, ...hops];
  if (!isTracked) trace.service = judgedService(path) ?? ports(path.ip)[0]?.service;
  const isChosen = isTracked || path.judged.some(({ backend }) => backend);
  trace.backend = isChosen || path.end === 'place' ? { ip: path.ip, port: path.port } : undefined;
  const place = path.place === undefined ? undefined : world.places.get(path.place);
  trace.pod = place?.kind === 'pod' ? `${place.namespace}/${place.name}` : undefined;
}

function judgedService({ judged: [first] }: Path): string | undefined {
  if (first === undefined || !('rules' in first.judgement)) return undefined;
  return first.judgement.rules.service;
}

/** Says so when the connection came about in spite of lost packets. */
export function noteResent({ hops, resent = 0 }: OpenTrace): void {
  if (resent === 0 || hops.some(({ verdict }) => verdict !== 'ok')) return;
  const at = hops.findIndex(({ hop }) => hop === 'connect');
  const hop = hopOf({ hop: 'route', verdict: 'ok', reason: 'packets-resent', args: { count: resent } });
  hops.splice(at < 0 ? hops.length : at, 0, hop);
}

/** Says so when a program listens on that port, but on 127.0.0.1 only. */
export function noteLoopback(world: TransportWorld, client: Socket, way: Way): void {
  const hidden = world.sockets
    .listeners(way.place, client.protocol, way.port)
    .some(({ local }) => isLoopback(local.ip));
  if (!hidden) return;
  const args = { ip: way.ip, port: way.port };
  client.trace?.hops.push(hopOf({ hop: 'connect', verdict: 'refused', reason: 'listens-on-loopback', args }));
}

/** Writes down who took the connection. */
export function noteMeeting(world: TransportWorld, client: Socket, listener: Socket, way: Way): void {
  const { trace } = client;
  if (trace === undefined) return;
  const owner = world.places.get(listener.origin.place);
  if (owner?.kind === 'pod') trace.pod = `${owner.namespace}/${owner.name}`;
  trace.backend = { ip: way.ip, port: way.port };
  trace.sourceSeen = way.source;
  const args = { ip: way.ip, port: way.port };
  trace.hops.push(hopOf({ hop: 'connect', verdict: 'ok', reason: 'connected', args }));
}
