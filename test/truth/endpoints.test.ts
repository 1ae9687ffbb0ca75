import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addressTypesOf } from '../../src/engine/controllers/endpoints/desired.js';
import { endpointsOf } from '../../src/engine/controllers/endpoints/endpoints.js';
import { withTrafficHints } from '../../src/engine/controllers/endpoints/hints.js';
import { planMirror } from '../../src/engine/controllers/endpoints/mirror-plan.js';
import { isMirrored } from '../../src/engine/controllers/endpoints/mirroring.js';
import { planSlices } from '../../src/engine/controllers/endpoints/slice-plan.js';
import { triggered } from '../../src/engine/controllers/endpoints/slice-writes.js';
import { zoneShares } from '../../src/engine/controllers/endpoints/topology.js';
import { hasAll } from '../../src/engine/controllers/selector.js';
import type { Node } from '../../src/kube/shapes/core.js';
import type { Pod } from '../../src/kube/shapes/pod.js';
import type { EndpointSlice, Endpoints, Service } from '../../src/kube/shapes/service.js';

const file = '../shared/groundtruth/endpoints.json';
const present = existsSync(file);

interface Record_ {
  readonly id: string;
  readonly test: string;
  readonly summarised?: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: recorded data
  readonly input: any;
  // biome-ignore lint/suspicious/noExplicitAny: recorded data
  readonly result?: any;
  // biome-ignore lint/suspicious/noExplicitAny: recorded data
  readonly actions?: any;
}

/**
 * What a reader of the objects could not tell apart: order of what upstream takes from maps, zero values that JSON keeps. Ports are
 * sorted: v1.28, which was recorded here, orders them by another sum than v1.36.
 */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain).filter((item) => text(item) !== '{}');
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value)
    .filter(([key]) => !['uid', 'resourceVersion', 'generation', 'creationTimestamp'].includes(key))
    .map(([key, field]) => [key, key === 'ports' ? inOneOrder(plain(field)) : plain(field)] as const)
    .filter(([, field]) => field !== undefined && field !== null && field !== '' && field !== 0)
    .filter(([, field]) => typeof field !== 'object' || Object.keys(field ?? {}).length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields);
}

