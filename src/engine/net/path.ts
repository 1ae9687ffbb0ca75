import type { Random } from '../../sim/index.js';
import { inCidr, isIpv6, isLoopback, loopbackOf } from './address.js';
import { type Balancer, type BalancerAnswer, balance } from './cloud/balancer.js';
import type { IpProtocol } from './ip-protocol.js';
import type { NetPlace } from './network.js';
import { nodeOf, type Places } from './places.js';
import type { Direction, PolicyAnswer } from './policy/judge-policies.js';
import { isHairpin, type Judgement, judge, type Packet } from './proxy/judge.js';
import type { Backend } from './proxy/port-rules.js';
import type { RuleTable } from './proxy/rule-table.js';

/** Who opens a connection to what. `place` owns the sockets. */
export interface PathRequest {
  readonly place: string;
  readonly ip: string;
  readonly port: number;
  readonly protocol: IpProtocol;
  /** Answers came back already: connection tracking lets the packet pass. */
  readonly isEstablished?: boolean;
}

export interface Judged {
  readonly node: string;
  readonly judgement: Exclude<Judgement, { kind: 'pass' | 'accept' }>;
  readonly backend?: Backend;
  readonly sticky: boolean;
  readonly masquerade: boolean;
}

/** Where the opening packet of a connection ends up. */
export interface Path {
  readonly end:
    | 'place'
    /** A node's rules refuse. */
    | 'refused'
    /** Nobody will ever answer. */
    | 'lost'
    /** The last router says that there is no such host. */
    | 'unreachable';
  /** Who gets the packet, when `end` is `place`. */
  readonly place?: string;
  readonly ip: string;
  readonly port: number;
  /** Source address on arrival. */
  readonly source: string;
  /** What rules did on the way, in order (none to two nodes). */
  readonly judged: readonly Judged[];
  /** The load balancer of the cloud that the packet met. */
  readonly balanced?: Balanced;
  /** What NetworkPolicies said, of the sender's Pod first; absent when none concerns the packet. */
  readonly policies?: readonly PolicyStep[];
  /** What a fault of the world did to it. */
  readonly fault?: PathFault;
}

export type PathFault =
  | { readonly reason: 'node-down' | 'node-cut-off'; readonly node: string }
  | { readonly reason: 'packet-lost'; readonly between: readonly [string, string]; readonly loss: number }
  | { readonly reason: 'link-delayed'; readonly delayMs: number };

/** A load balancer's word on the packet. */
export interface Balanced {
  readonly balancer: Balancer;
  /** Which of its addresses was asked. */
  readonly ip: string;
  readonly answer: BalancerAnswer;
}

/** A NetworkPolicy's word on the packet. */
export interface PolicyStep {
  readonly direction: Direction;
  /** The Pod that policies select, as `NAMESPACE/NAME`. */
  readonly pod: string;
  /** The other side: a Pod's name, else its address. */
  readonly peer: string;
  /** `8080/TCP` */
  readonly port: string;
  readonly answer: Exclude<PolicyAnswer, { readonly kind: 'free' }>;
}

export interface PathFinder {
  find(request: PathRequest): Path;
  /** The way of a packet whose backend was chosen before (conntrack). */
  again(path: Path, request: PathRequest): Path;
  /** One way, in ms. */
  latency(from: string, to: string): number;
}

interface PathWorld {
  readonly places: Places;
  readonly table: (node: string, ip: string) => RuleTable | undefined;
  readonly random: Pick<Random, 'below'>;
  readonly now: () => number;
  readonly ranges: AddressRanges;
  /** The cloud's load balancer with that address. */
  readonly balancerAt?: (ip: string) => Balancer | undefined;
}

export interface AddressRanges {
  readonly pods: string;
  readonly services: string;
  readonly nodes: string;
}

