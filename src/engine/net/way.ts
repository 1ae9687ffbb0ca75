import type { Path } from './path.js';
import type { Socket, Way } from './socket.js';
import { notePath } from './trace-notes.js';
import type { TransportWorld } from './transport-world.js';

/** Connection tracking forgets a UDP flow that was silent for so long. */
const UDP_FLOW_TIMEOUT = 30_000;

/** A backend that was chosen stays (connection tracking); what was dropped before is judged anew. */
export function findWay(world: TransportWorld, socket: Socket): Way {
  const before = socket.way;
  const { ip: target, port: targetPort } = socket.remote;
  const isEstablished = world.sockets.get(socket.peer) !== undefined;
  const request = { place: socket.place, ip: target, port: targetPort, protocol: socket.protocol, isEstablished };
  const path: Path =
    before !== undefined && before.chosenBy !== '' && !isFlowForgotten(world, socket, before)
      ? world.paths.again({ ...before, judged: [] }, request)
      : world.paths.find(request);
  const chosenBy = path.judged.find(({ backend }) => backend !== undefined)?.node ?? before?.chosenBy ?? '';
  const { end, place = '', ip, port, source } = path;
  const way: Way = { end, place, ip, port, source, chosenBy, at: world.sim.now() };
  if (before === undefined || before.end !== end || path.judged.length > 0 || path.policies)
    notePath(world, socket, path);
  socket.way = way;
  return way;
}

/** A UDP flow is forgotten when it was silent for long, or when its endpoint left the rules. */
export function isFlowForgotten(
  world: Pick<TransportWorld, 'sim' | 'table'>,
  socket: Pick<Socket, 'protocol' | 'remote'>,
  way: Way,
): boolean {
  if (socket.protocol !== 'udp') return false;
  if (world.sim.now() - way.at > UDP_FLOW_TIMEOUT) return true;
  const { ip, port } = socket.remote;
  const table = world.table(way.chosenBy, ip);
  const entry = table?.lookup('udp', ip, port) ?? table?.nodePort('udp', port);
  return !entry?.rules.reachable.some((backend) => backend.ip === way.ip && backend.port === way.port);
}
