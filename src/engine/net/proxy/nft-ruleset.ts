import { type NftChain, nftServiceChains } from './nft-chains.js';
import { nftElements, sortedAddresses } from './nft-elements.js';
import { nftBaseChains } from './nft-frame.js';
import { nftEndpointName } from './nft-names.js';
import type { PortRules } from './port-rules.js';
import type { RuleTable } from './rule-table.js';

/** The text that `nft list ruleset` prints on a node with these rules; `now` in virtual ms. */
export function nftRuleset(tables: readonly RuleTable[], now: number): string {
  return tables.map((table) => tableText(table, now)).join('');
}

function tableText(table: RuleTable, now: number): string {
  const { options } = table;
  const ports = table.all();
  const chains: readonly NftChain[] = [
    ...nftBaseChains(options),
    ...ports.flatMap((rules) => nftServiceChains(rules, options)),
    ...table.staleChains(now).map((name) => ({ name, lines: [] })),
  ];
  const blocks = [
    ...fixedSets(table, ports),
    ...ports.flatMap((rules) => affinitySets(table, rules, now)),
    ...chains.map(({ name, lines }) => block('chain', name, lines)),
  ];
  const family = options.family === 'IPv4' ? 'ip' : 'ip6';
  return `table ${family} kube-proxy {\n\tcomment "rules for kube-proxy"\n${blocks.join('\n')}}\n`;
}

function block(kind: 'set' | 'map' | 'chain', name: string, lines: readonly string[]): string {
  return `\t${kind} ${name} {\n${lines.map((line) => `\t\t${line}\n`).join('')}\t}\n`;
}

function fixedSets({ options }: RuleTable, ports: readonly PortRules[]): readonly string[] {
  const address = options.family === 'IPv4' ? 'ipv4_addr' : 'ipv6_addr';
  const key = `${address} . inet_proto . inet_service`;
  const nodeKey = 'inet_proto . inet_service';
  const found = nftElements(ports);
  const set = (name: string, type: string, about: string, elements: readonly string[], perLine = 1) =>
    block(type.includes('verdict') ? 'map' : 'set', name, [
      `type ${type}`,
      `comment "${about}"`,
      ...elementLines(elements, perLine),
    ]);
  const services = 'vmap to drop or reject packets to services with no endpoints';
  const nodePorts = 'vmap to drop or reject packets to service nodeports with no endpoints';
  return [
    set('hairpin-connections', `${address} . ${key}`, 'service hairpin connections', found.hairpin),
    set('cluster-ips', address, 'Active ClusterIPs', found.clusterIPs, 2),
    ...(options.nodePortAddresses === undefined
      ? []
      : [
          set(
            'nodeport-ips',
            address,
            'IPs that accept NodePort traffic',
            sortedAddresses(options.nodePortAddresses),
            2,
          ),
        ]),
    set('no-endpoint-services', `${key} : verdict`, services, found.noEndpointServices),
    set('no-endpoint-nodeports', `${nodeKey} : verdict`, nodePorts, found.noEndpointNodePorts),
    set(
      'firewall-ips',
      `${key} : verdict`,
      'destinations that are subject to LoadBalancerSourceRanges',
      found.firewallIPs,
    ),
    set('service-ips', `${key} : verdict`, 'ClusterIP, ExternalIP and LoadBalancer IP traffic', found.serviceIPs),
    set('service-nodeports', `${nodeKey} : verdict`, 'NodePort traffic', found.serviceNodePorts),
  ];
}

function affinitySets(table: RuleTable, rules: PortRules, now: number): readonly string[] {
  if (rules.affinity === 0) return [];
  const type = table.options.family === 'IPv4' ? 'ipv4_addr' : 'ipv6_addr';
  return rules.reachable.map((backend) => {
    const clients = table.affinity(rules, backend, now).map(([client, left]) => `${client} expires ${duration(left)}`);
    return block('set', `affinity-${nftEndpointName(rules, backend)}`, [
      `type ${type}`,
      'size 65535',
      'flags dynamic,timeout',
      `timeout ${duration(rules.affinity * 1000)}`,
      ...elementLines(clients, 2),
    ]);
  });
}

/** Elements stand below each other behind the brace, so many in a line. */
function elementLines(elements: readonly string[], perLine: number): readonly string[] {
  if (elements.length === 0) return [];
  const lines: string[] = [];
  for (let at = 0; at < elements.length; at += perLine) lines.push(elements.slice(at, at + perLine).join(', '));
  return `elements = { ${lines.join(',\n\t     ')} }`.split('\n');
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

/** As nft writes times: `1h30m`. */
function duration(ms: number): string {
  let left = ms;
  let text = '';
  for (const [unit, size] of units) {
    const count = Math.floor(left / size);
    if (count > 0) text += `${count}${unit}`;
    left -= count * size;
  }
  return text;
}
