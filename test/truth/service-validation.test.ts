import { expect, test } from 'vitest';
import { createAllocators, kinds } from '../../src/engine/kinds/index.js';
import type { Kind } from '../../src/engine/kinds/kind.js';
import { ApiError } from '../../src/kube/api-error.js';
import { fieldErrorMessage } from '../../src/kube/field-error.js';
import { invalidObject } from '../../src/kube/invalid-object.js';
import { nextAddress } from '../../src/kube/ip.js';
import type { KubeObject } from '../../src/kube/shapes/meta.js';
import { createSim } from '../../src/sim/index.js';
import { groundTruth, hasGroundTruth, report } from './ground-truth.js';

interface Case {
  readonly id: string;
  readonly test: string;
  readonly name?: string;
  readonly op: 'create' | 'update';
  readonly object: KubeObject;
  readonly old?: KubeObject;
  readonly unit?: { readonly errors: readonly Message[] };
  readonly errors?: readonly Message[];
  readonly apiServer?: Readonly<Record<string, ServerAnswer>>;
}

interface Message {
  readonly message: string;
  readonly message_v1_34plus?: string;
}

interface ServerAnswer {
  readonly code: number;
  readonly message?: string;
  readonly message_v1_34plus?: string;
  readonly oldObjectRejected?: boolean;
}

interface File {
  readonly cases: readonly Case[];
  readonly endpointSliceAndNetworkPolicyValidation: readonly Case[];
  readonly addedSince1_28: readonly { readonly name: string; readonly patch: unknown; readonly numErrors: number }[];
}

const kindOf = (object: KubeObject): Kind | undefined => kinds.find(({ kind }) => kind === object.kind);

test.skipIf(!hasGroundTruth)('objects get the complaints of upstream’s own validation tests', () => {
  const file = groundTruth<File>('service-validation.json');
  if (file === undefined) return;
  const wrong: string[] = [];
  let ran = 0;
  for (const one of [...file.cases, ...file.endpointSliceAndNetworkPolicyValidation]) {
    const kind = kindOf(one.object);
    if (kind === undefined || CHANGED.has(one.id)) continue;
    ran += 1;
    const expected = (one.unit?.errors ?? one.errors ?? []).map((error) =>
      newer(error.message_v1_34plus ?? error.message),
    );
    const errors = one.old ? kind.validateUpdate(one.object, one.old) : kind.validateCreate(one.object);
    const actual = [...new Set(errors.map(fieldErrorMessage))];
    if (JSON.stringify(actual) !== JSON.stringify([...new Set(expected)]))
      wrong.push(`${one.id} ${one.name ?? one.test}: ${actual} <> ${expected}`);
  }
  expect(report({ name: 'validation', ran, wrong })).toBeGreaterThanOrEqual(UNIT);
  expect(ran).toBeGreaterThan(0);
});

test.skipIf(!hasGroundTruth)('objects get the answers of a real API server on three networks', () => {
  const file = groundTruth<File>('service-validation.json');
  if (file === undefined) return;
  const wrong: string[] = [];
  let ran = 0;
  for (const one of file.cases) {
    const kind = kindOf(one.object);
    if (kind === undefined || CHANGED.has(one.id)) continue;
    for (const [network, answer] of Object.entries(one.apiServer ?? {})) {
      if (answer.oldObjectRejected || /does not match/.test(answer.message ?? '')) continue;
      ran += 1;
      const actual = serve(kind, one, network.slice(network.indexOf('_') + 1));
      const expected = answer.code < 300 ? 'ok' : newer(answer.message_v1_34plus ?? answer.message ?? '');
      if (normal(actual) !== normal(expected))
        wrong.push(`${one.id} ${one.name ?? one.test} [${network}]: ${actual} <> ${expected}`);
    }
  }
  expect(report({ name: 'API server', ran, wrong })).toBeGreaterThanOrEqual(SERVER);
  expect(ran).toBeGreaterThan(0);
});

/**
 * Rules that are others since v1.28: the kubelet's port may be exposed (SV062), source ranges are judged one by one (SV065 to SV070),
 * external addresses need a traffic policy (SV029 to SV032), addresses of slices get the common message (NV054, NV059, NV068), a name
 * that is missing fails in the allocator (SV003).
 */
const CHANGED = new Set('SV003 SV029 SV030 SV031 SV032 SV062 SV065 SV066 SV069 SV070 NV054 NV059 NV068'.split(' '));

/** The shares reached when this was written. */
const UNIT = 0.985;
const SERVER = 0.994;

function serve(kind: Kind, { object, old }: Case, serviceCIDR: string): string {
  const allocators = createAllocators(createSim({ seed: 1, epoch: 0 }), { serviceCIDR });
  // The Service `kubernetes` was there before.
  allocators.serviceIPs[0]?.take(nextAddress(serviceCIDR.split('/')[0] ?? '') ?? '');
  try {
    const stored = old && write(kind, { object: old, old: undefined, allocators });
    write(kind, { object, old: stored, allocators });
    return 'ok';
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    throw error;
  }
}

function write(
  kind: Kind,
  {
    object,
    old,
    allocators,
  }: { object: KubeObject; old: KubeObject | undefined; allocators: ReturnType<typeof createAllocators> },
): KubeObject {
  const metadata = {
    ...object.metadata,
    namespace: object.metadata.namespace ?? 'valid',
    name: object.metadata.name || '',
  };
  const defaulted = kind.defaults({ ...object, metadata });
  const allocated = kind.allocate?.(defaulted, old, allocators) ?? defaulted;
  const prepared = (old ? kind.prepareUpdate?.(allocated, old) : kind.prepareCreate?.(allocated)) ?? allocated;
  const errors = old ? kind.validateUpdate(prepared, old) : kind.validateCreate(prepared);
  if (errors.length > 0) throw invalidObject(kind, metadata.name, errors);
  return prepared;
}

const RELAXED =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

/** Upstream's texts of v1.28 in their form of v1.36. */
function newer(message: string): string {
  return message
    .replace(/a DNS-1035 label [^\]]*\[a-z\]\(\[-a-z0-9\]\*\[a-z0-9\]\)\?'\)/g, RELAXED)
    .replace(/: not a valid CIDR/g, ': must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')
    .replace(/Invalid value: "null"/g, 'Invalid value: null')
    .replace(
      /core\.ServicePort\{.*Port:12345.*\}/g,
      '{"Name":"","Protocol":"TCP","AppProtocol":null,"Port":12345,"TargetPort":0,"NodePort":0}',
    )
    .replace(
      /may only be set when `type` is 'NodePort' or 'LoadBalancer'/g,
      'may only be set for externally-accessible services',
    )
    .replace(
      /the provided IP \(\S+\) is not in the valid range\. The range of valid IPs is \S+/g,
      'the provided network does not match the current range',
    )
    .replace(/\[\]string\{([^}]*)\}/g, (_, list: string) => `[${list.replace(/, /g, ',')}]`)
    .replace(/\[\]core\.\w+\{([^}]*)\}/g, (_, list: string) => `[${list.replace(/, /g, ',')}]`);
}

function normal(message: string): string {
  return message.replace(/\d+\.\d+\.\d+\.\d+"/g, 'IP"');
}
