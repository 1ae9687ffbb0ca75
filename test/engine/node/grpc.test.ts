import { describe, expect, it } from 'vitest';
import { createCluster } from '../../../src/engine/index.js';
import type { Event } from '../../../src/kube/shapes/core.js';
import { clusterUnderTest } from '../../conformance/cluster-under-test.js';

function server(name: string): string {
  return `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: {app: orders}}
spec:
  containers:
  - name: main
    image: registry.example.com/shop/orders:v1
    env: [{name: GRPC_PORT, value: "9090"}]
    readinessProbe: {grpc: {port: 9090}, periodSeconds: 1}
`;
}

const SERVICES = `
apiVersion: v1
kind: Service
metadata: {name: orders}
spec: {clusterIP: 10.96.7.7, selector: {app: orders}, ports: [{name: grpc, port: 9090, appProtocol: kubernetes.io/h2c}]}
---
apiVersion: v1
kind: Service
metadata: {name: orders-all}
spec: {clusterIP: None, selector: {app: orders}, ports: [{name: grpc, port: 9090}]}
`;

function caller(args: string): string {
  return `
apiVersion: v1
kind: Pod
metadata: {name: caller}
spec:
  restartPolicy: Never
  containers:
  - {name: main, image: 'registry.example.com/shop/web:v1', command: [/call, ${args}]}
`;
}

const SHELL = `
apiVersion: v1
kind: Pod
metadata: {name: shell}
spec: {containers: [{name: main, image: 'nicolaka/netshoot:latest', command: [sleep, infinity]}]}
`;

function world(...pods: readonly string[]) {
  const made = clusterUnderTest();
  made.apply(SERVICES, ...pods);
  const log = (pod: string) =>
    String(made.request({ method: 'GET', path: `/api/v1/namespaces/default/pods/${pod}/log` }).body);
  return { ...made, log };
}

describe('a gRPC client behind a cluster IP', () => {
  it('opens one connection, and all its calls go to one backend', () => {
    const { log, wait, cluster } = world(server('a'), server('b'), server('c'), caller('orders:9090'));
    wait(30);
    const answers = log('caller').trimEnd().split('\n');
    expect(answers.length).toBeGreaterThan(25);
    expect(new Set(answers).size).toBe(1);
    const pod = answers[0]?.split(' ').at(-1) ?? '';
    expect(new Set(log(pod).match(/from [\d.:]+/g)).size).toBe(1);
    const rest = ['a', 'b', 'c'].filter((name) => name !== pod);
    expect(rest.map((name) => log(name).includes('gRPC shop'))).toEqual([false, false]);
    expect(cluster.traces(0).filter(({ port, cause }) => port === 9090 && cause === 'program')).toEqual([]);
  });

  it('connects anew when its backend ends, and stays with the next one', () => {
    const { log, wait, ask, apply } = world(server('a'), server('b'));
    apply(caller('orders:9090'));
    wait(5);
    const first = log('caller').trimEnd().split(' ').at(-1) ?? '';
    ask('DELETE', `/api/v1/namespaces/default/pods/${first}`);
    wait(60);
    const answers = log('caller').trimEnd().split('\n');
    const other = first === 'a' ? 'b' : 'a';
    expect([...new Set(answers)]).toEqual([`orders v1 on ${first}`, `orders v1 on ${other}`]);
  });

  it('uses all backends with round_robin on a headless Service', () => {
    const { log, wait, apply } = world(server('a'), server('b'));
    apply(caller("'dns:///orders-all:9090', --policy, round_robin, --count, '6'"));
    wait(10);
    const names = log('caller')
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(-1));
    expect(names.length).toBe(6);
    expect(names.slice(1).every((name, at) => name !== names[at])).toBe(true);
  });

  it('says what is wrong, call by call', () => {
    const { log, wait } = world(caller("orders:9090, --count, '2'"));
    wait(10);
    expect(log('caller')).toBe(
      'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 10.96.7.7:9090: connect: connection refused"\n'.repeat(
        2,
      ),
    );
  });

  it('goes on after a restore as it would have gone on', () => {
    const { cluster, wait } = world(server('a'), server('b'), caller('orders:9090'));
    wait(3);
    const saved = JSON.stringify(cluster.snapshot());
    wait(10);
    const after = JSON.stringify(cluster.snapshot());
    const twin = createCluster({ seed: 7, world: JSON.parse(saved) });
    twin.run({ until: twin.elapsed() + 10_000 });
    expect(JSON.stringify(twin.snapshot())).toBe(after);
  });
});

