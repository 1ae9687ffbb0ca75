import { describe, expect, it } from 'vitest';
import { createCluster } from '../../src/engine/index.js';

const outside = [
  { name: 'db.example.com', ip: '192.0.2.10', image: 'traefik/whoami', env: { WHOAMI_PORT_NUMBER: '5432' } },
  { name: 'silent.example.com', ip: '192.0.2.11' },
];

const MANIFESTS = `
apiVersion: v1
kind: Pod
metadata: {name: client}
spec:
  containers: [{name: main, image: busybox, command: [sleep, '9999']}]
---
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {type: ExternalName, externalName: db.example.com}
---
apiVersion: v1
kind: Service
metadata: {name: legacy}
spec: {ports: [{port: 80, targetPort: 5432}]}
---
apiVersion: v1
kind: Endpoints
metadata: {name: legacy}
subsets: [{addresses: [{ip: 192.0.2.10}], ports: [{port: 5432}]}]
`;

function world() {
  const cluster = createCluster({ seed: 1, outside });
  cluster.apply(MANIFESTS);
  cluster.settle();
  return cluster;
}

describe('hosts outside the cluster', () => {
  const from = { pod: 'default/client' };

  it('are reached by an ExternalName Service, and see the address of the node', () => {
    const { outcome, sourceSeen, backend } = world().send({ from, to: 'db', port: 5432, http: {} });
    expect([outcome, sourceSeen, backend]).toEqual([
      'reply',
      expect.stringMatching(/^172\.18\.0\.\d$/),
      { ip: '192.0.2.10', port: 5432 },
    ]);
  });

  it('are reached through a Service without a selector, by Endpoints written by hand', () => {
    const { outcome, trace } = world().send({ from, to: 'legacy', port: 80, http: {} });
    expect(outcome).toBe('reply');
    expect(trace.map(({ reason }) => reason)).toContain('backend-chosen');
  });

  it('refuse where nobody listens, and are known by name outside only', () => {
    const cluster = world();
    expect(cluster.send({ from: 'outside', to: 'silent.example.com', port: 80 }).outcome).toBe('refused');
    expect(cluster.send({ from, to: 'nobody.example.com', port: 80 }).outcome).toBe('unresolved');
  });

  it('go on alike after a snapshot through JSON into a new cluster', () => {
    const cluster = world();
    const snapshot = JSON.parse(JSON.stringify(cluster.snapshot())) as unknown;
    const other = createCluster({ seed: 1, outside, world: snapshot });
    const ask = (one: typeof cluster) => one.send({ from, to: 'db', port: 5432, http: {} });
    expect(ask(other)).toEqual(ask(cluster));
  });

  it('must run a known image', () => {
    expect(() => createCluster({ outside: [{ name: 'a', ip: '192.0.2.12', image: 'no.such/thing' }] })).toThrow(
      'the outside host "a" runs "no.such/thing", which is no known image',
    );
  });
});
