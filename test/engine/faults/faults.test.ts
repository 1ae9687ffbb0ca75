import { describe, expect, it } from 'vitest';
import { type Cluster, createCluster } from '../../../src/engine/index.js';
import type { KubeObject } from '../../../src/kube/shapes/meta.js';

const WORKER = 'svc-learn-worker';
const WORKER2 = 'svc-learn-worker2';

const pod = (name: string, node: string, more = '') => `
---
apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: {app: ${name.replace(/-.*/, '')}}}
spec:
  nodeName: ${node}
  tolerations: [{key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 300}]
  containers:
  - {name: main, image: registry.k8s.io/e2e-test-images/agnhost:2.53, args: [netexec, --http-port=80], ports: [{containerPort: 80}]${more}}
`;

const PODS = `
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, nodePort: 30080}]}
${pod('client', WORKER)}${pod('near', WORKER)}${pod('web-1', WORKER)}${pod('web-2', WORKER2, ', readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 2}')}
`;

let start: unknown;

function world(): Cluster {
  const cluster = createCluster();
  if (start === undefined) {
    cluster.apply(PODS);
    cluster.settle();
    start = cluster.snapshot();
  } else cluster.restore(start);
  return cluster;
}

function get<T = KubeObject>(cluster: Cluster, path: string, query: Record<string, string> = {}): T {
  return cluster.api({ method: 'GET', path, query }).body as T;
}

function ipOf(cluster: Cluster, name: string): string {
  return get<{ status: { podIP: string } }>(cluster, `/api/v1/namespaces/default/pods/${name}`).status.podIP;
}

function ask(cluster: Cluster, name: string, timeoutMs = 900) {
  return cluster.send({
    from: { pod: 'default/client' },
    to: ipOf(cluster, name),
    port: 80,
    timeoutMs,
    http: { path: '/hostname' },
  });
}

const pass = (cluster: Cluster, ms: number) => cluster.run({ until: cluster.elapsed() + ms });

function isReady(cluster: Cluster, path: string): string | undefined {
  const { status } = get<{ status: { conditions: { type: string; status: string }[] } }>(cluster, path);
  return status.conditions.find(({ type }) => type === 'Ready')?.status;
}

const NODE2 = `/api/v1/nodes/${WORKER2}`;
const WEB2 = '/api/v1/namespaces/default/pods/web-2';

function readyEndpoints(cluster: Cluster): readonly string[] {
  const { items } = get<{ items: { endpoints: { conditions: { ready: boolean }; targetRef: { name: string } }[] }[] }>(
    cluster,
    '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices',
    { labelSelector: 'kubernetes.io/service-name=web' },
  );
  return items
    .flatMap(({ endpoints }) =>
      endpoints.filter(({ conditions }) => conditions.ready).map(({ targetRef }) => targetRef.name),
    )
    .sort();
}

