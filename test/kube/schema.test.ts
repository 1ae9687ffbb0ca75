import { expect, test } from 'vitest';
import { type Schema, schemaOf } from '../../src/kube/schema.js';
import { KINDS } from '../../src/kube/schemas/index.js';

const at = (schema: Schema | undefined, ...path: string[]): Schema | undefined =>
  path.reduce<Schema | undefined>((found, key) => (found?.type === 'object' ? found.fields[key] : undefined), schema);

test('a Service port list merges by port and is applied by port and protocol', () => {
  const ports = at(schemaOf('v1', 'Service'), 'spec', 'ports');
  expect(ports).toMatchObject({ type: 'list', listType: 'map', keys: ['port', 'protocol'], patchKey: 'port' });
});

test('a selector is an atomic map and a type has its enum', () => {
  const spec = at(schemaOf('v1', 'Service'), 'spec');
  expect(at(spec, 'selector')).toEqual({ type: 'map', values: { type: 'string' }, mapType: 'atomic' });
  expect(at(spec, 'type')).toEqual({
    type: 'string',
    enum: ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'],
  });
});

test('retainKeys, quantities, required fields and shared names are known', () => {
  expect(at(schemaOf('apps/v1', 'Deployment'), 'spec', 'strategy')).toMatchObject({ retainKeys: true });
  expect(at(schemaOf('apps/v1', 'Deployment'), 'spec')).toMatchObject({
    name: 'DeploymentSpec',
    required: ['selector', 'template'],
  });
  expect(at(schemaOf('v1', 'Event'), 'involvedObject')).toMatchObject({ name: 'ObjectReference' });
  expect(at(schemaOf('events.k8s.io/v1', 'Event'), 'regarding')).toMatchObject({ name: 'ObjectReference' });
  expect(schemaOf('v1', 'Nothing')).toBeUndefined();
});

test('every kind of the table can be read to its leaves', () => {
  const seen = new Set<Schema>();
  const walk = (schema: Schema): void => {
    if (seen.has(schema)) return;
    seen.add(schema);
    if (schema.type === 'object') Object.values(schema.fields).forEach(walk);
    if (schema.type === 'list') walk(schema.items);
    if (schema.type === 'map') walk(schema.values);
  };
  for (const key of Object.keys(KINDS)) {
    const [apiVersion = '', kind = ''] = key.split(' ');
    const schema = schemaOf(apiVersion, kind);
    expect(schema, key).toBeDefined();
    if (schema) walk(schema);
  }
  expect(seen.size).toBeGreaterThan(400);
});
