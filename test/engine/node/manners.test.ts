import { describe, expect, it } from 'vitest';
import { type Cluster, createCluster } from '../../../src/engine/index.js';

const WEB = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: main, image: "registry.k8s.io/e2e-test-images/agnhost:2.53", args: [netexec, --http-port=80]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, nodePort: 30080}]}
`;

function pod(annotations: Record<string, string>) {
  const container = {
    name: 'main',
    image: 'registry.k8s.io/e2e-test-images/agnhost:2.53',
    args: ['netexec', '--http-port=80'],
  };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'odd', annotations }, spec: { containers: [container] } };
}

function world(annotations: Record<string, string>): Cluster {
  const cluster = createCluster();
  cluster.apply([pod(annotations)] as never);
  cluster.settle();
  return cluster;
}

function get(cluster: Cluster) {
  const { body } = cluster.api({ method: 'GET', path: '/api/v1/namespaces/default/pods/odd' });
  return body as { status: { podIP: string; conditions: { type: string; status: string }[] } };
}

function ask(cluster: Cluster, count = 1) {
  const to = get(cluster).status.podIP;
  const request = { from: { node: 'svc-learn-control-plane' }, to, port: 80, http: { path: '/hostname' } };
  return Array.from({ length: count }, () => cluster.send(request));
}

function annotate(cluster: Cluster, annotations: Record<string, string | null>): void {
  cluster.api({
    method: 'PATCH',
    path: '/api/v1/namespaces/default/pods/odd',
    headers: { 'content-type': 'application/merge-patch+json' },
    body: { metadata: { annotations } },
  });
  cluster.settle();
}

const count = <T>(list: readonly T[], is: (each: T) => boolean) => list.filter(is).length;

describe('a program that a lesson steers by annotation', () => {
  it('is slow, from now on and no longer', () => {
    const cluster = world({});
    const took = () => {
      const before = cluster.elapsed();
      ask(cluster);
      return cluster.elapsed() - before;
    };
    const usual = took();
    annotate(cluster, { 'lab/delay': '800ms' });
    expect(took()).toBe(usual + 800);
    annotate(cluster, { 'lab/delay': '2s' });
    expect(took()).toBe(usual + 2000);
    annotate(cluster, { 'lab/delay': null });
    expect(took()).toBe(usual);
  });

  it('fails some of its requests', () => {
    const replies = ask(world({ 'lab/fail': '30' }), 100).map(({ reply }) => reply?.status);
    expect(count(replies, (status) => status === 500)).toBeGreaterThan(15);
    expect(count(replies, (status) => status === 500)).toBeLessThan(45);
    expect(count(replies, (status) => status === 200)).toBe(100 - count(replies, (status) => status === 500));
  });

  it('closes some connections without an answer', () => {
    const results = ask(world({ 'lab/lossy': '50%' }), 40);
    const lost = results.filter(({ outcome }) => outcome === 'reset');
    expect(lost.length).toBeGreaterThan(10);
    expect(lost.length).toBeLessThan(30);
    expect(lost[0]?.trace.at(-1)?.reason).toBe('closed-without-answer');
  });

  it('is ready and not ready by turns', () => {
    const cluster = world({ 'lab/flap': '10' });
    const seen = Array.from({ length: 40 }, () => {
      cluster.run({ until: cluster.elapsed() + 1000 });
      return get(cluster).status.conditions.find(({ type }) => type === 'Ready')?.status === 'True' ? '+' : '-';
    }).join('');
    expect(seen).toMatch(/^[+]{0,10}(?:-{10}[+]{10}|[+]{10}-{10})+[+-]*$/);
    expect(new Set(seen)).toEqual(new Set(['+', '-']));
  });
});

describe('curl with several URLs', () => {
  it('stays on its connection, and with it on one Pod', () => {
    const cluster = createCluster();
    cluster.apply(WEB);
    cluster.settle();
    const run = (argv: readonly string[]) => {
      let shown = '';
      const stdout = (text: string) => {
        shown += text;
      };
      cluster.spawn({ machine: { workstation: true }, argv, stdout, stderr: () => {}, exit: () => {} });
      cluster.run({ until: cluster.elapsed() + 1000 });
      return shown;
    };
    const url = 'http://172.18.0.3:30080/hostname';
    const before = cluster.traces(0).at(-1)?.id ?? 0;
    const many = run(['curl', '-s', '-w', '\\n', ...Array.from({ length: 12 }, () => url)])
      .trim()
      .split('\n');
    expect([many.length, new Set(many).size]).toEqual([12, 1]);
    expect(cluster.traces(before).filter(({ cause }) => cause === 'program')).toHaveLength(1);
    const alone = Array.from({ length: 12 }, () => run(['curl', '-s', url]));
    expect(new Set(alone).size).toBe(3);
    const closed = run([
      'curl',
      '-s',
      '-w',
      '\\n',
      '-H',
      'Connection: close',
      ...Array.from({ length: 12 }, () => url),
    ]);
    expect(new Set(closed.trim().split('\n')).size).toBeGreaterThan(1);
  });
});
