import { expect, it, vi } from 'vitest';
import { ApiError, apiError } from '../../src/kube/api-error.js';

it('knows the errors of another copy of its class, as a bundle of the engine has one', async () => {
  vi.resetModules();
  const copy = await import('../../src/kube/api-error.js');
  expect(copy.ApiError).not.toBe(ApiError);
  expect(copy.apiError('NotFound', 'pods "a" not found')).toBeInstanceOf(ApiError);
  expect(apiError('NotFound', 'pods "a" not found')).toBeInstanceOf(copy.ApiError);
  expect([new Error('a'), undefined, { name: 'ApiError' }].map((one) => one instanceof ApiError)).toEqual([
    false,
    false,
    false,
  ]);
});
