import type { EndpointSlice, Service, ServicePort } from '../../../kube/shapes/service.js';
import { endText, inCidr, isIpv6 } from '../address.js';
import { type IpProtocol, ipProtocol } from '../ip-protocol.js';
import { type NodeTopology, type ProxyEndpoint, selectEndpoints } from './select-endpoints.js';

/** Where a Service port sends packets. */
export interface Backend {
  readonly ip: string;
  readonly port: number;
  /** It runs on the node that the rules are of. */
  readonly isLocal: boolean;
}

/** What one node's rules say about one port of one Service: the unit that kube-proxy writes. Never changed, only replaced. */
export interface PortRules {
  /** `namespace/name`. */
  readonly service: string;
  /** `namespace/name:portName`; no colon without a port name. */
  readonly name: string;
  readonly protocol: IpProtocol;
  readonly port: number;
  readonly clusterIP: string;
  readonly externalIPs: readonly string[];
  readonly loadBalancerIPs: readonly string[];
  readonly sourceRanges: readonly string[];
  /** The node's own address lies in a source range: packets from a load balancer address are let in, too. */
  readonly allowsNode: boolean;
  /** 0 when there is none. */
  readonly nodePort: number;
  readonly healthCheckNodePort: number;
  /** Ready endpoints of the Service on this node, counted for its health check. */
  readonly readyHere: number;
  /** Seconds of session affinity, 0 for none. */
  readonly affinity: number;
  readonly internalLocal: boolean;
  readonly externalLocal: boolean;
  /** In the order of the rules: by the text of their address. */
  readonly cluster: readonly Backend[];
  readonly local: readonly Backend[];
  readonly reachable: readonly Backend[];
  readonly hasAny: boolean;
}

/** The place that rules are written for. */
interface RulesPlace extends NodeTopology {
  readonly family: 'IPv4' | 'IPv6';
  /** Address of the node. */
  readonly address: string;
}

/** One entry for each port; none for headless and ExternalName Services. */
export function portRules(service: Service, slices: readonly EndpointSlice[], at: RulesPlace): readonly PortRules[] {
  const { spec } = service;
  const isFamily = (ip: string) => isIpv6(ip) === (at.family === 'IPv6');
  const clusterIP = (spec.clusterIPs ?? [spec.clusterIP ?? '']).find(
    (ip) => ip !== 'None' && ip !== '' && isFamily(ip),
  );
  if (clusterIP === undefined || spec.type === 'ExternalName') return [];
  const shared = sharedRules(service, clusterIP, isFamily, at.address);
  const readyHere = shared.healthCheckNodePort === 0 ? 0 : countReadyHere(slices, at);
  return (spec.ports ?? []).map((port) => rulesOfPort({ port, slices, at, shared: { ...shared, readyHere } }));
}

type SharedRules = ReturnType<typeof sharedRules> & Pick<PortRules, 'readyHere'>;

/** Addresses count, not ports (upstream: the health check's local endpoints). */
function countReadyHere(slices: readonly EndpointSlice[], { node, family }: RulesPlace): number {
  const ready = slices
    .filter(({ addressType }) => addressType === family)
    .flatMap(({ endpoints }) => endpoints ?? [])
    .filter(({ nodeName, conditions }) => nodeName === node && conditions?.ready !== false);
  return new Set(ready.map(({ addresses }) => addresses[0])).size;
}

function sharedRules(
  { metadata, spec, status }: Service,
  clusterIP: string,
  isFamily: (ip: string) => boolean,
  node: string,
) {
  const sourceRanges = (spec.loadBalancerSourceRanges ?? []).map((range) => range.trim()).filter(isFamily);
  const ingress = spec.type === 'LoadBalancer' ? (status?.loadBalancer?.ingress ?? []) : [];
  const isExposed = spec.type === 'NodePort' || spec.type === 'LoadBalancer';
  return {
    service: `${metadata.namespace ?? ''}/${metadata.name ?? ''}`,
    clusterIP,
    externalIPs: (spec.externalIPs ?? []).filter(isFamily),
    loadBalancerIPs: ingress.flatMap(({ ip, ipMode }) =>
      ip !== undefined && ip !== '' && ipMode !== 'Proxy' && isFamily(ip) ? [ip] : [],
    ),
    sourceRanges,
    allowsNode: sourceRanges.some((range) => inCidr(node, range)),
    healthCheckNodePort:
      spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local' ? (spec.healthCheckNodePort ?? 0) : 0,
    affinity:
      spec.sessionAffinity === 'ClientIP' ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800) : 0,
    internalLocal: spec.internalTrafficPolicy === 'Local',
    externalLocal: spec.externalTrafficPolicy === 'Local' && (isExposed || (spec.externalIPs ?? []).length > 0),
  };
}

interface PortContext {
  readonly port: ServicePort;
  readonly slices: readonly EndpointSlice[];
  readonly at: RulesPlace;
  readonly shared: SharedRules;
}

function rulesOfPort({ port, slices, at, shared }: PortContext): PortRules {
  const nodePort = port.nodePort ?? 0;
  const isReachableFromOutside = nodePort !== 0 || shared.loadBalancerIPs.length > 0 || shared.externalIPs.length > 0;
  const use = {
    cluster: !shared.internalLocal || isReachableFromOutside,
    local: shared.internalLocal || (shared.externalLocal && isReachableFromOutside),
  };
  const selected = selectEndpoints(endpointsOf(port, slices, at), use, at);
  return Object.freeze({
    ...shared,
    name: port.name ? `${shared.service}:${port.name}` : shared.service,
    protocol: ipProtocol(port.protocol),
    port: port.port,
    nodePort,
    cluster: selected.cluster.map(backendOf),
    local: selected.local.map(backendOf),
    reachable: selected.reachable.map(backendOf),
    hasAny: selected.hasAny,
  });
}

/** An address that several slices hold counts once, the last one wins. */
function endpointsOf(port: ServicePort, slices: readonly EndpointSlice[], at: RulesPlace): readonly ProxyEndpoint[] {
  const found = new Map<string, ProxyEndpoint>();
  for (const slice of slices) {
    if (slice.addressType !== at.family) continue;
    for (const slicePort of slice.ports ?? []) {
      const isThisPort =
        (slicePort.name ?? '') === (port.name ?? '') && (slicePort.protocol ?? 'TCP') === (port.protocol ?? 'TCP');
      if (!isThisPort || slicePort.port === undefined) continue;
      for (const endpoint of slice.endpoints ?? []) {
        const known = proxyEndpoint(endpoint, slicePort.port, at.node);
        if (known) found.set(endText(known), known);
      }
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, endpoint]) => endpoint);
}

type SliceEndpoint = NonNullable<EndpointSlice['endpoints']>[number];

function proxyEndpoint(endpoint: SliceEndpoint, port: number, node: string): ProxyEndpoint | undefined {
  const ip = endpoint.addresses[0];
  if (ip === undefined) return undefined;
  const { ready = true, serving = true, terminating = false } = endpoint.conditions ?? {};
  return {
    ip,
    port,
    isLocal: endpoint.nodeName === node,
    ready,
    serving,
    terminating,
    zoneHints: (endpoint.hints?.forZones ?? []).map(({ name }) => name),
    nodeHints: (endpoint.hints?.forNodes ?? []).map(({ name }) => name),
  };
}

function backendOf({ ip, port, isLocal }: ProxyEndpoint): Backend {
  return { ip, port, isLocal };
}
