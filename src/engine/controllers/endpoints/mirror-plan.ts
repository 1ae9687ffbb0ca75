import { deepEqual } from '../../../kube/deep-equal.js';
import { parseAddress } from '../../../kube/ip.js';
import type {
  Endpoint,
  EndpointAddress,
  EndpointPort,
  EndpointSlice,
  EndpointSubset,
  Endpoints,
} from '../../../kube/shapes/service.js';
import { grouped } from '../grouped.js';
import { controllerReference } from '../owners.js';
import { isIPv6 } from './candidates.js';
import { type AddressType, endpointKey, isSameEndpoint, portMapKey } from './desired.js';
import { MANAGED_BY, MIRRORED_BY, SERVICE_NAME } from './names.js';
import { recycle, type SliceChanges } from './packing.js';
import { inSliceOrder } from './port-order.js';
import { repack, type Single } from './subsets.js';

const NOT_COPIED = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'endpoints.kubernetes.io/last-change-trigger-time',
]);
const RESERVED = new Set([SERVICE_NAME, MANAGED_BY, 'service.kubernetes.io/headless']);

interface Group {
  readonly addressType: AddressType;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: Map<string, Endpoint>;
}

/** One slice for each family and set of ports of the Endpoints (upstream's mirroring reconciler). Pure. */
export function planMirror(
  endpoints: Endpoints,
  existing: readonly EndpointSlice[],
  maxPerSubset: number,
): SliceChanges {
  const groups = groupsOf(endpoints, maxPerSubset);
  const standing = grouped(existing, groupKeyOf);
  const create: EndpointSlice[] = [];
  const update: EndpointSlice[] = [];
  const remove: EndpointSlice[] = [...standing].flatMap(([key, slices]) => (groups.has(key) ? [] : slices));
  for (const [key, group] of groups) {
    const [first, ...surplus] = standing.get(key) ?? [];
    remove.push(...surplus);
    const wanted = sliceOf(endpoints, group);
    if (group.endpoints.size === 0) remove.push(...(first ? [first] : []));
    else if (first === undefined) create.push(wanted);
    else if (!isSameSlice(first, wanted))
      update.push({ ...wanted, metadata: { ...first.metadata, ...bodyOf(wanted) } });
  }
  return recycle({ toCreate: create, toUpdate: update, toDelete: remove }, () => true);
}

function groupsOf({ subsets = [] }: Endpoints, maxPerSubset: number): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  for (const subset of repack(subsets.flatMap(singlesOf))) {
    const ports = inSliceOrder(portsOf(subset));
    let count = 0;
    const add = (address: EndpointAddress, ready: boolean) => {
      if (count >= maxPerSubset || parseAddress(address.ip) === undefined) return;
      const addressType = isIPv6(address.ip) ? 'IPv6' : 'IPv4';
      const key = `${addressType} ${portMapKey(ports)}`;
      const group = groups.get(key) ?? { addressType, ports, endpoints: new Map<string, Endpoint>() };
      groups.set(key, group);
      const endpoint = endpointOf(address, ready);
      count += 1;
      group.endpoints.set(endpointKey(endpoint), endpoint);
    };
    for (const address of subset.addresses ?? []) add(address, true);
    for (const address of subset.notReadyAddresses ?? []) add(address, false);
  }
  return groups;
}

function singlesOf({ addresses = [], notReadyAddresses = [], ports = [] }: EndpointSubset): readonly Single[] {
  const through = ports.length > 0 ? ports : [undefined];
  const of = (list: readonly EndpointAddress[], isReady: boolean) =>
    list.flatMap((address) => through.map((port) => ({ address, isReady, port })));
  return [...of(addresses, true), ...of(notReadyAddresses, false)];
}

function portsOf({ ports = [] }: EndpointSubset): readonly EndpointPort[] {
  return ports.map(({ name = '', protocol, port, appProtocol }) => ({
    name,
    ...(protocol ? { protocol } : {}),
    port,
    ...(appProtocol ? { appProtocol } : {}),
  }));
}

function endpointOf({ ip, hostname, nodeName, targetRef }: EndpointAddress, ready: boolean): Endpoint {
  return {
    addresses: [ip],
    conditions: { ready },
    ...(hostname ? { hostname } : {}),
    ...(nodeName ? { nodeName } : {}),
    ...(targetRef ? { targetRef } : {}),
  };
}

function groupKeyOf({ addressType, ports }: EndpointSlice): string {
  return `${addressType} ${portMapKey(ports ?? [])}`;
}

function sliceOf(endpoints: Endpoints, { addressType, ports, endpoints: wanted }: Group): EndpointSlice {
  const { name = '', namespace = '', labels = {}, annotations = {} } = endpoints.metadata;
  const copied = Object.fromEntries(Object.entries(annotations).filter(([key]) => !NOT_COPIED.has(key)));
  const own = Object.fromEntries(Object.entries(labels).filter(([key]) => !RESERVED.has(key)));
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${name}-`,
      namespace,
      labels: { ...own, [SERVICE_NAME]: name, [MANAGED_BY]: MIRRORED_BY },
      annotations: copied,
      ownerReferences: [{ ...controllerReference(endpoints), apiVersion: 'v1', kind: 'Endpoints' }],
    },
    addressType,
    endpoints: [...wanted.values()],
    ports,
  };
}

/** What an update sets; name and identity stay those of the slice that stands. */
function bodyOf({ metadata }: EndpointSlice): Partial<EndpointSlice['metadata']> {
  const { generateName: _, ...body } = metadata;
  return body;
}

function isSameSlice(slice: EndpointSlice, wanted: EndpointSlice): boolean {
  const present = slice.endpoints ?? [];
  const left = new Map((wanted.endpoints ?? []).map((endpoint) => [endpointKey(endpoint), endpoint]));
  const isKept = (endpoint: Endpoint) => {
    const match = left.get(endpointKey(endpoint));
    return match !== undefined && isSameEndpoint(match, endpoint);
  };
  return (
    present.length === left.size &&
    present.every(isKept) &&
    deepEqual(slice.metadata.labels ?? {}, wanted.metadata.labels ?? {}) &&
    deepEqual(slice.metadata.annotations ?? {}, wanted.metadata.annotations ?? {})
  );
}
