import type { AddressRanges } from './path.js';

/** Address families of a cluster, the primary one first. */
export type IpFamilies = readonly ['IPv4'] | readonly ['IPv6'] | readonly ['IPv4', 'IPv6'] | readonly ['IPv6', 'IPv4'];

/** Which addresses a cluster and its surroundings have. */
export interface AddressPlan {
  /** One network a family each, parted by commas. */
  readonly ranges: AddressRanges;
  /** Cluster IPs of the Services `kubernetes` and `kube-dns`. */
  readonly apiAddress: string;
  readonly clusterDns: string;
  /** Of the learner's own machine, which the nodes have as their gateway. */
  readonly gateways: readonly string[];
  /** The DNS server outside that nodes ask. */
  readonly upstreamDns: string;
}

const PLANS = {
  IPv4: {
    pods: '10.244.0.0/16',
    services: '10.96.0.0/12',
    nodes: '172.18.0.0/16',
    apiAddress: '10.96.0.1',
    clusterDns: '10.96.0.10',
    gateway: '172.18.0.1',
  },
  IPv6: {
    pods: 'fd00:10:244::/56',
    services: 'fd00:10:96::/112',
    nodes: 'fc00:f853:ccd:e793::/64',
    apiAddress: 'fd00:10:96::1',
    clusterDns: 'fd00:10:96::a',
    gateway: 'fc00:f853:ccd:e793::1',
  },
} as const;

export function addressPlan(families: IpFamilies = ['IPv4']): AddressPlan {
  const plans = families.map((family) => PLANS[family]);
  const { apiAddress, clusterDns } = PLANS[families[0]];
  const all = (part: 'pods' | 'services' | 'nodes') => plans.map((plan) => plan[part]).join(',');
  return {
    ranges: { pods: all('pods'), services: all('services'), nodes: all('nodes') },
    apiAddress,
    clusterDns,
    gateways: plans.map(({ gateway }) => gateway),
    upstreamDns: PLANS[families.some((family) => family === 'IPv4') ? 'IPv4' : 'IPv6'].gateway,
  };
}
