import { describe, expect, it } from 'vitest';
import { type Cluster, createCluster } from '../../src/engine/index.js';
import type { StreamSink, WatchEvent } from '../../src/kube/api.js';
import type { KubeObject } from '../../src/kube/shapes/meta.js';

const SHOP = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: my-app}
spec:
  replicas: 3
  selector: {matchLabels: {app: my-app}}
  template:
    metadata: {labels: {app: my-app}}
    spec:
      containers:
      - {name: app, image: registry.example.com/shop/my-app:1.0, ports: [{containerPort: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: my-service}
spec: {selector: {app: my-app}, ports: [{port: 80, targetPort: 8080}]}
`;

const ASKING = `
apiVersion: v1
kind: Pod
metadata: {name: asking}
spec:
  containers:
  - name: main
    image: busybox
    command: [sh, -c, 'while true; do wget -qO- my-service; sleep 1; done']
`;

const CLIENT = `
apiVersion: v1
kind: Pod
metadata: {name: client}
spec:
  containers: [{name: main, image: busybox, command: [sleep, '9999']}]
`;

/** Everything that the world says after so much time, as one text. */
function history(cluster: Cluster, ms: number): string {
  cluster.run({ until: cluster.elapsed() + ms });
  return [
    JSON.stringify(cluster.snapshot()),
    JSON.stringify(cluster.api({ method: 'GET', path: '/api/v1/pods' })),
    JSON.stringify(cluster.api({ method: 'GET', path: '/api/v1/namespaces/default/pods/asking/log' })),
    JSON.stringify(cluster.traces(0)),
  ].join('\n');
}

function busyWorld(seed = 1): Cluster {
  const cluster = createCluster({ seed });
  cluster.apply(SHOP);
  cluster.apply(ASKING);
  cluster.run({ until: cluster.elapsed() + 12_345 });
  return cluster;
}

function logLines(cluster: Cluster): readonly string[] {
  const { body } = cluster.api({ method: 'GET', path: '/api/v1/namespaces/default/pods/asking/log' });
  return String(body).split('\n').filter(Boolean);
}

function names(cluster: Cluster, path: string): readonly (string | undefined)[] {
  const { body } = cluster.api({ method: 'GET', path });
  return (body as { readonly items: readonly KubeObject[] }).items.map(({ metadata }) => metadata.name);
}

describe('a world', () => {
  it('is the same, byte for byte, with the same seed, and another with another seed', () => {
    const first = history(busyWorld(), 20_000);
    expect(history(busyWorld(), 20_000)).toBe(first);
    expect(history(busyWorld(2), 20_000)).not.toBe(first);
  });

  it('goes on alike after a snapshot through JSON into a new cluster, with a Pod asking a Service all the while', () => {
    const original = busyWorld();
    const saved = JSON.stringify(original.snapshot());
    const copy = createCluster({ seed: 1 });
    copy.restore(JSON.parse(saved));
    // A restored world hands out later revisions; a restore into itself puts both on the same footing.
    original.restore(JSON.parse(saved));
    const before = logLines(original).length;
    const later = history(original, 30_000);
    expect(history(copy, 30_000)).toBe(later);
    expect(logLines(copy).length).toBeGreaterThan(before + 20);
  });

  it('begins as the world that it is given stood, and goes on alike', () => {
    const living = createCluster({ seed: 3 });
    living.apply(SHOP);
    living.apply(ASKING);
    living.settle();
    const world: unknown = JSON.parse(JSON.stringify(living.snapshot()));
    const resumed = createCluster({ seed: 3, world });
    for (const cluster of [living, resumed]) cluster.run({ until: cluster.elapsed() + 60_000 });
    expect(JSON.stringify(resumed.snapshot())).toBe(JSON.stringify(living.snapshot()));
  });

  it('is undisturbed by a snapshot', () => {
    const [watched, alone] = [busyWorld(), busyWorld()];
    JSON.stringify(watched.snapshot());
    expect(history(watched, 10_000)).toBe(history(alone, 10_000));
  });

  it('starts with three nodes, DNS and kube-proxy, all of them ready', () => {
    const cluster = createCluster();
    expect(names(cluster, '/api/v1/nodes')).toEqual([
      'svc-learn-control-plane',
      'svc-learn-worker',
      'svc-learn-worker2',
    ]);
    expect(names(cluster, '/api/v1/services')).toEqual(['kubernetes', 'kube-dns']);
    const { body } = cluster.api({ method: 'GET', path: '/api/v1/namespaces/kube-system/pods' });
    const pods = (body as { items: { metadata: { name: string }; status: { phase: string } }[] }).items;
    expect(pods.filter(({ metadata }) => /^(coredns|kube-proxy)-/.test(metadata.name))).toHaveLength(5);
    expect(pods.filter(({ status }) => status.phase !== 'Running')).toEqual([]);
  });
});

describe('restore', () => {
  const create = (cluster: Cluster, name: string) =>
    cluster.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } } as KubeObject)[0];

  it('makes later revisions exceed all that were ever issued', () => {
    const cluster = createCluster();
    const snapshot = cluster.snapshot();
    const abandoned = Number(create(cluster, 'abandoned')?.metadata.resourceVersion);
    cluster.restore(snapshot);
    expect(names(cluster, '/api/v1/namespaces/default/configmaps')).not.toContain('abandoned');
    expect(Number(create(cluster, 'kept')?.metadata.resourceVersion)).toBeGreaterThan(abandoned);
  });

  it('ends open watches with 410', () => {
    const cluster = createCluster();
    const events: (string | WatchEvent<unknown>)[] = [];
    let ends = 0;
    const sink: StreamSink = { chunk: (chunk) => void events.push(chunk), end: () => (ends += 1) };
    cluster.watch({ method: 'GET', path: '/api/v1/namespaces/default/configmaps', query: { watch: 'true' } }, sink);
    const snapshot = cluster.snapshot();
    create(cluster, 'one');
    cluster.run({ until: cluster.elapsed() + 1000 });
    cluster.restore(snapshot);
    expect(ends).toBe(1);
    expect(events.at(-1)).toMatchObject({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } });
  });
});

describe('fork', () => {
  it('leaves no trace in the living world, and sees it as it is', () => {
    const cluster = busyWorld();
    const before = JSON.stringify(cluster.snapshot());
    const traces = cluster.traces(0).length;
    for (const _ of [1, 2]) {
      const answer = cluster.fork((copy) => {
        copy.apply(CLIENT);
        copy.settle();
        return copy.send({ from: { pod: 'default/client' }, to: 'my-service', port: 80, http: {} });
      });
      expect(answer.outcome).toBe('reply');
    }
    expect(JSON.stringify(cluster.snapshot())).toBe(before);
    expect(cluster.traces(0)).toHaveLength(traces);
    expect(names(cluster, '/api/v1/namespaces/default/pods')).not.toContain('client');
  });
});

describe('send', () => {
  const cluster = createCluster();
  cluster.apply(SHOP);
  cluster.apply(CLIENT);
  cluster.settle();
  const pod = { pod: 'default/client' };

  it('brings the reply of one Pod, who that was, and the way there', () => {
    const { outcome, reply, backend, sourceSeen, trace } = cluster.send({
      from: pod,
      to: 'my-service',
      port: 80,
      http: { path: '/' },
    });
    expect({ outcome, status: reply?.status, port: backend?.port }).toEqual({
      outcome: 'reply',
      status: 200,
      port: 8080,
    });
    expect(backend?.pod).toMatch(/^default\/my-app-/);
    expect(sourceSeen).toMatch(/^10\.244\./);
    expect(trace.length).toBeGreaterThan(2);
  });

  it('tells refused, timeout, unresolved and unreachable apart', () => {
    const { backend } = cluster.send({ from: pod, to: 'my-service', port: 80, http: {} });
    const ip = backend?.ip ?? '';
    expect(cluster.send({ from: pod, to: ip, port: 81 }).outcome).toBe('refused');
    expect(cluster.send({ from: pod, to: 'no-such-service', port: 80 }).outcome).toBe('unresolved');
    expect(cluster.send({ from: 'outside', to: ip, port: 8080, timeoutMs: 1000 }).outcome).not.toBe('reply');
    const start = cluster.elapsed();
    expect(cluster.send({ from: pod, to: '10.244.1.250', port: 80, timeoutMs: 1500 }).outcome).toMatch(
      /^(timeout|unreachable)$/,
    );
    expect(cluster.elapsed() - start).toBeLessThanOrEqual(5000);
  });

  it('is refused where a Service has no endpoints', () => {
    cluster.apply(
      '{apiVersion: v1, kind: Service, metadata: {name: empty}, spec: {selector: {a: b}, ports: [{port: 80}]}}',
    );
    cluster.settle();
    expect(cluster.send({ from: pod, to: 'empty', port: 80 }).outcome).toBe('refused');
  });

  it('throws NotFound for a Pod or node that is not there', () => {
    expect(() => cluster.send({ from: { node: 'nobody' }, to: 'x', port: 1 })).toThrow('nodes "nobody" not found');
    expect(() => cluster.send({ from: { pod: 'default/nobody' }, to: 'x', port: 1 })).toThrow(
      'pods "nobody" not found',
    );
  });

  it('resolves names as a Pod does, along its search list', () => {
    expect(cluster.resolve({ from: pod, name: 'my-service' })).toMatchObject({
      rcode: 'NOERROR',
      queries: ['my-service.default.svc.cluster.local.'],
      answers: [expect.stringMatching(/^my-service\.default\.svc\.cluster\.local\.? \d+ IN A 10\./)],
    });
    expect(cluster.resolve({ from: pod, name: 'nothing' })).toMatchObject({ rcode: 'NXDOMAIN', answers: [] });
  });
});

describe('apply', () => {
  it('merges as kubectl apply does: what others set stays, what was left out goes', () => {
    const cluster = createCluster();
    const manifest = (data: string) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: ${data}}`;
    cluster.apply(manifest('{a: "1", b: "2"}'));
    const path = '/api/v1/namespaces/default/configmaps/c';
    const headers = { 'content-type': 'application/merge-patch+json' };
    cluster.api({ method: 'PATCH', path, headers, body: { data: { other: 'x' } } });
    cluster.apply(manifest('{a: "3"}'));
    const { body } = cluster.api({ method: 'GET', path });
    expect((body as { data: unknown }).data).toEqual({ a: '3', other: 'x' });
  });

  it('throws what the API says, and names kinds that it does not know', () => {
    const cluster = createCluster();
    expect(() => cluster.apply('{apiVersion: v1, kind: Service, metadata: {name: Bad_Name}, spec: {}}')).toThrow(
      /Service "Bad_Name" is invalid/,
    );
    expect(() => cluster.apply('{apiVersion: x/v1, kind: Nope, metadata: {name: a}}')).toThrow(
      'no matches for kind "Nope" in version "x/v1"',
    );
    expect(() => cluster.apply('a: [')).toThrow(/^yaml: /);
    expect(() => cluster.apply('just words')).toThrow('no Kubernetes object: "just words"');
  });
});

describe('settle', () => {
  it('runs until the rollout is done and says how long that was', () => {
    const cluster = createCluster();
    cluster.apply(SHOP);
    const passed = cluster.settle();
    expect(passed).toBeGreaterThan(0);
    expect(passed).toBeLessThan(60_000);
    const { body } = cluster.api({ method: 'GET', path: '/apis/apps/v1/namespaces/default/deployments/my-app' });
    expect((body as { status: { readyReplicas: number } }).status.readyReplicas).toBe(3);
  });

  it('stops at its limit when the world does not come to rest', () => {
    const cluster = createCluster();
    cluster.apply(SHOP);
    expect(cluster.settle(100)).toBe(100);
  });

  it('passes no time when only programs that work now and then are left', () => {
    const cluster = busyWorld();
    cluster.settle();
    expect(cluster.settle()).toBe(0);
  });
});
