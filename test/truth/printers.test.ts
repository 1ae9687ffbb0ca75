import { expect, test } from 'vitest';
import { kinds } from '../../src/engine/kinds/index.js';
import type { KubeObject } from '../../src/kube/shapes/meta.js';
import { groundTruth, hasGroundTruth, report } from './ground-truth.js';

interface Row {
  readonly test: string;
  readonly kind: string;
  readonly wide: boolean;
  readonly object: KubeObject;
  readonly cells: readonly (readonly (string | number)[])[];
}

/** Kinds whose columns are others since v1.28. */
const LATER = new Set(['Job', 'IPAddress']);

/** The share reached when this was written. */
const REACHED = 0.99;

test.skipIf(!hasGroundTruth)('cells are those of upstream’s own printer tests', () => {
  const file = groundTruth<{ readonly rows: readonly Row[] }>('printers.json');
  if (file === undefined) return;
  const wrong: string[] = [];
  let ran = 0;
  for (const row of file.rows) {
    const kind = kinds.find((one) => one.kind === row.kind);
    if (kind === undefined || LATER.has(row.kind)) continue;
    ran += 1;
    const shown = kind.columns.map(({ priority }) => row.wide || priority === 0);
    const cells = kind
      .cells(
        withoutNulls({ ...row.object, metadata: row.object.metadata ?? {} }) as KubeObject,
        Date.parse('2026-11-23T20:39:52Z'),
      )
      .filter((_, index) => shown[index]);
    const [actual, expected] = [cells.map(masked), (row.cells[0] ?? []).map(masked)];
    if (JSON.stringify(actual) !== JSON.stringify(expected)) {
      wrong.push(`${row.test} ${row.kind} ${row.object.metadata?.name}: ${actual} <> ${expected}`);
    }
  }
  expect(report({ name: 'printers', ran, wrong })).toBeGreaterThanOrEqual(REACHED);
  expect(ran).toBeGreaterThan(0);
});

/** The server's decoder drops nulls. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, part]) => part !== null);
  return Object.fromEntries(kept.map(([key, part]) => [key, withoutNulls(part)]));
}

/** Ages depend on when upstream's tests ran. */
function masked(cell: string | number): string | number {
  return typeof cell === 'string' ? cell.replace(/^\d+[smhdy]\w*$|(?<=\()\d+\w+(?= ago)/, 'AGE') : cell;
}
