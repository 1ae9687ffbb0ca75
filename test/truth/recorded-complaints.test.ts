import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createAllocators, kinds } from '../../src/engine/kinds/index.js';
import { ApiError } from '../../src/kube/api-error.js';
import { fieldErrorMessage } from '../../src/kube/field-error.js';
import type { KubeObject } from '../../src/kube/shapes/meta.js';
import { createSim } from '../../src/sim/index.js';
import { report } from './ground-truth.js';

interface Rec {
  readonly id?: string;
  readonly argv?: readonly string[];
  readonly stdout?: string;
  readonly stderr?: string;
  readonly files?: Readonly<Record<string, string>>;
}

const FILE = '../shared/parity/golden/kubectl.jsonl';
/** The share reached when this was written. */
const REACHED = 0.96;

test.skipIf(!existsSync(FILE))('manifests that a real v1.36 refused are refused in the same words', () => {
  const wrong: string[] = [];
  let ran = 0;
  for (const line of readFileSync(FILE, 'utf8').trim().split('\n')) {
    const { id, stdout, stderr, files, argv } = JSON.parse(line) as Rec;
    const manifest = Object.values(files ?? {})[0];
    if (manifest === undefined || manifest.includes('\n---') || !/^(apply|create)$/.test(argv?.[1] ?? '')) continue;
    const expected = stderr?.startsWith('The ') ? complaints(stderr) : / created$/m.test(stdout ?? '') ? [] : undefined;
    if (
      expected === undefined ||
      expected.some((text) => /once set|already allocated|immutable|updates may not/.test(text))
    )
      continue;
    const actual = create(parse(manifest) as KubeObject);
    if (actual === undefined) continue;
    ran += 1;
    if (JSON.stringify(actual) !== JSON.stringify(expected)) wrong.push(`${id}: ${actual} <> ${expected}`);
  }
  expect(report({ name: 'recorded complaints', ran, wrong })).toBeGreaterThanOrEqual(REACHED);
  expect(ran).toBeGreaterThan(0);
});

function complaints(stderr: string): string[] {
  const body = stderr.slice(stderr.indexOf(' is invalid: ') + ' is invalid: '.length).trim();
  return body.startsWith('* ') ? body.slice(2).split('\n* ') : [body];
}

function create(given: KubeObject): string[] | undefined {
  const kind = kinds.find((one) => one.kind === given?.kind);
  if (kind === undefined) return undefined;
  const allocators = createAllocators(createSim({ seed: 1, epoch: 0 }), { serviceCIDR: '10.96.0.0/12' });
  const namespace = kind.namespaced ? { namespace: 'default' } : {};
  try {
    const object = kind.defaults({ ...given, metadata: { ...namespace, ...given.metadata } });
    const allocated = kind.allocate?.(object, undefined, allocators) ?? object;
    const prepared = kind.prepareCreate?.(allocated) ?? allocated;
    return [...new Set(kind.validateCreate(prepared).map(fieldErrorMessage))];
  } catch (error) {
    if (error instanceof ApiError)
      return (error.status.details?.causes ?? []).map((cause) => `${cause.field}: ${cause.message}`);
    throw error;
  }
}
