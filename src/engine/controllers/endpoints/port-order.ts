import type { EndpointPort, EndpointSubset } from '../../../kube/shapes/service.js';
import { fnv128a } from './fnv128a.js';

type SubsetPort = NonNullable<EndpointSubset['ports']>[number];

/** The order in which upstream's slices list their ports: by the sum of each port as Go's spew prints it. */
export function inSliceOrder(ports: readonly EndpointPort[]): readonly EndpointPort[] {
  return bySum(ports, ({ name, protocol, port, appProtocol }) => {
    const field = (type: string, value: string | number | undefined) => `(*${type})${value ?? '<nil>'}`;
    return `(v1.EndpointPort){Name:${field('string', name)} Protocol:${field('v1.Protocol', protocol)} Port:${field('int32', port)} AppProtocol:${field('string', appProtocol)}}`;
  });
}

/** The order of ports in Endpoints, by the same sum of another struct. */
export function inSubsetOrder(ports: readonly SubsetPort[]): readonly SubsetPort[] {
  return bySum(
    ports,
    ({ name = '', port, protocol = '', appProtocol = '<nil>' }) =>
      `(v1.EndpointPort){Name:(string)${name} Port:(int32)${port} Protocol:(v1.Protocol)${protocol} AppProtocol:(*string)${appProtocol}}`,
  );
}

function bySum<T>(ports: readonly T[], spewed: (port: T) => string): readonly T[] {
  if (ports.length < 2) return ports;
  const sums = new Map(ports.map((port) => [port, fnv128a(spewed(port))]));
  return [...ports].sort((a, b) => ((sums.get(a) ?? 0n) < (sums.get(b) ?? 0n) ? -1 : 1));
}
