import type { EndpointSlice, Service } from '../../../kube/shapes/service.js';
import type { Sim } from '../../../sim/index.js';
import type { ClusterReader } from '../../control/cluster-api.js';
import type { Controller } from '../../control/controller.js';
import { keyOf, parseKey } from '../../control/keys.js';

const SLICES = 'endpointslices.discovery.k8s.io';

/** Which Services and EndpointSlices name an address, for reverse look-ups. */
export interface AddressIndex {
  /** Keys of Services with this cluster address. */
  services(ip: string): readonly string[];
  /** Keys of Services that are reached at this address from outside. */
  outside(ip: string): readonly string[];
  /** Keys of slices with this endpoint address. */
  slices(ip: string): readonly string[];
}

/** The index and the loop `dns-addresses` that keeps it. */
export function createAddressIndex(
  sim: Sim,
  reader: ClusterReader,
): AddressIndex & { readonly controller: Controller } {
  let known = new Map<string, readonly string[]>();
  const owners = new Map<string, Set<string>>();

  const put = (key: string, ips: readonly string[]) => {
    for (const ip of known.get(key) ?? []) {
      owners.get(ip)?.delete(key);
      if (owners.get(ip)?.size === 0) owners.delete(ip);
    }
    known.delete(key);
    if (ips.length > 0) known.set(key, ips);
    for (const ip of ips) owners.set(ip, (owners.get(ip) ?? new Set()).add(key));
  };
  const find = (ip: string, prefix: string) =>
    [...(owners.get(ip) ?? [])].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));

  sim.registry.register('net/dns-addresses', {
    save: () => [...known],
    load(data) {
      known = new Map();
      owners.clear();
      for (const [key, ips] of data as [string, readonly string[]][]) put(key, ips);
    },
  });
  return {
    services: (ip) => find(ip, 'service:'),
    outside: (ip) => find(ip, 'outside:'),
    slices: (ip) => find(ip, 'slice:'),
    controller: {
      name: 'dns-addresses',
      watches: {
        services: ({ object }) => [`service:${keyOf(object)}`, `outside:${keyOf(object)}`],
        [SLICES]: ({ object }) => [`slice:${keyOf(object)}`],
      },
      reconcile(key) {
        put(key, addressesOf(reader, key));
        return undefined;
      },
    },
  };
}

function addressesOf(reader: ClusterReader, key: string): readonly string[] {
  const [kind, name = ''] = key.split(':');
  if (kind === 'service') {
    const spec = reader.get<Service>('services', parseKey(name))?.spec;
    return (spec?.clusterIPs ?? [spec?.clusterIP ?? '']).filter((ip) => ip !== '' && ip !== 'None');
  }
  if (kind === 'outside') {
    const service = reader.get<Service>('services', parseKey(name));
    return service === undefined ? [] : outsideAddresses(service);
  }
  const endpoints = reader.get<EndpointSlice>(SLICES, parseKey(name))?.endpoints ?? [];
  return [...new Set(endpoints.flatMap(({ addresses }) => addresses))];
}

/** Addresses and names that the outside knows: of the load balancer, else external IPs. */
export function outsideAddresses({ spec, status }: Service): readonly string[] {
  const balancer = (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? []);
  return balancer.length > 0 ? balancer : (spec.externalIPs ?? []);
}
