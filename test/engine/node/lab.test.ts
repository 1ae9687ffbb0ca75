import { expect, it } from 'vitest';
import { createCluster } from '../../../src/engine/index.js';
import type { Pod } from '../../../src/kube/shapes/pod.js';

const POD = `
apiVersion: v1
kind: Pod
metadata: { name: slow, annotations: { lab/ready: "false", lab/terminate-delay: "6" } }
spec: { containers: [{ name: slow, image: nginx }] }
`;
const path = '/api/v1/namespaces/default/pods/slow';

it('keeps a Pod unready while its annotation says so, and lets it take its time to end', () => {
  const cluster = createCluster();
  const pod = () => cluster.api({ method: 'GET', path }).body as Pod;
  const isReady = () => pod().status?.containerStatuses?.[0]?.ready;
  cluster.apply(POD);
  cluster.settle();
  expect([pod().status?.phase, isReady()]).toEqual(['Running', false]);
  const annotations = { 'lab/ready': null };
  const headers = { 'content-type': 'application/merge-patch+json' };
  cluster.api({ method: 'PATCH', path, headers, body: { metadata: { annotations } } });
  cluster.settle();
  expect(isReady()).toBe(true);
  const start = cluster.elapsed();
  cluster.api({ method: 'DELETE', path });
  cluster.settle();
  expect(cluster.api({ method: 'GET', path }).status).toBe(404);
  // A deletion's time is kept in whole seconds.
  expect(Math.abs(cluster.elapsed() - start - 6000)).toBeLessThan(1000);
});
