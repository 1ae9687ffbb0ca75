import { expect, it } from 'vitest';
import { createCluster } from '../../../src/engine/index.js';
import type { Event } from '../../../src/kube/shapes/core.js';
import type { KubeObject } from '../../../src/kube/shapes/meta.js';
import type { Pod } from '../../../src/kube/shapes/pod.js';

function world(command: string, more = '') {
  const cluster = createCluster({ seed: 1 });
  cluster.apply(
    `apiVersion: batch/v1\nkind: Job\nmetadata: {name: work}\nspec: {${more}template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox, command: [sh, -c, "${command}"]}]}}}\n`,
  );
  const get = <T>(path: string) => cluster.api({ method: 'GET', path }).body as T;
  const list = <T>(path: string) => get<{ readonly items: readonly T[] }>(path).items;
  const job = () => {
    const { status } = get<KubeObject & { status: Record<string, unknown> }>(
      '/apis/batch/v1/namespaces/default/jobs/work',
    );
    const conditions = (status['conditions'] ?? []) as { type: string; reason: string }[];
    const { succeeded, failed, active } = status;
    return { succeeded, failed, active, conditions: conditions.map(({ type, reason }) => `${type} ${reason}`) };
  };
  const phases = () => list<Pod>('/api/v1/namespaces/default/pods').map(({ status }) => status?.phase);
  const events = () =>
    list<Event>('/api/v1/namespaces/default/events')
      .filter(({ involvedObject }) => involvedObject.kind === 'Job')
      .map(({ reason }) => reason)
      .sort();
  return { cluster, job, phases, events };
}

it('runs as many Pods as must succeed, no more at once than allowed', () => {
  const { cluster, job, phases, events } = world('true', 'completions: 3, parallelism: 2, ');
  cluster.settle();
  expect(job()).toEqual({
    succeeded: 3,
    failed: undefined,
    active: undefined,
    conditions: ['SuccessCriteriaMet CompletionsReached', 'Complete CompletionsReached'],
  });
  expect(phases()).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
  expect(events()).toEqual(['Completed', 'SuccessfulCreate', 'SuccessfulCreate', 'SuccessfulCreate']);
});

it('tries again after a growing pause and gives up at its limit', () => {
  const { cluster, job, phases, events } = world('exit 1', 'backoffLimit: 2, ');
  cluster.run({ until: cluster.elapsed() + 60_000 });
  expect(job()).toEqual({
    succeeded: undefined,
    failed: 3,
    active: undefined,
    conditions: ['FailureTarget BackoffLimitExceeded', 'Failed BackoffLimitExceeded'],
  });
  expect(phases()).toEqual(['Failed', 'Failed', 'Failed']);
  expect(events()).toEqual(['BackoffLimitExceeded', 'SuccessfulCreate', 'SuccessfulCreate', 'SuccessfulCreate']);
});

it('takes its Pods along when it goes', () => {
  const { cluster, phases } = world('sleep 1000');
  cluster.run({ until: cluster.elapsed() + 10_000 });
  expect(phases()).toEqual(['Running']);
  cluster.api({
    method: 'DELETE',
    path: '/apis/batch/v1/namespaces/default/jobs/work',
    body: { propagationPolicy: 'Background' },
  });
  cluster.run({ until: cluster.elapsed() + 40_000 });
  expect(phases()).toEqual([]);
});
