import { expect, it } from 'vitest';
import { readYaml } from '../../src/kube/yaml-read.js';

it('reads numbers as go-yaml does, and all else as text', () => {
  const numbers = '[1, -1.5, .5, 1e3, 1.5E-2, 2., 0x10, 1_000]';
  expect(readYaml(numbers)).toEqual([1, -1.5, 0.5, 1000, 0.015, 2, 16, 1000]);
  expect(readYaml('[e1, E2, ., +, e, 1.2.3, 10.96.0.1, 1e, v1]')).toEqual([
    'e1',
    'E2',
    '.',
    '+',
    'e',
    '1.2.3',
    '10.96.0.1',
    '1e',
    'v1',
  ]);
  expect(readYaml('{name: e1}')).toEqual({ name: 'e1' });
});