export function createPathFinder(world: PathWorld): PathFinder {
  const { places } = world;
  return {
    find(request) {
      const from = places.get(request.place);
      if (from === undefined) return lost(request, '');
      if (isLoopback(request.ip) || from.ips.includes(request.ip)) return findLocal(world, request, from);
      const source = sameFamily(from.ips, request.ip);
      if (source === undefined) return { ...lost(request, ''), end: 'unreachable' };
      if (from.kind === 'outside') return fromOutside(world, request, source);
      return passRules(world, from.node, { request, source, isFromNode: from.kind === 'node' });
    },
    again: (path) => arrive(world, path, path.source, path.judged),
    latency(from, to) {
      const here = places.get(from);
      const there = places.get(to);
      if (from === to || here === undefined || there === undefined) return 0;
      return nodeOf(here) !== undefined && nodeOf(here) === nodeOf(there) ? 0 : 1;
    },
  };
}

/** The address among these of the other one's family. */
function sameFamily(ips: readonly string[] = [], ip: string): string | undefined {
  return ips.find((own) => isIpv6(own) === isIpv6(ip));
}

type Target = Pick<PathRequest, 'ip' | 'port'>;

/** A node's own addresses pass its rules (node ports); a Pod's never leave the Pod. */
function findLocal(world: PathWorld, request: PathRequest, from: NetPlace): Path {
  const source = isLoopback(request.ip) ? loopbackOf(request.ip) : request.ip;
  if (from.kind === 'node') return passRules(world, from.node, { request, source, isFromNode: true });
  return { end: 'place', place: request.place, ip: request.ip, port: request.port, source, judged: [] };
}

function fromOutside(world: PathWorld, request: PathRequest, source: string): Path {
  const { pods, services } = world.ranges;
  const balanced = throughBalancer(world, request, source, []);
  if (balanced !== undefined) return balanced;
  if (inCidr(request.ip, pods) || inCidr(request.ip, services)) return lost(request, source);
  const owner = world.places.at(request.ip);
  const place = owner === undefined ? undefined : world.places.get(owner);
  if (place?.kind === 'node') return passRules(world, place.node, { request, source, isFromNode: false });
  return arrive(world, request, source);
}

/** The packet's way when its address is a load balancer's: to a node that is well. */
function throughBalancer(
  world: PathWorld,
  request: PathRequest,
  source: string,
  before: readonly Judged[],
): Path | undefined {
  const balancer = world.balancerAt?.(request.ip);
  if (balancer === undefined) return undefined;
  const answer = balance(balancer, { ...request, source }, (count) => world.random.below(count));
  const balanced = { balancer, ip: request.ip, answer };
  if (answer.kind === 'lost') return { ...lost(request, source), judged: before, balanced };
  const { node, ip } = answer.target;
  const isPassedOn = balancer.address === 'ip';
  const onward = isPassedOn ? request : { ...request, ip, port: answer.nodePort };
  const seen = isPassedOn ? source : (sameFamily(balancer.ips, ip) ?? source);
  return { ...passRules(world, node, { request: onward, source: seen, isFromNode: false, before }), balanced };
}

interface Passing {
  readonly request: PathRequest;
  readonly source: string;
  readonly isFromNode: boolean;
  /** What an earlier node did with the packet. */
  readonly before?: readonly Judged[];
}

