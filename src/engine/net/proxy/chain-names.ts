import { sha256 } from '../../../kube/sha256.js';

/** Names of a Service port's chains as kube-proxy's iptables mode makes them. */
interface ChainNames {
  readonly service: string;
  readonly local: string;
  readonly external: string;
  readonly firewall: string;
}

/** `port` is `namespace/name:portName` (no colon without a port name). */
export function chainNames(port: string, protocol: string): ChainNames {
  const hash = shortHash(port + protocol);
  return {
    service: `KUBE-SVC-${hash}`,
    local: `KUBE-SVL-${hash}`,
    external: `KUBE-EXT-${hash}`,
    firewall: `KUBE-FW-${hash}`,
  };
}

/** `endpoint` is `ip:port`. */
export function endpointChain(port: string, protocol: string, endpoint: string): string {
  return `KUBE-SEP-${shortHash(port + protocol + endpoint)}`;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The first 16 characters of base32(sha256(text)): exactly ten bytes. */
export function shortHash(text: string): string {
  const bytes = sha256(text);
  let out = '';
  for (let bit = 0; bit < 80; bit += 5) {
    const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0);
    out += alphabet[(pair >> (11 - (bit & 7))) & 31];
  }
  return out;
}
