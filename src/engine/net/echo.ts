import type { EchoFate } from '../../sh/program.js';
import { isIpv6 } from './address.js';
import type { PathFinder } from './path.js';
import { nodeOf, type Places } from './places.js';
import { routeTo, routingOf } from './routing.js';

interface EchoWorld {
  readonly places: Places;
  readonly paths: PathFinder;
}

/** What becomes of an ICMP echo request. Rules of Services speak of ports, so no address of a Service answers. */
export function echo({ places, paths }: EchoWorld, place: string, ip: string): EchoFate {
  const path = paths.find({ place, ip, port: 0, protocol: 'tcp' });
  const end = { ip, place: path.end === 'place' ? path.place : undefined };
  const routers = routersOf(places, place, end);
  const nowhere = { ms: 0, routers };
  if (path.end === 'refused') return { ...nowhere, outcome: 'refused' };
  if (path.end === 'unreachable') return { ...nowhere, outcome: 'unreachable' };
  if (path.end !== 'place' || path.place === undefined) return { ...nowhere, outcome: 'lost' };
  return { outcome: 'reply', ms: 2 * paths.latency(place, path.place), routers };
}

/** Addresses of the machines that pass the packet on: a Pod's node, then the other Pod's. */
function routersOf(
  places: Places,
  from: string,
  to: { readonly ip: string; readonly place: string | undefined },
): readonly string[] {
  const [source, target] = [places.get(from), to.place === undefined ? undefined : places.get(to.place)];
  if (source === undefined || from === to.place) return [];
  const isSame = (ip: string) => isIpv6(ip) === isIpv6(to.ip);
  const routers: string[] = [];
  if (source.kind === 'pod' && !source.hostNetwork) {
    const own = source.ips.find(isSame);
    const via = own === undefined ? undefined : routeTo(routingOf(places, from).routes, to.ip)?.via;
    if (via !== undefined) routers.push(via);
  }
  const isElsewhere = target?.kind === 'pod' && nodeOf(source) !== nodeOf(target);
  const node = target?.kind === 'pod' && isElsewhere ? places.get(`node/${target.node}`) : undefined;
  return node === undefined ? routers : [...routers, node.ips.find(isSame) ?? ''];
}
