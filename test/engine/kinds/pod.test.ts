import { expect, test } from 'vitest';
import { podKind } from '../../../src/engine/kinds/pod.js';
import { fieldErrorMessage } from '../../../src/kube/field-error.js';
import type { ContainerStatus, Pod, PodStatus } from '../../../src/kube/shapes/pod.js';

const pod: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop', creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: { containers: [{ name: 'nginx', image: 'nginx:1.27' }] },
};
const NOW = Date.parse('2026-01-01T00:01:00Z');

function container(state: ContainerStatus['state'], more: Partial<ContainerStatus> = {}): ContainerStatus {
  return {
    name: 'nginx',
    image: 'nginx',
    imageID: '',
    ready: false,
    restartCount: 0,
    ...(state ? { state } : {}),
    ...more,
  };
}

function row(status: PodStatus, change: Partial<Pod> = {}): string {
  return podKind
    .cells({ ...pod, ...change, status } as Pod, NOW)
    .slice(1, 5)
    .join(' | ');
}

test('the status column says what the containers do', () => {
  const phase = 'Running';
  expect(row({ phase: 'Pending' })).toBe('0/1 | Pending | 0 | 60s');
  expect(row({ phase, containerStatuses: [container({ running: {} }, { ready: true })] })).toBe(
    '1/1 | Running | 0 | 60s',
  );
  const crashed = container(
    { waiting: { reason: 'CrashLoopBackOff' } },
    { restartCount: 3, lastState: { terminated: { exitCode: 1, finishedAt: '2026-01-01T00:00:55Z' } } },
  );
  expect(row({ phase, containerStatuses: [crashed] })).toBe('0/1 | CrashLoopBackOff | 3 (5s ago) | 60s');
  expect(
    row({ phase: 'Succeeded', containerStatuses: [container({ terminated: { exitCode: 0, reason: 'Completed' } })] }),
  ).toBe('0/1 | Completed | 0 | 60s');
  expect(row({ phase, containerStatuses: [container({ terminated: { exitCode: 3 } })] })).toBe(
    '0/1 | ExitCode:3 | 0 | 60s',
  );
});

test('init containers and deletion come first', () => {
  const spec = { ...pod.spec, initContainers: [{ name: 'wait', image: 'busybox' }] };
  const waiting: PodStatus = {
    phase: 'Pending',
    initContainerStatuses: [container({ running: {} }, { name: 'wait' })],
    containerStatuses: [container({ waiting: { reason: 'PodInitializing' } })],
  };
  expect(row(waiting, { spec })).toBe('0/1 | Init:0/1 | 0 | 60s');
  const metadata = { ...pod.metadata, deletionTimestamp: '2026-01-01T00:00:59Z' };
  expect(row({ phase: 'Running' }, { metadata })).toBe('0/1 | Terminating | 0 | 60s');
});

test('defaults fill in what a client left out', () => {
  expect(podKind.defaults(pod)).toMatchObject({
    spec: {
      restartPolicy: 'Always',
      dnsPolicy: 'ClusterFirst',
      terminationGracePeriodSeconds: 30,
      schedulerName: 'default-scheduler',
      enableServiceLinks: true,
      securityContext: {},
      containers: [
        {
          imagePullPolicy: 'IfNotPresent',
          resources: {},
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
        },
      ],
    },
  });
});

test('a valid Pod has no complaints, a running one may change only its image', () => {
  const whole = podKind.defaults(pod) as Pod;
  expect(podKind.validateCreate(whole)).toEqual([]);
  const [nginx] = whole.spec.containers;
  if (nginx === undefined) throw new Error('no container');
  const withContainer = (change: object) => ({
    ...whole,
    spec: { ...whole.spec, containers: [{ ...nginx, ...change }] },
  });
  expect(podKind.validateUpdate(withContainer({ image: 'nginx:1.28' }), whole)).toEqual([]);
  const [error] = podKind.validateUpdate(withContainer({ command: ['sh'] }), whole).map(fieldErrorMessage);
  expect(error?.split('\n')[0]).toMatch(/^spec: Forbidden: pod updates may not change fields other than/);
});
