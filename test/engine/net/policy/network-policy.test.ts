import { describe, expect, it } from 'vitest';
import { type Cluster, createCluster, type SendResult } from '../../../../src/engine/index.js';

const NAMESPACES = `
apiVersion: v1
kind: Namespace
metadata: {name: x, labels: {team: blue}}
---
apiVersion: v1
kind: Namespace
metadata: {name: z, labels: {team: red}}
`;

const PODS = `
${['x', 'z'].flatMap((namespace) => ['a', 'b', 'c'].map((name) => podText(namespace, name))).join('')}
---
apiVersion: v1
kind: Service
metadata: {name: a, namespace: x}
spec: {type: NodePort, selector: {pod: a}, ports: [{name: http, port: 80, targetPort: serve-80, nodePort: 30080}, {name: alt, port: 81, targetPort: 81}]}
`;

function podText(namespace: string, name: string): string {
  const node = name === 'c' ? 'svc-learn-worker2' : 'svc-learn-worker';
  const container = (port: number) =>
    `  - {name: c${port}, image: registry.k8s.io/e2e-test-images/agnhost:2.53, args: [netexec, "--http-port=${port}", "--udp-port=${port}"], ports: [{name: serve-${port}, containerPort: ${port}}, {name: udp-${port}, containerPort: ${port}, protocol: UDP}]}`;
  return `
---
apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: ${namespace}, labels: {pod: ${name}}}
spec:
  nodeName: ${node}
  terminationGracePeriodSeconds: 0
  containers:
${container(80)}
${container(81)}
`;
}

interface Policy {
  readonly namespace?: string;
  readonly name?: string;
  readonly spec: object;
}

let snapshot: unknown;

/** Namespaces x and z with the Pods a, b, c each, as upstream's suite uses them; c runs on another node. */
function world(...policies: readonly Policy[]): Cluster {
  const cluster = createCluster();
  if (snapshot === undefined) {
    cluster.apply(NAMESPACES);
    cluster.settle();
    cluster.apply(PODS);
    cluster.settle();
    snapshot = cluster.snapshot();
  } else cluster.restore(snapshot);
  apply(cluster, ...policies);
  return cluster;
}

function apply(cluster: Cluster, ...policies: readonly Policy[]): void {
  for (const [at, { namespace = 'x', name = `policy-${at}`, spec }] of policies.entries()) {
    const metadata = { name, namespace };
    cluster.apply([{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec } as never]);
  }
  cluster.run({ until: cluster.elapsed() + 100 });
}

function addressOf(cluster: Cluster, pod: string): string {
  const [namespace, name] = pod.split('/');
  const { body } = cluster.api({ method: 'GET', path: `/api/v1/namespaces/${namespace}/pods/${name}` });
  return (body as { status: { podIP: string } }).status.podIP;
}

function visit(cluster: Cluster, from: string, to: string, port = 80): SendResult {
  const host = to.includes('/') ? addressOf(cluster, to) : to;
  return cluster.send({ from: { pod: from }, to: host, port, timeoutMs: 1500 });
}

const PODS_OF_ALL = ['x/a', 'x/b', 'x/c', 'z/a', 'z/b', 'z/c'];

/** Who gets through to that Pod. */
function reaching(cluster: Cluster, target: string, port = 80): string[] {
  return PODS_OF_ALL.filter((from) => visit(cluster, from, target, port).outcome === 'reply');
}

/** Whom that Pod gets through to. */
function reached(cluster: Cluster, from: string, port = 80): string[] {
  return PODS_OF_ALL.filter((target) => visit(cluster, from, target, port).outcome === 'reply');
}

const A = { matchLabels: { pod: 'a' } };
const B = { matchLabels: { pod: 'b' } };
const ALL = PODS_OF_ALL;
const without = (...names: readonly string[]) => ALL.filter((name) => !names.includes(name));

