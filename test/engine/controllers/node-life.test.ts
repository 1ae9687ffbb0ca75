import { describe, expect, it } from 'vitest';
import type { Node } from '../../../src/kube/shapes/core.js';
import type { Pod } from '../../../src/kube/shapes/pod.js';
import { createWorld } from './world.js';

describe('a node that falls silent', () => {
  it('becomes Unknown after 50 s, is tainted, and loses its Pods after their tolerationSeconds', () => {
    const world = createWorld();
    world.start();
    const tolerations = [
      {
        key: 'node.kubernetes.io/unreachable',
        operator: 'Exists' as const,
        effect: 'NoExecute' as const,
        tolerationSeconds: 300,
      },
    ];
    const containers = [{ name: 'app', image: 'nginx' }];
    const metadata = { name: 'solo', namespace: 'default' };
    world.api.create('pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec: { nodeName: 'svc-learn-worker', tolerations, containers },
    } as Pod);
    const solo = () => world.api.get<Pod>('pods', { namespace: 'default', name: 'solo' });
    world.settle();
    const node = () => world.api.get<Node>('nodes', { namespace: '', name: 'svc-learn-worker' });
    world.sim.run({ until: 49_000 });
    expect([node()?.spec?.taints, solo()?.status?.conditions?.[0]?.status]).toEqual([[], 'True']);
    world.sim.run({ until: 60_000 });
    expect(node()?.spec?.taints?.map(({ key, effect }) => `${key}:${effect}`)).toEqual([
      'node.kubernetes.io/unreachable:NoSchedule',
      'node.kubernetes.io/unreachable:NoExecute',
    ]);
    expect(node()?.status?.conditions?.map(({ type, status, message }) => [type, status, message])).toEqual([
      ['Ready', 'Unknown', 'Kubelet stopped posting node status.'],
      ['MemoryPressure', 'Unknown', 'Kubelet never posted node status.'],
      ['DiskPressure', 'Unknown', 'Kubelet never posted node status.'],
      ['PIDPressure', 'Unknown', 'Kubelet never posted node status.'],
    ]);
    expect(solo()?.status?.conditions?.[0]?.status).toBe('False');
    world.sim.run({ until: 340_000 });
    expect(solo()).toBeDefined();
    world.sim.run({ until: 370_000 });
    expect(solo()).toBeUndefined();
  });
});
