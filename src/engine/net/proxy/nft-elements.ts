import { parseAddress } from '../../../kube/ip.js';
import { hasFirewall, nftNames } from './nft-names.js';
import type { PortRules } from './port-rules.js';

/** Elements of the sets and maps that kube-proxy's nftables mode fills, in the order in which nft prints them. */
export interface NftElements {
  readonly hairpin: readonly string[];
  readonly clusterIPs: readonly string[];
  readonly noEndpointServices: readonly string[];
  readonly noEndpointNodePorts: readonly string[];
  readonly firewallIPs: readonly string[];
  readonly serviceIPs: readonly string[];
  readonly serviceNodePorts: readonly string[];
}

interface Element {
  readonly ips: readonly string[];
  readonly protocol: PortRules['protocol'];
  readonly port: number;
  /** What follows the key. */
  readonly rest: string;
}

export function nftElements(ports: readonly PortRules[]): NftElements {
  const all = (elements: (rules: PortRules) => readonly Element[]) => printed(ports.flatMap(elements));
  return {
    hairpin: all(hairpin),
    clusterIPs: sortedAddresses(ports.map(({ clusterIP }) => clusterIP)),
    noEndpointServices: all(noEndpointServices),
    noEndpointNodePorts: all(noEndpointNodePorts),
    firewallIPs: all(firewallIPs),
    serviceIPs: all(serviceIPs),
    serviceNodePorts: all(serviceNodePorts),
  };
}

export function sortedAddresses(ips: readonly string[]): readonly string[] {
  return [...new Set(ips)].sort((a, b) => compare(ipBytes(a), ipBytes(b)));
}

function hairpin({ reachable, protocol }: PortRules): readonly Element[] {
  return reachable
    .filter(({ isLocal }) => isLocal)
    .map(({ ip, port }) => ({ ips: [ip, ip], protocol, port, rest: '' }));
}

function elementsOf(rules: PortRules, ips: readonly string[], rest: string): readonly Element[] {
  return ips.map((ip) => ({ ips: [ip], protocol: rules.protocol, port: rules.port, rest }));
}

/** Where the packets of the inside and of the outside go when there is somebody. */
function hasInternal(rules: PortRules): boolean {
  return rules.hasAny && (!rules.internalLocal || rules.local.length > 0);
}

function hasExternal(rules: PortRules): boolean {
  return rules.hasAny && (!rules.externalLocal || rules.local.length > 0);
}

function ending(rules: PortRules): string {
  return ` comment "${rules.name}" : ${rules.hasAny ? 'drop' : 'goto reject-chain'}`;
}

function noEndpointServices(rules: PortRules): readonly Element[] {
  const internal = hasInternal(rules) ? [] : [rules.clusterIP];
  const external = hasExternal(rules) ? [] : [...rules.externalIPs, ...rules.loadBalancerIPs];
  return elementsOf(rules, [...internal, ...external], ending(rules));
}

function noEndpointNodePorts(rules: PortRules): readonly Element[] {
  if (rules.nodePort === 0 || hasExternal(rules)) return [];
  return [{ ips: [], protocol: rules.protocol, port: rules.nodePort, rest: ending(rules) }];
}

function firewallIPs(rules: PortRules): readonly Element[] {
  return hasFirewall(rules) ? elementsOf(rules, rules.loadBalancerIPs, ` : goto ${nftNames(rules).firewall}`) : [];
}

function serviceIPs(rules: PortRules): readonly Element[] {
  const names = nftNames(rules);
  const inner = rules.internalLocal ? names.local : names.service;
  const internal = hasInternal(rules) ? elementsOf(rules, [rules.clusterIP], ` : goto ${inner}`) : [];
  const outer = rules.hasAny ? [...rules.externalIPs, ...rules.loadBalancerIPs] : [];
  return [...internal, ...elementsOf(rules, outer, ` : goto ${names.external}`)];
}

function serviceNodePorts(rules: PortRules): readonly Element[] {
  if (rules.nodePort === 0 || !rules.hasAny) return [];
  return [{ ips: [], protocol: rules.protocol, port: rules.nodePort, rest: ` : goto ${nftNames(rules).external}` }];
}

const protocolNumbers = { tcp: 6, udp: 17, sctp: 132 } as const;

function printed(elements: readonly Element[]): readonly string[] {
  const texts = elements
    .map((element) => ({ element, key: keyOf(element) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ element: { ips, protocol, port, rest } }) => `${[...ips, protocol, port].join(' . ')}${rest}`);
  return [...new Set(texts)];
}

/** nft sorts a concatenation as one number that is read from its last byte to its first. */
function keyOf({ ips, protocol, port }: Element): readonly number[] {
  return [
    port & 255,
    port >> 8,
    protocolNumbers[protocol],
    ...ips.toReversed().flatMap((ip) => ipBytes(ip).toReversed()),
  ];
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < a.length; at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function ipBytes(ip: string): readonly number[] {
  const { family, value } = parseAddress(ip.split('/')[0] ?? '') ?? { family: 'IPv4', value: 0n };
  const count = family === 'IPv4' ? 4 : 16;
  return Array.from({ length: count }, (_, at) => Number((value >> BigInt(8 * (count - 1 - at))) & 255n));
}
