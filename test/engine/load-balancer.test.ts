import { describe, expect, it } from 'vitest';
import { type Cluster, createCluster } from '../../src/engine/index.js';
import { settled, WEB } from './web.js';

interface Shape {
  readonly metadata: { readonly name: string; readonly finalizers?: readonly string[] };
  readonly status: { readonly loadBalancer: { readonly ingress?: readonly { ip?: string; hostname?: string }[] } };
}

const PATH = '/api/v1/namespaces/default/services/web';

function service(spec: string): string {
  return `
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: LoadBalancer
  selector: {app: web}
  ports: [{port: 80}]
  ${spec}
`;
}

function world(spec: string, cloud?: { readonly address: 'ip' | 'hostname'; readonly provisionSeconds?: number }) {
  const cluster = settled(WEB, cloud && { cloud });
  cluster.apply(service(spec));
  return cluster;
}

const read = (cluster: Cluster) => cluster.api({ method: 'GET', path: PATH }).body as Shape;
const ingress = (cluster: Cluster) => read(cluster).status.loadBalancer.ingress?.[0] ?? {};
const ask = (cluster: Cluster, to: string, port = 80) =>
  cluster.send({ from: 'outside', to, port, http: { path: '/' }, timeoutMs: 2000 });

function events(cluster: Cluster): readonly string[] {
  const { body } = cluster.api({ method: 'GET', path: '/api/v1/namespaces/default/events' });
  const { items } = body as {
    readonly items: readonly {
      readonly involvedObject: { readonly kind: string };
      readonly reason: string;
      readonly message: string;
      readonly source: { readonly component?: string };
    }[];
  };
  return items
    .filter(({ involvedObject }) => involvedObject.kind === 'Service')
    .map(({ reason, message, source }) => `${source.component} ${reason} ${message}`);
}

