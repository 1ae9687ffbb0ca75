import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../src/kube/shapes/pod.js';
import type { EndpointSlice, Endpoints } from '../../../src/kube/shapes/service.js';
import type { Deployment, ReplicaSet } from '../../../src/kube/shapes/workload.js';
import { createWorld, deployment, service } from './world.js';

const WEB = { namespace: 'default', name: 'web' };

function sizes(world: ReturnType<typeof createWorld>) {
  return world.api
    .list<ReplicaSet>('replicasets.apps', 'default')
    .map((set) => [
      set.spec.template?.spec.containers[0]?.image,
      set.spec.replicas,
      set.metadata.annotations?.['deployment.kubernetes.io/revision'],
    ])
    .sort();
}

function setImage(world: ReturnType<typeof createWorld>, image: string) {
  const current = world.api.get<Deployment>('deployments.apps', WEB);
  if (!current) throw new Error('no deployment');
  const spec = { ...current.spec, template: deployment(3, image).spec.template };
  world.api.update('deployments.apps', { ...current, spec } as Deployment);
  world.settle();
}

describe('a Deployment with its Service', () => {
  it('comes up: ReplicaSet, Pods on both workers, Endpoints, slices, status and events', () => {
    const world = createWorld();
    world.start();
    world.api.create('services', service);
    world.api.create('deployments.apps', deployment(3));
    world.settle();
    const { status, metadata } = world.api.get<Deployment>('deployments.apps', WEB) ?? {};
    expect(metadata?.annotations).toEqual({ 'deployment.kubernetes.io/revision': '1' });
    const [set] = world.api.list<ReplicaSet>('replicasets.apps', 'default');
    const pods = world.api.list<Pod>('pods', 'default');
    expect(status).toEqual({
      observedGeneration: 1,
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      terminatingReplicas: 0,
      conditions: [
        {
          type: 'Available',
          status: 'True',
          reason: 'MinimumReplicasAvailable',
          message: 'Deployment has minimum availability.',
          lastUpdateTime: '2026-01-01T00:00:00Z',
          lastTransitionTime: '2026-01-01T00:00:00Z',
        },
        {
          type: 'Progressing',
          status: 'True',
          reason: 'NewReplicaSetAvailable',
          message: `ReplicaSet "${set?.metadata.name}" has successfully progressed.`,
          lastUpdateTime: '2026-01-01T00:00:00Z',
          lastTransitionTime: '2026-01-01T00:00:00Z',
        },
      ],
    });
    expect(new Set(pods.map((pod) => pod.spec.nodeName))).toEqual(new Set(['svc-learn-worker', 'svc-learn-worker2']));
    const addresses = pods.map((pod) => pod.status?.podIP).sort();
    const endpoints = world.api.get<Endpoints>('endpoints', WEB);
    expect(endpoints?.subsets?.map((subset) => subset.addresses?.map(({ ip }) => ip))).toEqual([addresses]);
    const slices = world.api.list<EndpointSlice>('endpointslices.discovery.k8s.io', 'default');
    expect(slices.map((slice) => slice.endpoints?.flatMap((endpoint) => endpoint.addresses).sort())).toEqual([
      addresses,
    ]);
    expect(slices[0]?.metadata.labels).toEqual({
      app: 'web',
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      'kubernetes.io/service-name': 'web',
    });
    const scheduled = pods.map(
      (pod) => `Scheduled: Successfully assigned default/${pod.metadata.name} to ${pod.spec.nodeName}`,
    );
    const created = pods.map((pod) => `SuccessfulCreate: Created pod: ${pod.metadata.name}`);
    expect(world.events()).toEqual(
      [`ScalingReplicaSet: Scaled up replica set ${set?.metadata.name} from 0 to 3`, ...scheduled, ...created].sort(),
    );
  });

  it('rolls to a new image, keeps the old ReplicaSet for undo and finds it again', () => {
    const world = createWorld();
    world.start();
    world.api.create('deployments.apps', deployment(3));
    world.settle();
    setImage(world, 'nginx:1.28');
    expect(sizes(world)).toEqual([
      ['nginx:1.27', 0, '1'],
      ['nginx:1.28', 3, '2'],
    ]);
    setImage(world, 'nginx:1.27');
    expect(sizes(world)).toEqual([
      ['nginx:1.27', 3, '3'],
      ['nginx:1.28', 0, '2'],
    ]);
    expect(world.api.list<Pod>('pods').length).toBe(3);
    expect(
      world.api.get<Deployment>('deployments.apps', WEB)?.metadata.annotations?.['deployment.kubernetes.io/revision'],
    ).toBe('3');
  });

  it('stops a rollout to an image that never starts and says so after the deadline', () => {
    const world = createWorld();
    world.start();
    world.api.create('deployments.apps', deployment(4, 'nginx:1.27', { progressDeadlineSeconds: 20 }));
    world.settle();
    setImage(world, 'broken');
    expect(sizes(world)).toEqual([
      ['broken', 2, '2'],
      ['nginx:1.27', 3, '1'],
    ]);
    world.sim.run({ until: world.sim.now() + 30_000 });
    const progressing = world.api
      .get<Deployment>('deployments.apps', WEB)
      ?.status?.conditions?.find(({ type }) => type === 'Progressing');
    expect([progressing?.status, progressing?.reason]).toEqual(['False', 'ProgressDeadlineExceeded']);
  });

  it('replaces all Pods at once with Recreate', () => {
    const world = createWorld();
    world.start();
    world.api.create('deployments.apps', deployment(3, 'nginx:1.27', { strategy: { type: 'Recreate' } }));
    world.settle();
    let most = 0;
    world.onChange(() => {
      most = Math.max(most, world.api.list('pods').length);
    });
    setImage(world, 'nginx:1.28');
    expect([most, ...sizes(world)]).toEqual([3, ['nginx:1.27', 0, '1'], ['nginx:1.28', 3, '2']]);
  });

  it('goes with all that it owns', () => {
    const world = createWorld();
    world.start();
    world.api.create('services', service);
    world.api.create('deployments.apps', deployment(3));
    world.settle();
    world.api.delete('deployments.apps', WEB);
    world.api.delete('services', WEB);
    world.settle();
    const left = ['deployments.apps', 'replicasets.apps', 'pods', 'endpoints', 'endpointslices.discovery.k8s.io'].map(
      (resource) => world.api.list(resource).length,
    );
    expect(left).toEqual([0, 0, 0, 0, 0]);
  });

  it('gives the same bytes when it goes on from a snapshot in the middle of a rollout', () => {
    const world = createWorld();
    world.start();
    world.api.create('services', service);
    world.api.create('deployments.apps', deployment(5));
    world.sim.run({ maxEvents: 20 });
    const snapshot = JSON.stringify(world.sim.snapshot());
    world.settle();
    const end = JSON.stringify(world.sim.snapshot());
    const other = createWorld();
    other.sim.restore(JSON.parse(snapshot));
    other.settle();
    expect(JSON.stringify(other.sim.snapshot())).toBe(end);
  });
});

