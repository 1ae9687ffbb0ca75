import { matchesLabels } from '../../../kube/label-selector.js';
import type { KubeObject } from '../../../kube/shapes/meta.js';
import type { Pod } from '../../../kube/shapes/pod.js';
import type { Endpoint, EndpointSlice, Service } from '../../../kube/shapes/service.js';
import { ipv4, isIpv6 } from '../address.js';
import type { ZoneOptions } from './zone.js';

/** One host and port that a name of the cluster stands for. */
export interface Found {
  readonly host: string;
  /** -1: an address without a port. */
  readonly port: number;
  /** Name of the host below the zone, in lower case. */
  readonly name: string;
  readonly isName: boolean;
}

/** `nothing`: the name exists without data of its own; `unknown`: there is no such name. */
export type Lookup = readonly Found[] | 'unknown';

const SERVICE_NAME = 'kubernetes.io/service-name';
const SLICES = 'endpointslices.discovery.k8s.io';

/** What lies at `labels` below the zone (upstream: CoreDNS plugin/kubernetes parse.go and kubernetes.go). */
export function findName(options: ZoneOptions, labels: readonly string[]): Lookup {
  const kind = labels.at(-1);
  if (kind === undefined) return [];
  if (kind !== 'svc' && kind !== 'pod') return 'unknown';
  const namespace = labels.at(-2);
  if (namespace === undefined) return [];
  if (!isExposed(options, namespace)) return 'unknown';
  const name = labels.at(-3);
  if (kind === 'pod') return labels.length > 3 ? 'unknown' : findPod(options, namespace, name);
  if (name === undefined) return [];
  return findService(options, { namespace, name, before: labels.slice(0, -3) });
}

function isExposed({ reader, namespaces, namespaceLabels = [] }: ZoneOptions, namespace: string): boolean {
  if (namespaces.length > 0 && !namespaces.includes(namespace)) return false;
  const found = reader.get<KubeObject>('namespaces', { namespace: '', name: namespace });
  return found !== undefined && matchesLabels(namespaceLabels, found.metadata.labels);
}

function findPod({ pods, reader }: ZoneOptions, namespace: string, name: string | undefined): Lookup {
  if (pods === 'disabled') return 'unknown';
  if (name === undefined) return [];
  const isV4 = name.split('-').length === 4 && !name.includes('--');
  const host = name.replaceAll('-', isV4 ? '.' : ':');
  const isAddress = isV4 ? ipv4(host) !== undefined : /^[0-9a-f:]*:[0-9a-f:]*$/.test(host);
  if (!isAddress) return 'unknown';
  const found: Lookup = [{ host, port: -1, name: `${name}.${namespace}.pod`, isName: false }];
  if (pods === 'insecure') return found;
  return reader.list<Pod>('pods', namespace).some((pod) => pod.status?.podIP === host) ? found : 'unknown';
}

interface ServiceName {
  readonly namespace: string;
  readonly name: string;
  /** `[endpoint]`, `[_port, _protocol]` or nothing. */
  readonly before: readonly string[];
}

function findService(options: ZoneOptions, { namespace, name, before }: ServiceName): Lookup {
  const service = options.reader.get<Service>('services', { namespace, name });
  if (service === undefined || !matchesLabels(options.labels ?? [], service.metadata.labels)) return 'unknown';
  if (options.zonal && before.length === 3 && before[2] === '_zone') return findZonal(options, service, before);
  if (before.length > 2) return 'unknown';
  const [endpoint] = before.length === 1 ? before : [];
  const [port, protocol] = before.length === 2 ? before.map(withoutUnderscore) : [];
  const { spec } = service;
  const path = `${name}.${namespace}.svc`;
  if (spec.type === 'ExternalName') {
    const host = spec.externalName ?? '';
    const isPlain = before.every((label) => label.startsWith('_')) && before.length !== 1;
    return isPlain && host !== '' ? [{ host, port: -1, name: path, isName: true }] : 'unknown';
  }
  const isHeadless = (spec.clusterIPs?.[0] ?? spec.clusterIP) === 'None';
  const wanted = { endpoint, port, protocol };
  if (isHeadless || endpoint !== undefined) {
    if (options.hasEndpoints === false) return 'unknown';
    return known(slicesOf(options, service).flatMap((slice) => ofSlice(options, slice, path, wanted)));
  }
  if (options.ignoreEmptyService && !slicesOf(options, service).some(hasReady)) return 'unknown';
  return known(ofClusterService(service, path, wanted));
}

