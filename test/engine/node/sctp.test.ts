import { describe, expect, it } from 'vitest';
import { client, clusterUnderTest } from '../../conformance/cluster-under-test.js';

const AGNHOST = 'registry.k8s.io/e2e-test-images/agnhost:2.53';

function server(name: string, node: string): string {
  return `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: {app: diameter}}
spec:
  nodeName: ${node}
  containers:
  - name: main
    image: ${AGNHOST}
    args: [porter]
    env: [{name: SERVE_SCTP_PORT_3868, value: ${name}}]
    ports: [{name: diameter, containerPort: 3868, protocol: SCTP}]
`;
}

const SERVICE = `
apiVersion: v1
kind: Service
metadata: {name: diameter}
spec:
  type: NodePort
  clusterIP: 10.96.7.7
  selector: {app: diameter}
  ports: [{name: diameter, port: 3868, targetPort: diameter, protocol: SCTP, nodePort: 30868}]
`;

function world() {
  const made = clusterUnderTest();
  made.apply(
    client('client', 'nodeName: svc-learn-worker'),
    server('a', 'svc-learn-worker'),
    server('b', 'svc-learn-worker2'),
    SERVICE,
  );
  return made;
}

type World = ReturnType<typeof world>;

function ask({ cluster }: World, to: string, port: number, protocol: 'TCP' | 'SCTP' = 'SCTP') {
  const { outcome, backend } = cluster.send({ from: { pod: 'default/client' }, to, port, protocol, timeoutMs: 4000 });
  return [outcome, backend?.pod];
}

describe('SCTP through a Service', () => {
  it('reaches the Pods behind a cluster IP and behind a node port, and TCP on the same port does not', () => {
    const made = world();
    const through = (to: string, port: number) =>
      new Set(Array.from({ length: 12 }, () => ask(made, to, port)).map(([outcome, pod]) => `${outcome} ${pod}`));
    expect([...through('diameter', 3868)].sort()).toEqual(['reply default/a', 'reply default/b']);
    expect([...through('172.18.0.2', 30868)].sort()).toEqual(['reply default/a', 'reply default/b']);
    expect(ask(made, 'diameter', 3868, 'TCP')).toEqual(['timeout', undefined]);
    expect(ask(made, '172.18.0.2', 30868, 'TCP')).toEqual(['refused', undefined]);
  });

  it('is written with its own name into the slices and the rules of both modes', () => {
    const made = world();
    expect(made.slices('diameter')[0]?.ports).toEqual([{ name: 'diameter', port: 3868, protocol: 'SCTP' }]);
    const rules = made.cluster.rules({ node: 'svc-learn-worker' });
    expect(rules).toContain(
      '-A KUBE-SERVICES -d 10.96.7.7/32 -p sctp -m comment --comment "default/diameter:diameter cluster IP" -m sctp --dport 3868 -j KUBE-SVC-',
    );
    expect(rules).toMatch(/-A KUBE-SEP-\w+ -p sctp .* -m sctp -j DNAT --to-destination 10\.244\.\d+\.\d+:3868\n/);
  });

  it('is tracked, with the words of SCTP', () => {
    const made = world();
    made.exec('client', '/agnhost connect --protocol=sctp --timeout=3s 10.96.7.7:3868');
    const [pod] = made.cluster.traces(0).flatMap(({ protocol, pod }) => (protocol === 'SCTP' ? [pod] : []));
    const ip = made.pod(pod?.slice('default/'.length) ?? '').status?.podIP;
    const flows = conntrack(made);
    const client = made.pod('client').status?.podIP;
    expect(flows.replace(/=3\d{4}|=[456]\d{4}/g, '=PORT')).toBe(
      `sctp     132 10 CLOSED src=${client} dst=10.96.7.7 sport=PORT dport=3868 src=${ip} dst=${client} sport=3868 dport=PORT [ASSURED] mark=0 use=1\n`,
    );
  });

  it('waits for an answer where a rule refuses: an ICMP error is no ABORT', () => {
    const made = world();
    made.apply(
      '{apiVersion: v1, kind: Service, metadata: {name: nobody}, spec: {selector: {app: nobody}, ports: [{port: 9, protocol: SCTP}]}}',
    );
    const { outcome, trace } = made.cluster.send({
      from: { pod: 'default/client' },
      to: 'nobody',
      port: 9,
      protocol: 'SCTP',
      timeoutMs: 2000,
    });
    expect([outcome, trace.map(({ reason }) => reason)]).toEqual(['timeout', ['resolved', 'no-endpoints', 'gave-up']]);
    expect(made.exec('client', '/agnhost connect --protocol=sctp --timeout=3s a:3868').stderr).toBe(
      'DNS: lookup failed\n',
    );
    const { podIP } = made.pod('a').status ?? {};
    expect(made.exec('client', `/agnhost connect --protocol=sctp --timeout=3s ${podIP}:99`).stderr).toBe('REFUSED\n');
    expect(made.exec('client', `/agnhost connect --protocol=sctp --timeout=3s ${podIP}:3868`).code).toBe(0);
  });

  it('is let through by a NetworkPolicy that names its protocol, and only by one that does', () => {
    const made = world();
    const policy = (protocol: string) =>
      `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: only}, spec: {podSelector: {matchLabels: {app: diameter}}, ingress: [{ports: [{port: diameter, protocol: ${protocol}}]}]}}`;
    made.apply(policy('TCP'));
    expect(ask(made, 'diameter', 3868)).toEqual(['timeout', 'default/b']);
    made.apply(policy('SCTP'));
    expect(ask(made, 'diameter', 3868)[0]).toBe('reply');
  });
});

describe('agnhost', () => {
  it('answers one message over SCTP with netexec', () => {
    const made = clusterUnderTest();
    made.apply(
      client('client')
        .replace(AGNHOST, 'nicolaka/netshoot:latest')
        .replace('args: [pause]', 'command: [sleep, infinity]'),
      `{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: main, image: '${AGNHOST}', args: [netexec, --sctp-port=9090]}]}}`,
    );
    const { podIP = '' } = made.pod('web').status ?? {};
    expect(made.exec('client', `echo hostname | ncat --sctp ${podIP} 9090`)).toEqual({
      code: 0,
      stdout: 'web',
      stderr: '',
    });
  });
});

function conntrack({ cluster }: World): string {
  let text = '';
  let isOver = false;
  cluster.spawn({
    machine: { node: 'svc-learn-worker' },
    argv: ['conntrack', '-L', '-p', 'sctp'],
    stdout: (some) => (text += some),
    stderr: () => undefined,
    exit: () => (isOver = true),
  });
  while (!isOver) cluster.run({ until: cluster.nextAt() ?? cluster.elapsed() });
  return text;
}
