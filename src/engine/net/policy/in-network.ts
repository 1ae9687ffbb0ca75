import { isInside } from '../../../kube/ip.js';
import { inCidr, isIpv6 } from '../address.js';

/** Whether an address of either family lies in a network of the same family. */
export function inNetwork(ip: string, cidr: string): boolean {
  if (isIpv6(ip) !== isIpv6(cidr)) return false;
  return isIpv6(ip) ? isInside(cidr, ip) : inCidr(ip, cidr);
}
