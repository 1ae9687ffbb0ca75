import type { Container, Pod } from '../../kube/shapes/pod.js';

export interface PodAddresses {
  readonly podIPs: readonly string[];
  readonly hostIPs: readonly string[];
}

/** A Pod's own field for the downward API (fieldRef). */
export function podField(pod: Pod, path: string, addresses: PodAddresses): string {
  const { metadata, spec } = pod;
  const keyed = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (keyed) return (keyed[1] === 'labels' ? metadata.labels : metadata.annotations)?.[keyed[2] ?? ''] ?? '';
  switch (path) {
    case 'metadata.name':
      return metadata.name ?? '';
    case 'metadata.namespace':
      return metadata.namespace ?? '';
    case 'metadata.uid':
      return metadata.uid ?? '';
    case 'metadata.labels':
      return formatMap(metadata.labels);
    case 'metadata.annotations':
      return formatMap(metadata.annotations);
    case 'spec.nodeName':
      return spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return spec.serviceAccountName ?? 'default';
    case 'spec.host':
      return spec.nodeName ?? '';
    case 'status.hostIP':
      return addresses.hostIPs[0] ?? '';
    case 'status.hostIPs':
      return addresses.hostIPs.join(',');
    case 'status.podIP':
      return ownAddresses(addresses)[0] ?? '';
    case 'status.podIPs':
      return ownAddresses(addresses).join(',');
    default:
      return '';
  }
}

/** One address a family, the node's first family first (kubelet's sortPodIPs). */
function ownAddresses({ podIPs, hostIPs }: PodAddresses): string[] {
  const isSix = (ip: string) => ip.includes(':');
  const first = isSix(hostIPs[0] ?? podIPs[0] ?? '');
  return [first, !first].flatMap((family) => podIPs.find((ip) => isSix(ip) === family) ?? []);
}

/** A container's request or limit in units of the divisor, rounded up (resourceFieldRef). */
export function resourceField(
  pod: Pod,
  reference: { readonly containerName?: string; readonly resource: string; readonly divisor?: string },
  own: Container,
): string {
  const all = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  const container = all.find(({ name }) => name === reference.containerName) ?? own;
  const [side = '', resource = ''] = reference.resource.split(/\.(.*)/s);
  const { limits = {}, requests = {} } = container.resources ?? {};
  const given = side === 'limits' ? limits[resource] : requests[resource];
  const fallback = side === 'limits' ? (resource === 'cpu' ? '4' : '8Gi') : '0';
  const divisor = reference.divisor === undefined || reference.divisor === '0' ? '1' : reference.divisor;
  return String(Math.ceil(Number((amount(given ?? fallback) / amount(divisor)).toFixed(6))));
}

function amount(quantity: string): number {
  const [, number = '0', suffix = ''] = /^([0-9.]+)([a-zA-Z]*)$/.exec(quantity) ?? [];
  return Number(number) * (SUFFIXES[suffix] ?? 1);
}

const SUFFIXES: Readonly<Record<string, number>> = {
  m: 0.001,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
};

function formatMap(map: Readonly<Record<string, string>> = {}): string {
  return Object.keys(map)
    .sort()
    .map((key) => `${key}=${JSON.stringify(map[key])}`)
    .join('\n');
}
