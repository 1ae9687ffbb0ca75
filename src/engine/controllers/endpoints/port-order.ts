import type { EndpointPort } from '../../../kube/shapes/service.js';
import { md5 } from './md5.js';

/** The order in which upstream's slices list their ports: by the MD5 sum of each port as Go's spew prints it. */
export function inSliceOrder(ports: readonly EndpointPort[]): readonly EndpointPort[] {
  if (ports.length < 2) return ports;
  const sums = new Map(ports.map((port) => [port, md5(spewed(port))]));
  return [...ports].sort((a, b) => ((sums.get(a) ?? '') < (sums.get(b) ?? '') ? -1 : 1));
}

function spewed({ name, protocol, port, appProtocol }: EndpointPort): string {
  const field = (type: string, value: string | number | undefined) => `(*${type})${value ?? '<nil>'}`;
  return `(v1.EndpointPort){Name:${field('string', name)} Protocol:${field('v1.Protocol', protocol)} Port:${field('int32', port)} AppProtocol:${field('string', appProtocol)}}`;
}
