import type { Program } from '../../sh/program.js';
import type { Sim } from '../../sim/index.js';
import type { ClusterReader } from '../control/cluster-api.js';
import type { ControlPlane } from '../control/control-plane.js';
import type { Flow } from './conntrack.js';
import type { AddressRanges } from './path.js';
import { iptablesSave } from './proxy/iptables-save.js';
import { createKubeProxy } from './proxy/kube-proxy.js';
import { createKubeProxyProgram } from './proxy/kube-proxy-program.js';
import { nftRuleset } from './proxy/nft-ruleset.js';
import {
  createRuleTable,
  defaultProxyOptions,
  type ProxyMode,
  type ProxyOptions,
  type RuleTable,
} from './proxy/rule-table.js';
import { conntrackList } from './tools/conntrack-list.js';
import { ruleListings } from './tools/rule-listings.js';

export interface ProxyNode {
  readonly name: string;
  readonly ip: string;
}

interface ProxiesOptions {
  readonly sim: Sim;
  readonly reader: ClusterReader;
  readonly control: Pick<ControlPlane, 'add'>;
  readonly nodes: readonly ProxyNode[];
  readonly mode: ProxyMode;
  readonly ranges: AddressRanges;
  readonly healthPortsChanged: (node: string) => void;
}

/** The rules of all nodes, each with the loop that writes them. */
export interface Proxies {
  table(node: string): RuleTable | undefined;
  /** As the node's own tool prints them. */
  rules(node: string): string;
  /** What runs on a node and knows its rules. */
  programs(flows: (node: string) => readonly Flow[]): Readonly<Record<string, Program>>;
}

export function createProxies(options: ProxiesOptions): Proxies {
  const { sim, reader, control, nodes, mode, ranges, healthPortsChanged } = options;
  const tables = new Map<string, RuleTable>();
  for (const { name, ip } of nodes) {
    const table = createRuleTable({ ...defaultProxyOptions, podCidr: ranges.pods, ...modeOptions(mode, ip, ranges) });
    control.add(
      createKubeProxy({ sim, reader, node: name, table, healthPortsChanged: () => healthPortsChanged(name) }),
    );
    tables.set(name, table);
  }
  const table = (node: string) => tables.get(node);
  const iptables = (node: string) => {
    const found = table(node);
    return found?.options.mode === 'iptables' ? iptablesSave(found, sim.epoch + sim.now()) : undefined;
  };
  const nft = (node: string) => {
    const found = table(node);
    if (found?.options.mode !== 'nftables') return '';
    return nftRuleset([found, createRuleTable(emptyIpv6)], sim.now());
  };

  return {
    table,
    rules: (node) => iptables(node) ?? nft(node),
    programs: (flows) => ({
      'kube-proxy': createKubeProxyProgram((node) => ({
        mode,
        ip: mode === 'iptables' ? '0.0.0.0' : (nodes.find(({ name }) => name === node)?.ip ?? '0.0.0.0'),
        checks: table(node)?.healthChecks() ?? [],
      })),
      ...ruleListings({ iptables, nft }),
      conntrack: conntrackList(flows),
    }),
  };
}

/** nftables mode serves node ports on the node's own address only, never on 127.0.0.1. */
function modeOptions(mode: ProxyMode, ip: string, { services }: AddressRanges): Partial<ProxyOptions> {
  if (mode === 'iptables') return { mode };
  return { mode, localhostNodePorts: false, nodePortAddresses: [ip], serviceCidr: services };
}

/** In nftables mode kube-proxy writes its table for IPv6 in a cluster without IPv6, too. */
const emptyIpv6: ProxyOptions = {
  mode: 'nftables',
  family: 'IPv6',
  masqueradeAll: false,
  localhostNodePorts: false,
};
