import type { EndpointSlice } from '../../../kube/shapes/service.js';
import { parseKey } from '../../control/keys.js';
import { endpointName, readyOf } from './service-names.js';
import { isReverseZone, type ZoneOptions } from './zone.js';

const SERVICE_NAME = 'kubernetes.io/service-name';

/** The address that a name of in-addr.arpa or ip6.arpa stands for. */
export function reverseAddress(name: string): string | undefined {
  const lower = name.toLowerCase();
  const v4 = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa\.$/.exec(lower);
  if (v4) return v4.slice(1).reverse().join('.');
  const v6 = /^((?:[0-9a-f]\.){32})ip6\.arpa\.$/.exec(lower)?.[1];
  if (v6 === undefined) return undefined;
  const digits = v6.replaceAll('.', '').split('').reverse().join('');
  return shortIpv6((digits.match(/.{4}/g) ?? []).map((group) => Number.parseInt(group, 16)));
}

/** RFC 5952: the longest run of zero groups becomes `::`. */
function shortIpv6(groups: readonly number[]): string {
  let best = { start: 0, length: 1 };
  for (let start = 0; start < groups.length; start += 1) {
    let length = 0;
    while (groups[start + length] === 0) length += 1;
    if (length > best.length) best = { start, length };
  }
  const text = (from: number, to?: number) =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  return best.length < 2 ? text(0) : `${text(0, best.start)}::${text(best.start + best.length)}`;
}

/** Names of an address in the cluster's zone: its Service, else its endpoints. */
export function namesOfAddress(options: ZoneOptions, ip: string): readonly string[] {
  const zone = options.zones.find((candidate) => !isReverseZone(candidate)) ?? 'cluster.local.';
  const isExposed = (namespace: string) => options.namespaces.length === 0 || options.namespaces.includes(namespace);
  const [service] = options.addresses
    .services(ip)
    .map(parseKey)
    .filter(({ namespace }) => isExposed(namespace));
  if (service) return [`${service.name}.${service.namespace}.svc.${zone}`];
  const names = options.addresses.slices(ip).flatMap((key) => {
    const slice = options.reader.get<EndpointSlice>('endpointslices.discovery.k8s.io', parseKey(key));
    const name = slice?.metadata.labels?.[SERVICE_NAME];
    if (slice === undefined || name === undefined || !isExposed(slice.metadata.namespace ?? '')) return [];
    return readyOf(slice)
      .filter(({ addresses }) => addresses.includes(ip))
      .map(
        (endpoint) => `${endpointName(options, endpoint, ip)}.${name}.${slice.metadata.namespace ?? ''}.svc.${zone}`,
      );
  });
  return [...new Set(names)];
}
