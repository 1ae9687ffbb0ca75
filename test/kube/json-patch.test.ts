import { describe, expect, it } from 'vitest';
import { applyJsonPatch, type JsonPatchOperation } from '../../src/kube/json-patch.js';
import { makeMergePatch, makeThreeWayMergePatch, mergePatch } from '../../src/kube/merge-patch.js';
import { formatResourcePath, parseResourcePath } from '../../src/kube/resource-path.js';

describe('a JSON patch', () => {
  it('adds, replaces, removes, moves, copies and tests', () => {
    const operations: JsonPatchOperation[] = [
      { op: 'test', path: '/a/0', value: 1 },
      { op: 'add', path: '/a/-', value: 3 },
      { op: 'add', path: '/a/0', value: 0 },
      { op: 'replace', path: '/b~1c', value: 'y' },
      { op: 'copy', from: '/a', path: '/copy' },
      { op: 'remove', path: '/a/1' },
      { op: 'move', from: '/d', path: '/e' },
    ];
    expect(applyJsonPatch({ a: [1, 2], 'b/c': 'x', d: true }, operations)).toEqual({
      a: [0, 2, 3],
      'b/c': 'y',
      copy: [0, 1, 2, 3],
      e: true,
    });
    expect(() => applyJsonPatch({ a: 1 }, [{ op: 'test', path: '/a', value: 2 }])).toThrow('testing value /a failed');
    expect(() => applyJsonPatch({}, [{ op: 'remove', path: '/x' }])).toThrow('doc is missing path: "/x"');
  });
});

describe('a merge patch', () => {
  it('leads from one value to another', () => {
    const before = { a: 1, b: { c: [1], d: 2 }, gone: {} };
    const after = { a: 1, b: { c: [2], d: 2 }, fresh: { x: 1 } };
    const patch = makeMergePatch(before, after);
    expect(patch).toEqual({ gone: null, b: { c: [2] }, fresh: { x: 1 } });
    expect(mergePatch(before, patch)).toEqual(after);
  });

  it('of three states deletes only what was applied before', () => {
    const patch = makeThreeWayMergePatch({
      original: { a: 1, old: 1 },
      modified: { a: 2 },
      current: { a: 1, old: 1, other: 1 },
    });
    expect(patch).toEqual({ old: null, a: 2 });
  });
});

describe('a resource path', () => {
  it('is taken apart and put together again', () => {
    const paths = [
      '/api/v1/pods',
      '/api/v1/namespaces/default',
      '/api/v1/namespaces/default/status',
      '/api/v1/namespaces/default/pods/web/log',
      '/apis/apps/v1/namespaces/default/deployments/web/scale',
    ];
    const parsed = paths.map((path) => parseResourcePath(path));
    expect(parsed.map((path) => path && formatResourcePath(path))).toEqual(paths);
    expect(parsed[2]).toEqual({
      group: '',
      version: 'v1',
      resource: 'namespaces',
      name: 'default',
      subresource: 'status',
    });
    expect(parsed[4]).toEqual({
      group: 'apps',
      version: 'v1',
      resource: 'deployments',
      namespace: 'default',
      name: 'web',
      subresource: 'scale',
    });
    expect(parseResourcePath('/apis/apps/v1')).toBeUndefined();
  });
});
