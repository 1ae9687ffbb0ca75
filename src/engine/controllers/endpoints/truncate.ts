import type { EndpointSubset } from '../../../kube/shapes/service.js';

const CAPACITY = 1000;

/** An Endpoints object holds at most 1000 addresses: ready ones first, shared out over the subsets in proportion. */
export function truncate(subsets: readonly EndpointSubset[]): {
  readonly subsets: readonly EndpointSubset[];
  readonly truncated: boolean;
} {
  const ready = sum(subsets, 'addresses');
  const unready = sum(subsets, 'notReadyAddresses');
  if (ready + unready <= CAPACITY) return { subsets, truncated: false };
  const only = ready > CAPACITY;
  const cut = (addresses: EndpointSubset['addresses'], all: number, room: number) =>
    addresses?.slice(0, all > room ? Math.floor((addresses.length * room) / all) : addresses.length) ?? [];
  const kept = subsets.map(({ addresses, notReadyAddresses, ports }) => {
    const up = cut(addresses, ready, CAPACITY);
    const down = only ? [] : cut(notReadyAddresses, unready, CAPACITY - ready);
    return {
      ...(up.length > 0 ? { addresses: up } : {}),
      ...(down.length > 0 ? { notReadyAddresses: down } : {}),
      ...(ports ? { ports } : {}),
    };
  });
  return {
    subsets: kept.filter(({ addresses, notReadyAddresses }) => addresses || notReadyAddresses),
    truncated: true,
  };
}

function sum(subsets: readonly EndpointSubset[], field: 'addresses' | 'notReadyAddresses'): number {
  return subsets.reduce((total, subset) => total + (subset[field]?.length ?? 0), 0);
}
