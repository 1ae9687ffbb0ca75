import { describe, expect, it } from 'vitest';
import { type Cluster, createCluster } from '../../src/engine/index.js';
import { settled, WEB } from './web.js';

const MANIFESTS = `${WEB}---
apiVersion: v1
kind: Service
metadata: {name: both}
spec: {ipFamilyPolicy: PreferDualStack, type: NodePort, selector: {app: web}, ports: [{port: 80, nodePort: 30080}]}
---
apiVersion: v1
kind: Service
metadata: {name: six}
spec: {ipFamilies: [IPv6], selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: plain}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec:
  containers: [{name: main, image: curlimages/curl, command: [sleep, '9999']}]
`;

interface ServiceShape {
  readonly spec: {
    readonly clusterIPs: readonly string[];
    readonly ipFamilies: readonly string[];
    readonly ipFamilyPolicy: string;
  };
}

interface SliceShape {
  readonly addressType: string;
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly endpoints: readonly { readonly addresses: readonly string[] }[];
}

function world(options: Parameters<typeof createCluster>[0] = {}) {
  return settled(MANIFESTS, { ipFamilies: ['IPv4', 'IPv6'], ...options });
}

const get = <T>(cluster: Cluster, path: string) => cluster.api({ method: 'GET', path }).body as T;
const service = (cluster: Cluster, name: string) =>
  get<ServiceShape>(cluster, `/api/v1/namespaces/default/services/${name}`).spec;