describe('the scheduler', () => {
  it('says in upstream words why a Pod fits nowhere, and places it when a node is labelled', () => {
    const world = createWorld();
    world.start();
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'picky', namespace: 'default' },
      spec: { nodeSelector: { disk: 'ssd' }, containers: [{ name: 'app', image: 'nginx' }] },
    };
    world.api.create('pods', pod);
    world.settle();
    const message =
      "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.";
    expect(world.events()).toEqual([`FailedScheduling: ${message}`]);
    expect(world.api.get<Pod>('pods', { namespace: 'default', name: 'picky' })?.status?.conditions?.[0]?.message).toBe(
      message,
    );
    world.api.patch('nodes', { namespace: '', name: 'svc-learn-worker' }, { metadata: { labels: { disk: 'ssd' } } });
    world.settle();
    expect(world.api.get<Pod>('pods', { namespace: 'default', name: 'picky' })?.spec.nodeName).toBe('svc-learn-worker');
  });
});

describe('a namespace', () => {
  it('has its account and certificate, and is emptied before it goes', () => {
    const world = createWorld();
    world.start();
    expect(
      ['serviceaccounts', 'configmaps'].flatMap((resource) =>
        world.api.list(resource).map(({ metadata }) => metadata.name),
      ),
    ).toEqual(['default', 'kube-root-ca.crt']);
    world.api.create('deployments.apps', deployment(2));
    world.settle();
    world.api.delete('namespaces', { namespace: '', name: 'default' });
    world.settle();
    expect(
      ['namespaces', 'pods', 'configmaps', 'serviceaccounts'].map((resource) => world.api.list(resource).length),
    ).toEqual([0, 0, 0, 0]);
  });
});
