import type { Program } from '../../sh/program.js';
import type { Sim } from '../../sim/index.js';
import type { ClusterReader } from '../control/cluster-api.js';
import type { ControlPlane } from '../control/control-plane.js';
import { isIpv6 } from './address.js';
import type { Flow } from './conntrack.js';
import type { AddressRanges } from './path.js';
import { iptablesSave } from './proxy/iptables-save.js';
import { createKubeProxy } from './proxy/kube-proxy.js';
import { createKubeProxyProgram, type HealthCheck } from './proxy/kube-proxy-program.js';
import { nftRuleset } from './proxy/nft-ruleset.js';
import { nftView } from './proxy/nft-view.js';
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
  /** Its second family, in a dual-stack cluster. */
  readonly second?: { readonly ip: string };
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
  /** The rules for packets to that address. */
  table(node: string, ip: string): RuleTable | undefined;
  /** As the node's own tool prints them. */
  rules(node: string): string;
  /** What runs on a node and knows its rules. */
  programs(flows: (node: string) => readonly Flow[]): Readonly<Record<string, Program>>;
}

/** One table a family. */
interface NodeTables {
  readonly ipv4: RuleTable | undefined;
  readonly ipv6: RuleTable | undefined;
}

export function createProxies(options: ProxiesOptions): Proxies {
  const { sim, reader, control, nodes, mode, healthPortsChanged } = options;
  const tables = new Map<string, NodeTables>();
  for (const node of nodes) {
    const { name } = node;
    const made = tablesOf(node, options);
    const both = [made.ipv4, made.ipv6].filter((table) => table !== undefined);
    const changed = () => healthPortsChanged(name);
    control.add(createKubeProxy({ sim, reader, node: name, tables: both, healthPortsChanged: changed }));
    tables.set(name, made);
  }
  const iptables = (node: string, family: keyof NodeTables) => {
    const found = mode === 'iptables' ? tables.get(node)?.[family] : undefined;
    return found && iptablesSave(found, sim.epoch + sim.now());
  };
  const nft = (node: string) => {
    const found = tables.get(node);
    if (found === undefined) return '';
    const { ipv4 = emptyTable(mode, 'IPv4'), ipv6 = emptyTable(mode, 'IPv6') } = found;
    return mode === 'nftables' ? nftRuleset([ipv4, ipv6], sim.now()) : nftView(ipv4, ipv6);
  };

  return {
    table: (node, ip) => tables.get(node)?.[isIpv6(ip) ? 'ipv6' : 'ipv4'],
    rules: (node) => iptables(node, 'ipv4') ?? iptables(node, 'ipv6') ?? nft(node),
    programs: (flows) => ({
      'kube-proxy': createKubeProxyProgram((node) => ({
        mode,
        ip: mode === 'iptables' ? '0.0.0.0' : (nodes.find(({ name }) => name === node)?.ip ?? '0.0.0.0'),
        checks: healthChecksOf(tables.get(node)),
      })),
      ...ruleListings({ iptables, nft }),
      conntrack: conntrackList(flows),
    }),
  };
}

/** A Service of both families counts its IPv4 endpoints: they are the same Pods. */
function healthChecksOf(tables: NodeTables | undefined): readonly HealthCheck[] {
  const all = [...(tables?.ipv6?.healthChecks() ?? []), ...(tables?.ipv4?.healthChecks() ?? [])];
  return [...new Map(all.map((check) => [check.port, check])).values()];
}

function tablesOf({ ip, second }: ProxyNode, { mode, ranges }: ProxiesOptions): NodeTables {
  const options = (family: 'IPv4' | 'IPv6', address: string): ProxyOptions => ({
    ...defaultProxyOptions,
    family,
    podCidr: rangeOf(ranges.pods, family),
    ...modeOptions(mode, address, rangeOf(ranges.services, family)),
    ...(family === 'IPv6' && { localhostNodePorts: false }),
  });
  const table = (family: 'IPv4' | 'IPv6') => {
    const address = [ip, second?.ip].find((one) => one !== undefined && isIpv6(one) === (family === 'IPv6'));
    return address === undefined ? undefined : createRuleTable(options(family, address));
  };
  return { ipv4: table('IPv4'), ipv6: table('IPv6') };
}

/** One network of a range that names one a family, parted by a comma. */
function rangeOf(range: string, family: 'IPv4' | 'IPv6'): string {
  return range.split(',').find((one) => isIpv6(one) === (family === 'IPv6')) ?? range;
}

/** nftables mode serves node ports on the node's own address only, never on 127.0.0.1. */
function modeOptions(mode: ProxyMode, ip: string, serviceCidr: string): Partial<ProxyOptions> {
  if (mode === 'iptables') return { mode };
  return { mode, localhostNodePorts: false, nodePortAddresses: [ip], serviceCidr };
}

/** kube-proxy writes its tables for the family that a cluster does not have, too. */
function emptyTable(mode: ProxyMode, family: 'IPv4' | 'IPv6'): RuleTable {
  return createRuleTable({ mode, family, masqueradeAll: false, localhostNodePorts: false });
}
