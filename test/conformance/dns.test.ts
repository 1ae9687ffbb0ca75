import { describe, expect, it } from 'vitest';
import { type ClusterUnderTest, clusterUnderTest } from './cluster-under-test.js';

/** A Pod with the programs of the DNS tests. */
function querier(name: string, extra = '', labels = '{app: querier}'): string {
  return `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: ${labels}}
spec:
  ${extra}
  containers:
  - {name: main, image: "registry.k8s.io/e2e-test-images/jessie-dnsutils:1.7", command: [sleep, infinity]}
`;
}

function service(name: string, spec: string): string {
  return `{apiVersion: v1, kind: Service, metadata: {name: ${name}}, spec: ${spec}}\n`;
}

/** The lines that dig gives, by UDP and by TCP, which must say the same. */
function dig({ exec }: ClusterUnderTest, pod: string, question: string): readonly string[] {
  const [udp, tcp] = ['+notcp', '+tcp'].map((way) => exec(pod, `dig ${way} +noall +answer +search ${question}`).stdout);
  expect(tcp).toBe(udp);
  return (
    udp
      ?.trim()
      .split('\n')
      .filter(Boolean)
      .map((line) => line.replace(/\s+/g, ' '))
      .sort() ?? []
  );
}

function short(world: ClusterUnderTest, pod: string, question: string): readonly string[] {
  return dig(world, pod, question).map((line) => line.split(' ').slice(4).join(' '));
}

const DASHED = (ip: string) => ip.replaceAll('.', '-');

describe('a Pod finds by DNS', () => {
  it('the cluster: kubernetes.default with all its names, and its own Pod record', () => {
    const world = clusterUnderTest();
    world.apply(querier('dns-test'));
    const api = world.service('kubernetes').spec.clusterIP;
    for (const name of ['kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local']) {
      expect(short(world, 'dns-test', `${name} A`)).toEqual([api]);
    }
    const ip = world.pod('dns-test').status?.podIP ?? '';
    expect(short(world, 'dns-test', `${DASHED(ip)}.default.pod.cluster.local A`)).toEqual([ip]);
  });

  it('every name of a Service and of the endpoints of a headless one', () => {
    const world = clusterUnderTest();
    world.apply(
      querier('dns-test'),
      service('test-headless', '{clusterIP: None, selector: {app: querier}, ports: [{name: http, port: 80}]}'),
      service('test-service', '{selector: {app: querier}, ports: [{name: http, port: 80}]}'),
    );
    const pod = world.pod('dns-test').status?.podIP ?? '';
    const { clusterIP = '' } = world.service('test-service').spec;
    const full = (name: string) => `${name}.default.svc.cluster.local.`;
    for (const suffix of ['', '.default', '.default.svc', '.default.svc.cluster.local']) {
      expect(short(world, 'dns-test', `test-service${suffix} A`)).toEqual([clusterIP]);
      expect(short(world, 'dns-test', `test-headless${suffix} A`)).toEqual([pod]);
    }
    expect(short(world, 'dns-test', '_http._tcp.test-service.default.svc SRV')).toEqual([
      `0 100 80 ${full('test-service')}`,
    ]);
    expect(short(world, 'dns-test', '_http._tcp.test-headless.default.svc SRV')).toEqual([
      `0 100 80 ${full(`${DASHED(pod)}.test-headless`)}`,
    ]);
    expect(short(world, 'dns-test', `-x ${clusterIP}`)).toEqual([full('test-service')]);
    expect(short(world, 'dns-test', `-x ${pod}`)).toEqual(
      ['test-headless', 'test-service'].map((name) => full(`${DASHED(pod)}.${name}`)),
    );
  });

  it('partly qualified names of Services in other namespaces, by A and by SRV', () => {
    const world = clusterUnderTest();
    world.apply('{apiVersion: v1, kind: Namespace, metadata: {name: other}}');
    world.apply(
      querier('dns-test'),
      ...[
        querier('far', '', '{app: far}'),
        service('far', '{selector: {app: far}, ports: [{name: http, port: 80}]}'),
        service('far-headless', '{clusterIP: None, selector: {app: far}, ports: [{name: http, port: 80}]}'),
      ].map((text) => text.replace('metadata: {', 'metadata: {namespace: other, ')),
    );
    const far = world.ask('GET', '/api/v1/namespaces/other/services/far') as ReturnType<typeof world.service>;
    const pod = world.ask('GET', '/api/v1/namespaces/other/pods/far') as ReturnType<typeof world.pod>;
    for (const name of ['far.other', 'far.other.svc']) {
      expect(short(world, 'dns-test', `${name} A`)).toEqual([far.spec.clusterIP]);
      expect(short(world, 'dns-test', `_http._tcp.${name} SRV`)).toEqual(['0 100 80 far.other.svc.cluster.local.']);
    }
    expect(short(world, 'dns-test', 'far-headless.other A')).toEqual([pod.status?.podIP]);
    expect(short(world, 'dns-test', '_http._tcp.far-headless.other SRV')).toEqual([
      `0 100 80 ${DASHED(pod.status?.podIP ?? '')}.far-headless.other.svc.cluster.local.`,
    ]);
    expect(short(world, 'dns-test', 'far A')).toEqual([]);
  });

  it('a Pod by its hostname below its headless Service', () => {
    const world = clusterUnderTest();
    world.apply(
      querier('dns-test', 'hostname: querier-2\n  subdomain: test-2'),
      service('test-2', '{clusterIP: None, selector: {app: querier}, ports: [{name: http, port: 80}]}'),
    );
    const ip = world.pod('dns-test').status?.podIP;
    expect(short(world, 'dns-test', 'querier-2.test-2.default.svc.cluster.local A')).toEqual([ip]);
    expect(short(world, 'dns-test', 'querier-2.test-2 A')).toEqual([ip]);
    expect(world.exec('dns-test', 'getent hosts querier-2').stdout).toMatch(`${ip} `);
    expect(world.exec('dns-test', 'hostname').stdout).toBe('querier-2\n');
  });

  it('a Pod by its subdomain', () => {
    const world = clusterUnderTest();
    world.apply(
      querier('dns-test', 'hostname: querier-2\n  subdomain: test-2'),
      service('test-2', '{clusterIP: None, selector: {app: querier}, ports: [{name: http, port: 80}]}'),
    );
    const ip = world.pod('dns-test').status?.podIP;
    expect(short(world, 'dns-test', 'test-2.default.svc.cluster.local A')).toEqual([ip]);
    expect(short(world, 'dns-test', 'test-2 A')).toEqual([ip]);
    expect(world.exec('dns-test', 'hostname -f').stdout).toBe('querier-2.test-2.default.svc.cluster.local\n');
  });

  it('an ExternalName Service as an alias that follows its changes, up to a ClusterIP', () => {
    const world = clusterUnderTest();
    world.apply(querier('dns-test'), service('alias', '{type: ExternalName, externalName: foo.example.com}'));
    const asked = (type: string) => short(world, 'dns-test', `alias.default.svc.cluster.local ${type}`);
    expect(asked('CNAME')).toEqual(['foo.example.com.']);
    const path = '/api/v1/namespaces/default/services/alias';
    world.ask('PATCH', path, { spec: { externalName: 'bar.example.com' } }, 'application/merge-patch+json');
    expect(asked('CNAME')).toEqual(['bar.example.com.']);
    const spec = { type: 'ClusterIP', externalName: null, ports: [{ port: 80, protocol: 'TCP' }] };
    world.ask('PATCH', path, { spec }, 'application/merge-patch+json');
    world.cluster.settle();
    expect(asked('A')).toEqual([world.service('alias').spec.clusterIP]);
  });
});

