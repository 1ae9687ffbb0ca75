import { expect, it } from 'vitest';
import { createWorld } from './world.js';

it('makes the Pods of a StatefulSet in order and takes the last away first', () => {
  const world = createWorld();
  world.start();
  const labels = { app: 'db' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'pg', image: 'postgres:17' }] } };
  const spec = { replicas: 3, serviceName: 'db', selector: { matchLabels: labels }, template };
  const metadata = { name: 'db', namespace: 'default' };
  world.api.create('statefulsets.apps', { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata, spec } as never);
  world.settle();
  const names = () => world.api.list('pods').map((pod) => pod.metadata.name);
  expect(names()).toEqual(['db-0', 'db-1', 'db-2']);
  world.api.patch('statefulsets.apps', metadata, { spec: { replicas: 1 } });
  world.settle();
  expect(names()).toEqual(['db-0']);
  expect(world.events().filter((event) => event.includes('Delete Pod'))).toEqual([
    'SuccessfulDelete: Delete Pod db-1 in StatefulSet db successful',
    'SuccessfulDelete: Delete Pod db-2 in StatefulSet db successful',
  ]);
});
