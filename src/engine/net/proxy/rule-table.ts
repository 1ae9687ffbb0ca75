import type { HealthCheck } from './kube-proxy-program.js';
import { nftChainNames } from './nft-names.js';
import type { Backend, PortRules } from './port-rules.js';
import { createStaleChains } from './stale-chains.js';

export type ProxyMode = 'iptables' | 'nftables';

/** Settings of kube-proxy that change what its rules do. */
export interface ProxyOptions {
  readonly mode: ProxyMode;
  /** Packets from here are the cluster's own (the cluster CIDR as local detector). */
  readonly podCidr?: string;
  readonly masqueradeAll: boolean;
  readonly localhostNodePorts: boolean;
  readonly family: 'IPv4' | 'IPv6';
  /** The node's addresses that serve node ports; without it: all. */
  readonly nodePortAddresses?: readonly string[];
  /** Where the API server takes cluster IPs from; only nftables mode has a rule for it. */
  readonly serviceCidr?: string;
}

export const defaultProxyOptions: ProxyOptions = {
  mode: 'iptables',
  podCidr: '10.244.0.0/16',
  masqueradeAll: false,
  localhostNodePorts: true,
  family: 'IPv4',
};

export type Via = 'cluster-ip' | 'external-ip' | 'load-balancer-ip' | 'node-port';

export interface TableEntry {
  readonly rules: PortRules;
  readonly via: Via;
}

/** The rules that kube-proxy last wrote on one node, and the kernel's memory beside them. */
export interface RuleTable {
  readonly options: ProxyOptions;
  /**
   * Replaces what is said about one Service (`namespace/name`); `now` is the moment of the sync. Says whether a port for
   * health checks came or went.
   */
  write(service: string, ports: readonly PortRules[], now: number): boolean;
  /** The rules of one destination, whatever the number of Services. */
  lookup(protocol: string, ip: string, port: number): TableEntry | undefined;
  /** All ports that an address of a Service serves. */
  portsAt(ip: string): readonly PortRules[];
  nodePort(protocol: string, port: number): TableEntry | undefined;
  isHealthCheckPort(port: number): boolean;
  healthChecks(): readonly HealthCheck[];
  /** The endpoint that this client used last, within the affinity's time. */
  sticky(rules: PortRules, backends: readonly Backend[], client: string, now: number): Backend | undefined;
  remember(rules: PortRules, backend: Backend, client: string, now: number): void;
  /** Clients that the affinity of an endpoint still knows, with the ms that are left of it. */
  affinity(rules: PortRules, backend: Backend, now: number): readonly (readonly [string, number])[];
  /** All rules, ordered by name. */
  all(): readonly PortRules[];
  /** Chains of nftables mode that lost their rules and were not deleted yet. */
  staleChains(now: number): readonly string[];
  services(): readonly string[];
  save(): unknown;
  load(data: unknown): void;
}

interface SavedTable {
  readonly services: [string, readonly PortRules[]][];
  readonly recent: [string, [string, number][]][];
  readonly stale: readonly (readonly [string, number])[];
}

type RecentLists = Map<string, Map<string, number>>;

export function createRuleTable(options: ProxyOptions): RuleTable {
  const services = new Map<string, readonly PortRules[]>();
  const destinations = createDestinations();
  const recent: RecentLists = new Map();
  const stale = createStaleChains();

  return {
    options,
    write(service, written, now) {
      const before = services.get(service) ?? [];
      if (options.mode === 'nftables') stale.note(before.flatMap(nftChainNames), written.flatMap(nftChainNames), now);
      for (const rules of before) destinations.remove(rules);
      for (const rules of written) destinations.add(rules);
      // The order of writing is kept: of two Services with one address the later one has it, after a restore, too.
      services.delete(service);
      if (written.length > 0) services.set(service, written);
      forgetGone(recent, before, written);
      return before[0]?.healthCheckNodePort !== written[0]?.healthCheckNodePort;
    },
    lookup: (protocol, ip, port) => destinations.addresses.get(`${protocol}:${ip}:${port}`),
    portsAt: (ip) => destinations.ports.get(ip) ?? [],
    nodePort: (protocol, port) => destinations.nodePorts.get(`${protocol}:${port}`),
    isHealthCheckPort: (port) => destinations.healthPorts.has(port),
    healthChecks: () =>
      [...destinations.healthPorts].map(([port, service]) => {
        const localEndpoints = services.get(service)?.[0]?.readyHere ?? 0;
        return { port, service, localEndpoints };
      }),
    sticky: (rules, backends, client, now) =>
      backends.find((backend) => {
        const seen = recent.get(listName(rules, backend))?.get(client);
        return seen !== undefined && now - seen < rules.affinity * 1000;
      }),
    remember(rules, backend, client, now) {
      const name = listName(rules, backend);
      const list = recent.get(name) ?? new Map<string, number>();
      recent.set(name, list.set(client, now));
    },
    affinity: (rules, backend, now) =>
      [...(recent.get(listName(rules, backend)) ?? [])].flatMap(([client, seen]) => {
        const left = rules.affinity * 1000 - (now - seen);
        return left > 0 ? [[client, left] as const] : [];
      }),
    staleChains: stale.at,
    all: () => [...services.values()].flat().sort((a, b) => order(a, b)),
    services: () => [...services.keys()],
    save: () => ({
      services: [...services],
      recent: [...recent].map(([name, list]) => [name, [...list]]),
      stale: stale.save(),
    }),
    load(data) {
      const saved = data as SavedTable;
      stale.load(saved.stale);
      services.clear();
      destinations.clear();
      recent.clear();
      for (const [service, written] of saved.services) {
        services.set(service, written);
        for (const rules of written) destinations.add(rules);
      }
      for (const [name, list] of saved.recent) recent.set(name, new Map(list));
    },
  };
}

