import type { EchoFate } from '../../sh/program.js';
import type { PathFinder } from './path.js';
import { nodeOf, type Places } from './places.js';

interface EchoWorld {
  readonly places: Places;
  readonly paths: PathFinder;
}

/** What becomes of an ICMP echo request. Rules of Services speak of ports, so no address of a Service answers. */
export function echo({ places, paths }: EchoWorld, place: string, ip: string): EchoFate {
  const path = paths.find({ place, ip, port: 0, protocol: 'tcp' });
  const routers = routersOf({ places, paths }, place, path.end === 'place' ? path.place : undefined);
  const nowhere = { ms: 0, routers };
  if (path.end === 'refused') return { ...nowhere, outcome: 'refused' };
  if (path.end === 'unreachable') return { ...nowhere, outcome: 'unreachable' };
  if (path.end !== 'place' || path.place === undefined) return { ...nowhere, outcome: 'lost' };
  return { outcome: 'reply', ms: 2 * paths.latency(place, path.place), routers };
}

/** Addresses of the machines that pass the packet on: a Pod's node, then the other Pod's. */
function routersOf({ places }: EchoWorld, from: string, to: string | undefined): readonly string[] {
  const [source, target] = [places.get(from), to === undefined ? undefined : places.get(to)];
  if (source === undefined || from === to) return [];
  const routers: string[] = [];
  if (source.kind === 'pod' && !source.hostNetwork) routers.push((source.ips[0] ?? '').replace(/\.\d+$/, '.1'));
  const isElsewhere = target?.kind === 'pod' && nodeOf(source) !== nodeOf(target);
  const node = target?.kind === 'pod' && isElsewhere ? places.get(`node/${target.node}`) : undefined;
  return node === undefined ? routers : [...routers, node.ips[0] ?? ''];
}
