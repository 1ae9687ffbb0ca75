import { formatAddress, parseNetwork } from '../../kube/ip.js';
import type { NodeSpec } from './node-object.js';

/** All addresses of a Pod on that node, its IPv4 one first; in a dual-stack cluster the IPv6 one ends in the same number. */
export function allAddresses(spec: NodeSpec, ip: string): readonly string[] {
  if (ip === '') return [];
  if (spec.ipv6 === undefined) return [ip];
  if (ip === spec.ip) return [ip, spec.ipv6.ip];
  const network = parseNetwork(spec.ipv6.podCIDR);
  if (network === undefined) return [ip];
  const number = BigInt(ip.slice(ip.lastIndexOf('.') + 1));
  return [ip, formatAddress({ family: 'IPv6', value: network.first + number })];
}
