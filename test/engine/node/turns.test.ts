import { describe, expect, it } from 'vitest';
import { createCluster } from '../../../src/engine/index.js';
import { takeTurn } from '../../../src/engine/node/turns.js';

const web = (replicas: number) => `
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: nginx}]}
`;

interface Slices {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly endpoints: readonly unknown[];
  }[];
}

describe('a node that starts many Pods', () => {
  it('gives a turn to twenty, then the next', () => {
    let turn = takeTurn(undefined, 300);
    const turns = [turn];
    for (let n = 1; n < 41; n += 1) {
      turn = takeTurn(turn, 300);
      turns.push(turn);
    }
    expect(turns.map(({ at }) => at)).toEqual([...Array(20).fill(300), ...Array(20).fill(400), 500]);
    expect(takeTurn(turn, 900)).toEqual({ at: 900, taken: 1 });
  });

  it('fills a slice of endpoints before the next is begun', () => {
    const cluster = createCluster();
    const sizes = () => {
      const path = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';
      const { items } = cluster.api({ method: 'GET', path }).body as Slices;
      const own = items.filter(({ metadata }) => metadata.name.startsWith('web-'));
      return own.map(({ endpoints }) => endpoints.length).sort((a, b) => b - a);
    };
    cluster.apply(web(120));
    cluster.settle();
    expect(sizes()).toEqual([100, 20]);
    cluster.apply(web(4));
    cluster.settle();
    cluster.apply(web(120));
    cluster.settle();
    expect(sizes()).toEqual([100, 20]);
  });

  it('goes on as it was after a snapshot in the middle', () => {
    const run = (breaks: boolean) => {
      let cluster = createCluster();
      cluster.apply(web(120));
      cluster.run({ until: cluster.elapsed() + 1600 });
      if (breaks) cluster = createCluster({ world: JSON.parse(JSON.stringify(cluster.snapshot())) });
      cluster.settle();
      return JSON.stringify(cluster.snapshot());
    };
    expect(run(true)).toBe(run(false));
  });
});