describe('ingress rules decide who reaches a selected Pod', () => {
  const cases: readonly (readonly [string, object, readonly string[]])[] = [
    ['no rule: nobody but itself', { podSelector: A, policyTypes: ['Ingress'] }, ['x/a']],
    ['the types default to Ingress', { podSelector: A }, ['x/a']],
    ['the whole namespace denied', { podSelector: {} }, ['x/a']],
    ['an empty rule: all', { podSelector: A, ingress: [{}] }, ALL],
    ['Pods of the same namespace', { podSelector: A, ingress: [{ from: [{ podSelector: B }] }] }, ['x/a', 'x/b']],
    [
      'all Pods of the same namespace',
      { podSelector: A, ingress: [{ from: [{ podSelector: {} }] }] },
      ['x/a', 'x/b', 'x/c'],
    ],
    ['all Pods of all namespaces', { podSelector: A, ingress: [{ from: [{ namespaceSelector: {} }] }] }, ALL],
    [
      'namespaces by label',
      { podSelector: A, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'red' } } }] }] },
      ['x/a', 'z/a', 'z/b', 'z/c'],
    ],
    [
      'a namespace by its name label',
      {
        podSelector: A,
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'z' } } }] }],
      },
      ['x/a', 'z/a', 'z/b', 'z/c'],
    ],
    [
      'namespaces by expression',
      {
        podSelector: A,
        ingress: [
          {
            from: [{ namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['blue'] }] } }],
          },
        ],
      },
      ['x/a', 'z/a', 'z/b', 'z/c'],
    ],
    [
      'both selectors in one peer must hold',
      {
        podSelector: A,
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'red' } }, podSelector: B }] }],
      },
      ['x/a', 'z/b'],
    ],
    [
      'two peers: either is enough',
      {
        podSelector: A,
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'red' } } }, { podSelector: B }] }],
      },
      ['x/a', 'x/b', 'z/a', 'z/b', 'z/c'],
    ],
    [
      'Pods by expression',
      {
        podSelector: A,
        ingress: [
          { from: [{ podSelector: { matchExpressions: [{ key: 'pod', operator: 'In', values: ['b', 'c'] }] } }] },
        ],
      },
      ['x/a', 'x/b', 'x/c'],
    ],
    ['another port', { podSelector: A, ingress: [{ ports: [{ port: 81 }] }] }, ['x/a']],
    ['that port', { podSelector: A, ingress: [{ ports: [{ port: 80 }] }] }, ALL],
    [
      'that port of another protocol',
      { podSelector: A, ingress: [{ ports: [{ port: 80, protocol: 'UDP' }] }] },
      ['x/a'],
    ],
    ['a protocol without port', { podSelector: A, ingress: [{ ports: [{ protocol: 'TCP' }] }] }, ALL],
    ['a named port', { podSelector: A, ingress: [{ ports: [{ port: 'serve-80' }] }] }, ALL],
    ['the name of another port', { podSelector: A, ingress: [{ ports: [{ port: 'serve-81' }] }] }, ['x/a']],
    ['a name of another protocol', { podSelector: A, ingress: [{ ports: [{ port: 'udp-80' }] }] }, ['x/a']],
    ['a range of ports', { podSelector: A, ingress: [{ ports: [{ port: 79, endPort: 80 }] }] }, ALL],
    ['a range that ends before', { podSelector: A, ingress: [{ ports: [{ port: 70, endPort: 79 }] }] }, ['x/a']],
    [
      'port and peer in one rule must both hold',
      {
        podSelector: A,
        ingress: [
          { ports: [{ port: 81 }], from: [{ podSelector: B }] },
          { ports: [{ port: 80 }], from: [{ podSelector: { matchLabels: { pod: 'c' } } }] },
        ],
      },
      ['x/a', 'x/c'],
    ],
    ['a policy of another Pod', { podSelector: B }, ALL],
    ['a policy of egress only', { podSelector: A, policyTypes: ['Egress'] }, ALL],
    ['egress without types counts as ingress, too', { podSelector: A, egress: [{}] }, ['x/a']],
  ];
  it.each(cases)('%s', (_, spec, expected) => {
    expect(reaching(world({ spec }), 'x/a')).toEqual(expected);
  });

  it('add up over policies', () => {
    const cluster = world(
      { spec: { podSelector: {} } },
      { spec: { podSelector: A, ingress: [{ from: [{ podSelector: B }] }] } },
    );
    expect(reaching(cluster, 'x/a')).toEqual(['x/a', 'x/b']);
    expect(reaching(cluster, 'x/b')).toEqual(['x/b']);
    expect(reaching(cluster, 'z/b')).toEqual(ALL);
  });

  it('hold for blocks of addresses, with holes', () => {
    const cluster = world();
    const b = addressOf(cluster, 'x/b');
    apply(cluster, {
      spec: { podSelector: A, ingress: [{ from: [{ ipBlock: { cidr: '10.244.0.0/16', except: [`${b}/32`] } }] }] },
    });
    expect(reaching(cluster, 'x/a')).toEqual(without('x/b'));
  });

  it('see the node behind a node port, so that selectors of Pods do not match', () => {
    const spec = { podSelector: A, ingress: [{ from: [{ podSelector: {} }] }] };
    const cluster = world({ spec });
    const ask = (to: string) => cluster.send({ from: { pod: 'x/b' }, to, port: 30080, timeoutMs: 1500 }).outcome;
    expect([ask('172.18.0.3'), ask('172.18.0.4')]).toEqual(['reply', 'timeout']);
    expect(visit(cluster, 'x/b', 'a', 80).outcome).toBe('reply');
    const block = { podSelector: A, ingress: [{ from: [{ ipBlock: { cidr: '172.18.0.4/32' } }] }] };
    const open = world({ spec: block });
    expect(open.send({ from: 'outside', to: '172.18.0.4', port: 30080, timeoutMs: 1500 }).outcome).toBe('reply');
    expect(open.send({ from: 'outside', to: '172.18.0.2', port: 30080, timeoutMs: 1500 }).outcome).toBe('timeout');
  });

  it('never stop the node that the Pod runs on, nor its probes', () => {
    const cluster = world({ spec: { podSelector: {} } });
    const to = addressOf(cluster, 'x/a');
    const ask = (node: string) => cluster.send({ from: { node }, to, port: 80, timeoutMs: 1500 }).outcome;
    expect([ask('svc-learn-worker'), ask('svc-learn-worker2')]).toEqual(['reply', 'timeout']);
  });
});

