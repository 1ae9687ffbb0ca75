import { describe, expect, it } from 'vitest';
import { createCluster } from '../../../src/engine/index.js';

describe('the binding of a Pod to a node', () => {
  it('is no change of what somebody wants: the generation stays', () => {
    const cluster = createCluster({ seed: 1 });
    cluster.apply(
      '{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: nginx}]}}',
    );
    cluster.settle();
    const { body } = cluster.api({ method: 'GET', path: '/api/v1/namespaces/default/pods/web' });
    expect(body).toMatchObject({
      metadata: { generation: 1 },
      spec: { nodeName: expect.stringMatching(/^svc-learn-worker/) },
      status: { observedGeneration: 1, phase: 'Running' },
    });
  });
});