describe('grpcurl', () => {
  it('lists, describes and calls what a server offers by reflection', () => {
    const { exec } = world(server('a'), SHELL);
    expect(exec('shell', 'grpcurl -plaintext orders:9090 list').stdout).toBe(
      'grpc.health.v1.Health\ngrpc.reflection.v1.ServerReflection\nshop.Shop\n',
    );
    expect(exec('shell', 'grpcurl -plaintext orders:9090 describe shop.Shop').stdout).toBe(
      'shop.Shop is a service:\nservice Shop {\n  rpc Who ( .shop.WhoRequest ) returns ( .shop.WhoReply );\n}\n',
    );
    expect(exec('shell', 'grpcurl -plaintext orders:9090 shop.Shop/Who').stdout).toBe(
      '{\n  "message": "orders v1 on a"\n}\n',
    );
    expect(exec('shell', 'grpcurl -plaintext -d "{}" orders:9090 grpc.health.v1.Health/Check').stdout).toBe(
      '{\n  "status": "SERVING"\n}\n',
    );
  });

  it('says why it cannot', () => {
    const { exec, pod } = world(server('a'), SHELL);
    const ip = pod('a').status?.podIP;
    const cases = {
      'orders:9090 list':
        'Failed to dial target host "orders:9090": tls: first record does not look like a TLS handshake\n',
      '-plaintext orders:9090 shop.Shop/No':
        'Error invoking method "shop.Shop/No": service "shop.Shop" does not include a method named "No"\n',
      [`-plaintext ${ip}:9091 list`]: `Failed to dial target host "${ip}:9091": connection error: desc = "transport: error while dialing: dial tcp ${ip}:9091: connect: connection refused"\n`,
      '-plaintext -connect-timeout 1 orders:99 list':
        'Failed to dial target host "orders:99": context deadline exceeded\n',
      [`-plaintext ${ip}:8080 list`]: `Failed to dial target host "${ip}:8080": context deadline exceeded\n`,
    };
    for (const [words, stderr] of Object.entries(cases)) {
      expect(exec('shell', `grpcurl ${words}`)).toEqual({ code: 1, stdout: '', stderr });
    }
  });
});

describe('a gRPC probe', () => {
  const health = (probe: string, args = '') => `
apiVersion: v1
kind: Pod
metadata: {name: health}
spec:
  containers:
  - name: main
    image: registry.k8s.io/e2e-test-images/agnhost:2.53
    args: [grpc-health-checking${args}]
    readinessProbe: {periodSeconds: 1, failureThreshold: 1, grpc: ${probe}}
`;
  const complaints = (made: ReturnType<typeof world>) =>
    (made.items('/api/v1/namespaces/default/events') as readonly Event[])
      .filter(({ reason }) => reason === 'Unhealthy')
      .map(({ message }) => message);

  it('passes while the service says SERVING, and tells when it does not', () => {
    const made = world(health('{port: 5000}'), SHELL);
    const ready = () => made.pod('health').status?.containerStatuses?.[0]?.ready;
    const { podIP } = made.pod('health').status ?? {};
    expect(ready()).toBe(true);
    made.exec('shell', `curl -s ${podIP}:8080/make-not-serving`);
    made.wait(3);
    expect([ready(), [...new Set(complaints(made))]]).toEqual([
      false,
      ['Readiness probe failed: service unhealthy (responded with "NOT_SERVING")'],
    ]);
    made.exec('shell', `curl -s ${podIP}:8080/make-serving`);
    made.wait(3);
    expect(ready()).toBe(true);
  });

  it('fails where nobody listens, and where the service is not known', () => {
    const nobody = world(health('{port: 5001}'));
    nobody.wait(5);
    expect(complaints(nobody)[0]).toBe(
      `Readiness probe failed: timeout: failed to connect service "${nobody.pod('health').status?.podIP}:5001" within 1s: context deadline exceeded`,
    );
    const stranger = world(health('{port: 5000, service: other}'));
    stranger.wait(5);
    expect(complaints(stranger)[0]).toBe(
      'Readiness probe failed: error: health rpc probe failed: rpc error: code = NotFound desc = unknown service',
    );
  });
});