describe('a dual-stack cluster', () => {
  it('gives Services the families that they ask for', () => {
    const cluster = world();
    const specs = ['both', 'six', 'plain'].map((name) => service(cluster, name));
    expect(specs.map(({ ipFamilies, ipFamilyPolicy }) => [ipFamilyPolicy, ...ipFamilies])).toEqual([
      ['PreferDualStack', 'IPv4', 'IPv6'],
      ['SingleStack', 'IPv6'],
      ['SingleStack', 'IPv4'],
    ]);
    expect(specs.map(({ clusterIPs }) => clusterIPs.map((ip) => ip.replace(/^(10|fd00:10:96:):?.*/, '$1')))).toEqual([
      ['10', 'fd00:10:96:'],
      ['fd00:10:96:'],
      ['10'],
    ]);
  });

  it('gives nodes and Pods an address of each family, and Services a slice of each of theirs', () => {
    const cluster = world();
    const pod = get<{ status: object }>(cluster, '/api/v1/namespaces/default/pods/client').status;
    expect(pod).toMatchObject({
      podIPs: [
        { ip: expect.stringMatching(/^10\.244\./) },
        { ip: expect.stringMatching(/^fd00:10:244:\d::[0-9a-f]+$/) },
      ],
      hostIPs: [{ ip: expect.stringMatching(/^172\.18\./) }, { ip: expect.stringMatching(/^fc00:f853:ccd:e793::\d$/) }],
    });
    const node = get<{ spec: object }>(cluster, '/api/v1/nodes/svc-learn-worker');
    expect(node.spec).toMatchObject({ podCIDRs: ['10.244.1.0/24', 'fd00:10:244:1::/64'] });
    const { items } = get<{ items: readonly SliceShape[] }>(
      cluster,
      '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices',
    );
    const found = items
      .filter(({ endpoints }) => endpoints.length > 1)
      .map(({ metadata, addressType }) => `${metadata.labels['kubernetes.io/service-name']} ${addressType}`);
    expect(found.sort()).toEqual(['both IPv4', 'both IPv6', 'plain IPv4', 'six IPv6']);
  });

  it.each(['iptables', 'nftables'] as const)(
    'sends packets of both families through its rules in %s mode',
    (proxyMode) => {
      const cluster = world({ proxyMode });
      const from = { pod: 'default/client' };
      for (const to of service(cluster, 'both').clusterIPs) {
        const answers = Array.from({ length: 12 }, () => cluster.send({ from, to, port: 80, http: {} }));
        expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(new Set(['reply']));
        expect(new Set(answers.map(({ backend }) => backend?.ip.includes(':')))).toEqual(new Set([to.includes(':')]));
        expect(new Set(answers.map(({ backend }) => backend?.ip)).size).toBe(2);
        expect(answers[0]?.sourceSeen).toMatch(to.includes(':') ? /^fd00:10:244:/ : /^10\.244\./);
      }
      const node = 'fc00:f853:ccd:e793::3';
      const { outcome, sourceSeen } = cluster.send({ from, to: node, port: 30_080, http: {} });
      expect([outcome, sourceSeen]).toEqual(['reply', expect.stringMatching(/^fc00:f853:ccd:e793::\d$/)]);
      expect(cluster.send({ from: 'outside', to: node, port: 30_080 }).outcome).toBe('reply');
    },
  );

  it('writes both addresses of a Pod into its hosts file', () => {
    const cluster = world();
    const name = 'reader';
    const main = { name: 'main', image: 'busybox', command: ['sh', '-c', 'grep reader /etc/hosts'] };
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: { restartPolicy: 'Never', containers: [main] },
    };
    cluster.apply(JSON.stringify(pod));
    cluster.settle();
    expect(get<string>(cluster, `/api/v1/namespaces/default/pods/${name}/log`)).toMatch(
      /^10\.244\.\d\.\d+\treader\nfd00:10:244:\d::[0-9a-f]+\treader\n$/,
    );
  });

  it('answers health checks of a Service that has IPv6 alone', () => {
    const cluster = world();
    const spec = {
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      healthCheckNodePort: 32_100,
      ipFamilies: ['IPv6'],
    };
    const metadata = { name: 'lb' };
    const ports = [{ port: 80 }];
    const balanced = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { ...spec, ports, selector: { app: 'web' } },
    };
    cluster.apply(JSON.stringify(balanced));
    cluster.settle();
    const { reply } = cluster.send({ from: 'outside', to: '172.18.0.3', port: 32_100, http: {} });
    expect([reply?.status, reply?.headers['X-Load-Balancing-Endpoint-Weight']]).toEqual([200, '1']);
  });

  it('is reached by curl and wget with an address in brackets', () => {
    const cluster = world();
    const [, ipv6 = ''] = service(cluster, 'both').clusterIPs;
    const asking = (name: string, image: string, command: readonly string[]) =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name },
        spec: { restartPolicy: 'Never', containers: [{ name: 'main', image, command }] },
      });
    cluster.apply(asking('a', 'curlimages/curl', ['curl', '-s', `http://[${ipv6}]/`]));
    cluster.apply(asking('b', 'busybox', ['wget', '-qO-', `http://[${ipv6}]:80/`]));
    cluster.settle();
    const log = (name: string) => get<string>(cluster, `/api/v1/namespaces/default/pods/${name}/log`);
    expect(log('a')).toContain(`\nHost: [${ipv6}]\n`);
    expect(log('b')).toContain(`\nHost: [${ipv6}]:80\n`);
  });

  it('goes on alike after a snapshot through JSON into a new cluster', () => {
    const cluster = world();
    const snapshot = JSON.parse(JSON.stringify(cluster.snapshot())) as unknown;
    const other = createCluster({ seed: 1, ipFamilies: ['IPv4', 'IPv6'], world: snapshot });
    for (const one of [cluster, other]) one.run({ until: one.elapsed() + 20_000 });
    expect(JSON.stringify(other.snapshot())).toBe(JSON.stringify(cluster.snapshot()));
  });

  it('is not what a cluster is without being asked', () => {
    const cluster = createCluster({ seed: 1 });
    expect(() => cluster.apply(MANIFESTS.slice(MANIFESTS.indexOf('metadata: {name: six}') - 30))).toThrow(
      'not configured on this cluster',
    );
  });
});
