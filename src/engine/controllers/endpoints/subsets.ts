import type { EndpointAddress, EndpointSubset } from '../../../kube/shapes/service.js';
import { inSubsetOrder } from './port-order.js';

type Port = NonNullable<EndpointSubset['ports']>[number];

/** One address behind one port; no port for a headless Service without ports. */
export interface Single {
  readonly address: EndpointAddress;
  readonly isReady: boolean;
  readonly port: Port | undefined;
}

interface Group {
  readonly port: Port | undefined;
  readonly addresses: Map<string, Single>;
}

/** Ports that have the same addresses share a subset; everything is sorted (upstream's RepackSubsets). */
export function repack(singles: readonly Single[]): readonly EndpointSubset[] {
  const groups = new Map<string, Group>();
  for (const single of singles) {
    const name = portKey(single.port);
    const group = groups.get(name) ?? { port: single.port, addresses: new Map() };
    groups.set(name, group);
    const id = addressKey(single.address);
    const before = group.addresses.get(id);
    // The same address twice behind one port is ready only when both are.
    group.addresses.set(id, before?.isReady === false ? before : single);
  }
  const subsets = new Map<string, Group[]>();
  for (const group of groups.values()) {
    const name = [...group.addresses]
      .map(([id, { isReady }]) => `${id} ${isReady}`)
      .sort()
      .join();
    subsets.set(name, [...(subsets.get(name) ?? []), group]);
  }
  return [...subsets.values()].map(subsetOf).sort((a, b) => (firstAddress(a) < firstAddress(b) ? -1 : 1));
}

function subsetOf(groups: readonly Group[]): EndpointSubset {
  const all = [...(groups[0]?.addresses.values() ?? [])].sort((a, b) => byAddress(a.address, b.address));
  const addresses = all.filter(({ isReady }) => isReady).map(({ address }) => address);
  const notReadyAddresses = all.filter(({ isReady }) => !isReady).map(({ address }) => address);
  const ports = inSubsetOrder(groups.flatMap(({ port }) => port ?? []));
  return {
    ...(addresses.length > 0 ? { addresses } : {}),
    ...(notReadyAddresses.length > 0 ? { notReadyAddresses } : {}),
    ...(ports.length > 0 ? { ports } : {}),
  };
}

function firstAddress({ addresses, notReadyAddresses }: EndpointSubset): string {
  const first = addresses?.[0] ?? notReadyAddresses?.[0];
  return first?.ip ?? '';
}

/** By text, as upstream compares: 10.0.0.10 stands before 10.0.0.9. */
function byAddress(a: EndpointAddress, b: EndpointAddress): number {
  const left = `${a.ip} ${a.targetRef?.uid ?? ''}`;
  const right = `${b.ip} ${b.targetRef?.uid ?? ''}`;
  return left < right ? -1 : 1;
}

function addressKey({ ip, targetRef }: EndpointAddress): string {
  return `${ip} ${targetRef?.uid ?? targetRef?.name ?? ''}`;
}

function portKey(port: Port | undefined): string {
  return port
    ? `${port.name ?? ''} ${port.protocol ?? ''} ${String(port.port).padStart(5, '0')} ${port.appProtocol ?? ''}`
    : '';
}
