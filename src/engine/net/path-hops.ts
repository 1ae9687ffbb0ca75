import type { Hop } from '../../kube/hop.js';
import { endText, inCidr } from './address.js';
import type { IpProtocol } from './ip-protocol.js';
import type { AddressRanges, Balanced, Judged, Path, PathFault, PolicyStep } from './path.js';
import type { Places } from './places.js';
import type { PortRules } from './proxy/port-rules.js';
import { hopOf } from './reasons.js';

/** The hops of a path, from the rules that spoke to the place where it ends. */
export function pathHops(path: Path, asked: Asked, world: HopWorld): Hop[] {
  const hops: Hop[] = path.balanced === undefined ? [] : [balancerHop(path.balanced, asked)];
  if (path.balanced?.answer.kind === 'lost') return hops;
  for (const judged of path.judged) hops.push(proxyHop(judged, path, asked));
  if (path.end === 'refused' || endsInRules(path)) return hops;
  const egress = path.policies?.find(({ direction }) => direction === 'egress');
  const ingress = path.policies?.find(({ direction }) => direction === 'ingress');
  if (egress) hops.push(policyHop(egress));
  if (egress?.answer.kind === 'denied') return hops;
  if (path.fault) hops.push(faultHop(path.fault));
  if (path.fault && path.fault.reason !== 'link-delayed') return hops;
  hops.push(ingress ? arrivalHop(path, world.places) : routeHop(path, asked, world));
  if (ingress) hops.push(policyHop(ingress));
  return hops;
}

interface Asked {
  readonly port: number;
  readonly protocol: IpProtocol;
}

interface HopWorld {
  readonly places: Places;
  readonly ranges: AddressRanges;
  /** The node whose rules the sender's packets pass first, `''` outside. */
  readonly node: string;
  /** What that node's rules know of a Service address. */
  readonly ports: (ip: string) => readonly PortRules[];
}

function balancerHop({ balancer, answer, ip }: Balanced, asked: Asked): Hop {
  const { service } = balancer;
  const args = { service, ip, port: `${asked.port}/${asked.protocol.toUpperCase()}` };
  if (answer.kind === 'lost') return hopOf({ hop: 'balancer', verdict: 'dropped', reason: answer.reason, args });
  const { target, count } = answer;
  return hopOf({
    hop: 'balancer',
    verdict: 'ok',
    reason: 'balancer-chose',
    args: { ...args, node: target.node, count },
  });
}

function endsInRules(path: Path): boolean {
  return path.judged.some(({ judgement }) => judgement.kind === 'drop');
}

function proxyHop(judged: Judged, { ip }: Path, asked: Asked): Hop {
  const { node, judgement, backend, sticky, masquerade } = judged;
  const port = `${asked.port}/${asked.protocol.toUpperCase()}`;
  if (judgement.reason === 'address-dropped') {
    return hopOf({ hop: 'proxy', verdict: 'dropped', reason: 'address-dropped', args: { ip, port, node } });
  }
  if (judgement.reason === 'port-rejected') {
    const args = { ip, port, node, service: judgement.ports[0]?.service ?? '', ports: judgement.ports.map(servedPort) };
    return hopOf({ hop: 'proxy', verdict: 'refused', reason: 'port-rejected', args });
  }
  const { rules, via } = judgement;
  const { service } = rules;
  if (judgement.kind === 'forward') {
    const count = judgement.backends.length;
    const args = {
      node,
      service,
      port: servedPort(rules),
      via,
      backend: backend === undefined ? '' : endText(backend),
      probability: sticky ? 1 : 1 / count,
      count,
      sticky,
      masquerade,
    };
    return hopOf({ hop: 'proxy', verdict: 'ok', reason: 'backend-chosen', args });
  }
  const about = { node, service, port: servedPort(rules), via };
  const verdict = judgement.kind === 'reject' ? 'refused' : 'dropped';
  return hopOf({ hop: 'proxy', verdict, reason: judgement.reason, args: about });
}

function faultHop(fault: PathFault): Hop {
  if (fault.reason === 'link-delayed') {
    return hopOf({ hop: 'route', verdict: 'ok', reason: fault.reason, args: { delayMs: fault.delayMs } });
  }
  if (fault.reason === 'packet-lost') {
    const { between, loss, reason } = fault;
    return hopOf({ hop: 'route', verdict: 'timeout', reason, args: { between: between.join(' - '), loss } });
  }
  return hopOf({ hop: 'route', verdict: 'timeout', reason: fault.reason, args: { node: fault.node } });
}

function policyHop({ direction, pod, peer, port, answer }: PolicyStep): Hop {
  if (answer.kind === 'allowed') {
    const args = { pod, peer, port, policy: answer.by };
    return hopOf({ hop: 'policy', verdict: 'ok', reason: `${direction}-allowed`, args });
  }
  const args = { pod, peer, port, policies: answer.policies };
  return hopOf({ hop: 'policy', verdict: 'dropped', reason: `${direction}-denied`, args });
}

function routeHop(path: Path, asked: Asked, { places, ranges, node, ports }: HopWorld): Hop {
  const { ip } = path;
  if (path.end === 'place') return arrivalHop(path, places);
  if (path.end === 'unreachable') {
    return hopOf({ hop: 'route', verdict: 'unreachable', reason: 'no-such-host', args: { ip } });
  }
  const isPod = inCidr(ip, ranges.pods);
  const isService = inCidr(ip, ranges.services);
  if (node === '' && (isPod || isService)) {
    return hopOf({ hop: 'route', verdict: 'timeout', reason: 'no-route-from-outside', args: { ip } });
  }
  if (isService) {
    return lostServiceHop(ip, `${asked.port}/${asked.protocol.toUpperCase()}`, { node, ports });
  }
  const reason = isPod ? 'no-such-pod' : 'no-answer-outside';
  return hopOf({ hop: 'route', verdict: 'timeout', reason, args: { ip } });
}

function lostServiceHop(ip: string, port: string, { node, ports }: Pick<HopWorld, 'node' | 'ports'>): Hop {
  const hop = { hop: 'route', verdict: 'timeout' } as const;
  const known = ports(ip);
  const service = known[0]?.service;
  if (service === undefined) return hopOf({ ...hop, reason: 'no-such-service-address', args: { ip, port, node } });
  const served = known.map(servedPort);
  return hopOf({ ...hop, reason: 'no-such-service-port', args: { ip, port, node, service, ports: served } });
}

function servedPort({ port, protocol }: PortRules): string {
  return `${port}/${protocol.toUpperCase()}`;
}

function arrivalHop(path: Path, places: Places): Hop {
  const { ip } = path;
  const place = path.place === undefined ? undefined : places.get(path.place);
  if (place?.kind === 'pod') {
    const args = { ip, pod: `${place.namespace}/${place.name}`, node: place.node };
    return hopOf({ hop: 'route', verdict: 'ok', reason: 'route-pod', args });
  }
  if (place?.kind === 'node') {
    return hopOf({ hop: 'route', verdict: 'ok', reason: 'route-node', args: { ip, node: place.node } });
  }
  return hopOf({ hop: 'route', verdict: 'ok', reason: 'route-outside', args: { ip, host: place?.name ?? '' } });
}
