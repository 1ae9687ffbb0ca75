import { isIpv6, isLoopback } from './address.js';
import type { IpProtocol } from './ip-protocol.js';
import type { NetPlace } from './network.js';

/** A port of its node that a container has taken for itself (`hostPort`). */
export interface HostPort {
  /** Empty or `0.0.0.0` for every address of the node. */
  readonly hostIP: string;
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: IpProtocol;
}

interface Wanted {
  readonly ip: string;
  readonly port: number;
  readonly protocol: IpProtocol;
}

/** Which Pod of a node gets what is sent to one of the node's ports (the portmap plugin). */
export interface HostPorts {
  add(place: NetPlace): void;
  remove(place: NetPlace): void;
  clear(): void;
  find(node: string, wanted: Wanted): { readonly ip: string; readonly port: number } | undefined;
}

interface Entry extends HostPort {
  readonly uid: string;
  readonly podIps: readonly string[];
}

export function createHostPorts(): HostPorts {
  const taken = new Map<string, readonly Entry[]>();
  const keyOf = (node: string, protocol: string, port: number) => `${node} ${protocol} ${port}`;
  return {
    add(place) {
      if (place.kind !== 'pod') return;
      for (const one of place.hostPorts ?? []) {
        const key = keyOf(place.node, one.protocol, one.hostPort);
        taken.set(key, [...(taken.get(key) ?? []), { ...one, uid: place.uid, podIps: place.ips }]);
      }
    },
    remove(place) {
      if (place.kind !== 'pod') return;
      for (const { protocol, hostPort } of place.hostPorts ?? []) {
        const key = keyOf(place.node, protocol, hostPort);
        const left = (taken.get(key) ?? []).filter(({ uid }) => uid !== place.uid);
        if (left.length > 0) taken.set(key, left);
        else taken.delete(key);
      }
    },
    clear: () => taken.clear(),
    find(node, { ip, port, protocol }) {
      const found = taken.get(keyOf(node, protocol, port))?.find((entry) => isFor(entry, ip));
      const podIp = found?.podIps.find((own) => isIpv6(own) === isIpv6(ip));
      return found && podIp !== undefined ? { ip: podIp, port: found.containerPort } : undefined;
    },
  };
}

function isFor({ hostIP }: Entry, ip: string): boolean {
  if (hostIP === '' || hostIP === '0.0.0.0') return true;
  return hostIP === ip || (isLoopback(hostIP) && isLoopback(ip));
}
