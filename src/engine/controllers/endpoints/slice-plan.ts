import { deepEqual } from '../../../kube/deep-equal.js';
import type { Node } from '../../../kube/shapes/core.js';
import type { Pod } from '../../../kube/shapes/pod.js';
import type { EndpointPort, EndpointSlice, Service } from '../../../kube/shapes/service.js';
import { grouped } from '../grouped.js';
import { controllerReference } from '../owners.js';
import { hasClusterIP } from './candidates.js';
import { type AddressType, addressTypesOf, desiredEndpoints, portMapKey } from './desired.js';
import { mapEndpoints, withoutHints, withTrafficHints } from './hints.js';
import { HEADLESS, MADE_BY, MANAGED_BY, SERVICE_NAME } from './names.js';
import { isSamePlaceholder, type Packing, pack, recycle, type SliceChanges } from './packing.js';
import { type HintEvent, isTopologyAware, withZoneHints, type ZoneShares } from './topology.js';

export interface SliceInput {
  readonly pods: readonly Pod[];
  readonly slices: readonly EndpointSlice[];
  readonly nodeOf: (name: string) => Node | undefined;
  /** Shares of CPU by zone, for topology aware hints; none when the nodes do not tell. */
  readonly zones: () => ZoneShares | undefined;
  readonly max: number;
}

export interface SlicePlan {
  readonly changes: SliceChanges;
  readonly missingNode: boolean;
  readonly events: readonly HintEvent[];
}

const RESERVED = new Set([SERVICE_NAME, MANAGED_BY, HEADLESS]);

/** What the slices of a Service should become (upstream's endpointslice reconciler). Pure. */
export function planSlices(service: Service, input: SliceInput): SlicePlan {
  const types = addressTypesOf(service);
  const plans = types.map((addressType) => planFamily(service, addressType, input));
  const foreign = input.slices.filter(({ addressType }) => !types.includes(addressType));
  return {
    changes: {
      toCreate: plans.flatMap(({ changes }) => changes.toCreate),
      toUpdate: plans.flatMap(({ changes }) => changes.toUpdate),
      toDelete: [...plans.flatMap(({ changes }) => changes.toDelete), ...foreign],
    },
    missingNode: plans.some(({ missingNode }) => missingNode),
    events: plans.flatMap(({ events }) => events),
  };
}

function planFamily(service: Service, addressType: AddressType, input: SliceInput): SlicePlan {
  const existing = input.slices.filter((slice) => slice.addressType === addressType);
  const isOurs = (slice: EndpointSlice) => isOwnedBy(slice, service);
  const { groups, missingNode } = desiredEndpoints(service, input.pods, addressType, input.nodeOf);
  const standing = grouped(existing.filter(isOurs), ({ ports }) => portMapKey(ports ?? []));
  const packed = [...groups].map(([key, group]) => {
    const packing: Packing = {
      blank: () => blankSlice(service, addressType, group.ports),
      labelsFor: (slice) => labelsFor(slice, service),
      max: input.max,
    };
    return pack(group, standing.get(key) ?? [], packing);
  });
  const orphaned = [...standing].flatMap(([key, slices]) => (groups.has(key) ? [] : slices));
  const toDelete = [
    ...existing.filter((slice) => !isOurs(slice)),
    ...packed.flatMap((some) => some.toDelete),
    ...orphaned,
  ];
  const toCreate = packed.flatMap((some) => some.toCreate);
  const toUpdate = packed.flatMap((some) => some.toUpdate);
  const placed = withPlaceholder(service, addressType, existing, { toCreate, toUpdate, toDelete });
  const { changes, events } = withHints(service, addressType, { existing, changes: placed, zones: input.zones });
  return { changes: recycle(changes, isOurs), missingNode, events };
}

/** Without any endpoint one empty slice stands, so that readers see that the Service is known. */
function withPlaceholder(
  service: Service,
  addressType: AddressType,
  existing: readonly EndpointSlice[],
  changes: SliceChanges,
): SliceChanges {
  if (existing.length !== changes.toDelete.length || changes.toCreate.length > 0) return changes;
  const placeholder = blankSlice(service, addressType, []);
  const [only] = changes.toDelete;
  if (only && changes.toDelete.length === 1 && isSamePlaceholder(only, placeholder))
    return { ...changes, toDelete: [] };
  return { ...changes, toCreate: [placeholder] };
}

interface Hinting {
  readonly existing: readonly EndpointSlice[];
  readonly changes: SliceChanges;
  readonly zones: SliceInput['zones'];
}

function withHints(service: Service, addressType: AddressType, { existing, changes, zones }: Hinting) {
  const touched = new Set([...changes.toUpdate, ...changes.toDelete].map(({ metadata }) => metadata.name));
  const unchanged = existing.filter(({ metadata }) => !touched.has(metadata.name));
  const hadHints = existing.some(({ endpoints }) => endpoints?.some(({ hints }) => hints?.forZones !== undefined));
  if (isTopologyAware(service)) {
    return withZoneHints({ changes, unchanged, shares: zones(), hadHints, addressType });
  }
  const bare = (slice: EndpointSlice) => mapEndpoints(slice, withoutHints);
  const clean = { ...changes, toCreate: changes.toCreate.map(bare), toUpdate: changes.toUpdate.map(bare) };
  return { changes: withTrafficHints(service.spec.trafficDistribution, clean, unchanged), events: [] };
}

function blankSlice(service: Service, addressType: AddressType, ports: readonly EndpointPort[]): EndpointSlice {
  const { name = '', namespace = '' } = service.metadata;
  const slice: EndpointSlice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${name}-`,
      namespace,
      ownerReferences: [{ ...controllerReference(service), apiVersion: 'v1', kind: 'Service' }],
    },
    addressType,
    endpoints: [],
    ports,
  };
  return { ...slice, metadata: { ...slice.metadata, labels: labelsFor(slice, service).labels } };
}

/** The Service's labels and the reserved ones; `changed` when the slice does not carry the Service's. */
function labelsFor(slice: EndpointSlice, service: Service) {
  const own = withoutReserved(slice.metadata.labels);
  const wanted = withoutReserved(service.metadata.labels);
  const labels = {
    ...wanted,
    ...(hasClusterIP(service) ? {} : { [HEADLESS]: '' }),
    [SERVICE_NAME]: service.metadata.name ?? '',
    [MANAGED_BY]: MADE_BY,
  };
  return { labels, changed: !deepEqual(own, wanted) };
}

function withoutReserved(labels: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels ?? {}).filter(([key]) => !RESERVED.has(key)));
}

function isOwnedBy({ metadata }: EndpointSlice, service: Service): boolean {
  return (
    metadata.ownerReferences?.some(({ kind, uid }) => kind === 'Service' && uid === (service.metadata.uid ?? '')) ??
    false
  );
}