/** PREROUTING or OUTPUT of a node, then the way that its routing table knows. */
function passRules(world: PathWorld, node: string, passing: Passing): Path {
  const { request, source, isFromNode, before = [] } = passing;
  const table = world.table(node, request.ip);
  const self = world.places.get(`node/${node}`);
  const isOwn = (ip: string) => isLoopback(ip) || (self?.ips.includes(ip) ?? false);
  const packet: Packet = {
    source,
    dest: request.ip,
    port: request.port,
    protocol: request.protocol,
    isLocalSource: isFromNode || isOwn(source),
    isLocalDest: isOwn(request.ip),
  };
  const judgement: Judgement = table === undefined ? { kind: 'pass' } : judge(table, packet);
  if (judgement.kind === 'forward' && table !== undefined) {
    return forward(world, { node, table, packet, judgement, before });
  }
  if (judgement.kind === 'reject' || judgement.kind === 'drop') {
    const judged = [...before, { node, judgement, sticky: false, masquerade: false }];
    return {
      end: judgement.kind === 'reject' ? 'refused' : 'lost',
      ip: request.ip,
      port: request.port,
      source,
      judged,
    };
  }
  if (packet.isLocalDest) {
    const mapped = world.places.hostPort(node, request);
    if (mapped !== undefined) {
      const seen = isLoopback(source) ? (sameFamily(self?.ips, source) ?? source) : source;
      return arrive(world, mapped, seen, before);
    }
    return { end: 'place', place: `node/${node}`, ip: request.ip, port: request.port, source, judged: before };
  }
  return leave(world, node, { ...passing, before });
}

interface Forwarding {
  readonly node: string;
  readonly table: RuleTable;
  readonly packet: Packet;
  readonly judgement: Extract<Judgement, { kind: 'forward' }>;
  readonly before: readonly Judged[];
}

function forward(world: PathWorld, { node, table, packet, judgement, before }: Forwarding): Path {
  const { rules, backends } = judgement;
  const now = world.now();
  const known = rules.affinity > 0 ? table.sticky(rules, backends, packet.source, now) : undefined;
  const backend = known ?? backends[backends.length === 1 ? 0 : world.random.below(backends.length)];
  if (backend === undefined) return lost({ ip: packet.dest, port: packet.port }, packet.source);
  if (rules.affinity > 0) table.remember(rules, backend, packet.source, now);
  const masquerade = judgement.masquerade || isHairpin(packet, backend);
  const needsNodeAddress = masquerade || isLoopback(packet.source);
  const nodeAddress = sameFamily(world.places.get(`node/${node}`)?.ips, packet.dest) ?? packet.source;
  const source = needsNodeAddress ? nodeAddress : packet.source;
  const step: Judged = { node, judgement, backend, sticky: known !== undefined, masquerade };
  const seen = leavesTheCluster(world, backend.ip) ? nodeAddress : source;
  return arrive(world, backend, seen, before.length === 0 ? [step] : [...before, step]);
}

/** Without a rule: to a Pod as it is; to everything else a Pod's packet gets its node's address (kindnet's masquerade). */
function leave(world: PathWorld, node: string, { request, source, isFromNode, before = [] }: Passing): Path {
  if (inCidr(request.ip, world.ranges.services)) return { ...lost(request, source), judged: before };
  const nodeAddress = sameFamily(world.places.get(`node/${node}`)?.ips, request.ip) ?? source;
  const seen = !isFromNode && leavesTheCluster(world, request.ip) ? nodeAddress : source;
  const balanced = throughBalancer(world, request, seen, before);
  if (balanced !== undefined) return balanced;
  const owner = world.places.at(request.ip);
  const place = owner === undefined ? undefined : world.places.get(owner);
  if (place?.kind === 'node' && place.node !== node && before.length === 0) {
    return passRules(world, place.node, { request, source: seen, isFromNode: false });
  }
  return arrive(world, request, seen, before);
}

function leavesTheCluster(world: PathWorld, ip: string): boolean {
  return !inCidr(ip, world.ranges.pods);
}

function arrive(world: PathWorld, { ip, port }: Target, source: string, judged: readonly Judged[] = []): Path {
  const place = world.places.at(ip);
  if (place !== undefined) return { end: 'place', place, ip, port, source, judged };
  const isNeighbour = inCidr(ip, world.ranges.nodes);
  return { end: isNeighbour ? 'unreachable' : 'lost', ip, port, source, judged };
}

function lost({ ip, port }: Target, source: string): Path {
  return { end: 'lost', ip, port, source, judged: [] };
}
