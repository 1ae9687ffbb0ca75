import { describe, expect, it } from 'vitest';
import { ApiError } from '../../src/kube/api-error.js';
import type { ManagedFieldsEntry } from '../../src/kube/managed-fields.js';
import { schemaOf } from '../../src/kube/schema.js';
import { applyPatch, trackUpdate } from '../../src/kube/server-side-apply.js';
import type { KubeObject } from '../../src/kube/shapes/meta.js';

const schema = schemaOf('v1', 'ConfigMap');
if (schema === undefined) throw new Error('no schema');

const TIME = '2026-01-01T00:00:00Z';
const configMap = (
  data: Record<string, string>,
  labels: Record<string, string> = {},
): KubeObject & { data: object } => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c', namespace: 'd', labels },
  data,
});
const write = (manager: string, entries: readonly ManagedFieldsEntry[]) => ({
  manager,
  apiVersion: 'v1',
  time: TIME,
  schema,
  entries,
});
const fields = (entries: readonly ManagedFieldsEntry[]) => entries.map(({ manager, fieldsV1 }) => [manager, fieldsV1]);

describe('the book of field owners', () => {
  it('gives a changed field to who changed it, and forgets a removed one', () => {
    const first = configMap({ a: '1', b: '1' });
    const created = trackUpdate(undefined, first, write('one', []));
    expect(fields(created)).toEqual([
      ['one', { 'f:data': { '.': {}, 'f:a': {}, 'f:b': {} }, 'f:metadata': { 'f:labels': {} } }],
    ]);
    const updated = trackUpdate(first, configMap({ a: '2' }), write('two', created));
    expect(fields(updated)).toEqual([
      ['one', { 'f:data': {}, 'f:metadata': { 'f:labels': {} } }],
      ['two', { 'f:data': { 'f:a': {} } }],
    ]);
  });

  it('refuses to apply over the field of another, unless it is forced', () => {
    const live = configMap({ a: '1' });
    const entries = trackUpdate(undefined, live, write('one', []));
    const apply = (force: boolean) => applyPatch(live, configMap({ a: '2' }), { ...write('two', entries), force });
    const refused = () => apply(false);
    expect(refused).toThrow(ApiError);
    expect(refused).toThrow(`Apply failed with 1 conflict: conflict with "one" using v1 at ${TIME}: .data.a`);
    const { object, entries: after } = apply(true);
    expect(object).toEqual(configMap({ a: '2' }));
    expect(fields(after)).toEqual([
      ['two', { 'f:data': { 'f:a': {} }, 'f:metadata': { 'f:labels': {} } }],
      ['one', { 'f:data': {}, 'f:metadata': { 'f:labels': {} } }],
    ]);
  });

  it('removes what an applier no longer names and nobody else owns', () => {
    const first = applyPatch(undefined, configMap({ a: '1', b: '1' }), { ...write('one', []), force: false });
    const second = applyPatch(first.object, configMap({ b: '1' }), { ...write('two', first.entries), force: false });
    const third = applyPatch(second.object, configMap({}), { ...write('one', second.entries), force: false });
    expect(third.object).toEqual(configMap({ b: '1' }));
  });
});