function inOneOrder(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return [...value].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

const text = (value: unknown) => JSON.stringify(typeof value === 'object' ? plain(value) : value);
const sorted = (values: readonly unknown[]) => values.map(text).sort();

function podsOf({ input }: Record_): readonly Pod[] {
  if (input.pods) return input.pods;
  const [first, second = first] = input.podsSample;
  return Array.from({ length: input.podCount }, (_, i) => {
    const base = i % 10 === 0 ? first : second;
    const ip = `1.2.${3 + Math.floor(i / 200)}.${4 + (i % 200)}`;
    return {
      ...base,
      metadata: { ...base.metadata, name: `pod${i}` },
      status: { ...base.status, podIP: ip, podIPs: [{ ip }] },
    };
  });
}

describe.skipIf(!present)('recorded syncs of the endpoint controllers (skipped: ../shared is absent)', () => {
  const truth = present ? JSON.parse(readFileSync(file, 'utf8')) : {};

  const measure = (
    name: string,
    records: readonly Record_[],
    compare: (record: Record_) => string | undefined,
    left: Readonly<Record<string, string>>,
  ) =>
    it(`${name}: 95 % of the recorded syncs give the same writes`, () => {
      const measured = records.filter(({ id }) => !(id in left));
      const failures = measured.flatMap((record) => {
        const difference = compare(record);
        return difference === undefined ? [] : [`${record.id} ${record.test}\n${difference}`];
      });
      const share = (1 - failures.length / measured.length) * 100;
      console.log(`${name}: ${measured.length} cases, ${share.toFixed(1)} %, left out ${JSON.stringify(left)}`);
      if (failures.length > 0) console.log(failures.join('\n'));
      expect(Object.keys(left).length / records.length).toBeLessThanOrEqual(0.03);
      expect(share).toBeGreaterThanOrEqual(95);
    });

  measure('Endpoints', truth.endpoints ?? [], endpointsDifference, {});
  measure('EndpointSlice', truth.endpointslice ?? [], sliceDifference, {
    ES018: 'summarised: the recording does not say how the Pods differ from the slices',
    ES029: 'summarised: the recording shows 2 Pods of 300, their 5 sets of ports are not in it',
  });
  measure('mirroring', truth.mirroring ?? [], mirrorDifference, {});

  it('sets the hints of trafficDistribution as recorded', () => {
    for (const row of truth.trafficDistributionHints) {
      const unchanged: EndpointSlice[] = named(row.slicesUnchanged, 'unchanged');
      const result = withTrafficHints(
        row.trafficDistribution ?? undefined,
        { toCreate: row.slicesToCreate ?? [], toUpdate: row.slicesToUpdate ?? [], toDelete: [] },
        unchanged,
      );
      expect([row.name, sorted(result.toCreate.map(bare)), sorted(result.toUpdate.map(bare))]).toEqual([
        row.name,
        sorted(row.wantSlicesToCreate ?? []),
        sorted(row.wantSlicesToUpdate ?? []),
      ]);
    }
  });

  it('knows the address families of a Service', () => {
    for (const row of truth.supportedServiceAddressTypes) {
      expect([row.name, [...addressTypesOf(row.service)].sort()]).toEqual([
        row.name,
        [...row.expectedAddressTypes].sort(),
      ]);
    }
  });
});

function named(slices: readonly EndpointSlice[] | undefined, name: string): EndpointSlice[] {
  return (slices ?? []).map((slice, i) => ({ ...slice, metadata: { ...slice.metadata, name: `${name}-${i}` } }));
}

function bare({ metadata: _, ...slice }: EndpointSlice) {
  return slice;
}

function endpointsDifference(record: Record_): string | undefined {
  const { service, existingEndpoints } = record.input as { service?: Service; existingEndpoints?: Endpoints };
  if (service === undefined) return undefined;
  const { type } = service.spec;
  // The recording drops an empty selector as it drops none; only the syncs without one have no Pods.
  const selector = service.spec.selector ?? (record.input.pods?.length === 0 ? undefined : {});
  const pods = podsOf(record).filter(({ metadata }) => hasAll(metadata.labels ?? {}, selector ?? {}));
  const trigger = record.result?.object?.metadata?.annotations?.['endpoints.kubernetes.io/last-change-trigger-time'];
  const result =
    type === 'ExternalName' || selector === undefined
      ? undefined
      : endpointsOf(service, pods, { current: existingEndpoints, trigger });
  if (record.summarised) {
    const counts = (record.result?.subsets ?? record.result?.object?.subsets ?? []).length;
    return (result === undefined) === (record.result === null) ? undefined : `${counts}`;
  }
  const strip = (object: Endpoints | undefined) => {
    if (!object) return null;
    const { 'endpoints.kubernetes.io/managed-by': _, ...labels } = object.metadata.labels ?? {};
    const { apiVersion: __, kind: ___, ...rest } = object;
    const { namespace: ____, ...metadata } = object.metadata;
    return { ...rest, metadata: { ...metadata, labels } };
  };
  const mine = text(strip(result));
  const theirs = text(strip(record.result?.object));
  return mine === theirs ? undefined : `  ours   ${mine}\n  theirs ${theirs}`;
}

function sliceDifference(record: Record_): string | undefined {
  const { service, existingSlices, nodes, maxEndpointsPerSlice, topologyCache } = record.input as {
    service: Service;
    existingSlices: readonly EndpointSlice[];
    nodes: readonly Node[];
    maxEndpointsPerSlice: number;
    topologyCache: boolean;
  };
  const pods = podsOf(record).filter(({ metadata }) => hasAll(metadata.labels ?? {}, service.spec.selector ?? {}));
  const plan = planSlices(service, {
    pods,
    slices: record.summarised
      ? restored(record, pods)
      : existingSlices.filter(({ metadata }) => !metadata.deletionTimestamp),
    nodeOf: (name) => (nodes ?? []).find(({ metadata }) => metadata.name === name),
    zones: () => (topologyCache ? zoneShares(nodes ?? []) : undefined),
    max: maxEndpointsPerSlice,
  });
  return compareWrites(record, plan.changes, service.metadata.deletionTimestamp === undefined);
}

/** Slices of a summarised record hold counts: they are filled with the Pods in their order, as the upstream test does. */
function restored({ input }: Record_, pods: readonly Pod[]): readonly EndpointSlice[] {
  const { service } = input as { service: Service };
  const reference = { service: { ...service, metadata: { ...service.metadata, labels: {} } } };
  let next = 0;
  return input.existingSlices.map(
    (slice: { name: string; endpoints: number; addressType: 'IPv4'; ports: EndpointSlice['ports'] }) => {
      const some = pods.slice(next, next + slice.endpoints);
      next += slice.endpoints;
      const { changes } = planSlices(reference.service, {
        pods: some,
        slices: [],
        nodeOf: () => input.nodes[0],
        zones: () => undefined,
        max: 1000,
      });
      const [made] = changes.toCreate;
      const metadata = { ...made?.metadata, name: slice.name, labels: made?.metadata.labels ?? {} };
      return { ...made, metadata, ports: slice.ports ?? made?.ports } as EndpointSlice;
    },
  );
}

function mirrorDifference(record: Record_): string | undefined {
  const { endpoints, existingSlices, maxEndpointsPerSubset } = record.input as {
    endpoints: Endpoints;
    existingSlices: readonly EndpointSlice[];
    maxEndpointsPerSubset: number;
  };
  const ours = existingSlices.filter(
    ({ metadata }) =>
      metadata.labels?.['endpointslice.kubernetes.io/managed-by'] === 'endpointslicemirroring-controller.k8s.io',
  );
  const changes = isMirrored(endpoints)
    ? planMirror(endpoints, ours, maxEndpointsPerSubset)
    : { toCreate: [], toUpdate: [], toDelete: ours };
  return compareWrites(record, changes, endpoints.metadata.deletionTimestamp === undefined);
}

function compareWrites(
  record: Record_,
  changes: ReturnType<typeof planMirror>,
  mayCreate: boolean,
): string | undefined {
  const mine = [
    ...(mayCreate ? changes.toCreate : []).map((object) => ({ verb: 'create', object })),
    ...changes.toUpdate.map((object) => ({ verb: 'update', object })),
    ...changes.toDelete.map(({ metadata }) => ({ verb: 'delete', name: metadata.name })),
  ];
  const key = record.summarised ? summary : whole;
  const a = mine.map(key).sort();
  const b = (record.actions as typeof mine).map(key).sort();
  return a.join('\n') === b.join('\n')
    ? undefined
    : `  ours   ${a.join('\n         ')}\n  theirs ${b.join('\n         ')}`.slice(0, 2500);
}

// biome-ignore lint/suspicious/noExplicitAny: recorded data
function summary(action: any): string {
  const count = action.object ? action.object.endpoints.length : (action.endpoints ?? 0);
  return `${action.verb} ${count}`;
}

// biome-ignore lint/suspicious/noExplicitAny: recorded data
function whole({ verb, object, name }: any): string {
  if (!object) return `${verb} ${name ?? ''}`;
  const { apiVersion: _, kind: __, ...slice } = triggered(object, undefined);
  const { generateName: ___, ...metadata } = slice.metadata;
  const endpoints = (slice.endpoints ?? []).map((endpoint) => ({ ...endpoint, text: text(endpoint) }));
  endpoints.sort((a, b) => (a.text < b.text ? -1 : 1));
  return `${verb} ${text({ ...slice, metadata: { ...metadata, ...(verb === 'create' ? { generateName: slice.metadata.generateName } : {}) }, endpoints })}`;
}
