import type { Sim } from '../../sim/index.js';
import type { ClusterReader } from '../control/cluster-api.js';
import type { ControlPlane } from '../control/control-plane.js';
import { isIpv6 } from './address.js';
import type { Balancer } from './cloud/balancer.js';
import { createCloud } from './cloud/cloud.js';
import { createConntrack } from './conntrack.js';
import { clusterDnsWorld } from './dns/coredns/cluster-dns-world.js';
import { createCoredns } from './dns/coredns/coredns.js';
import { createStubResolver } from './dns/stub-resolver.js';
import type { Answer, Question } from './dns/zone.js';
import { createExchanges } from './exchange.js';
import { createFaultBook } from './faults/fault-book.js';
import { withFaults } from './faults/faulty-paths.js';
import type { NetProcess, Network } from './network.js';
import { type AddressRanges, createPathFinder } from './path.js';
import { createPlaces, type Places } from './places.js';
import { withPolicies } from './policy/policies.js';
import { createProcessNet } from './process-net.js';
import { createProxies, type ProxyNode } from './proxies.js';
import { HEALTHZ_PORT } from './proxy/kube-proxy-program.js';
import type { ProxyMode } from './proxy/rule-table.js';
import type { SocketOwner } from './socket.js';
import { createSocketTable } from './socket-table.js';
import { createTraceLog } from './trace-log.js';
import { createTransport } from './transport.js';
import { isFlowForgotten } from './way.js';

interface NetworkOptions {
  readonly sim: Sim;
  readonly reader: ClusterReader;
  /** Gets the loops `kube-proxy/NODE` and `dns-addresses`. */
  readonly control: Pick<ControlPlane, 'add'>;
  /** The nodes that have a kube-proxy. */
  readonly nodes: readonly ProxyNode[];
  /** Default `iptables`. */
  readonly proxyMode?: ProxyMode;
  /** A cloud around the cluster: whether its load balancers have an address or a name. */
  readonly cloud?: Balancer['address'];
  readonly ranges?: AddressRanges;
  /** The DNS server outside that nodes and CoreDNS ask; it knows the hosts outside by name. */
  readonly upstreamDns?: string;
}

const defaultRanges: AddressRanges = { pods: '10.244.0.0/16', services: '10.96.0.0/12', nodes: '172.18.0.0/16' };
const UPSTREAM_DNS = '172.18.0.1';

/** The network of one world; its state is registered with `sim`. */
export function createNetwork(options: NetworkOptions): Network {
  const { sim } = options;
  const { proxies, places, sockets, traces, faults, paths, transport, resolver, exchanges, conntrack, cloud, wakes } =
    join(options);
  const processes = { now: sim.now, places, sockets, transport, resolver, paths };
  for (const [name, part] of Object.entries({ places, sockets, traces, resolver, exchanges, conntrack })) {
    sim.registry.register(`net/${name}`, part);
  }

  return {
    ...(cloud && { cloud }),
    addPlace: (id, place) => places.add(id, place),
    removePlace(id) {
      for (const socket of sockets.inPlace(id)) transport.vanish(socket);
      places.remove(id);
    },
    attach: (process: NetProcess) => createProcessNet(processes, process),
    detach(machine, pid) {
      const owner: SocketOwner = { kind: 'process', machine, pid };
      resolver.release(owner);
      for (const socket of sockets.ownedBy(machine, pid)) transport.close(socket);
    },
    onWake(listener) {
      wakes.push(listener);
    },
    traces: traces.since,
    subscribe: traces.subscribe,
    rules: proxies.rules,
    exchange: exchanges.start,
    onResult: exchanges.onResult,
    coredns: createCoredns(clusterDnsWorld(options)),
    nodePrograms: proxies.programs(conntrack.flows),
    findPath: paths.find,
    faults,
  };
}

/** The rooms of the network, each handed what it stands on. */
function join(options: NetworkOptions) {
  const { sim, ranges = defaultRanges, upstreamDns = UPSTREAM_DNS } = options;
  const places = createPlaces();
  const sockets = createSocketTable();
  const healthPortsChanged = (node: string) => {
    for (const { origin } of sockets.listeners(`node/${node}`, 'tcp', HEALTHZ_PORT)) changed(origin.owner);
  };
  const proxies = createProxies({ ...options, mode: options.proxyMode ?? 'iptables', ranges, healthPortsChanged });
  const { table } = proxies;
  const traces = createTraceLog(places, sim.now);
  const balancerAt = (ip: string) => cloud?.at(ip);
  const finder = createPathFinder({ places, table, random: sim.random, now: sim.now, ranges, balancerAt });
  const faults = createFaultBook({ sim, places });
  const paths = withFaults(withPolicies(finder, { ...options, places, ranges }), faults);
  const wakes: ((machine: string, pid: number) => void)[] = [];
  const changed = (owner: SocketOwner) => {
    if (owner.kind === 'process') for (const wake of wakes) wake(owner.machine, owner.pid);
    else if (owner.kind === 'lookup') resolver.wake(owner.id);
    else exchanges.wake(owner.id);
  };
  const conntrack = createConntrack({
    places,
    sockets,
    now: sim.now,
    isForgotten: (socket, way) => isFlowForgotten({ sim, table }, socket, way),
  });
  const transport = createTransport({ sim, places, sockets, paths, ranges, traces, faults, conntrack, table, changed });
  const upstream = { ip: upstreamDns, answer: (question: Question) => answerOutside(places, question) };
  const resolver = createStubResolver({ sim, sockets, transport, traces, changed, upstream });
  const exchanges = createExchanges({ sim, sockets, transport, resolver, traces, places });
  const cloud = options.cloud && createCloud({ sim, address: options.cloud, places, exchanges });
  return {
    proxies,
    places,
    sockets,
    traces,
    faults,
    paths,
    transport,
    resolver,
    exchanges,
    conntrack,
    cloud,
    wakes,
  };
}

/** DNS outside the cluster knows the hosts outside, nothing else. */
function answerOutside(places: Places, { name, type }: Question): Answer {
  const ips = places.outsideHost(name);
  const empty = { authoritative: false, authority: [], additional: [] };
  if (ips === undefined) return { ...empty, rcode: 'NXDOMAIN', answers: [] };
  const answers = ips
    .filter((ip) => type === (isIpv6(ip) ? 'AAAA' : 'A'))
    .map((data) => ({ name, type, ttl: 300, data }));
  return { ...empty, rcode: 'NOERROR', answers };
}
