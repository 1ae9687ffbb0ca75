import { expect, it } from 'vitest';
import { createCluster } from '../../../src/engine/index.js';
import type { Event } from '../../../src/kube/shapes/core.js';
import type { KubeObject } from '../../../src/kube/shapes/meta.js';
import type { Pod } from '../../../src/kube/shapes/pod.js';

const SET = (image: string) => `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {containers: [{name: c, image: ${image}}]}
`;

function world() {
  const cluster = createCluster({ seed: 1 });
  const get = <T>(path: string) => cluster.api({ method: 'GET', path }).body as T;
  const list = <T>(path: string) => get<{ readonly items: readonly T[] }>(path).items;
  const agents = () => list<Pod>('/api/v1/namespaces/default/pods');
  const where = () =>
    agents()
      .map(({ spec }) => `${spec.nodeName} ${spec.containers[0]?.image}`)
      .sort();
  const status = () => get<{ status: unknown }>('/apis/apps/v1/namespaces/default/daemonsets/agent').status;
  return { cluster, list, agents, where, status };
}

it('runs one Pod on every node that takes it, and follows what nodes take', () => {
  const { cluster, where, status } = world();
  cluster.apply(SET('nginx:1.27'));
  cluster.settle();
  expect(where()).toEqual(['svc-learn-worker nginx:1.27', 'svc-learn-worker2 nginx:1.27']);
  expect(status()).toEqual({
    currentNumberScheduled: 2,
    numberMisscheduled: 0,
    desiredNumberScheduled: 2,
    numberReady: 2,
    observedGeneration: 1,
    updatedNumberScheduled: 2,
    numberAvailable: 2,
  });
  const taint = { spec: { taints: [{ key: 'maintenance', effect: 'NoExecute' }] } };
  const headers = { 'content-type': 'application/merge-patch+json' };
  cluster.api({ method: 'PATCH', path: '/api/v1/nodes/svc-learn-worker', headers, body: taint });
  cluster.settle();
  expect(where()).toEqual(['svc-learn-worker2 nginx:1.27']);
});

it('rolls out a new template node by node and keeps the old ones as revisions', () => {
  const { cluster, list, agents, where } = world();
  cluster.apply(SET('nginx:1.27'));
  cluster.settle();
  const before = cluster.snapshot();
  cluster.apply(SET('nginx:1.28'));
  cluster.settle();
  expect(where()).toEqual(['svc-learn-worker nginx:1.28', 'svc-learn-worker2 nginx:1.28']);
  const revisions = list<KubeObject & { revision: number }>('/apis/apps/v1/namespaces/default/controllerrevisions');
  expect(revisions.map(({ revision }) => revision).sort()).toEqual([1, 2]);
  const newest = revisions.find(({ revision }) => revision === 2)?.metadata.labels?.['controller-revision-hash'];
  expect(agents().map(({ metadata }) => metadata.labels)).toEqual(
    [0, 1].map(() => ({ app: 'agent', 'controller-revision-hash': newest, 'pod-template-generation': '2' })),
  );
  const end = JSON.stringify(cluster.snapshot());
  const again = createCluster({ seed: 2 });
  again.restore(JSON.parse(JSON.stringify(before)));
  again.apply(SET('nginx:1.28'));
  again.settle();
  expect(JSON.stringify(again.snapshot())).toBe(end);
});

it('runs kube-proxy as a DaemonSet on every node', () => {
  const { list } = world();
  const pods = list<Pod>('/api/v1/namespaces/kube-system/pods').filter(
    ({ metadata }) => metadata.labels?.['k8s-app'] === 'kube-proxy',
  );
  expect(pods.map(({ spec }) => spec.nodeName).sort()).toEqual([
    'svc-learn-control-plane',
    'svc-learn-worker',
    'svc-learn-worker2',
  ]);
  expect(pods.map(({ metadata }) => metadata.ownerReferences?.[0]?.kind)).toEqual([
    'DaemonSet',
    'DaemonSet',
    'DaemonSet',
  ]);
  const reasons = list<Event>('/api/v1/namespaces/kube-system/events')
    .filter(({ involvedObject }) => involvedObject.kind === 'DaemonSet')
    .map(({ reason, source }) => `${reason} ${source?.component}`);
  expect(reasons).toEqual([0, 1, 2].map(() => 'SuccessfulCreate daemonset-controller'));
});