describe('egress rules decide whom a selected Pod reaches', () => {
  const cases: readonly (readonly [string, object, readonly string[]])[] = [
    ['no rule: nobody but itself', { podSelector: A, policyTypes: ['Egress'] }, ['x/a']],
    ['an empty rule: all', { podSelector: A, policyTypes: ['Egress'], egress: [{}] }, ALL],
    [
      'Pods of the same namespace',
      { podSelector: A, policyTypes: ['Egress'], egress: [{ to: [{ podSelector: B }] }] },
      ['x/a', 'x/b'],
    ],
    [
      'both selectors in one peer',
      {
        podSelector: A,
        policyTypes: ['Egress'],
        egress: [{ to: [{ namespaceSelector: { matchLabels: { team: 'red' } }, podSelector: B }] }],
      },
      ['x/a', 'z/b'],
    ],
    [
      'a named port of the target',
      { podSelector: A, policyTypes: ['Egress'], egress: [{ ports: [{ port: 'serve-80' }] }] },
      ALL,
    ],
    [
      'another named port',
      { podSelector: A, policyTypes: ['Egress'], egress: [{ ports: [{ port: 'serve-81' }] }] },
      ['x/a'],
    ],
    [
      'a block of addresses',
      { podSelector: A, policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr: '10.244.2.0/24' } }] }] },
      ['x/a', 'x/c', 'z/c'],
    ],
    ['a policy of ingress only', { podSelector: A, policyTypes: ['Ingress'] }, ALL],
  ];
  it.each(cases)('%s', (_, spec, expected) => {
    expect(reached(world({ spec }), 'x/a')).toEqual(expected);
  });

  it('are judged behind the Service: its own address in a block lets nothing pass', () => {
    const spec = (cidr: string) => ({
      podSelector: B,
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr } }] }],
    });
    const service = (cluster: Cluster) => {
      const { body } = cluster.api({ method: 'GET', path: '/api/v1/namespaces/x/services/a' });
      return (body as { spec: { clusterIP: string } }).spec.clusterIP;
    };
    const closed = world({ spec: spec('10.96.0.0/12') });
    expect(visit(closed, 'x/b', service(closed)).outcome).toBe('timeout');
    const open = world({ spec: spec('10.244.0.0/16') });
    expect(visit(open, 'x/b', service(open)).outcome).toBe('reply');
  });

  it('stop name queries, until DNS is allowed', () => {
    const cluster = world({
      spec: { podSelector: B, policyTypes: ['Egress'], egress: [{ to: [{ podSelector: A }] }] },
    });
    const ask = () => cluster.send({ from: { pod: 'x/b' }, to: 'a', port: 80, timeoutMs: 15_000 });
    const denied = ask();
    expect(denied.outcome).toBe('unresolved');
    expect(denied.trace.map(({ hop, verdict, reason }) => `${hop} ${verdict} ${reason}`)).toEqual([
      'policy dropped egress-denied',
      'resolve unresolved dns-no-answer',
    ]);
    expect(denied.trace[0]?.args).toMatchObject({ pod: 'x/b', port: '53/UDP', policies: ['x/policy-0'] });
    const dns = { namespaceSelector: {}, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } };
    const ports = [{ port: 53, protocol: 'UDP' }];
    apply(cluster, { name: 'dns', spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [dns], ports }] } });
    expect(ask().outcome).toBe('reply');
  });
});