/** The rules by where a packet goes; made anew from the rules themselves. */
function createDestinations() {
  const addresses = new Map<string, TableEntry>();
  const ports = new Map<string, readonly PortRules[]>();
  const nodePorts = new Map<string, TableEntry>();
  const healthPorts = new Map<number, string>();
  return {
    addresses,
    ports,
    nodePorts,
    healthPorts,
    add(rules: PortRules) {
      for (const [key, via] of addressesOf(rules)) addresses.set(key, { rules, via });
      for (const ip of ipsOf(rules)) ports.set(ip, [...(ports.get(ip) ?? []), rules]);
      if (rules.nodePort !== 0) nodePorts.set(`${rules.protocol}:${rules.nodePort}`, { rules, via: 'node-port' });
      if (rules.healthCheckNodePort !== 0) healthPorts.set(rules.healthCheckNodePort, rules.service);
    },
    remove(rules: PortRules) {
      for (const [key] of addressesOf(rules)) if (addresses.get(key)?.rules === rules) addresses.delete(key);
      for (const ip of ipsOf(rules)) {
        const left = (ports.get(ip) ?? []).filter((known) => known !== rules);
        if (left.length === 0) ports.delete(ip);
        else ports.set(ip, left);
      }
      const nodePort = `${rules.protocol}:${rules.nodePort}`;
      if (nodePorts.get(nodePort)?.rules === rules) nodePorts.delete(nodePort);
      if (healthPorts.get(rules.healthCheckNodePort) === rules.service) healthPorts.delete(rules.healthCheckNodePort);
    },
    clear() {
      for (const memory of [addresses, ports, nodePorts, healthPorts]) memory.clear();
    },
  };
}

function addressesOf(rules: PortRules): readonly (readonly [string, Via])[] {
  const key = (ip: string) => `${rules.protocol}:${ip}:${rules.port}`;
  return [
    [key(rules.clusterIP), 'cluster-ip'],
    ...rules.externalIPs.map((ip) => [key(ip), 'external-ip'] as const),
    ...rules.loadBalancerIPs.map((ip) => [key(ip), 'load-balancer-ip'] as const),
  ];
}

function ipsOf(rules: PortRules): readonly string[] {
  return [rules.clusterIP, ...rules.externalIPs, ...rules.loadBalancerIPs];
}

/** The kernel drops a `recent` list with the last rule that names it. */
function forgetGone(recent: RecentLists, before: readonly PortRules[], after: readonly PortRules[]): void {
  const kept = new Set(after.flatMap((rules) => rules.reachable.map((backend) => listName(rules, backend))));
  for (const rules of before) {
    if (rules.affinity === 0) continue;
    for (const backend of rules.reachable) {
      const name = listName(rules, backend);
      if (!kept.has(name)) recent.delete(name);
    }
  }
}

function listName(rules: PortRules, { ip, port }: Backend): string {
  return `${rules.name} ${rules.protocol} ${ip}:${port}`;
}

function order(a: PortRules, b: PortRules): number {
  const left = `${a.name} ${a.protocol}`;
  const right = `${b.name} ${b.protocol}`;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
