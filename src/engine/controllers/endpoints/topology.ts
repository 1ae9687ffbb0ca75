import type { Node } from '../../../kube/shapes/core.js';
import type { Endpoint, EndpointSlice, Service } from '../../../kube/shapes/service.js';
import { quantityNumber } from '../quantity.js';
import { isReadyEndpoint, mapEndpoints, withoutHints } from './hints.js';
import type { SliceChanges } from './packing.js';

/** Each zone's share of the cluster's CPU; the shares add up to 1. */
export type ZoneShares = ReadonlyMap<string, number>;

export interface HintEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

interface ZoneHinting {
  readonly changes: SliceChanges;
  readonly unchanged: readonly EndpointSlice[];
  readonly shares: ZoneShares | undefined;
  readonly hadHints: boolean;
  readonly addressType: string;
}

interface Allocation {
  readonly minimum: number;
  readonly maximum: number;
  readonly desired: number;
}

const OVERLOAD = 0.2;
const CONTROL_PLANE = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

/** `service.kubernetes.io/topology-mode: Auto` (or its older name). */
export function isTopologyAware({ metadata }: Service): boolean {
  const { annotations = {} } = metadata;
  const mode =
    annotations['service.kubernetes.io/topology-aware-hints'] ?? annotations['service.kubernetes.io/topology-mode'];
  return mode === 'Auto' || mode === 'auto';
}

/** None unless every ready worker tells its zone and CPU, and there are two zones at least. */
export function zoneShares(nodes: readonly Node[]): ZoneShares | undefined {
  const cpu = new Map<string, number>();
  for (const { metadata, status } of nodes) {
    if (CONTROL_PLANE.some((label) => metadata.labels?.[label] !== undefined)) continue;
    if (status?.conditions?.find(({ type }) => type === 'Ready')?.status !== 'True') continue;
    const zone = metadata.labels?.['topology.kubernetes.io/zone'];
    const amount = quantityNumber(status.allocatable?.['cpu']);
    if (!zone || amount === 0) return undefined;
    cpu.set(zone, (cpu.get(zone) ?? 0) + amount);
  }
  const total = [...cpu.values()].reduce((sum, amount) => sum + amount, 0);
  if (cpu.size < 2) return undefined;
  return new Map([...cpu].sort(([a], [b]) => (a < b ? -1 : 1)).map(([zone, amount]) => [zone, amount / total]));
}

/** Hands endpoints to zones in proportion to their CPU, each to its own zone where that is fair (AddHints). */
export function withZoneHints({ changes: packed, unchanged: standing, shares, hadHints, addressType }: ZoneHinting): {
  readonly changes: SliceChanges;
  readonly events: readonly HintEvent[];
} {
  // A slice that stands without hints is written, too: half of them would steer all traffic to the other half.
  const bareSlices = shares === undefined ? [] : standing.filter(lacksHints);
  const changes = { ...packed, toUpdate: [...packed.toUpdate, ...bareSlices] };
  const unchanged = standing.filter((slice) => !bareSlices.includes(slice));
  const stop = (why: string) => ({
    changes: bare(packed),
    events: [
      {
        type: 'Warning' as const,
        reason: 'TopologyAwareHintsDisabled',
        message: `${why}, addressType: ${addressType}`,
      },
    ],
  });
  const touched = [...changes.toCreate, ...changes.toUpdate];
  const ready = [...touched, ...unchanged].flatMap(({ endpoints }) => (endpoints ?? []).filter(isReadyEndpoint));
  if (shares === undefined)
    return stop('Insufficient Node information: allocatable CPU or zone not specified on one or more nodes');
  if (shares.size > ready.length) {
    return stop(`Insufficient number of Endpoints (${ready.length}), impossible to safely allocate proportionally`);
  }
  const allocations = allocate(shares, ready.length);
  if (allocations === undefined) {
    return stop(
      `Unable to allocate minimum required endpoints to each zone without exceeding overload threshold (${ready.length} endpoints, ${shares.size} zones)`,
    );
  }
  if (
    touched.some(({ endpoints }) => (endpoints ?? []).some((endpoint) => isReadyEndpoint(endpoint) && !endpoint.zone))
  ) {
    return stop('One or more endpoints do not have a zone specified');
  }
  const counts = countByZone(touched, unchanged, allocations);
  if (counts === undefined) return stop('No hints set for one or more zones');
  const moves = redistributions(allocations, counts);
  const hint = (slice: EndpointSlice) => mapEndpoints(slice, (endpoint) => hinted(endpoint, moves));
  const enabled: HintEvent = {
    type: 'Normal',
    reason: 'TopologyAwareHintsEnabled',
    message: `Topology Aware Hints has been enabled, addressType: ${addressType}`,
  };
  return {
    changes: { toCreate: changes.toCreate.map(hint), toUpdate: changes.toUpdate.map(hint), toDelete: changes.toDelete },
    events: hadHints ? [] : [enabled],
  };
}