describe('a policy in a trace', () => {
  it('is named where it stopped the packet', () => {
    const { outcome, trace } = visit(world({ name: 'locked', spec: { podSelector: A } }), 'z/b', 'x/a');
    expect(outcome).toBe('timeout');
    expect(trace.map(({ hop, verdict, reason, args }) => ({ hop, verdict, reason, args })).slice(0, 2)).toEqual([
      { hop: 'route', verdict: 'ok', reason: 'route-pod', args: expect.objectContaining({ pod: 'x/a' }) },
      {
        hop: 'policy',
        verdict: 'dropped',
        reason: 'ingress-denied',
        args: { pod: 'x/a', peer: 'z/b', port: '80/TCP', policies: ['x/locked'] },
      },
    ]);
  });

  it('is named where it let the packet pass, on both sides', () => {
    const cluster = world(
      { name: 'in', spec: { podSelector: A, ingress: [{ from: [{ podSelector: B }] }] } },
      { name: 'out', spec: { podSelector: B, policyTypes: ['Egress'], egress: [{}] } },
    );
    expect(visit(cluster, 'x/b', 'a').trace.map(({ reason, args }) => [reason, args['policy'] ?? ''])).toEqual([
      ['resolved', ''],
      ['backend-chosen', ''],
      ['egress-allowed', 'x/out'],
      ['route-pod', ''],
      ['ingress-allowed', 'x/in'],
      ['connected', ''],
      ['nothing-asked', ''],
    ]);
  });

  it('follows the labels of Pods and namespaces, and ends with the policy', () => {
    const cluster = world({
      spec: { podSelector: A, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'red' } } }] }] },
    });
    const patch = (path: string, body: object) =>
      cluster.api({ method: 'PATCH', path, headers: { 'content-type': 'application/merge-patch+json' }, body });
    expect(reaching(cluster, 'x/a')).toEqual(['x/a', 'z/a', 'z/b', 'z/c']);
    patch('/api/v1/namespaces/z', { metadata: { labels: { team: null } } });
    expect(reaching(cluster, 'x/a')).toEqual(['x/a']);
    patch('/api/v1/namespaces/x/pods/a', { metadata: { labels: { pod: 'free' } } });
    expect(reaching(cluster, 'x/a')).toEqual(ALL);
    patch('/api/v1/namespaces/x/pods/a', { metadata: { labels: { pod: 'a' } } });
    cluster.api({ method: 'DELETE', path: '/apis/networking.k8s.io/v1/namespaces/x/networkpolicies/policy-0' });
    cluster.run({ until: cluster.elapsed() + 100 });
    expect(reaching(cluster, 'x/a')).toEqual(ALL);
  });

  it('lets a connection through whose opening packet is sent again after the policy is gone', () => {
    const cluster = world({ name: 'locked', spec: { podSelector: A } });
    const to = addressOf(cluster, 'x/a');
    cluster.spawn({
      machine: { node: 'svc-learn-worker2' },
      argv: ['curl', '-s', `http://${to}/hostname`],
      stdout: () => {},
      stderr: () => {},
      exit: () => {},
    });
    cluster.run({ until: cluster.elapsed() + 500 });
    cluster.api({ method: 'DELETE', path: '/apis/networking.k8s.io/v1/namespaces/x/networkpolicies/locked' });
    cluster.run({ until: cluster.elapsed() + 5000 });
    const trace = cluster.traces(0).findLast(({ cause }) => cause === 'program');
    expect(trace).toMatchObject({ outcome: 'reply', from: 'node/svc-learn-worker2', pod: 'x/a' });
    expect(trace?.hops.map(({ verdict }) => verdict)).toEqual(['ok', 'ok', 'ok']);
  });

  it('says the same after a restore', () => {
    const cluster = world({ spec: { podSelector: A } });
    const copy = createCluster();
    copy.restore(JSON.parse(JSON.stringify(cluster.snapshot())));
    expect(visit(copy, 'z/b', 'x/a')).toEqual(visit(cluster, 'z/b', 'x/a'));
    expect(JSON.stringify(copy.snapshot())).toBe(JSON.stringify(cluster.snapshot()));
  });
});