describe('a Pod is given', () => {
  it('entries of /etc/hosts for its own name and for its aliases', () => {
    const world = clusterUnderTest();
    world.apply(
      querier(
        'dns-test',
        'hostname: querier-1\n  subdomain: test-service\n  hostAliases: [{ip: 192.0.2.5, hostnames: [foo.local, bar.local]}]',
      ),
      service('test-service', '{clusterIP: None, selector: {app: querier}, ports: [{port: 80}]}'),
    );
    const ip = world.pod('dns-test').status?.podIP ?? '';
    const hosts = (name: string) => world.exec('dns-test', `getent hosts ${name}`).stdout.trim().split(/\s+/);
    const full = 'querier-1.test-service.default.svc.cluster.local';
    expect(hosts(full)).toEqual([ip, full, 'querier-1']);
    expect(hosts('querier-1')).toEqual([ip, full, 'querier-1']);
    expect(hosts('bar.local')).toEqual(['192.0.2.5', 'foo.local', 'bar.local']);
    expect(world.exec('dns-test', 'cat /etc/hosts').stdout).toContain(
      '# Entries added by HostAliases.\n192.0.2.5\tfoo.local\tbar.local\n',
    );
    expect(world.exec('dns-test', 'getent hosts nobody').code).toBe(2);
  });

  it('its own name servers and search list with dnsPolicy None', () => {
    const world = clusterUnderTest();
    world.apply(
      querier(
        'dns-test',
        'dnsPolicy: None\n  dnsConfig: {nameservers: [1.1.1.1], searches: [resolv.conf.local], options: [{name: ndots, value: "2"}, {name: edns0}]}',
      ),
    );
    expect(world.exec('dns-test', 'cat /etc/resolv.conf').stdout).toBe(
      'search resolv.conf.local\nnameserver 1.1.1.1\noptions ndots:2 edns0\n',
    );
  });
});
