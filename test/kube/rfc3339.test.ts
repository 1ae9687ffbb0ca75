import { expect, it } from 'vitest';
import { rfc3339 } from '../../src/kube/rfc3339.js';

it('says times in whole seconds, whatever was asked before', () => {
  const at = Date.UTC(2026, 0, 1, 0, 0, 59);
  expect([at, at + 999, at + 1000, at, -1].map(rfc3339)).toEqual([
    '2026-01-01T00:00:59Z',
    '2026-01-01T00:00:59Z',
    '2026-01-01T00:01:00Z',
    '2026-01-01T00:00:59Z',
    '1969-12-31T23:59:59Z',
  ]);
});
