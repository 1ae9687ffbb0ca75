import { describe, expect, it } from 'vitest';
import { client, clusterUnderTest, netexec } from '../../conformance/cluster-under-test.js';

const SHELL = client('shell', 'nodeName: svc-learn-worker')
  .replace('registry.k8s.io/e2e-test-images/agnhost:2.53', 'nicolaka/netshoot:latest')
  .replace('args: [pause]', 'command: [sleep, infinity]');

function world(options: object = {}) {
  const made = clusterUnderTest(7, options);
  made.apply(SHELL, client('box', 'nodeName: svc-learn-worker'), netexec('web', { node: 'svc-learn-worker2' }));
  const [own = '', six = ''] = made.pod('shell').status?.podIPs?.map(({ ip }) => ip) ?? [];
  const ip = (words: string, pod = 'shell') => {
    const { stdout, stderr, code } = made.exec(pod, `ip ${words}`);
    return stdout + stderr + (code === 0 ? '' : `exit ${code}`);
  };
  return { ...made, own, six, ip, onNode: (argv: readonly string[]) => onNode(made, argv) };
}

function onNode({ cluster }: ReturnType<typeof clusterUnderTest>, argv: readonly string[]): string {
  let text = '';
  let isOver = false;
  cluster.spawn({
    machine: { node: 'svc-learn-worker' },
    argv,
    stdout: (some) => (text += some),
    stderr: (some) => (text += some),
    exit: () => (isOver = true),
  });
  while (!isOver) cluster.run({ until: cluster.nextAt() ?? cluster.elapsed() });
  return text;
}

/** Letters of addresses that a hash has made. */
const masked = (text: string) =>
  text
    .replace(/02:42(:[0-9a-f]{2}){4}/g, 'MAC')
    .replace(/fe80::[0-9a-f:]+\//g, 'fe80::LOCAL/')
    .replace(/veth[0-9a-f]{8}/g, 'vethX')
    .replace(/if\d+/g, 'ifN');

describe('ip in a Pod', () => {
  it('shows the interfaces with their addresses as iproute2 does', () => {
    const { ip, own } = world();
    const start = own.slice(0, own.lastIndexOf('.'));
    expect(
      masked(ip('addr')),
    ).toBe(`1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
    inet6 ::1/128 scope host proto kernel_lo 
       valid_lft forever preferred_lft forever
2: eth0@ifN: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000
    link/ether MAC brd ff:ff:ff:ff:ff:ff link-netnsid 0
    inet ${own}/24 brd ${start}.255 scope global eth0
       valid_lft forever preferred_lft forever
    inet6 fe80::LOCAL/64 scope link proto kernel_ll 
       valid_lft forever preferred_lft forever
`);
    expect(ip('-4 -br a')).toMatch(/^lo {15}UNKNOWN {8}127\.0\.0\.1\/8 \neth0@if\d+ {9}UP {13}10\.244\.1\.\d+\/24 \n$/);
    expect(masked(ip('link show eth0'))).toBe(
      '2: eth0@ifN: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000\n    link/ether MAC brd ff:ff:ff:ff:ff:ff link-netnsid 0\n',
    );
  });

  it('sends everything to its node', () => {
    const { ip, own } = world();
    const [network, via] = [own.replace(/\.\d+$/, '.0/24'), own.replace(/\.\d+$/, '.1')];
    expect(ip('route')).toBe(
      `default via ${via} dev eth0 \n${network} via ${via} dev eth0 src ${own} \n${via} dev eth0 scope link src ${own} \n`,
    );
    expect(ip('route get 10.96.0.10')).toBe(`10.96.0.10 via ${via} dev eth0 src ${own} uid 0 \n    cache \n`);
    expect(ip(`r get ${own}`)).toBe(`local ${own} dev lo src ${own} uid 0 \n    cache <local> \n`);
    expect(ip('route get fd00::1')).toBe('RTNETLINK answers: Network is unreachable\nexit 2');
    expect(masked(ip('neigh'))).toBe(`${via} dev eth0 lladdr MAC REACHABLE \n`);
  });

  it('knows both families where the cluster has them', () => {
    const { ip, six } = world({ ipFamilies: ['IPv4', 'IPv6'] });
    const via = six.replace(/::.*/, '::1');
    expect(masked(ip('-6 route'))).toBe(
      `${via.replace(/1$/, '')}/64 via ${via} dev eth0 src ${six} metric 1024 pref medium\n${via} dev eth0 src ${six} metric 1024 pref medium\nfe80::LOCAL/64 dev eth0 proto kernel metric 256 pref medium\ndefault via ${via} dev eth0 metric 1024 pref medium\n`.replace(
        'fe80::LOCAL/64',
        'fe80::/64',
      ),
    );
    expect(ip('-6 addr show eth0')).toContain(`    inet6 ${six}/64 scope global \n`);
    expect(ip('route get fd00:10:96::a')).toBe(
      `fd00:10:96::a via ${via} dev eth0 src ${six} metric 1024 pref medium\n`,
    );
  });

  it('says what it does not know and changes nothing', () => {
    const { ip } = world();
    expect(ip('foo')).toBe('Object "foo" is unknown, try "ip help".\nexit 1');
    expect(ip('addr show eth9')).toBe('Device "eth9" does not exist.\nexit 1');
    expect(ip('route add default via 10.0.0.1')).toBe('RTNETLINK answers: Operation not permitted\nexit 2');
  });

  it('prints as busybox does where busybox is', () => {
    const { ip } = world();
    expect(ip('route', 'box')).toMatch(
      /^default via \S+ dev eth0 \n\S+ via \S+ dev eth0 {2}src \S+ \n\S+ dev eth0 scope link {2}src \S+ \n$/,
    );
  });
});

describe('ip on a node', () => {
  it('has a cable to each of its Pods, and a route to the Pods of each other node', () => {
    const { onNode, pod, own } = world();
    const box = pod('box').status?.podIP;
    const routes = masked(onNode(['ip', 'route'])).split('\n');
    expect(routes.filter((line) => !/^10\.244\.1\./.test(line))).toEqual([
      'default via 172.18.0.1 dev eth0 ',
      '10.244.0.0/24 via 172.18.0.2 dev eth0 ',
      '10.244.2.0/24 via 172.18.0.4 dev eth0 ',
      '172.18.0.0/16 dev eth0 proto kernel scope link src 172.18.0.3 ',
      '',
    ]);
    expect(routes).toContain(`${own} dev vethX scope host `);
    expect(routes).toContain(`${box} dev vethX scope host `);
    expect(masked(onNode(['ip', '-4', 'addr'])).split('\n')[3]).toMatch(/^2: eth0@ifN: /);
    expect(onNode(['ip', 'neigh'])).toContain('172.18.0.4 dev eth0 lladdr 02:42:ac:12:00:04 REACHABLE \n');
    expect(masked(onNode(['ip', 'route', 'get', own]))).toBe(`${own} dev vethX src 172.18.0.3 uid 0 \n    cache \n`);
  });
});
