import { expect, it } from 'vitest';
import { createCluster } from '../../../src/engine/index.js';
import type { KubeObject } from '../../../src/kube/shapes/meta.js';
import type { Pod } from '../../../src/kube/shapes/pod.js';
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

it('keeps the history of its template as ControllerRevisions, and the program of its Pods listens', () => {
  const cluster = createCluster({ seed: 1 });
  const yaml = (image: string) =>
    `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec: {serviceName: db, replicas: 1, selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}}, spec: {containers: [{name: pg, image: "${image}"}]}}}\n`;
  const list = <T>(path: string) =>
    (cluster.api({ method: 'GET', path }).body as { readonly items: readonly T[] }).items;
  const revisions = () =>
    list<KubeObject & { revision: number }>('/apis/apps/v1/namespaces/default/controllerrevisions')
      .map(({ metadata, revision }) => `${revision} ${metadata.name}`)
      .sort();
  cluster.apply(yaml('postgres:17'));
  cluster.settle();
  cluster.apply(yaml('postgres:18'));
  cluster.settle();
  const [pod] = list<Pod>('/api/v1/namespaces/default/pods');
  const current = pod?.metadata.labels?.['controller-revision-hash'];
  expect(revisions()).toEqual([expect.stringMatching(/^1 db-[a-z0-9]+$/), `2 ${current}`]);
  const { outcome } = cluster.send({
    from: { node: 'svc-learn-worker' },
    protocol: 'TCP',
    to: pod?.status?.podIP ?? '',
    port: 5432,
    timeoutMs: 1000,
  });
  expect(outcome).not.toBe('refused');
});
