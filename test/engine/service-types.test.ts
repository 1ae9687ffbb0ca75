import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/engine/index.js';
import { settled, WEB } from './web.js';

const LOCAL = `
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  healthCheckNodePort: 32100
  selector: {app: web}
  ports: [{port: 80, nodePort: 30080}]
`;

/** A command in the shell of a node, to its end. */
function onNode(cluster: Cluster, node: string, line: string) {
  let stdout = '';
  let stderr = '';
  let code: number | undefined;
  cluster.spawn({
    machine: { node },
    argv: ['sh', '-c', line],
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    exit: (exit) => {
      code = exit;
    },
  });
  cluster.run({ until: cluster.elapsed() + 5000, pause: () => code !== undefined });
  return { stdout, stderr, code };
}

const get = (cluster: Cluster, node: string, port: number, path = '/') =>
  cluster.send({ from: 'outside', to: addressOf(cluster, node), port, http: { path } });

function addressOf(cluster: Cluster, node: string): string {
  const { body } = cluster.api({ method: 'GET', path: `/api/v1/nodes/${node}` });
  const { status } = body as { readonly status: { readonly addresses: readonly { readonly address: string }[] } };
  return status.addresses[0]?.address ?? '';
}

const nodes = ['svc-learn-control-plane', 'svc-learn-worker', 'svc-learn-worker2'];

describe('the health-check node port', () => {
  it.each(['iptables', 'nftables'] as const)('tells in %s mode how many endpoints its node has', (proxyMode) => {
    const cluster = settled(`${WEB}---${LOCAL}`, { proxyMode });
    const replies = nodes.map((node) => get(cluster, node, 32_100).reply);
    expect(replies.map((reply) => reply?.status)).toEqual([503, 200, 200]);
    expect(replies.map((reply) => JSON.parse(reply?.body ?? '{}'))).toEqual(
      [0, 1, 1].map((localEndpoints) => ({
        service: { namespace: 'default', name: 'web' },
        localEndpoints,
        serviceProxyHealthy: true,
      })),
    );
    expect(replies[1]?.headers).toMatchObject({
      'Content-Type': 'application/json',
      'X-Content-Type-Options': 'nosniff',
      'X-Load-Balancing-Endpoint-Weight': '1',
      'Content-Length': '114',
    });
  });

  it('comes and goes with its Service, while kube-proxy says that it is well', () => {
    const cluster = settled(`${WEB}---${LOCAL}`);
    expect(get(cluster, 'svc-learn-worker', 10_256, '/healthz').reply?.status).toBe(200);
    cluster.api({ method: 'DELETE', path: '/api/v1/namespaces/default/services/web' });
    cluster.settle();
    expect(get(cluster, 'svc-learn-worker', 32_100).outcome).toBe('refused');
  });
});

