import type { NftChain } from './nft-chains.js';
import type { ProxyOptions } from './rule-table.js';

/** The chains that kube-proxy's nftables mode always has. */
export function nftBaseChains(options: ProxyOptions): readonly NftChain[] {
  return Object.entries(hooks)
    .map(([name, lines]) => ({ name, lines }))
    .concat(checks(options));
}

const hook = (type: string) => `type ${type}; policy accept;`;

const hooks: Readonly<Record<string, readonly string[]>> = {
  'filter-prerouting-pre-dnat': [
    hook('filter hook prerouting priority dstnat - 10'),
    'ct state new jump firewall-check',
  ],
  'filter-output-pre-dnat': [hook('filter hook output priority -110'), 'ct state new jump firewall-check'],
  'filter-input': [
    hook('filter hook input priority filter'),
    'ct state new jump nodeport-endpoints-check',
    'ct state new jump service-endpoints-check',
  ],
  'filter-forward': [
    hook('filter hook forward priority filter'),
    'ct state new jump service-endpoints-check',
    'ct state new jump cluster-ips-check',
  ],
  'filter-output': [
    hook('filter hook output priority filter'),
    'ct state new jump service-endpoints-check',
    'ct state new jump cluster-ips-check',
  ],
  'nat-prerouting': [hook('nat hook prerouting priority dstnat'), 'jump services'],
  'nat-output': [hook('nat hook output priority -100'), 'jump services'],
  'nat-postrouting': [hook('nat hook postrouting priority srcnat'), 'jump masquerading'],
};

const SERVICE_KEY = 'daddr . meta l4proto . th dport vmap';
const MASQUERADE = 'masquerade fully-random';

function checks(options: ProxyOptions): readonly NftChain[] {
  const family = options.family === 'IPv4' ? 'ip' : 'ip6';
  const loopback = options.family === 'IPv4' ? '127.0.0.0/8' : '::1';
  const isListed = options.nodePortAddresses !== undefined;
  const nodePort = 'meta l4proto . th dport vmap';
  const toNode = isListed ? `${family} daddr @nodeport-ips` : `${family} daddr != ${loopback}`;
  return [
    { name: 'nodeport-endpoints-check', lines: [`${toNode} ${nodePort} @no-endpoint-nodeports`] },
    { name: 'service-endpoints-check', lines: [`${family} ${SERVICE_KEY} @no-endpoint-services`] },
    { name: 'firewall-check', lines: [`${family} ${SERVICE_KEY} @firewall-ips`] },
    {
      name: 'services',
      lines: [
        ...marking(options, family),
        `${family} ${SERVICE_KEY} @service-ips`,
        `${isListed ? '' : 'fib daddr type local '}${toNode} ${nodePort} @service-nodeports`,
      ],
    },
    {
      name: 'masquerading',
      lines: [
        `meta mark & 0x00004000 != 0x00000000 meta mark set meta mark ^ 0x00004000 ${MASQUERADE}`,
        `ct status dnat ${family} saddr . ${family} daddr . meta l4proto . th dport @hairpin-connections ${MASQUERADE}`,
      ],
    },
    { name: 'cluster-ips-check', lines: clusterAddressLines(options, family) },
    {
      name: 'reject-chain',
      lines: ['comment "helper for @no-endpoint-services / @no-endpoint-nodeports"', 'reject'],
    },
  ];
}

function marking({ masqueradeAll, podCidr }: ProxyOptions, family: string): readonly string[] {
  const mark = 'meta mark set meta mark | 0x00004000';
  if (masqueradeAll) return [`${family} daddr @cluster-ips ${mark} comment "masquerade all clusterIP traffic"`];
  if (podCidr === undefined) return [];
  const others = `${family} daddr @cluster-ips ${family} saddr != ${podCidr}`;
  return [`${others} ${mark} comment "masquerade clusterIP traffic from outside cluster"`];
}

function clusterAddressLines({ serviceCidr }: ProxyOptions, family: string): readonly string[] {
  return [
    `${family} daddr @cluster-ips reject comment "Reject traffic to invalid ports of ClusterIPs"`,
    ...(serviceCidr === undefined
      ? []
      : [`${family} daddr ${serviceCidr} drop comment "Drop traffic to unallocated ClusterIPs"`]),
  ];
}
