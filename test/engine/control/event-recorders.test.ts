import { expect, it } from 'vitest';
import type { Event } from '../../../src/kube/shapes/core.js';
import { createFakeCluster } from '../fake-cluster.js';

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid: 'u1', resourceVersion: '7' },
};

it('writes the same event once and counts it', () => {
  const { api, recorders, sim } = createFakeCluster();
  const recorder = recorders({ component: 'kubelet', host: 'svc-learn-worker' });
  recorder.event(pod, 'Warning', 'BackOff', 'Back-off', 'spec.containers{app}');
  sim.run({ until: 3000 });
  recorder.event(
    { ...pod, metadata: { ...pod.metadata, resourceVersion: '8' } },
    'Warning',
    'BackOff',
    'Back-off',
    'spec.containers{app}',
  );
  const events = api
    .list<Event>('events')
    .map(({ metadata: { name, namespace }, ...event }) => ({ name, namespace, ...event }));
  expect(events).toEqual([
    {
      name: 'web.18867251edfa0001',
      namespace: 'default',
      apiVersion: 'v1',
      kind: 'Event',
      involvedObject: {
        kind: 'Pod',
        namespace: 'default',
        name: 'web',
        uid: 'u1',
        apiVersion: 'v1',
        resourceVersion: '7',
        fieldPath: 'spec.containers{app}',
      },
      reason: 'BackOff',
      message: 'Back-off',
      source: { component: 'kubelet', host: 'svc-learn-worker' },
      firstTimestamp: '2026-01-01T00:00:00Z',
      lastTimestamp: '2026-01-01T00:00:03Z',
      count: 2,
      type: 'Warning',
      eventTime: null,
      reportingComponent: 'kubelet',
      reportingInstance: 'svc-learn-worker',
    },
  ]);
});

it('combines the tenth different text about one object', () => {
  const { api, recorders } = createFakeCluster();
  const recorder = recorders({ component: 'replicaset-controller' });
  for (let i = 0; i < 12; i += 1) recorder.event(pod, 'Normal', 'SuccessfulCreate', `Created pod: web-${i}`);
  const events = api.list<Event>('events').map(({ message, count }) => `${message} x${count}`);
  expect(events.length).toBe(10);
  expect(events.at(-1)).toBe('(combined from similar events): Created pod: web-11 x3');
});

it('lets a source write twenty-five events about one object at once, then one every five minutes, and counts on', () => {
  const { api, recorders, sim } = createFakeCluster();
  const recorder = recorders({ component: 'kubelet', host: 'svc-learn-worker' });
  const say = () => recorder.event(pod, 'Warning', 'BackOff', 'Back-off');
  const counts = () => api.list<Event>('events').map(({ count }) => count);
  for (let i = 0; i < 40; i += 1) say();
  expect(counts()).toEqual([25]);
  sim.run({ until: 299_000 });
  say();
  expect(counts()).toEqual([25]);
  sim.run({ until: 301_000 });
  say();
  expect(counts()).toEqual([42]);
  recorders({ component: 'replicaset-controller' }).event(pod, 'Normal', 'SuccessfulCreate', 'Created pod: web-1');
  expect(counts()).toEqual([42, 1]);
});