/** `ZONE.pin` gives the endpoints of a zone alone; `ZONE.prefer` all of them when the zone has none. */
function findZonal(options: ZoneOptions, service: Service, [zone, mode]: readonly string[]): Lookup {
  const { spec, metadata } = service;
  if ((spec.clusterIPs?.[0] ?? spec.clusterIP) !== 'None' || (mode !== 'pin' && mode !== 'prefer')) return 'unknown';
  const slices = slicesOf(options, service);
  const path = `${metadata.name}.${metadata.namespace}.svc`;
  const anyone: Wanted = { endpoint: undefined, port: undefined, protocol: undefined };
  const inZone = slices.map((slice) => ({
    ...slice,
    endpoints: (slice.endpoints ?? []).filter((endpoint) => endpoint.zone?.toLowerCase() === zone),
  }));
  const found = inZone.flatMap((slice) => ofSlice(options, slice, path, anyone));
  if (found.length > 0 || mode === 'pin') return found;
  return known(slices.flatMap((slice) => ofSlice(options, slice, path, anyone)));
}

interface Wanted {
  readonly endpoint: string | undefined;
  readonly port: string | undefined;
  readonly protocol: string | undefined;
}

function ofClusterService({ spec }: Service, name: string, wanted: Wanted): readonly Found[] {
  const addresses = spec.clusterIPs ?? [spec.clusterIP ?? ''];
  return (spec.ports ?? [])
    .filter((port) => isWantedPort(port, wanted))
    .flatMap(({ port }) => addresses.map((host) => ({ host, port, name, isName: false })));
}

function ofSlice(options: ZoneOptions, slice: EndpointSlice, path: string, wanted: Wanted): readonly Found[] {
  const ports = slice.ports?.length ? slice.ports : [{ name: '', port: -1, protocol: undefined }];
  const matching = ports.filter((port) => isWantedPort(port, wanted));
  return readyOf(slice).flatMap((endpoint) =>
    endpoint.addresses.flatMap((host) => {
      const label = endpointName(options, endpoint, host);
      if (wanted.endpoint !== undefined && label !== wanted.endpoint) return [];
      return matching.map(({ port = -1 }) => ({ host, port, name: `${label}.${path}`, isName: false }));
    }),
  );
}

/** An endpoint's own label: its hostname, its Pod's name if that is wished, else its address with dashes. */
export function endpointName(
  { endpointPodNames }: Pick<ZoneOptions, 'endpointPodNames'>,
  { hostname, targetRef }: Pick<Endpoint, 'hostname' | 'targetRef'>,
  ip: string,
): string {
  const pod = endpointPodNames === true && targetRef?.kind === 'Pod' ? targetRef.name : undefined;
  return hostname ?? pod ?? ip.replaceAll(isIpv6(ip) ? ':' : '.', '-');
}

export function readyOf(slice: EndpointSlice): readonly Endpoint[] {
  return (slice.endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false);
}

function hasReady(slice: EndpointSlice): boolean {
  return readyOf(slice).length > 0;
}

function slicesOf({ reader }: ZoneOptions, { metadata }: Service): readonly EndpointSlice[] {
  const { namespace = '', name = '' } = metadata;
  return reader.withLabels<EndpointSlice>(SLICES, namespace, { [SERVICE_NAME]: name });
}

function isWantedPort(
  port: { readonly name?: string; readonly protocol?: string | undefined },
  { port: name, protocol }: Wanted,
): boolean {
  if (name === undefined || protocol === undefined) return true;
  return (port.name ?? '').toLowerCase() === name && (port.protocol ?? 'TCP').toLowerCase() === protocol;
}

function withoutUnderscore(label: string): string {
  return label.startsWith('_') ? label.slice(1) : label;
}

function known(found: readonly Found[]): Lookup {
  return found.length === 0 ? 'unknown' : found;
}
