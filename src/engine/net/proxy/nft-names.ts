import { shortHash } from './chain-names.js';
import type { Backend, PortRules } from './port-rules.js';

/** Names of a Service port's chains as kube-proxy's nftables mode makes them. */
interface NftNames {
  readonly service: string;
  readonly local: string;
  readonly external: string;
  readonly firewall: string;
}

export function nftNames(rules: PortRules): NftNames {
  const base = hashed(baseOf(rules));
  return {
    service: `service-${base}`,
    local: `local-${base}`,
    external: `external-${base}`,
    firewall: `firewall-${base}`,
  };
}

/** `HASH-namespace/name/protocol/port__ip/port`: what its chain and its affinity set are called. */
export function nftEndpointName(rules: PortRules, { ip, port }: Backend): string {
  return hashed(`${baseOf(rules)}__${ip.replaceAll(':', '.')}/${port}`);
}

/** The chains of one Service port, in the order in which they are made. */
export function nftChainNames(rules: PortRules): readonly string[] {
  const names = nftNames(rules);
  return [
    ...(rules.affinity > 0 ? rules.reachable.map((backend) => `endpoint-${nftEndpointName(rules, backend)}`) : []),
    ...(rules.cluster.length > 0 ? [names.service] : []),
    ...(rules.local.length > 0 ? [names.local] : []),
    ...(isExposed(rules) ? [names.external] : []),
    ...(hasFirewall(rules) ? [names.firewall] : []),
  ];
}

/** Whether packets from outside have a way in. */
function isExposed(rules: PortRules): boolean {
  const { nodePort, loadBalancerIPs, externalIPs, hasAny } = rules;
  return hasAny && (nodePort !== 0 || loadBalancerIPs.length > 0 || externalIPs.length > 0);
}

export function hasFirewall({ hasAny, loadBalancerIPs, sourceRanges }: PortRules): boolean {
  return hasAny && loadBalancerIPs.length > 0 && sourceRanges.length > 0;
}

function baseOf({ service, name, protocol }: PortRules): string {
  return `${service}/${protocol}/${name.slice(service.length + 1)}`;
}

function hashed(text: string): string {
  return `${shortHash(text).slice(0, 8)}-${text}`;
}
