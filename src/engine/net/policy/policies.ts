import type { KubeObject } from '../../../kube/shapes/meta.js';
import type { NetworkPolicy } from '../../../kube/shapes/network-policy.js';
import type { Pod } from '../../../kube/shapes/pod.js';
import type { Sim } from '../../../sim/index.js';
import type { ClusterReader } from '../../control/cluster-api.js';
import type { ControlPlane } from '../../control/control-plane.js';
import { keyOf, parseKey } from '../../control/keys.js';
import { inCidr, isLoopback } from '../address.js';
import type { NetPlace } from '../network.js';
import type { AddressRanges, Path, PathFinder, PathRequest, PolicyStep } from '../path.js';
import type { Places } from '../places.js';
import { type Direction, judgePolicies, type PolicyPod } from './judge-policies.js';
import { createPolicyTable, type PolicyTable } from './policy-table.js';

const POLICIES = 'networkpolicies.networking.k8s.io';

interface PoliciesOptions {
  readonly sim: Sim;
  readonly reader: ClusterReader;
  readonly control: Pick<ControlPlane, 'add'>;
  readonly places: Places;
  readonly ranges: AddressRanges;
}

/** Paths that stop where a NetworkPolicy does not let the packet pass: leaving its Pod, or entering the one it goes to. */
export function withPolicies(paths: PathFinder, options: PoliciesOptions): PathFinder {
  const table = createPolicyTable();
  options.sim.registry.register('net/policies', table);
  options.control.add(policyAgent(options.reader, table));
  const world: PolicyWorld = { ...options, table };
  return {
    find: (request) => policed(world, request, paths.find(request)),
    again: (path, request) => policed(world, request, paths.again(path, request)),
    latency: paths.latency,
  };
}

interface PolicyWorld extends Pick<PoliciesOptions, 'reader' | 'places' | 'ranges'> {
  readonly table: PolicyTable;
}

/** The network plugin's agents: they enforce a policy a moment after it was written. */
function policyAgent(reader: ClusterReader, table: PolicyTable) {
  return {
    name: 'network-policy',
    watches: { [POLICIES]: ({ object }: { readonly object: KubeObject }) => [keyOf(object)] },
    reconcile(key: string) {
      const { namespace, name } = parseKey(key);
      table.write(namespace, name, reader.get<NetworkPolicy>(POLICIES, { namespace, name })?.spec);
      return undefined;
    },
  };
}

/** Replies and flows that connection tracking knows pass unasked, and so does what never leaves the Pod. */
function policed(world: PolicyWorld, request: PathRequest, path: Path): Path {
  if (world.table.isEmpty() || request.isEstablished || path.place === request.place || endsInRules(world, path))
    return path;
  const from = world.places.get(request.place);
  const egress = from?.kind === 'pod' ? leaving(world, from, { request, path }) : undefined;
  if (egress?.answer.kind === 'denied') return { ...path, end: 'lost', policies: [egress] };
  const to = path.end === 'place' && path.place !== undefined ? world.places.get(path.place) : undefined;
  const ingress = to?.kind === 'pod' ? entering(world, to, { request, path }) : undefined;
  const policies = [egress, ingress].filter((step) => step !== undefined);
  if (policies.length === 0) return path;
  return ingress?.answer.kind === 'denied' ? { ...path, end: 'lost', policies } : { ...path, policies };
}

/** A packet that a node's rules stop, or that they do not know as a Service's, never reaches a policy. */
function endsInRules({ ranges }: PolicyWorld, { end, judged, ip }: Path): boolean {
  return end === 'refused' || judged.some(({ judgement }) => judgement.kind === 'drop') || inCidr(ip, ranges.services);
}

interface Passing {
  readonly request: PathRequest;
  readonly path: Path;
}

type PodPlace = Extract<NetPlace, { readonly kind: 'pod' }>;

/** Judged behind the Service's rules: policies know Pods and addresses, never Services. */
function leaving(world: PolicyWorld, from: PodPlace, { request, path }: Passing): PolicyStep | undefined {
  if (isLoopback(path.ip) || isOwnNode(world, from, path.ip)) return undefined;
  const peer = podAt(world, path.ip);
  return step(world, from, { direction: 'egress', request, path, peerIp: path.ip, peer, target: peer });
}

/** The sender is known by the address that arrives: behind a masquerade it is a node's. */
function entering(world: PolicyWorld, to: PodPlace, { request, path }: Passing): PolicyStep | undefined {
  if (isOwnNode(world, to, path.source)) return undefined;
  const peer = podAt(world, path.source);
  return step(world, to, { direction: 'ingress', request, path, peerIp: path.source, peer, target: podOf(world, to) });
}

interface Crossing extends Passing {
  readonly direction: Direction;
  readonly peerIp: string;
  readonly peer: PolicyPod | undefined;
  readonly target: PolicyPod | undefined;
}

function step(world: PolicyWorld, place: PodPlace, crossing: Crossing): PolicyStep | undefined {
  const { direction, request, path, peerIp, peer, target } = crossing;
  const subject = podOf(world, place);
  if (subject === undefined) return undefined;
  const policies = world.table.selecting(place.namespace, subject.pod.metadata.labels ?? {});
  const protocol = request.protocol.toUpperCase();
  const answer = judgePolicies(policies, { direction, protocol, port: path.port, peerIp, peer, target });
  if (answer.kind === 'free') return undefined;
  return {
    direction,
    pod: `${place.namespace}/${place.name}`,
    peer: peer === undefined ? peerIp : keyOf(peer.pod),
    port: `${path.port}/${protocol}`,
    answer,
  };
}

/** Traffic between a Pod and the node that it runs on is always allowed. */
function isOwnNode({ places }: PolicyWorld, { node }: PodPlace, ip: string): boolean {
  return places.get(`node/${node}`)?.ips.includes(ip) ?? false;
}

function podAt(world: PolicyWorld, ip: string): PolicyPod | undefined {
  const owner = world.places.at(ip);
  const place = owner === undefined ? undefined : world.places.get(owner);
  return place?.kind === 'pod' ? podOf(world, place) : undefined;
}

function podOf({ reader }: PolicyWorld, { namespace, name, uid }: PodPlace): PolicyPod | undefined {
  const pod = reader.get<Pod>('pods', { namespace, name });
  if (pod === undefined || pod.metadata.uid !== uid) return undefined;
  const owner = reader.get('namespaces', { namespace: '', name: namespace });
  return { pod, namespaceLabels: owner?.metadata.labels ?? {} };
}
