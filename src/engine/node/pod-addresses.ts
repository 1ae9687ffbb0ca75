import { formatAddress, parseAddress, parseNetwork } from '../../kube/ip.js';
import type { NodeSpec } from './node-object.js';

/** All addresses of a Pod on that node, first the one of the primary family; the second one ends in the same number. */
export function allAddresses(spec: NodeSpec, ip: string): readonly string[] {
  const { second } = spec;
  if (ip === '') return [];
  if (second === undefined) return [ip];
  return [ip, ip === spec.ip ? second.ip : podAddress(second.podCIDR, podNumber(spec.podCIDR, ip))];
}

/** The address with that number in a node's network. */
export function podAddress(podCIDR: string, number: number): string {
  const network = parseNetwork(podCIDR);
  return network === undefined ? '' : formatAddress({ family: network.family, value: network.first + BigInt(number) });
}

/** Which number of its node's network an address has. */
export function podNumber(podCIDR: string, ip: string): number {
  return Number((parseAddress(ip)?.value ?? 0n) - (parseNetwork(podCIDR)?.first ?? 0n));
}