describe('a node that is cut off', () => {
  it('loses every packet to other machines, and says why', () => {
    const cluster = world();
    cluster.fault({ kind: 'node-cut', node: WORKER2 });
    const { outcome, trace } = ask(cluster, 'web-2');
    expect(outcome).toBe('timeout');
    expect(trace[0]).toEqual({ hop: 'route', verdict: 'timeout', reason: 'node-cut-off', args: { node: WORKER2 } });
    expect(ask(cluster, 'web-1').outcome).toBe('reply');
    const outside = cluster.send({ from: 'outside', to: '172.18.0.4', port: 30080, timeoutMs: 900 });
    expect(outside.trace.map(({ reason }) => reason)).toContain('node-cut-off');
  });

  it('keeps the traffic between its own Pods', () => {
    const cluster = world();
    cluster.fault({ kind: 'node-cut', node: WORKER });
    expect(ask(cluster, 'near').outcome).toBe('reply');
    expect(ask(cluster, 'web-2').outcome).toBe('timeout');
  });

  it('is NotReady after the grace period, loses its endpoints, then its Pods, and comes back', () => {
    const cluster = world();
    const { id } = cluster.fault({ kind: 'node-cut', node: WORKER2 });
    pass(cluster, 35_000);
    expect([isReady(cluster, NODE2), readyEndpoints(cluster)]).toEqual(['True', ['web-1', 'web-2']]);
    pass(cluster, 30_000);
    expect([isReady(cluster, NODE2), isReady(cluster, WEB2), readyEndpoints(cluster)]).toEqual([
      'Unknown',
      'False',
      ['web-1'],
    ]);
    expect(get<{ spec: { taints: { key: string; effect: string }[] } }>(cluster, NODE2).spec.taints).toEqual([
      expect.objectContaining({ key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule' }),
      expect.objectContaining({ key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' }),
    ]);
    pass(cluster, 200_000);
    expect(get(cluster, WEB2).metadata.deletionTimestamp).toBeUndefined();
    pass(cluster, 120_000);
    expect(get(cluster, WEB2).metadata.deletionTimestamp).toBeDefined();
    cluster.clearFault(id);
    pass(cluster, 60_000);
    expect(isReady(cluster, NODE2)).toBe('True');
    expect(cluster.api({ method: 'GET', path: WEB2 }).status).toBe(404);
    expect(cluster.faults()).toEqual([]);
  });

  it('that comes back in time has all its Pods ready again', () => {
    const cluster = world();
    cluster.fault({ kind: 'node-cut', node: WORKER2 });
    pass(cluster, 100_000);
    expect(readyEndpoints(cluster)).toEqual(['web-1']);
    cluster.clearFault();
    pass(cluster, 20_000);
    expect([isReady(cluster, NODE2), isReady(cluster, WEB2), readyEndpoints(cluster)]).toEqual([
      'True',
      'True',
      ['web-1', 'web-2'],
    ]);
    expect(ask(cluster, 'web-2').outcome).toBe('reply');
  });

  it('answers no exec and no logs', () => {
    const cluster = world();
    cluster.fault({ kind: 'node-cut', node: WORKER2 });
    expect(cluster.api({ method: 'GET', path: `${WEB2}/log` })).toMatchObject({
      status: 500,
      body: { message: 'error dialing backend: dial tcp 172.18.0.4:10250: connect: no route to host' },
    });
  });

  it('holds what is on the way of an open connection until the network is back', () => {
    const cluster = world();
    cluster.apply(`
apiVersion: v1
kind: Pod
metadata: {name: sink}
spec:
  nodeName: ${WORKER2}
  containers: [{name: main, image: busybox, command: [nc, -l, -p, '9000']}]
`);
    pass(cluster, 5000);
    const { stdin } = cluster.spawn({
      machine: { node: WORKER },
      argv: ['nc', ipOf(cluster, 'sink'), '9000'],
      stdout: () => {},
      stderr: () => {},
      exit: () => {},
    });
    pass(cluster, 1000);
    cluster.fault({ kind: 'node-cut', node: WORKER2 });
    stdin('one\n');
    pass(cluster, 500);
    stdin('two\n');
    pass(cluster, 3500);
    const log = () => get<string>(cluster, '/api/v1/namespaces/default/pods/sink/log');
    cluster.clearFault();
    expect(log()).toBe('');
    pass(cluster, 10_000);
    expect(log()).toBe('one\ntwo\n');
  });
});

describe('a node that is down', () => {
  it('ends its programs, and starts them again when it is back', () => {
    const cluster = world();
    cluster.fault({ kind: 'node-down', node: WORKER2 });
    expect(ask(cluster, 'web-2').trace[0]).toMatchObject({ reason: 'node-down', args: { node: WORKER2 } });
    pass(cluster, 70_000);
    expect(isReady(cluster, NODE2)).toBe('Unknown');
    cluster.clearFault();
    pass(cluster, 40_000);
    expect(readyEndpoints(cluster)).toEqual(['web-1', 'web-2']);
    const { status } = get<{ status: { containerStatuses: { restartCount: number }[] } }>(cluster, WEB2);
    expect(status.containerStatuses[0]?.restartCount).toBe(1);
  });

  it('may not be the one with the API server, nor one that is not there', () => {
    const cluster = world();
    expect(() => cluster.fault({ kind: 'node-down', node: 'svc-learn-control-plane' })).toThrow(/API server/);
    expect(() => cluster.fault({ kind: 'node-cut', node: 'nobody' })).toThrow('nodes "nobody" not found');
    expect(() => cluster.fault({ kind: 'link', between: ['pod/default/nobody', 'any'] })).toThrow(
      'pods "nobody" not found',
    );
    expect(() => cluster.fault({ kind: 'link', between: ['moon', 'any'] })).toThrow('"moon" is no place');
  });
});

describe('a link', () => {
  it('that loses all packets lets nothing pass, both ways, and nothing else suffers', () => {
    const cluster = world();
    cluster.fault({ kind: 'link', between: ['pod/default/client', `node/${WORKER2}`], loss: 100 });
    const { outcome, trace } = ask(cluster, 'web-2');
    expect([outcome, trace[0]]).toEqual([
      'timeout',
      {
        hop: 'route',
        verdict: 'timeout',
        reason: 'packet-lost',
        args: { between: `pod/default/client - node/${WORKER2}`, loss: 100 },
      },
    ]);
    const back = cluster.send({
      from: { pod: 'default/web-2' },
      to: ipOf(cluster, 'client'),
      port: 80,
      timeoutMs: 900,
    });
    expect(back.outcome).toBe('timeout');
    expect(ask(cluster, 'web-1').outcome).toBe('reply');
  });

  it('that loses some packets costs time, and the trace counts them', () => {
    const cluster = world();
    cluster.fault({ kind: 'link', between: ['any', 'pod/default/web-2'], loss: 30 });
    const asked = Array.from({ length: 20 }, () => ask(cluster, 'web-2', 60_000));
    expect(asked.every(({ outcome }) => outcome === 'reply')).toBe(true);
    const resent = asked.flatMap(({ trace }) => trace.filter(({ reason }) => reason === 'packets-resent'));
    expect(resent.length).toBeGreaterThan(5);
    expect(resent[0]).toMatchObject({ hop: 'route', verdict: 'ok', args: { count: expect.any(Number) } });
  });

  it('that is slow makes every way longer by its delay', () => {
    const cluster = world();
    const took = () => {
      ask(cluster, 'web-2', 9000);
      return cluster.traces(0).findLast(({ cause }) => cause === 'goal')?.tookMs ?? 0;
    };
    const usual = took();
    cluster.fault({ kind: 'link', between: [`node/${WORKER}`, `node/${WORKER2}`], delayMs: 200 });
    expect(took()).toBe(usual + 4 * 200);
    expect(ask(cluster, 'web-2', 9000).trace.map(({ reason }) => reason)).toContain('link-delayed');
  });
});

describe('other faults', () => {
  it('stop CoreDNS, so that names time out, and start it again', () => {
    const cluster = world();
    cluster.fault({ kind: 'stopped', component: 'coredns' });
    pass(cluster, 20_000);
    const ask = () => cluster.send({ from: { pod: 'default/client' }, to: 'web', port: 80, timeoutMs: 20_000 });
    const { outcome, trace } = ask();
    expect([outcome, trace.map(({ reason }) => reason)]).toEqual(['unresolved', ['no-endpoints', 'dns-no-answer']]);
    cluster.clearFault();
    pass(cluster, 20_000);
    expect(ask().outcome).toBe('reply');
  });

  it('stop kube-proxy: the rules stay as they were written last', () => {
    const cluster = world();
    cluster.fault({ kind: 'stopped', component: 'kube-proxy', node: WORKER });
    const before = cluster.rules({ node: WORKER });
    cluster.api({
      method: 'DELETE',
      path: '/api/v1/namespaces/default/pods/web-1',
      query: { gracePeriodSeconds: '0' },
    });
    pass(cluster, 40_000);
    const rulesOf = (text: string) => text.split('\n').filter((line) => !line.startsWith('#'));
    expect(rulesOf(cluster.rules({ node: WORKER }))).toEqual(rulesOf(before));
    cluster.clearFault();
    pass(cluster, 5000);
    expect(rulesOf(cluster.rules({ node: WORKER }))).not.toEqual(rulesOf(before));
  });

  it('leave no node port and no cluster IP', () => {
    const cluster = world();
    const service = (name: string, type: string) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: { type, ports: [{ port: 80 }] },
    });
    cluster.fault({ kind: 'exhausted', range: 'node-ports' });
    expect(() => cluster.apply([service('a', 'NodePort')])).toThrow('failed to allocate a nodePort: range is full');
    cluster.fault({ kind: 'exhausted', range: 'cluster-ips' });
    expect(() => cluster.apply([service('b', 'ClusterIP')])).toThrow('failed to allocate a serviceIP: range is full');
    expect(cluster.clearFault().map(({ id }) => id)).toEqual([1, 2]);
    expect(cluster.apply([service('a', 'NodePort')])).toHaveLength(1);
  });

  it('skew a probe either way', () => {
    const cluster = world();
    cluster.fault({ kind: 'probe', pod: 'default/web-2', probe: 'readiness', outcome: 'fail' });
    pass(cluster, 10_000);
    expect(readyEndpoints(cluster)).toEqual(['web-1']);
    cluster.clearFault();
    pass(cluster, 10_000);
    expect(readyEndpoints(cluster)).toEqual(['web-1', 'web-2']);
  });

  it('kill the programs of a Pod', () => {
    const cluster = world();
    cluster.kill('default/web-2');
    pass(cluster, 10_000);
    const { status } = get<{ status: { containerStatuses: { restartCount: number; lastState: unknown }[] } }>(
      cluster,
      WEB2,
    );
    expect(status.containerStatuses[0]).toMatchObject({
      restartCount: 1,
      lastState: { terminated: { exitCode: 137 } },
    });
  });

  it('are part of the world: a copy goes on alike', () => {
    const cluster = world();
    cluster.fault({ kind: 'node-cut', node: WORKER2 });
    cluster.fault({ kind: 'link', between: ['any', 'pod/default/web-1'], loss: 50, delayMs: 20 });
    cluster.fault({ kind: 'exhausted', range: 'node-ports' });
    pass(cluster, 20_000);
    ask(cluster, 'web-1');
    const copy = createCluster();
    copy.restore(JSON.parse(JSON.stringify(cluster.snapshot())));
    for (const each of [cluster, copy]) {
      ask(each, 'web-1', 9000);
      pass(each, 90_000);
      each.clearFault();
      pass(each, 30_000);
    }
    expect(JSON.stringify(copy.snapshot())).toBe(JSON.stringify(cluster.snapshot()));
  });
});
