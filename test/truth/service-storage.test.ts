import { expect, test } from 'vitest';
import { createAllocators, kinds } from '../../src/engine/kinds/index.js';
import type { Allocators, Kind } from '../../src/engine/kinds/kind.js';
import { ApiError } from '../../src/kube/api-error.js';
import { deepEqual } from '../../src/kube/deep-equal.js';
import { invalidObject } from '../../src/kube/invalid-object.js';
import { isInside } from '../../src/kube/ip.js';
import type { Service } from '../../src/kube/shapes/service.js';
import { createSim } from '../../src/sim/index.js';
import { groundTruth, hasGroundTruth, report } from './ground-truth.js';

interface Rec {
  readonly id: string;
  readonly test: string;
  readonly cluster: readonly string[];
  readonly session: number;
  readonly verb: 'create' | 'update' | 'delete';
  readonly input?: Service;
  readonly before?: Service;
  readonly output?: Service;
  readonly error?: { readonly message: string };
  readonly dryRun?: boolean;
}

const NETWORKS: Readonly<Record<string, string>> = { IPv4: '10.0.0.0/16', IPv6: '2000::/108' };
/** The share reached when this was written. */
const REACHED = 0.99;

test.skipIf(!hasGroundTruth)('the storage of Services answers as upstream’s own storage tests saw it', () => {
  const file = groundTruth<{ readonly records: readonly Rec[] }>('service-storage.json');
  const kind = kinds.find((one) => one.kind === 'Service');
  if (file === undefined || kind === undefined) return;
  const worlds = new Map<number, Allocators>();
  const wrong: string[] = [];
  let ran = 0;
  for (const record of file.records) {
    const allocators = worlds.get(record.session) ?? world(record.cluster);
    worlds.set(record.session, allocators);
    if (record.error?.message.includes('not found')) continue;
    ran += 1;
    const before = record.before && adopt(record.before, allocators);
    const outcome = run(kind, record, { before, allocators });
    const problem = compare(outcome, record);
    if (problem) wrong.push(`${record.id} ${record.test} ${record.verb} [${record.cluster}]: ${problem}`);
  }
  expect(report({ name: 'storage', ran, wrong })).toBeGreaterThanOrEqual(REACHED);
  expect(ran).toBeGreaterThan(0);
});

function world(cluster: readonly string[]): Allocators {
  const serviceCIDR = cluster.map((family) => NETWORKS[family]).join(',');
  return createAllocators(createSim({ seed: 1, epoch: 0 }), { serviceCIDR });
}

/** Addresses and ports of the stored object as it was recorded are taken in our world, too. */
function adopt(service: Service, allocators: Allocators): Service {
  for (const ip of service.spec.clusterIPs ?? []) for (const pool of allocators.serviceIPs) pool.take(ip);
  for (const { nodePort } of service.spec.ports ?? []) if (nodePort) allocators.nodePorts.take(nodePort);
  if (service.spec.healthCheckNodePort) allocators.nodePorts.take(service.spec.healthCheckNodePort);
  return service;
}

function run(
  kind: Kind,
  { verb, input, dryRun, output }: Rec,
  { before, allocators }: { readonly before: Service | undefined; readonly allocators: Allocators },
): Service | string {
  try {
    return allocators.transaction(
      () => {
        if (verb === 'delete') {
          if (before && !dryRun && !output?.metadata.deletionTimestamp) kind.allocate?.(undefined, before, allocators);
          return before ?? 'nothing';
        }
        if (input === undefined) return 'nothing';
        const allocated = kind.allocate?.(input, before, allocators) ?? input;
        const prepared =
          (before ? kind.prepareUpdate?.(allocated, before) : kind.prepareCreate?.(allocated)) ?? allocated;
        const errors = before ? kind.validateUpdate(prepared, before) : kind.validateCreate(prepared);
        if (errors.length > 0) throw invalidObject(kind, input.metadata.name ?? '', errors);
        if (!dryRun && !before) kind.allocate?.(undefined, prepared, allocators);
        return prepared as Service;
      },
      { dryRun: dryRun === true },
    );
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    throw error;
  }
}

function compare(outcome: Service | string, { output, error, input }: Rec): string | undefined {
  if (error) return outcome === newer(error.message) ? undefined : `${text(outcome)} <> ${newer(error.message)}`;
  if (typeof outcome === 'string' || output === undefined) return `${text(outcome)} <> ${text(output ?? '')}`;
  const [actual, expected] = [masked(outcome, input), masked(output, input)];
  return deepEqual(actual, expected) ? undefined : `${JSON.stringify(actual)} <> ${JSON.stringify(expected)}`;
}

function text(outcome: Service | string): string {
  return typeof outcome === 'string' ? outcome : JSON.stringify(outcome.spec);
}

/** What was drawn by chance is compared by its kind only; what was asked for by its value. */
function masked({ spec }: Service, input: Service | undefined): unknown {
  const asked = new Set([...(input?.spec.clusterIPs ?? []), input?.spec.clusterIP ?? '']);
  const ports = new Set((input?.spec.ports ?? []).map(({ nodePort }) => nodePort));
  const ip = (value: string) => {
    if (asked.has(value)) return value;
    return Object.keys(NETWORKS).find((family) => isInside(NETWORKS[family] ?? '', value)) ?? value;
  };
  const clean = JSON.parse(JSON.stringify(spec)) as Service['spec'];
  return {
    ...clean,
    ...(clean.clusterIP ? { clusterIP: ip(clean.clusterIP) } : {}),
    ...(clean.clusterIPs ? { clusterIPs: clean.clusterIPs.map(ip) } : {}),
    ...(clean.healthCheckNodePort
      ? {
          healthCheckNodePort:
            clean.healthCheckNodePort === input?.spec.healthCheckNodePort ? clean.healthCheckNodePort : 'some',
        }
      : {}),
    ports: clean.ports?.map((port) => ({
      ...port,
      ...(port.nodePort ? { nodePort: ports.has(port.nodePort) ? port.nodePort : 'some' } : {}),
    })),
  };
}

/** Upstream's texts of v1.28 in their form of v1.36. */
function newer(message: string): string {
  return message
    .replace(
      /may only be set when `type` is 'NodePort' or 'LoadBalancer'/g,
      'may only be set for externally-accessible services',
    )
    .replace(/\[\]string\{([^}]*)\}/g, (_, list: string) => `[${list.replace(/, /g, ',')}]`);
}
