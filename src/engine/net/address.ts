/** Arithmetic of addresses on the packet path; IPv4 is the quick one. */
import { isInside } from '../../kube/ip.js';

/** The address as an unsigned number, `undefined` when the text is none. */
export function ipv4(text: string): number | undefined {
  let value = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 46) {
      if (digits === 0) return undefined;
      value = value * 256 + part;
      part = 0;
      digits = 0;
      dots += 1;
      continue;
    }
    if (code < 48 || code > 57) return undefined;
    part = part * 10 + code - 48;
    digits += 1;
    if (part > 255 || digits > 3) return undefined;
  }
  return dots === 3 && digits > 0 ? value * 256 + part : undefined;
}

/** Whether an address lies in a network, or in one of several parted by commas; a text that is no network holds nothing. */
export function inCidr(ip: string, cidr: string): boolean {
  if (isIpv6(ip)) return cidr.split(',').some((one) => isIpv6(one) && isInside(one, ip));
  const network = networks.get(cidr) ?? parsed(cidr);
  const address = network === NONE ? undefined : ipv4(ip);
  return address !== undefined && Math.floor(address / network.size) === network.index;
}

interface Ipv4Network {
  readonly size: number;
  /** How many networks of this size lie before it. */
  readonly index: number;
}

const NONE: Ipv4Network = { size: 1, index: -1 };
/** Texts that were parsed before; the same text means the same network for ever. */
const networks = new Map<string, Ipv4Network>();
const MOST_NETWORKS = 1024;

/** The IPv4 network of the text. */
function parsed(text: string): Ipv4Network {
  const cidr = text.split(',').find((one) => !isIpv6(one)) ?? '';
  const slash = cidr.indexOf('/');
  const base = ipv4(slash < 0 ? cidr : cidr.slice(0, slash));
  const size = 2 ** (32 - (slash < 0 ? 32 : Number(cidr.slice(slash + 1))));
  const network = base === undefined ? NONE : { size, index: Math.floor(base / size) };
  if (networks.size >= MOST_NETWORKS) networks.clear();
  networks.set(text, network);
  return network;
}

export function isLoopback(ip: string): boolean {
  return ip.startsWith('127.') || ip === '::1';
}

/** The loopback address of the same family. */
export function loopbackOf(ip: string): string {
  return isIpv6(ip) ? '::1' : '127.0.0.1';
}

export function isIpv6(ip: string): boolean {
  return ip.includes(':');
}

/** `ip:port`, with brackets around IPv6. */
export function endText({ ip, port }: { readonly ip: string; readonly port: number }): string {
  return isIpv6(ip) ? `[${ip}]:${port}` : `${ip}:${port}`;
}