function lacksHints({ endpoints }: EndpointSlice): boolean {
  return (endpoints ?? []).some((endpoint) => isReadyEndpoint(endpoint) && endpoint.hints === undefined);
}

function bare(changes: SliceChanges): SliceChanges {
  const strip = (slice: EndpointSlice) => mapEndpoints(slice, withoutHints);
  return { ...changes, toCreate: changes.toCreate.map(strip), toUpdate: changes.toUpdate.map(strip) };
}

function allocate(shares: ZoneShares, total: number): ReadonlyMap<string, Allocation> | undefined {
  const wanted = [...shares].map(([zone, share]) => {
    const desired = share * total;
    const minimum = Math.ceil(desired * (1 / (1 + OVERLOAD)));
    return { zone, minimum, desired: Math.max(desired, minimum) };
  });
  const least = wanted.reduce((sum, { minimum }) => sum + minimum, 0);
  if (least > total) return undefined;
  return new Map(
    wanted.map(({ zone, minimum, desired }) => [zone, { minimum, desired, maximum: minimum + total - least }]),
  );
}

/** How many endpoints each zone would have with the hints of slices that stand and everyone else at home. */
function countByZone(
  touched: readonly EndpointSlice[],
  unchanged: readonly EndpointSlice[],
  allocations: ReadonlyMap<string, Allocation>,
): Map<string, number> | undefined {
  const counts = new Map<string, number>();
  const add = (zone: string) => counts.set(zone, (counts.get(zone) ?? 0) + 1);
  for (const { endpoints } of touched)
    for (const endpoint of endpoints ?? []) if (isReadyEndpoint(endpoint)) add(endpoint.zone ?? '');
  for (const { endpoints } of unchanged) {
    for (const endpoint of endpoints ?? [])
      if (isReadyEndpoint(endpoint)) add(endpoint.hints?.forZones?.[0]?.name ?? endpoint.zone ?? '');
  }
  return [...counts.keys()].every((zone) => allocations.has(zone)) ? counts : undefined;
}

/** For each giving zone the zones that its next endpoints go to. */
function redistributions(
  allocations: ReadonlyMap<string, Allocation>,
  counts: ReadonlyMap<string, number>,
): Map<string, string[]> {
  const giving: { zone: string; spare: number }[] = [];
  const receiving: { zone: string; need: number }[] = [];
  for (const [zone, { minimum, maximum, desired }] of allocations) {
    const actual = counts.get(zone) ?? 0;
    if (actual < minimum) receiving.push({ zone, need: Math.ceil(desired - actual) });
    else if (actual > maximum) giving.push({ zone, spare: Math.floor(actual - desired) });
  }
  const total = receiving.reduce((sum, { need }) => sum + need, 0);
  for (const { zone } of giving.length === 0 && total > 0 ? surplusZones(allocations, counts) : [])
    giving.push({ zone, spare: total });
  const moves = new Map<string, string[]>();
  for (const { zone, need } of receiving.sort((a, b) => b.need - a.need)) {
    let left = need;
    for (const giver of giving) {
      for (; left > 0 && giver.spare > 0; left -= 1) {
        giver.spare -= 1;
        moves.set(giver.zone, [...(moves.get(giver.zone) ?? []), zone]);
      }
    }
  }
  return moves;
}

function surplusZones(allocations: ReadonlyMap<string, Allocation>, counts: ReadonlyMap<string, number>) {
  return [...allocations]
    .map(([zone, { desired }]) => ({ zone, spare: (counts.get(zone) ?? 0) - desired }))
    .filter(({ spare }) => spare > 0)
    .sort((a, b) => b.spare - a.spare);
}

function hinted(endpoint: Endpoint, moves: Map<string, string[]>): Endpoint {
  const own = withoutHints(endpoint);
  if (!isReadyEndpoint(endpoint) || !endpoint.zone) return own;
  const name = moves.get(endpoint.zone)?.shift() ?? endpoint.zone;
  return { ...own, hints: { forZones: [{ name }] } };
}