describe('type: LoadBalancer', () => {
  it('stays pending without a cloud, and its node port works', () => {
    const cluster = world('');
    cluster.settle();
    expect(ingress(cluster)).toEqual({});
    expect(events(cluster)).toEqual([]);
    expect(read(cluster).metadata.finalizers).toBeUndefined();
  });

  it('gets an address after a while, and packets come unchanged to a node that is well', () => {
    const cluster = world('externalTrafficPolicy: Local', { address: 'ip' });
    cluster.run({ until: cluster.elapsed() + 15_000 });
    expect(ingress(cluster)).toEqual({});
    expect(events(cluster)).toEqual(['service-controller EnsuringLoadBalancer Ensuring load balancer']);
    cluster.settle();
    expect(ingress(cluster)).toEqual({ ip: '203.0.113.10', ipMode: 'VIP' });
    expect(events(cluster)).toEqual([
      'service-controller EnsuringLoadBalancer Ensuring load balancer',
      'service-controller EnsuredLoadBalancer Ensured load balancer',
    ]);
    const answers = Array.from({ length: 20 }, () => ask(cluster, '203.0.113.10'));
    expect(new Set(answers.map(({ outcome, sourceSeen }) => `${outcome} ${sourceSeen}`))).toEqual(
      new Set(['reply 172.18.0.1']),
    );
    expect(answers[0]?.trace.map(({ reason }) => reason)).toEqual([
      'balancer-chose',
      'backend-chosen',
      'route-pod',
      'connected',
      'http-status',
    ]);
    expect(ask(cluster, '203.0.113.10', 81).trace.map(({ reason }) => reason)).toEqual([
      'balancer-port-closed',
      'gave-up',
    ]);
  });

  it('gets a name on another cloud, and the balancer talks to the node port itself', () => {
    const cluster = world('', { address: 'hostname', provisionSeconds: 5 });
    cluster.settle();
    const { hostname = '' } = ingress(cluster);
    expect(hostname).toMatch(/^a[0-9a-f]{31}-\d{10}\.ap-northeast-1\.elb\.amazonaws\.com$/);
    const { outcome, trace } = ask(cluster, hostname);
    expect([outcome, ...trace.map(({ reason }) => reason)]).toEqual([
      'reply',
      'resolved',
      'balancer-chose',
      'backend-chosen',
      'route-pod',
      'connected',
      'http-status',
    ]);
  });

  it('lets in only the source ranges', () => {
    const cluster = world('loadBalancerSourceRanges: [192.0.2.0/24]', { address: 'ip' });
    cluster.settle();
    expect(ask(cluster, '203.0.113.10').trace.map(({ reason }) => reason)).toEqual([
      'balancer-source-denied',
      'gave-up',
    ]);
    cluster.apply(service('loadBalancerSourceRanges: [172.18.0.0/16]'));
    cluster.settle();
    expect(ask(cluster, '203.0.113.10').outcome).toBe('reply');
    expect(events(cluster)).toContain('service-controller LoadBalancerSourceRanges [192.0.2.0/24] -> [172.18.0.0/16]');
  });

  it('leaves a Service alone that names another class', () => {
    const cluster = world('loadBalancerClass: example.com/other', { address: 'ip' });
    cluster.settle();
    expect([ingress(cluster), events(cluster)]).toEqual([{}, []]);
  });

  it('works without node ports where packets keep their address, and not where they need one', () => {
    const addressed = world('allocateLoadBalancerNodePorts: false', { address: 'ip' });
    addressed.settle();
    expect(ask(addressed, '203.0.113.10').outcome).toBe('reply');
    const named = world('allocateLoadBalancerNodePorts: false', { address: 'hostname' });
    named.settle();
    expect(ask(named, ingress(named).hostname ?? '').outcome).toBe('timeout');
  });

  it('is held by a finalizer until the cloud has let go', () => {
    const cluster = world('', { address: 'ip' });
    cluster.settle();
    expect(read(cluster).metadata.finalizers).toEqual(['service.kubernetes.io/load-balancer-cleanup']);
    cluster.api({ method: 'DELETE', path: PATH });
    cluster.settle();
    expect(cluster.api({ method: 'GET', path: PATH }).status).toBe(404);
    expect(events(cluster).slice(-2)).toEqual([
      'service-controller DeletingLoadBalancer Deleting load balancer',
      'service-controller DeletedLoadBalancer Deleted load balancer',
    ]);
    expect(ask(cluster, '203.0.113.10').outcome).toBe('timeout');
  });

  it('comes and goes with the type, which keeps the Service', () => {
    const cluster = world('', { address: 'ip' });
    cluster.settle();
    cluster.apply(service('').replace('type: LoadBalancer', 'type: ClusterIP'));
    cluster.settle();
    expect(ingress(cluster)).toEqual({});
    expect(read(cluster).metadata.finalizers).toBeUndefined();
    cluster.apply(service(''));
    cluster.settle();
    expect(ingress(cluster)).toEqual({ ip: '203.0.113.10', ipMode: 'VIP' });
    expect(events(cluster).filter((text) => text.includes(' Type '))).toEqual([
      'service-controller Type LoadBalancer -> ClusterIP',
      'service-controller Type ClusterIP -> LoadBalancer',
    ]);
  });

  it('sends nothing to a node whose Pods are gone, once its check has failed often enough', () => {
    const cluster = world('externalTrafficPolicy: Local', { address: 'ip' });
    const quick = WEB.replace('    spec:', '    spec:\n      terminationGracePeriodSeconds: 1');
    cluster.apply(quick);
    cluster.settle();
    cluster.apply(quick.replace('replicas: 2', 'replicas: 1'));
    cluster.run({ until: cluster.elapsed() + 3000 });
    const outcomes = () => new Set(Array.from({ length: 12 }, () => ask(cluster, '203.0.113.10').outcome));
    expect(outcomes()).toEqual(new Set(['reply', 'timeout']));
    cluster.run({ until: cluster.elapsed() + 30_000 });
    expect(outcomes()).toEqual(new Set(['reply']));
  });

  it('goes on alike after a snapshot through JSON into a new cluster', () => {
    const cloud = { address: 'hostname' } as const;
    const cluster = world('', cloud);
    cluster.run({ until: cluster.elapsed() + 20_500 });
    const snapshot = JSON.parse(JSON.stringify(cluster.snapshot())) as unknown;
    const other = createCluster({ seed: 1, cloud, world: snapshot });
    for (const one of [cluster, other]) one.run({ until: one.elapsed() + 40_000 });
    expect(JSON.stringify(other.snapshot())).toBe(JSON.stringify(cluster.snapshot()));
  });
});
