import { describe, expect, it } from 'vitest';
import { client, clusterUnderTest, netexec } from '../../conformance/cluster-under-test.js';

const SERVICE = `
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ipFamilyPolicy: PreferDualStack, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
`;
const LOGGED = `
apiVersion: v1
kind: ConfigMap
metadata: {name: coredns, namespace: kube-system}
data: {Corefile: ".:53 {\\n log\\n kubernetes cluster.local\\n forward . /etc/resolv.conf\\n reload 2s 1s\\n}\\n"}
`;

/** One CoreDNS, so that its log has one order. */
function world(isDual: boolean) {
  const made = clusterUnderTest(7, isDual ? { ipFamilies: ['IPv4', 'IPv6'] } : {});
  made.apply(client(), netexec('web', { labels: '{app: web}' }), SERVICE, LOGGED);
  made.ask(
    'PATCH',
    '/apis/apps/v1/namespaces/kube-system/deployments/coredns/scale',
    { spec: { replicas: 1 } },
    'application/merge-patch+json',
  );
  made.wait(60);
  return { ...made, asked: (command: string) => questions(made, command) };
}

/** What CoreDNS wrote down while the command ran, without numbers. */
function questions(made: ReturnType<typeof clusterUnderTest>, command: string): readonly string[] {
  const pods = made
    .items('/api/v1/namespaces/kube-system/pods')
    .filter(({ metadata }) => metadata.name?.startsWith('coredns'));
  const logs = () =>
    pods.map(({ metadata }) =>
      String(made.request({ method: 'GET', path: `/api/v1/namespaces/kube-system/pods/${metadata.name}/log` }).body),
    );
  const before = logs();
  made.exec('client', command);
  return logs().flatMap((text, at) => {
    const fresh = text.slice(before[at]?.length ?? 0);
    return [...fresh.matchAll(/"(\w+) IN (\S+) .*?" (\w+)/g)].map(
      ([, type, name, rcode]) => `${type} ${name} ${rcode}`,
    );
  });
}

const NAMES = ['web.default.svc.cluster.local.'];
const SEARCH = ['nobody.default.svc.cluster.local.', 'nobody.svc.cluster.local.', 'nobody.cluster.local.', 'nobody.'];

describe('a program that looks a name up', () => {
  it('asks for IPv4 and IPv6 at once, name by name, whatever families the cluster has', () => {
    const { asked } = world(false);
    expect(asked('curl -s web/hostname')).toEqual(
      NAMES.flatMap((name) => [`A ${name} NOERROR`, `AAAA ${name} NOERROR`]),
    );
    expect(asked('wget -qO- nobody')).toEqual(
      SEARCH.flatMap((name) => [`A ${name} NXDOMAIN`, `AAAA ${name} NXDOMAIN`]),
    );
    expect(asked('curl -s -4 web/hostname')).toEqual(NAMES.map((name) => `A ${name} NOERROR`));
  });

  it('asks for IPv6 along the whole search list, and then for IPv4, as getent hosts', () => {
    const { asked, exec } = world(false);
    const found = asked('getent hosts web');
    expect(found.map((line) => line.split(' ')[0])).toEqual(['AAAA', 'AAAA', 'AAAA', 'AAAA', 'A']);
    expect(exec('client', 'getent hosts web').stdout).toMatch(/^10\.\S+ +web\.default\.svc\.cluster\.local\n$/);
  });

  it('leaves one trace that names the types of its queries', () => {
    const { exec, cluster } = world(false);
    exec('client', 'curl -s nobody');
    expect(cluster.traces(0).at(-1)?.hops.at(-1)).toMatchObject({
      reason: 'name-not-found',
      args: { queries: SEARCH, types: ['A', 'AAAA'], outcomes: ['NXDOMAIN', 'NXDOMAIN', 'NXDOMAIN', 'NXDOMAIN'] },
    });
  });

  it('prefers IPv6 with curl and getent, and IPv4 with wget, where the cluster has both', () => {
    const { exec, service } = world(true);
    const [four = '', six = ''] = service('web').spec.clusterIPs ?? [];
    const { stderr } = exec('client', 'curl -sv web/clientip');
    expect(stderr).toContain(
      `* Host web:80 was resolved.\n* IPv6: ${six}\n* IPv4: ${four}\n*   Trying [${six}]:80...\n`,
    );
    expect(exec('client', 'curl -s web/clientip').stdout).toMatch(/^\[?fd00:/);
    expect(exec('client', 'curl -s -4 web/clientip').stdout).toMatch(/^10\.244\./);
    expect(exec('client', 'wget -qO- web/clientip').stdout).toMatch(/^10\.244\./);
    expect(exec('client', 'getent hosts web').stdout).toBe(`${six.padEnd(15)} web.default.svc.cluster.local\n`);
    expect(exec('client', 'getent ahosts web').stdout.split(/\s+/)[0]).toBe(four);
  });

  it('goes on with IPv4 when nobody takes the connection over IPv6', () => {
    const made = world(true);
    made.apply(
      '{apiVersion: v1, kind: Service, metadata: {name: old}, spec: {clusterIP: None, ipFamilyPolicy: PreferDualStack, ports: [{port: 8080}]}}',
      `{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: old-4, labels: {kubernetes.io/service-name: old}}, addressType: IPv4, ports: [{port: 8080}], endpoints: [{addresses: ['${made.pod('web').status?.podIP}']}]}`,
      "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: old-6, labels: {kubernetes.io/service-name: old}}, addressType: IPv6, ports: [{port: 8080}], endpoints: [{addresses: ['fc00:f853:ccd:e793::3']}]}",
    );
    expect(made.exec('client', 'curl -s old:8080/hostname').stdout).toBe('web');
  });
});
