import { describe, expect, it } from 'vitest';
import { createCluster } from '../../src/engine/index.js';
import type { Service } from '../../src/kube/shapes/service.js';
import { client, clusterUnderTest, netexec } from '../conformance/cluster-under-test.js';

const POD = netexec('web', { labels: '{app: web}', node: 'svc-learn-worker2' });
const service = (name: string, more = '') =>
  `{apiVersion: v1, kind: Service, metadata: {name: ${name}}, spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080, nodePort: 30080}], type: NodePort${more}}}`;
const SIX = /^fd00:10:96::[0-9a-f]+$/;

function world(ipFamilies: readonly ['IPv6'] | readonly ['IPv6', 'IPv4'], options: object = {}) {
  const made = clusterUnderTest(3, { ipFamilies, ...options });
  made.apply(client('client', 'nodeName: svc-learn-worker'), POD, service('web'));
  return made;
}

describe('a cluster of IPv6 alone', () => {
  it('gives everything an address of IPv6, and nothing one of IPv4', () => {
    const { ask, pod, service: found, slices, exec } = world(['IPv6']);
    expect(pod('web').status).toMatchObject({
      podIPs: [{ ip: expect.stringMatching(/^fd00:10:244:2::[0-9a-f]+$/) }],
      hostIPs: [{ ip: 'fc00:f853:ccd:e793::4' }],
    });
    expect(found('web').spec).toMatchObject({
      ipFamilies: ['IPv6'],
      ipFamilyPolicy: 'SingleStack',
      clusterIPs: [expect.stringMatching(SIX)],
    });
    expect(slices('web').map(({ addressType }) => addressType)).toEqual(['IPv6']);
    expect(found('kubernetes').spec.clusterIP).toBe('fd00:10:96::1');
    expect(slices('kubernetes')[0]?.endpoints?.[0]?.addresses).toEqual(['fc00:f853:ccd:e793::2']);
    expect((ask('GET', '/api/v1/nodes/svc-learn-worker') as { spec?: object }).spec).toMatchObject({
      podCIDRs: ['fd00:10:244:1::/64'],
    });
    expect(exec('client', 'cat /etc/resolv.conf').stdout).toBe(
      'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver fd00:10:96::a\noptions ndots:5\n',
    );
    expect(exec('client', 'echo $KUBERNETES_PORT').stdout).toBe('tcp://[fd00:10:96::1]:443\n');
  });

  it.each(['iptables', 'nftables'] as const)(
    'carries requests by name, address and node port in %s mode',
    (proxyMode) => {
      const { exec, service: found, pod, cluster } = world(['IPv6'], { proxyMode });
      expect(exec('client', 'curl -s http://web/hostname')).toEqual({ code: 0, stdout: 'web', stderr: '' });
      expect(exec('client', 'wget -qO- http://web/hostname').stdout).toBe('web');
      expect(exec('client', `curl -s http://[${found('web').spec.clusterIP}]/clientip`).stdout).toContain(
        pod('client').status?.podIP,
      );
      expect(exec('client', "curl -s 'http://[fc00:f853:ccd:e793::2]:30080/hostname'").stdout).toBe('web');
      const outside = cluster.send({
        from: 'outside',
        to: 'fc00:f853:ccd:e793::3',
        port: 30_080,
        http: { path: '/clientip' },
      });
      expect([outside.outcome, outside.sourceSeen]).toEqual(['reply', 'fc00:f853:ccd:e793::3']);
      const rules = cluster.rules({ node: 'svc-learn-worker' });
      expect(rules).toContain(`${found('web').spec.clusterIP}`);
      expect(cluster.send({ from: { pod: 'default/client' }, to: 'web', port: 80 }).backend?.pod).toBe('default/web');
    },
  );

  it('refuses IPv4', () => {
    const { cluster, exec } = world(['IPv6']);
    expect(() => cluster.apply(service('four', ', ipFamilies: [IPv4]').replace(', nodePort: 30080', ''))).toThrow(
      'not configured on this cluster',
    );
    expect(exec('client', 'curl -s -4 http://web/').code).toBe(6);
  });

  it('goes on alike after a snapshot through JSON into a new cluster', () => {
    const { cluster } = world(['IPv6']);
    const copy = createCluster({
      seed: 3,
      ipFamilies: ['IPv6'],
      world: JSON.parse(JSON.stringify(cluster.snapshot())),
    });
    for (const one of [cluster, copy]) one.run({ until: one.elapsed() + 20_000 });
    expect(JSON.stringify(copy.snapshot())).toBe(JSON.stringify(cluster.snapshot()));
  });
});

describe('a dual-stack cluster with IPv6 first', () => {
  it('puts IPv6 first in Pods, and takes it where a Service does not say', () => {
    const { pod, service: found, apply, exec } = world(['IPv6', 'IPv4']);
    apply(service('both', ', ipFamilyPolicy: PreferDualStack').replace(', nodePort: 30080', ''));
    expect(pod('web').status?.podIPs?.map(({ ip }) => ip.includes(':'))).toEqual([true, false]);
    expect(pod('web').status?.podIP).toBe(pod('web').status?.podIPs?.[0]?.ip);
    expect(found('web').spec.ipFamilies).toEqual(['IPv6']);
    expect(found('both').spec.ipFamilies).toEqual(['IPv6', 'IPv4']);
    for (const ip of found('both').spec.clusterIPs ?? []) {
      expect(exec('client', `curl -s http://${ip.includes(':') ? `[${ip}]` : ip}/hostname`).stdout).toBe('web');
    }
  });

  it('serves a node port in the families of its Service alone', () => {
    const { cluster } = world(['IPv6', 'IPv4']);
    const send = (to: string) => cluster.send({ from: 'outside', to, port: 30_080, timeoutMs: 2000 }).outcome;
    expect([send('fc00:f853:ccd:e793::3'), send('172.18.0.3')]).toEqual(['reply', 'refused']);
  });
});

describe('a load balancer', () => {
  const balanced = (families: string) =>
    service('lb', `, ipFamilyPolicy: PreferDualStack, ipFamilies: ${families}`).replace('NodePort', 'LoadBalancer');
  const ingress = ({ status }: Service) => status?.loadBalancer?.ingress;

  it('has an address of each family that its Service has, and takes requests at all of them', () => {
    const made = clusterUnderTest(3, { ipFamilies: ['IPv6', 'IPv4'], cloud: { address: 'ip' } });
    made.apply(POD, balanced('[IPv6]'));
    const ips = ingress(made.service('lb'))?.map(({ ip }) => ip ?? '') ?? [];
    expect(ips).toEqual(['2001:db8:203:113::a', '203.0.113.10']);
    for (const to of ips) {
      const { outcome, backend } = made.cluster.send({ from: 'outside', to, port: 80 });
      expect([outcome, backend?.pod, backend?.ip.includes(':')]).toEqual(['reply', 'default/web', to.includes(':')]);
    }
  });

  it('has a name that stands for IPv6 in a cluster of IPv6 alone', () => {
    const made = clusterUnderTest(3, { ipFamilies: ['IPv6'], cloud: { address: 'hostname' } });
    made.apply(POD, balanced('[IPv6]'));
    const [{ hostname = '' } = {}] = ingress(made.service('lb')) ?? [];
    const { outcome, backend } = made.cluster.send({ from: 'outside', to: hostname, port: 80 });
    expect([outcome, backend?.pod]).toEqual(['reply', 'default/web']);
  });
});
