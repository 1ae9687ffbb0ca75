// What the policies that select a Pod say of one packet (networking/v1, the rules of its API reference).
import { matchesSelector } from '../../../kube/label-selector.js';
import type { PolicyPeer, PolicyPort } from '../../../kube/shapes/network-policy.js';
import type { Pod } from '../../../kube/shapes/pod.js';
import { inNetwork } from './in-network.js';
import type { EnforcedPolicy } from './policy-table.js';

export type Direction = 'ingress' | 'egress';

type Labels = Readonly<Record<string, string>>;

/** A Pod on the network of its own, with what selectors ask for. */
export interface PolicyPod {
  readonly pod: Pod;
  readonly namespaceLabels: Labels;
}

/** One packet, as it passes the border of the selected Pod. */
export interface PolicyPacket {
  readonly direction: Direction;
  readonly protocol: string;
  /** Behind all address translation. */
  readonly port: number;
  /** The other side: its address as this Pod sees it, and the Pod that has it. */
  readonly peerIp: string;
  readonly peer: PolicyPod | undefined;
  /** Where the packet goes: names of ports are looked up there. */
  readonly target: PolicyPod | undefined;
}

export type PolicyAnswer =
  /** No policy of this direction selects the Pod. */
  | { readonly kind: 'free' }
  | { readonly kind: 'allowed'; readonly by: string }
  | { readonly kind: 'denied'; readonly policies: readonly string[] };

/** Policies add up: once one selects the Pod, a packet needs a rule of any of them. */
export function judgePolicies(policies: readonly EnforcedPolicy[], packet: PolicyPacket): PolicyAnswer {
  const type = packet.direction === 'ingress' ? 'Ingress' : 'Egress';
  const concerned = policies.filter(({ spec }) => spec.policyTypes?.includes(type));
  if (concerned.length === 0) return { kind: 'free' };
  const allowing = concerned.find((policy) =>
    rulesOf(policy, packet.direction).some((rule) => allows(rule, policy, packet)),
  );
  if (allowing) return { kind: 'allowed', by: nameOf(allowing) };
  return { kind: 'denied', policies: concerned.map(nameOf) };
}

interface Rule {
  readonly ports: readonly PolicyPort[];
  readonly peers: readonly PolicyPeer[];
}

function rulesOf({ spec }: EnforcedPolicy, direction: Direction): readonly Rule[] {
  if (direction === 'ingress') return (spec.ingress ?? []).map(({ ports = [], from = [] }) => ({ ports, peers: from }));
  return (spec.egress ?? []).map(({ ports = [], to = [] }) => ({ ports, peers: to }));
}

/** An empty list of ports or peers means all of them. */
function allows({ ports, peers }: Rule, { namespace }: EnforcedPolicy, packet: PolicyPacket): boolean {
  const isPort = ports.length === 0 || ports.some((port) => matchesPort(port, packet));
  return isPort && (peers.length === 0 || peers.some((peer) => matchesPeer(peer, namespace, packet)));
}

function matchesPort({ protocol = 'TCP', port, endPort }: PolicyPort, packet: PolicyPacket): boolean {
  if (protocol !== packet.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === 'number') return packet.port >= port && packet.port <= (endPort ?? port);
  const containers = packet.target?.pod.spec.containers ?? [];
  return containers
    .flatMap(({ ports = [] }) => ports)
    .some(
      (named) => named.name === port && named.containerPort === packet.port && (named.protocol ?? 'TCP') === protocol,
    );
}

function matchesPeer({ ipBlock, podSelector, namespaceSelector }: PolicyPeer, namespace: string, packet: PolicyPacket) {
  if (ipBlock) {
    const { cidr = '', except = [] } = ipBlock;
    return inNetwork(packet.peerIp, cidr) && !except.some((hole) => inNetwork(packet.peerIp, hole));
  }
  const { peer } = packet;
  if (peer === undefined) return false;
  const isNamespace = namespaceSelector
    ? matchesSelector(namespaceSelector, peer.namespaceLabels)
    : peer.pod.metadata.namespace === namespace;
  return isNamespace && (podSelector === undefined || matchesSelector(podSelector, peer.pod.metadata.labels ?? {}));
}

function nameOf({ namespace, name }: EnforcedPolicy): string {
  return `${namespace}/${name}`;
}
