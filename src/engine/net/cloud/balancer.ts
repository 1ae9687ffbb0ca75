import { inCidr } from '../address.js';
import type { IpProtocol } from '../ip-protocol.js';

/** A load balancer of the cloud. Plain data, replaced as a whole. */
export interface Balancer {
  /** `namespace/name`. */
  readonly service: string;
  /** `ip`: packets keep their addresses on the way to a node; `hostname`: the balancer opens a connection of its own. */
  readonly address: 'ip' | 'hostname';
  /** Its addresses, one a family that the Service has. */
  readonly ips: readonly string[];
  /** Its name in DNS, `''` without one. */
  readonly hostname: string;
  readonly ports: readonly BalancerPort[];
  /** Empty: everybody is let in. */
  readonly sourceRanges: readonly string[];
  /** Where a node says whether it takes packets. */
  readonly check: { readonly port: number; readonly path: string };
  readonly targets: readonly Target[];
}

export interface BalancerPort {
  readonly protocol: IpProtocol;
  readonly port: number;
  /** 0 when the Service has none. */
  readonly nodePort: number;
}

export interface Target {
  readonly node: string;
  readonly ip: string;
  readonly isHealthy: boolean;
  /** Checks that failed in a row. */
  readonly failures: number;
}

interface BalancedPacket {
  readonly source: string;
  readonly port: number;
  readonly protocol: BalancerPort['protocol'];
}

/** What the balancer does with the opening packet of a connection. */
export type BalancerAnswer =
  | { readonly kind: 'target'; readonly target: Target; readonly count: number; readonly nodePort: number }
  | {
      readonly kind: 'lost';
      readonly reason: 'balancer-port-closed' | 'balancer-source-denied' | 'balancer-no-target';
    };

export function balance(
  balancer: Balancer,
  { source, port, protocol }: BalancedPacket,
  below: (count: number) => number,
): BalancerAnswer {
  const listener = balancer.ports.find((known) => known.port === port && known.protocol === protocol);
  const isServed = listener !== undefined && (balancer.address === 'ip' || listener.nodePort !== 0);
  if (!isServed) return { kind: 'lost', reason: 'balancer-port-closed' };
  const { sourceRanges } = balancer;
  const isAllowed = sourceRanges.length === 0 || sourceRanges.some((range) => inCidr(source, range));
  if (!isAllowed) return { kind: 'lost', reason: 'balancer-source-denied' };
  const healthy = balancer.targets.filter(({ isHealthy }) => isHealthy);
  const target = healthy[healthy.length === 1 ? 0 : below(Math.max(1, healthy.length))];
  if (target === undefined) return { kind: 'lost', reason: 'balancer-no-target' };
  return { kind: 'target', target, count: healthy.length, nodePort: listener.nodePort };
}
