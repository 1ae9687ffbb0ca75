/** Which endpoints a node uses for a Service port (upstream: pkg/proxy/topology.go, CategorizeEndpoints). */

export interface ProxyEndpoint {
  readonly ip: string;
  readonly port: number;
  readonly isLocal: boolean;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly zoneHints: readonly string[];
  readonly nodeHints: readonly string[];
}

/** Which of the two lists the Service's policies ask for. */
interface EndpointUse {
  readonly cluster: boolean;
  readonly local: boolean;
}

export interface NodeTopology {
  readonly node: string;
  readonly zone: string;
}

interface SelectedEndpoints {
  /** For Cluster policy. */
  readonly cluster: readonly ProxyEndpoint[];
  /** For Local policy. */
  readonly local: readonly ProxyEndpoint[];
  /** All that this node may send to. */
  readonly reachable: readonly ProxyEndpoint[];
  /** `false` means REJECT, `true` with an empty list means DROP. */
  readonly hasAny: boolean;
}

export function selectEndpoints(
  endpoints: readonly ProxyEndpoint[],
  use: EndpointUse,
  at: NodeTopology,
): SelectedEndpoints {
  const cluster = use.cluster ? clusterEndpoints(endpoints, at) : [];
  if (!use.local) return { cluster, local: [], reachable: cluster, hasAny: cluster.length > 0 };
  const here = usable(endpoints.filter((endpoint) => endpoint.isLocal));
  const hasAny = cluster.length > 0 || endpoints.some((endpoint) => endpoint.ready || isServingToTheEnd(endpoint));
  const chosen = new Set([...cluster, ...here]);
  return { cluster, local: here, reachable: endpoints.filter((endpoint) => chosen.has(endpoint)), hasAny };
}

function clusterEndpoints(endpoints: readonly ProxyEndpoint[], at: NodeTopology): readonly ProxyEndpoint[] {
  const ready = endpoints.filter((endpoint) => endpoint.ready);
  if (ready.length === 0) return endpoints.filter(isServingToTheEnd);
  return nearest(ready, at);
}

/** Ready endpoints; when there are none, those that still serve while they terminate. */
function usable(endpoints: readonly ProxyEndpoint[]): readonly ProxyEndpoint[] {
  const ready = endpoints.filter((endpoint) => endpoint.ready);
  return ready.length > 0 ? ready : endpoints.filter(isServingToTheEnd);
}

/** Hints count only when every ready endpoint has one and at least one names this place; node hints come first. */
function nearest(ready: readonly ProxyEndpoint[], { node, zone }: NodeTopology): readonly ProxyEndpoint[] {
  if (ready.every((endpoint) => endpoint.nodeHints.length > 0)) {
    const near = ready.filter((endpoint) => endpoint.nodeHints.includes(node));
    if (near.length > 0) return near;
  }
  if (zone !== '' && ready.every((endpoint) => endpoint.zoneHints.length > 0)) {
    const near = ready.filter((endpoint) => endpoint.zoneHints.includes(zone));
    if (near.length > 0) return near;
  }
  return ready;
}

function isServingToTheEnd(endpoint: ProxyEndpoint): boolean {
  return endpoint.serving && endpoint.terminating;
}
