import { isIpv6 } from '../address.js';
import { sortedAddresses } from './nft-elements.js';
import { hasFirewall, nftChainNames, nftEndpointName, nftNames } from './nft-names.js';
import type { Backend, PortRules } from './port-rules.js';
import type { ProxyOptions } from './rule-table.js';

/** A chain as `nft list ruleset` prints it. */
export interface NftChain {
  readonly name: string;
  readonly lines: readonly string[];
}

/** The chains of one Service port (upstream: pkg/proxy/nftables, syncProxyRules). */
export function nftServiceChains(rules: PortRules, options: ProxyOptions): readonly NftChain[] {
  const names = nftNames(rules);
  const lines = new Map<string, readonly string[]>([
    [names.service, balancing(rules, rules.cluster)],
    [names.local, balancing(rules, rules.local)],
    [names.external, external(rules, options)],
    [names.firewall, hasFirewall(rules) ? [firewall(rules)] : []],
    ...rules.reachable.map((backend) => endpoint(rules, backend)),
  ]);
  return nftChainNames(rules).map((name) => ({ name, lines: lines.get(name) ?? [] }));
}

function nftFamily(ip: string): 'ip' | 'ip6' {
  return isIpv6(ip) ? 'ip6' : 'ip';
}

const MARK = 'meta mark set meta mark | 0x00004000';

function balancing(rules: PortRules, backends: readonly Backend[]): readonly string[] {
  const { protocol, affinity } = rules;
  const family = nftFamily(rules.clusterIP);
  const random = `numgen random mod ${backends.length}`;
  if (affinity === 0) {
    const targets = backends.map(({ ip, port }, at) => `${at} : ${ip} . ${port}`);
    return [`meta l4proto ${protocol} dnat ${family} to ${random} map { ${targets.join(', ')} }`];
  }
  const names = backends.map((backend) => nftEndpointName(rules, backend));
  const targets = names.map((name, at) => `${at} : goto endpoint-${name}`);
  return [
    ...names.map((name) => `${family} saddr @affinity-${name} goto endpoint-${name}`),
    `${random} vmap { ${targets.join(', ')} }`,
  ];
}

function external(rules: PortRules, { podCidr }: ProxyOptions): readonly string[] {
  const names = nftNames(rules);
  const family = nftFamily(rules.clusterIP);
  const target = `goto ${rules.externalLocal ? names.local : names.service}`;
  if (!rules.externalLocal) return [`${MARK} comment "masquerade"`, target];
  return [
    ...(podCidr === undefined
      ? []
      : [`${family} saddr ${podCidr} goto ${names.service} comment "short-circuit pod traffic"`]),
    `fib saddr type local ${MARK} comment "masquerade local traffic"`,
    `fib saddr type local goto ${names.service} comment "short-circuit local traffic"`,
    ...(rules.local.length > 0 ? [target] : []),
  ];
}

function firewall({ sourceRanges, allowsNode, loadBalancerIPs, clusterIP }: PortRules): string {
  const allowed = [...sortedAddresses(sourceRanges), ...(allowsNode ? loadBalancerIPs : [])];
  const set = allowed.length === 1 ? allowed[0] : `{ ${allowed.join(', ')} }`;
  return `${nftFamily(clusterIP)} saddr != ${set} drop`;
}

function endpoint(rules: PortRules, backend: Backend): readonly [string, readonly string[]] {
  const name = nftEndpointName(rules, backend);
  const family = nftFamily(backend.ip);
  const target = family === 'ip' ? `${backend.ip}:${backend.port}` : `[${backend.ip}]:${backend.port}`;
  return [
    `endpoint-${name}`,
    [`update @affinity-${name} { ${family} saddr }`, `meta l4proto ${rules.protocol} dnat to ${target}`],
  ];
}
