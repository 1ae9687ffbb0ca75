import type { Endpoint, EndpointSlice } from '../../../kube/shapes/service.js';
import { hasAll } from '../selector.js';
import { endpointKey, isSameEndpoint, type PortGroup } from './desired.js';

/** What to do with the slices of one Service and family. Slices to create have no name yet. */
export interface SliceChanges {
  readonly toCreate: readonly EndpointSlice[];
  readonly toUpdate: readonly EndpointSlice[];
  readonly toDelete: readonly EndpointSlice[];
}

export interface Packing {
  /** Makes an empty slice for the group. */
  readonly blank: () => EndpointSlice;
  readonly labelsFor: (slice: EndpointSlice) => {
    readonly labels: Readonly<Record<string, string>>;
    readonly changed: boolean;
  };
  readonly max: number;
}

interface Filled {
  readonly slice: EndpointSlice;
  readonly endpoints: Endpoint[];
}

/**
 * Spreads the wanted endpoints of one set of ports over its slices (upstream's reconcileByPortMapping): what stands keeps
 * its place, slices that change anyway are filled up, then one slice with just enough room, then new slices.
 */
export function pack(group: PortGroup, existing: readonly EndpointSlice[], packing: Packing): SliceChanges {
  const left = new Map(group.endpoints);
  const { unchanged, changed, toDelete } = keep(left, existing, packing);
  const fullestFirst = [...changed].sort((a, b) => b.endpoints.length - a.endpoints.length);
  for (const { endpoints } of fullestFirst) fill(endpoints, left, packing.max);
  const created: Filled[] = [];
  while (left.size > 0) {
    const fitting = left.size < packing.max ? closestFit(unchanged, left.size, packing.max) : undefined;
    const target: Filled = { slice: fitting ?? packing.blank(), endpoints: [...(fitting?.endpoints ?? [])] };
    fill(target.endpoints, left, packing.max);
    if (fitting) {
      unchanged.splice(unchanged.indexOf(fitting), 1);
      changed.push(target);
    } else {
      created.push(target);
    }
  }
  return { toCreate: created.map(finished), toUpdate: changed.map(finished), toDelete };
}

function keep(left: Map<string, Endpoint>, existing: readonly EndpointSlice[], { labelsFor }: Packing) {
  const unchanged: EndpointSlice[] = [];
  const changed: Filled[] = [];
  const toDelete: EndpointSlice[] = [];
  for (const slice of existing) {
    const old = slice.endpoints ?? [];
    const endpoints: Endpoint[] = [];
    let isUpdated = false;
    for (const endpoint of old) {
      const key = endpointKey(endpoint);
      const wanted = left.get(key);
      if (wanted === undefined) continue;
      left.delete(key);
      isUpdated ||= !isSameEndpoint(wanted, endpoint);
      endpoints.push(endpoint.hints ? { ...wanted, hints: endpoint.hints } : wanted);
    }
    const { labels, changed: isRelabelled } = labelsFor(slice);
    if (!isUpdated && endpoints.length === old.length && !isRelabelled) unchanged.push(slice);
    else if (endpoints.length === 0) toDelete.push(slice);
    else changed.push({ slice: { ...slice, metadata: { ...slice.metadata, labels } }, endpoints });
  }
  return { unchanged, changed, toDelete };
}

function fill(endpoints: Endpoint[], left: Map<string, Endpoint>, max: number): void {
  for (const [key, endpoint] of left) {
    if (endpoints.length >= max) return;
    endpoints.push(endpoint);
    left.delete(key);
  }
}

/** The slice that is fullest when all that is left goes into it. */
function closestFit(slices: readonly EndpointSlice[], count: number, max: number): EndpointSlice | undefined {
  let best: EndpointSlice | undefined;
  let bestRoom = max;
  for (const slice of slices) {
    const room = max - (slice.endpoints ?? []).length - count;
    if (room < 0 || room >= bestRoom) continue;
    best = slice;
    bestRoom = room;
  }
  return best;
}

function finished({ slice, endpoints }: Filled): EndpointSlice {
  return { ...slice, endpoints };
}

/** Turns creations into updates of slices that would be deleted (upstream's finalize). */
export function recycle(
  { toCreate, toUpdate, toDelete }: SliceChanges,
  isOurs: (slice: EndpointSlice) => boolean,
): SliceChanges {
  const created = [...toCreate];
  const updated = [...toUpdate];
  const deleted: EndpointSlice[] = [];
  for (const old of toDelete) {
    const next = created.at(-1);
    if (next === undefined || old.addressType !== next.addressType || !isOurs(old)) {
      deleted.push(old);
      continue;
    }
    created.pop();
    updated.push({ ...next, metadata: recycledMetadata(old, next) });
  }
  return { toCreate: created, toUpdate: updated, toDelete: deleted };
}

function recycledMetadata(old: EndpointSlice, { metadata }: EndpointSlice): EndpointSlice['metadata'] {
  const { generateName: _, ...body } = metadata;
  return { ...old.metadata, ...body };
}

/** Whether the empty slice that stands will do; of its metadata only namespace and labels count. */
export function isSamePlaceholder(standing: EndpointSlice, wanted: EndpointSlice): boolean {
  return (
    (standing.endpoints ?? []).length === 0 &&
    (standing.ports ?? []).length === 0 &&
    standing.addressType === wanted.addressType &&
    standing.metadata.namespace === wanted.metadata.namespace &&
    hasAll(wanted.metadata.labels ?? {}, standing.metadata.labels ?? {})
  );
}
