import type { ClusterApi } from '../../../src/engine/control/cluster-api.js';
import { timestamp } from '../../../src/engine/control/time.js';
import type { Event } from '../../../src/kube/shapes/core.js';
import type { Pod } from '../../../src/kube/shapes/pod.js';
import type { Deployment } from '../../../src/kube/shapes/workload.js';
import { createFakeCluster } from '../fake-cluster.js';

/** Three nodes and a stand-in kubelet: a bound Pod runs and is ready after 20 ms, one that is deleted goes after 30 ms. */
export function createWorld(seed = 1) {
  const cluster = createFakeCluster(seed);
  const { sim, api } = cluster;
  let address = 1;
  sim.registry.register('fake/addresses', {
    save: () => address,
    load: (data) => {
      address = data as number;
    },
  });
  sim.on('fake-start', ({ name }: { name: string }) => {
    const pod = api.get<Pod>('pods', { namespace: 'default', name });
    if (!pod || pod.metadata.deletionTimestamp || pod.spec.containers[0]?.image === 'broken') return;
    address += 1;
    const podIP = `10.244.1.${address}`;
    const lastTransitionTime = timestamp(sim);
    const conditions = [{ type: 'Ready', status: 'True' as const, lastTransitionTime }];
    api.updateStatus('pods', {
      ...pod,
      status: { phase: 'Running', podIP, podIPs: [{ ip: podIP }], conditions },
    } as Pod);
  });
  sim.on('fake-stop', ({ name }: { name: string }) => {
    const key = { namespace: 'default', name };
    if (api.get('pods', key)) api.delete('pods', key, { gracePeriodSeconds: 0 });
  });
  cluster.onChange(({ resource, type, object, previous }) => {
    if (resource !== 'pods' || type === 'DELETED') return;
    const pod = object as Pod;
    const before = previous as Pod | undefined;
    const args = { name: pod.metadata.name };
    if (pod.spec.nodeName && !before?.spec.nodeName) sim.schedule('fake-start', args, { delay: 20 });
    if (pod.metadata.deletionTimestamp && !before?.metadata.deletionTimestamp)
      sim.schedule('fake-stop', args, { delay: 30 });
  });
  const settle = () => sim.run({});
  return { ...cluster, settle, start: () => start(cluster, settle), events: () => events(cluster.api) };
}

function start({ api }: ReturnType<typeof createFakeCluster>, settle: () => void) {
  for (const name of ['svc-learn-control-plane', 'svc-learn-worker', 'svc-learn-worker2']) {
    const isMain = name.endsWith('plane');
    const taints = isMain ? [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' as const }] : [];
    const allocatable = { cpu: '4', memory: '8Gi', pods: '1110' };
    const conditions = [{ type: 'Ready', status: 'True' as const }];
    const labels = { 'kubernetes.io/hostname': name };
    const node = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels },
      spec: { taints },
      status: { allocatable, conditions },
    };
    api.create('nodes', node);
  }
  const finalizers = ['kubernetes'];
  api.create('namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'default' },
    spec: { finalizers },
  } as never);
  settle();
}

function events(api: ClusterApi): readonly string[] {
  return api
    .list<Event>('events')
    .map(({ reason, message, count = 1 }) => `${reason}: ${message}${count > 1 ? ` (x${count})` : ''}`)
    .sort();
}

export function deployment(replicas: number, image = 'nginx:1.27', more: Partial<Deployment['spec']> = {}): Deployment {
  const labels = { app: 'web' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default', labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'nginx', image }] } },
      ...more,
    },
  };
}

export const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } },
  spec: {
    selector: { app: 'web' },
    clusterIP: '10.96.0.9',
    ipFamilies: ['IPv4' as const],
    ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' as const }],
  },
};
