import { expect, it } from 'vitest';
import { createCluster } from '../../../src/engine/index.js';
import type { ApiRequest } from '../../../src/kube/api.js';

const ONE = '/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers';
const TWO = '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers';

function world() {
  const cluster = createCluster({ seed: 1 });
  const send = (method: ApiRequest['method'], path: string, body?: unknown, type = 'application/json') => {
    const response = cluster.api({ method, path, headers: { 'content-type': type }, ...(body ? { body } : {}) });
    return response.body as Record<string, never>;
  };
  return { cluster, send };
}

const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
const cpu = (averageUtilization: number) => [
  { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } },
];

it('serves an autoscaler in both versions, whichever it was written in', () => {
  const { send } = world();
  send('POST', ONE, {
    apiVersion: 'autoscaling/v1',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web' },
    spec: { scaleTargetRef, maxReplicas: 5, targetCPUUtilizationPercentage: 60 },
  });
  const second = send('GET', `${TWO}/web`);
  expect([second['apiVersion'], second['spec']]).toEqual([
    'autoscaling/v2',
    { scaleTargetRef, maxReplicas: 5, minReplicas: 1, metrics: cpu(60) },
  ]);
  const merge = 'application/merge-patch+json';
  const first = send('PATCH', `${ONE}/web`, { spec: { targetCPUUtilizationPercentage: 70 } }, merge);
  expect([first['apiVersion'], first['spec']]).toEqual([
    'autoscaling/v1',
    { scaleTargetRef, maxReplicas: 5, minReplicas: 1, targetCPUUtilizationPercentage: 70 },
  ]);
  expect((send('GET', `${TWO}/web`)['spec'] as unknown as { metrics: unknown }).metrics).toEqual(cpu(70));
  expect(send('GET', '/apis/autoscaling')).toEqual({
    kind: 'APIGroup',
    apiVersion: 'v1',
    name: 'autoscaling',
    versions: [
      { groupVersion: 'autoscaling/v2', version: 'v2' },
      { groupVersion: 'autoscaling/v1', version: 'v1' },
    ],
    preferredVersion: { groupVersion: 'autoscaling/v2', version: 'v2' },
  });
});

it('shows events in the words of events.k8s.io, too', () => {
  const { cluster, send } = world();
  cluster.apply('apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: nginx}]}\n');
  cluster.settle();
  const path = '/apis/events.k8s.io/v1/namespaces/default/events';
  const { items } = send('GET', path) as unknown as { items: readonly Record<string, unknown>[] };
  const pulled = items.find(({ reason }) => reason === 'Created');
  expect([pulled?.['note'], pulled?.['regarding'], pulled?.['deprecatedCount'], pulled?.['message']]).toEqual([
    'Container created',
    expect.objectContaining({ kind: 'Pod', name: 'a' }),
    1,
    undefined,
  ]);
});

it('answers about its parts, of which nothing can be written', () => {
  const { cluster, send } = world();
  expect(send('GET', '/api/v1/componentstatuses/scheduler')).toEqual({
    kind: 'ComponentStatus',
    apiVersion: 'v1',
    metadata: { name: 'scheduler' },
    conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }],
  });
  const { status, headers } = cluster.api({ method: 'DELETE', path: '/api/v1/componentstatuses/scheduler' });
  expect([status, headers['warning']]).toEqual([405, '299 - "v1 ComponentStatus is deprecated in v1.19+"']);
});

it('tells everybody what everybody may do', () => {
  const { cluster } = world();
  const ask = (user?: string) =>
    cluster.api({
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
      headers: user ? { 'impersonate-user': user } : {},
      body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace: 'default' } },
    }).body as { status: { resourceRules: unknown[]; nonResourceRules: { nonResourceURLs: string[] }[] } };
  const alice = ask('alice').status;
  expect(alice.resourceRules).toEqual([
    {
      verbs: ['create'],
      apiGroups: ['authorization.k8s.io'],
      resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
    },
    { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
  ]);
  const everything = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };
  expect(ask().status.resourceRules).toEqual([everything, ...alice.resourceRules]);
});
