import { deepEqual } from '../../../kube/deep-equal.js';
import type { Node } from '../../../kube/shapes/core.js';
import type { Pod } from '../../../kube/shapes/pod.js';
import type { Endpoint, EndpointPort, EndpointSlice, Service } from '../../../kube/shapes/service.js';
import { isReady } from '../pod-facts.js';
import { addressesOf, hostnameFor, isCandidate, isIPv6, portNumber } from './candidates.js';
import { inSliceOrder } from './port-order.js';

export type AddressType = EndpointSlice['addressType'];

/** The endpoints that are wanted for one set of ports. */
export interface PortGroup {
  readonly ports: readonly EndpointPort[];
  readonly endpoints: Map<string, Endpoint>;
}

export interface Desired {
  readonly groups: ReadonlyMap<string, PortGroup>;
  /** A Pod's Node is not there: left out for now, to be looked at again. */
  readonly missingNode: boolean;
}

/** What the Pods of a Service make as endpoints of one address family, by the ports that they resolve to. */
export function desiredEndpoints(
  service: Service,
  pods: readonly Pod[],
  addressType: AddressType,
  nodeOf: (name: string) => Node | undefined,
): Desired {
  const groups = new Map<string, PortGroup>();
  let missingNode = false;
  for (const pod of pods) {
    if (!isCandidate(pod, true)) continue;
    const ports = endpointPorts(service, pod);
    const key = portMapKey(ports);
    const group = groups.get(key) ?? { ports: inSliceOrder(ports), endpoints: new Map() };
    groups.set(key, group);
    const node = nodeOf(pod.spec.nodeName ?? '');
    if (node === undefined && !service.spec.publishNotReadyAddresses) {
      missingNode = true;
      continue;
    }
    const endpoint = endpointOf(service, pod, { node, addressType });
    if (endpoint) group.endpoints.set(endpointKey(endpoint), endpoint);
  }
  return { groups, missingNode };
}

/** Tells sets of ports apart, whatever their order. */
export function portMapKey(ports: readonly EndpointPort[]): string {
  return ports
    .map(({ name, protocol, port, appProtocol }) => JSON.stringify([name, protocol, port, appProtocol]))
    .sort()
    .join();
}

/** What makes an endpoint the same one (upstream's hashEndpoint). */
export function endpointKey({ addresses, hostname, targetRef }: Endpoint): string {
  return `${[...addresses].sort().join()} ${hostname ?? ''} ${targetRef?.namespace ?? ''}/${targetRef?.name ?? ''}`;
}

/** Whether two endpoints with the same key say the same, too; resource versions and hints apart. */
export function isSameEndpoint(a: Endpoint, b: Endpoint): boolean {
  return (
    a.nodeName === b.nodeName &&
    a.zone === b.zone &&
    deepEqual(a.conditions, b.conditions) &&
    deepEqual({ ...a.targetRef, resourceVersion: '' }, { ...b.targetRef, resourceVersion: '' })
  );
}

/** The families that a Service has slices for. */
export function addressTypesOf({ spec }: Service): readonly AddressType[] {
  if (spec.ipFamilies && spec.ipFamilies.length > 0) return spec.ipFamilies;
  const { clusterIP } = spec;
  if (clusterIP && clusterIP !== 'None') return [isIPv6(clusterIP) ? 'IPv6' : 'IPv4'];
  return ['IPv4', 'IPv6'];
}

function endpointPorts({ spec }: Service, pod: Pod): readonly EndpointPort[] {
  return (spec.ports ?? []).flatMap((servicePort) => {
    const port = portNumber(pod, servicePort);
    if (port === undefined) return [];
    const { name = '', protocol, appProtocol } = servicePort;
    return [{ name, ...(protocol ? { protocol } : {}), port, ...(appProtocol ? { appProtocol } : {}) }];
  });
}

function endpointOf(
  service: Service,
  pod: Pod,
  { node, addressType }: { readonly node: Node | undefined; readonly addressType: AddressType },
): Endpoint | undefined {
  const addresses = addressesOf(pod).filter((ip) => isIPv6(ip) === (addressType === 'IPv6'));
  if (addresses.length === 0) return undefined;
  const serving = isReady(pod);
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating);
  const { namespace, name, uid } = pod.metadata;
  const zone = node?.metadata.labels?.['topology.kubernetes.io/zone'];
  const hostname = hostnameFor(pod, service);
  return {
    addresses,
    conditions: { ready, serving, terminating },
    ...(hostname ? { hostname } : {}),
    targetRef: { kind: 'Pod', ...(namespace ? { namespace } : {}), ...(name ? { name } : {}), ...(uid ? { uid } : {}) },
    ...(pod.spec.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    ...(zone ? { zone } : {}),
  };
}
