import type { EndpointSlice, Service } from '../../../kube/shapes/service.js';
import type { ClusterReader } from '../../control/cluster-api.js';

/** A port of a Service, by number or name. */
export interface ServicePortName {
  readonly namespace: string;
  readonly service: string;
  readonly port: number | string;
}

export interface ProxyBackend {
  readonly ip: string;
  readonly port: number;
}

/** The ready endpoints of a Service port: proxies send to Pods themselves, past the Service's address. */
export function serviceBackends(
  reader: Pick<ClusterReader, 'get' | 'withLabels'>,
  { namespace, service, port }: ServicePortName,
): readonly ProxyBackend[] | 'no-service' | 'no-port' {
  const found = reader.get<Service>('services', { namespace, name: service });
  if (found === undefined) return 'no-service';
  const asked = found.spec.ports?.find((each) => each.port === port || each.name === port);
  if (asked === undefined) return 'no-port';
  const slices = reader.withLabels<EndpointSlice>('endpointslices.discovery.k8s.io', namespace, {
    'kubernetes.io/service-name': service,
  });
  return slices.flatMap(({ endpoints, ports }) => {
    const target = ports?.find(({ name = '' }) => name === (asked.name ?? ''))?.port;
    if (target === undefined) return [];
    const ready = (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false);
    return ready.flatMap(({ addresses }) => addresses.slice(0, 1).map((ip) => ({ ip, port: target })));
  });
}
