import { inCidr, isLoopback } from '../address.js';
import type { IpProtocol } from '../ip-protocol.js';
import type { Backend, PortRules } from './port-rules.js';
import type { ProxyOptions, RuleTable, TableEntry, Via } from './rule-table.js';

/** A packet that opens a connection, as a node's rules see it. */
export interface Packet {
  readonly source: string;
  readonly dest: string;
  readonly port: number;
  readonly protocol: IpProtocol;
  /** The source is an address of this node. */
  readonly isLocalSource: boolean;
  /** The destination is an address of this node. */
  readonly isLocalDest: boolean;
}

export type Judgement =
  /** No rule speaks of it. */
  | { readonly kind: 'pass' }
  /** The health-check port of a Service, answered by kube-proxy itself. */
  | { readonly kind: 'accept' }
  | {
      readonly kind: 'forward';
      readonly reason?: undefined;
      readonly rules: PortRules;
      readonly via: Via;
      readonly backends: readonly Backend[];
      /** Source address becomes the node's; a packet that comes back to its sender always gets it. */
      readonly masquerade: boolean;
    }
  | {
      readonly kind: 'reject' | 'drop';
      readonly rules: PortRules;
      readonly via: Via;
      readonly reason: 'no-endpoints' | 'no-local-endpoints' | 'source-not-allowed';
    }
  /** The address is a Service's, the port is none of its own (nftables mode). */
  | { readonly kind: 'reject'; readonly reason: 'port-rejected'; readonly ports: readonly PortRules[] }
  /** The address could be a Service's, but is none's (nftables mode). */
  | { readonly kind: 'drop'; readonly reason: 'address-dropped' };

const PASS: Judgement = { kind: 'pass' };

/** What the rules of a node do with a packet (upstream: pkg/proxy/iptables/proxier.go). */
export function judge(table: RuleTable, packet: Packet): Judgement {
  const entry = table.lookup(packet.protocol, packet.dest, packet.port) ?? nodePortEntry(table, packet);
  if (entry === undefined) {
    const isHealthCheck = packet.isLocalDest && packet.protocol === 'tcp' && table.isHealthCheckPort(packet.port);
    return isHealthCheck ? { kind: 'accept' } : judgeStray(table, packet);
  }
  const { rules, via } = entry;
  if (!rules.hasAny) return { kind: 'reject', rules, via, reason: 'no-endpoints' };
  return via === 'cluster-ip' ? judgeInternal(table, packet, entry) : judgeExternal(table, packet, entry);
}

/** Whether the sender is its own backend: the SEP chain marks it for masquerade. */
export function isHairpin(packet: Packet, backend: Backend): boolean {
  return packet.source === backend.ip;
}

function nodePortEntry(table: RuleTable, packet: Packet): TableEntry | undefined {
  if (!packet.isLocalDest) return undefined;
  const { localhostNodePorts, nodePortAddresses } = table.options;
  if (!localhostNodePorts && isLoopback(packet.dest)) return undefined;
  if (nodePortAddresses !== undefined && !nodePortAddresses.includes(packet.dest)) return undefined;
  return table.nodePort(packet.protocol, packet.port);
}

/** What nftables mode says to packets for cluster IPs that no Service takes. */
function judgeStray({ options, portsAt }: RuleTable, { dest }: Packet): Judgement {
  if (options.mode === 'iptables') return PASS;
  const ports = portsAt(dest).filter(({ clusterIP }) => clusterIP === dest);
  if (ports.length > 0) return { kind: 'reject', reason: 'port-rejected', ports };
  const isReserved = options.serviceCidr !== undefined && inCidr(dest, options.serviceCidr);
  return isReserved ? { kind: 'drop', reason: 'address-dropped' } : PASS;
}

function judgeInternal(table: RuleTable, packet: Packet, { rules, via }: TableEntry): Judgement {
  const backends = rules.internalLocal ? rules.local : rules.cluster;
  if (backends.length === 0) return { kind: 'drop', rules, via, reason: 'no-local-endpoints' };
  const { masqueradeAll, podCidr } = table.options;
  const masquerade = masqueradeAll || (podCidr !== undefined && !isFromPod(table.options, packet));
  return { kind: 'forward', rules, via, backends, masquerade };
}

function judgeExternal(table: RuleTable, packet: Packet, { rules, via }: TableEntry): Judgement {
  if (via === 'load-balancer-ip' && rules.sourceRanges.length > 0) {
    const isOwn = rules.allowsNode && rules.loadBalancerIPs.includes(packet.source);
    const isAllowed = isOwn || rules.sourceRanges.some((range) => inCidr(packet.source, range));
    if (!isAllowed) return { kind: 'drop', rules, via, reason: 'source-not-allowed' };
  }
  if (!rules.externalLocal) return { kind: 'forward', rules, via, backends: rules.cluster, masquerade: true };
  const isShortCut = packet.isLocalSource || isFromPod(table.options, packet);
  if (isShortCut) return { kind: 'forward', rules, via, backends: rules.cluster, masquerade: packet.isLocalSource };
  if (rules.local.length === 0) return { kind: 'drop', rules, via, reason: 'no-local-endpoints' };
  return { kind: 'forward', rules, via, backends: rules.local, masquerade: false };
}

function isFromPod({ podCidr }: ProxyOptions, { source }: Packet): boolean {
  return podCidr !== undefined && inCidr(source, podCidr);
}