describe('a node’s shell', () => {
  it('prints the rules of its kube-proxy, a table or a chain of them', () => {
    const cluster = settled(`${WEB}---${LOCAL}`);
    const node = 'svc-learn-worker';
    const { stdout } = onNode(cluster, node, 'iptables-save');
    const withoutTimes = (text: string) => text.replace(/^#.*\n/gm, '');
    expect(withoutTimes(stdout)).toBe(withoutTimes(cluster.rules({ node })));
    expect(onNode(cluster, node, 'iptables -t nat -S KUBE-NODEPORTS')).toEqual({
      stdout: expect.stringMatching(
        /^-N KUBE-NODEPORTS\n-A KUBE-NODEPORTS -d 127\.0\.0\.0\/8 .*\n-A KUBE-NODEPORTS -p tcp -m comment --comment "default\/web" .* -j KUBE-EXT-[A-Z2-7]{16}\n$/,
      ),
      stderr: '',
      code: 0,
    });
    expect(onNode(cluster, node, 'iptables -t nat -S KUBE-NO').stderr).toBe(
      'iptables: No chain/target/match by that name.\n',
    );
  });

  it('prints the ruleset of nftables mode, a map or a chain of it', () => {
    const cluster = settled(`${WEB}---${LOCAL}`, { proxyMode: 'nftables' });
    const node = 'svc-learn-worker';
    expect(onNode(cluster, node, 'nft list ruleset').stdout).toBe(cluster.rules({ node }));
    expect(onNode(cluster, node, 'nft list map ip kube-proxy service-nodeports').stdout).toBe(
      [
        'table ip kube-proxy {',
        '\tmap service-nodeports {',
        '\t\ttype inet_proto . inet_service : verdict',
        '\t\tcomment "NodePort traffic"',
        '\t\telements = { tcp . 30080 : goto external-EDE2N7RF-default/web/tcp/ }',
        '\t}',
        '}',
        '',
      ]
        .join('\n')
        .replace('EDE2N7RF', /external-([A-Z2-7]{8})/.exec(cluster.rules({ node }))?.[1] ?? ''),
    );
    expect(onNode(cluster, node, 'nft list table ip other')).toMatchObject({ code: 1 });
    expect(onNode(cluster, node, 'iptables-save').stdout).toBe('');
  });

  it('shows what connection tracking remembers', () => {
    const cluster = settled(`${WEB}---${LOCAL}`);
    const { backend } = cluster.send({
      from: { node: 'svc-learn-worker' },
      to: clusterIP(cluster),
      port: 80,
      http: {},
    });
    const { stdout, stderr } = onNode(cluster, 'svc-learn-worker', 'conntrack -L -p tcp --dport 80');
    const own = stdout.split('\n').filter((line) => line.includes(`dst=${clusterIP(cluster)}`));
    expect(own).toEqual([
      expect.stringMatching(
        new RegExp(
          `^tcp      6 1\\d\\d TIME_WAIT src=172\\.18\\.0\\.3 dst=[\\d.]+ sport=\\d+ dport=80 src=${backend?.ip} dst=172\\.18\\.0\\.3 sport=80 dport=\\d+ \\[ASSURED\\] mark=0 use=1$`,
        ),
      ),
    ]);
    expect(stderr).toMatch(/^conntrack v1\.4\.8 \(conntrack-tools\): \d+ flow entries have been shown\.\n$/);
  });

  it('is the only place that has these tools, beside kube-proxy itself', () => {
    const cluster = settled(`
apiVersion: v1
kind: Pod
metadata: {name: nosy}
spec:
  restartPolicy: Never
  containers: [{name: main, image: busybox, command: [sh, -c, 'nft list ruleset']}]
`);
    const { body } = cluster.api({ method: 'GET', path: '/api/v1/namespaces/default/pods/nosy/log' });
    expect(body).toBe('sh: nft: not found\n');
  });
});

function clusterIP(cluster: Cluster): string {
  const { body } = cluster.api({ method: 'GET', path: '/api/v1/namespaces/default/services/web' });
  return (body as { readonly spec: { readonly clusterIP: string } }).spec.clusterIP;
}

describe('a kube-proxy that is down', () => {
  it('leaves the rules that it last wrote, and packets go by them', () => {
    const cluster = settled(`${WEB}---${LOCAL}`);
    const node = 'svc-learn-worker';
    const rules = () => cluster.rules({ node }).replace(/^#.*\n/gm, '');
    const before = rules();
    cluster.apply({
      ...(cluster.api({ method: 'GET', path: DAEMON }).body as { readonly metadata: object }),
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      spec: withoutNodes(cluster),
    } as Parameters<Cluster['apply']>[0]);
    cluster.settle();
    expect(get(cluster, node, 10_256, '/healthz').outcome).toBe('refused');
    cluster.apply(WEB.replace('replicas: 2', 'replicas: 0'));
    cluster.settle();
    expect(rules()).toBe(before);
    const { outcome, trace } = cluster.send({ from: { node }, to: clusterIP(cluster), port: 80, timeoutMs: 2000 });
    expect([outcome, trace[0]?.reason, trace[1]?.reason]).toEqual(['timeout', 'backend-chosen', 'no-such-pod']);
  });
});

const DAEMON = '/apis/apps/v1/namespaces/kube-system/daemonsets/kube-proxy';

/** The spec of kube-proxy's DaemonSet, for nodes that do not exist. */
function withoutNodes(cluster: Cluster): unknown {
  const { spec } = cluster.api({ method: 'GET', path: DAEMON }).body as {
    readonly spec: { readonly template: { readonly spec: object } };
  };
  return { ...spec, template: { ...spec.template, spec: { ...spec.template.spec, nodeSelector: { none: 'none' } } } };
}

describe('a Pod that goes', () => {
  it('changes the slices of its own Services and no others', () => {
    const cluster = settled(
      Array.from({ length: 20 }, (_, at) => manifestOf(`app-${at}`))
        .concat(
          `apiVersion: v1\nkind: Service\nmetadata: {name: both}\nspec: {selector: {app: app-7}, ports: [{port: 80}]}`,
        )
        .join('\n---\n'),
    );
    const before = slices(cluster);
    const pods = cluster.api({ method: 'GET', path: '/api/v1/namespaces/default/pods' }).body as {
      readonly items: readonly {
        readonly metadata: { readonly name: string; readonly labels: { readonly app: string } };
      }[];
    };
    const name = pods.items.find(({ metadata }) => metadata.labels.app === 'app-7')?.metadata.name;
    cluster.api({ method: 'DELETE', path: `/api/v1/namespaces/default/pods/${name}` });
    cluster.settle();
    const changed = [...slices(cluster)].filter(([key, version]) => before.get(key) !== version).map(([key]) => key);
    expect(changed.map((key) => key.replace(/-[a-z0-9]{5}$/, '')).sort()).toEqual(['app-7', 'both']);
  });
});

function manifestOf(name: string): string {
  const service = `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {selector: {app: ${name}}, ports: [{port: 80}]}`;
  return `${WEB.replaceAll('web', name).replace('replicas: 2', 'replicas: 1')}---\n${service}`;
}

/** Version of each slice by name. */
function slices(cluster: Cluster): ReadonlyMap<string, string> {
  const path = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';
  const { items } = cluster.api({ method: 'GET', path }).body as {
    readonly items: readonly { readonly metadata: { readonly name: string; readonly resourceVersion: string } }[];
  };
  return new Map(items.map(({ metadata }) => [metadata.name, metadata.resourceVersion]));
}
