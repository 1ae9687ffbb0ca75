import { describe, expect, it } from 'vitest';
import type { EndpointSlice, Service } from '../../src/kube/shapes/service.js';
import { addressesOf, type ClusterUnderTest, client, clusterUnderTest, netexec } from './cluster-under-test.js';

const SERVICES = '/api/v1/namespaces/default/services';
const MERGE = 'application/merge-patch+json';

const BACKENDS = [1, 2, 3].map((at) => netexec(`back-${at}`, { labels: '{app: back}' }));

function service(name: string, spec: string): string {
  return `
apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: ${spec}
`;
}

/** Who answered so many requests. */
function answering({ exec }: ClusterUnderTest, url: string, times = 12): ReadonlySet<string> {
  const names = Array.from({ length: times }, () => {
    const { stdout, stderr, code } = exec('client', ['curl', '-sS', '-m', '3', `${url}/hostname`]);
    return code === 0 ? stdout : stderr.trim();
  });
  return new Set(names);
}

const ALL = new Set(['back-1', 'back-2', 'back-3']);

function replace(world: ClusterUnderTest, name: string, change: (spec: Service['spec']) => Partial<Service['spec']>) {
  const old = world.service(name);
  world.ask('PUT', `${SERVICES}/${name}`, { ...old, spec: { ...old.spec, ...change(old.spec) } });
  world.cluster.settle();
  world.wait(2);
  return world.service(name).spec;
}

describe('a Service that changes its type', () => {
  it('from ClusterIP to ExternalName loses its address and is answered as an alias', () => {
    const world = clusterUnderTest();
    world.apply(
      client(),
      ...BACKENDS,
      service('turn', '{selector: {app: back}, ports: [{port: 80, targetPort: 8080}]}'),
    );
    const { clusterIP = '' } = world.service('turn').spec;
    expect(clusterIP).toMatch(/^10\./);
    const spec = replace(world, 'turn', () => ({
      type: 'ExternalName',
      externalName: 'back.default.svc.cluster.local',
    }));
    expect(spec.clusterIP ?? '').toBe('');
    expect(spec.clusterIPs ?? []).toEqual([]);
    world.wait(31);
    const { answers } = world.cluster.resolve({ from: { pod: 'default/client' }, name: 'turn', type: 'CNAME' });
    expect(answers).toEqual(['turn.default.svc.cluster.local. 30 IN CNAME back.default.svc.cluster.local.']);
  });

  it('from ExternalName to ClusterIP gets an address that serves', () => {
    const world = clusterUnderTest();
    world.apply(client(), ...BACKENDS, service('turn', '{type: ExternalName, externalName: foo.example.com}'));
    expect(world.service('turn').spec.clusterIP ?? '').toBe('');
    const { externalName: _, ...rest } = world.service('turn').spec;
    const old = world.service('turn');
    world.ask('PUT', `${SERVICES}/turn`, {
      ...old,
      spec: {
        ...rest,
        type: 'ClusterIP',
        selector: { app: 'back' },
        ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }],
      },
    });
    world.cluster.settle();
    expect(world.service('turn').spec.clusterIP).toMatch(/^10\./);
    expect(answering(world, `http://${world.service('turn').spec.clusterIP}`)).toEqual(ALL);
  });

  it('from ExternalName to NodePort is served by every node', () => {
    const world = clusterUnderTest();
    world.apply(client(), ...BACKENDS, service('turn', '{type: ExternalName, externalName: foo.example.com}'));
    const old = world.service('turn');
    const { externalName: _, ...rest } = old.spec;
    world.ask('PUT', `${SERVICES}/turn`, {
      ...old,
      spec: {
        ...rest,
        type: 'NodePort',
        selector: { app: 'back' },
        ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }],
      },
    });
    world.cluster.settle();
    const { clusterIP, ports = [] } = world.service('turn').spec;
    expect(ports[0]?.nodePort).toBeGreaterThanOrEqual(30_000);
    expect(clusterIP).toMatch(/^10\./);
    for (const ip of nodeAddresses(world)) expect(answering(world, `http://${ip}:${ports[0]?.nodePort}`)).toEqual(ALL);
  });

  it('from NodePort to ExternalName loses its address and its node port', () => {
    const world = clusterUnderTest();
    world.apply(
      client(),
      ...BACKENDS,
      service('turn', '{type: NodePort, selector: {app: back}, ports: [{port: 80, targetPort: 8080}]}'),
    );
    const port = world.service('turn').spec.ports?.[0]?.nodePort;
    const [node = ''] = nodeAddresses(world);
    expect(answering(world, `http://${node}:${port}`)).toEqual(ALL);
    const spec = replace(world, 'turn', () => ({ type: 'ExternalName', externalName: 'foo.example.com' }));
    expect(spec.clusterIP ?? '').toBe('');
    expect(spec.ports?.[0]?.nodePort).toBeUndefined();
    const { outcome } = world.cluster.send({ from: { pod: 'default/client' }, to: node, port: port ?? 0 });
    expect(outcome).toBe('refused');
  });
});

function nodeAddresses({ items }: ClusterUnderTest): readonly string[] {
  const nodes = items('/api/v1/nodes') as unknown as { status: { addresses: { type: string; address: string }[] } }[];
  return nodes.flatMap(({ status }) =>
    status.addresses.filter(({ type }) => type === 'InternalIP').map(({ address }) => address),
  );
}

describe('a NodePort Service', () => {
  it('is reached by its name, its cluster address and the port of every node', () => {
    const world = clusterUnderTest();
    world.apply(
      client(),
      ...BACKENDS,
      service('open', '{type: NodePort, selector: {app: back}, ports: [{port: 80, targetPort: 8080}]}'),
    );
    const { clusterIP, ports = [] } = world.service('open').spec;
    expect(answering(world, 'http://open')).toEqual(ALL);
    expect(answering(world, `http://${clusterIP}`)).toEqual(ALL);
    expect(nodeAddresses(world)).toHaveLength(3);
    for (const ip of nodeAddresses(world)) expect(answering(world, `http://${ip}:${ports[0]?.nodePort}`)).toEqual(ALL);
  });
});

describe.each([
  ['ClusterIP', (world: ClusterUnderTest) => `http://${world.service('sticky').spec.clusterIP}`],
  [
    'NodePort',
    (world: ClusterUnderTest) =>
      `http://${nodeAddresses(world)[1]}:${world.service('sticky').spec.ports?.[0]?.nodePort}`,
  ],
])('session affinity of a %s Service', (type, urlOf) => {
  const sticky = (affinity: string) =>
    service(
      'sticky',
      `{type: ${type}, sessionAffinity: ${affinity}, selector: {app: back}, ports: [{port: 80, targetPort: 8080}]}`,
    );

  it('keeps a client at one backend', () => {
    const world = clusterUnderTest();
    world.apply(client(), ...BACKENDS, sticky('ClientIP'));
    expect(answering(world, urlOf(world)).size).toBe(1);
  });

  it('can be switched off and on', () => {
    const world = clusterUnderTest();
    world.apply(client(), ...BACKENDS, sticky('ClientIP'));
    expect(answering(world, urlOf(world)).size).toBe(1);
    replace(world, 'sticky', () => ({ sessionAffinity: 'None' }));
    expect(answering(world, urlOf(world))).toEqual(ALL);
    replace(world, 'sticky', () => ({ sessionAffinity: 'ClientIP' }));
    expect(answering(world, urlOf(world)).size).toBe(1);
  });
});

describe('the endpoints of a Service', () => {
  it('follow its Pods, from none to some and back', () => {
    const world = clusterUnderTest();
    world.apply(client(), service('basic', '{selector: {app: back}, ports: [{port: 80, targetPort: 8080}]}'));
    const endpoints = () => world.slices('basic').flatMap(({ endpoints: found, ports }) => [found ?? [], ports ?? []]);
    expect(addressesOf(world.slices('basic'))).toEqual([]);
    expect(answering(world, 'http://basic', 1)).toEqual(
      new Set([expect.stringContaining('curl: (7) Failed to connect to basic port 80')]),
    );
    world.apply(...BACKENDS.slice(0, 2));
    expect(addressesOf(world.slices('basic'))).toEqual(
      ['back-1', 'back-2'].map((name) => world.pod(name).status?.podIP).sort(),
    );
    expect(endpoints()[1]).toMatchObject([{ port: 8080, protocol: 'TCP' }]);
    expect(answering(world, 'http://basic')).toEqual(new Set(['back-1', 'back-2']));
    world.ask('DELETE', '/api/v1/namespaces/default/pods/back-1');
    world.cluster.settle();
    expect(answering(world, 'http://basic')).toEqual(new Set(['back-2']));
    world.ask('DELETE', '/api/v1/namespaces/default/pods/back-2');
    world.cluster.settle();
    expect(addressesOf(world.slices('basic'))).toEqual([]);
  });

  it('serve the same port number by TCP and by UDP, and no longer by the one that is taken away', () => {
    const world = clusterUnderTest();
    const udp = '{name: udp, port: 80, protocol: UDP, targetPort: 8080}';
    const tcp = '{name: tcp, port: 80, protocol: TCP, targetPort: 8080}';
    world.apply(
      client(),
      netexec('both', { labels: '{app: both}', port: 8080, udp: 8080 }),
      service('both', `{selector: {app: both}, ports: [${tcp}, ${udp}]}`),
    );
    const { clusterIP } = world.service('both').spec;
    const byUdp = () => world.exec('client', `echo hostName | nc -w 2 -u ${clusterIP} 80`).stdout;
    expect(answering(world, `http://${clusterIP}`, 2)).toEqual(new Set(['both']));
    expect(byUdp()).toBe('both');
    replace(world, 'both', ({ ports = [] }) => ({ ports: ports.filter(({ protocol }) => protocol !== 'UDP') }));
    expect(answering(world, `http://${clusterIP}`, 2)).toEqual(new Set(['both']));
    expect(byUdp()).toBe('');
  });

  it('serve several ports, each by the Pods that have it', () => {
    const world = clusterUnderTest();
    const ports = '[{name: one, port: 80, targetPort: one}, {name: two, port: 81, targetPort: two}]';
    const named = (name: string, port: string, number: number) =>
      netexec(name, { labels: '{app: multi}', port: number })
        .replace('name: http, containerPort', `name: ${port}, containerPort`)
        .replace('port: http', `port: ${port}`);
    world.apply(client(), service('multi', `{selector: {app: multi}, ports: ${ports}}`));
    expect(addressesOf(world.slices('multi'))).toEqual([]);
    world.apply(named('multi-1', 'one', 9100));
    const portsOf = (slices: readonly EndpointSlice[]) =>
      slices.flatMap(({ ports: found, endpoints }) =>
        (endpoints ?? []).length === 0 ? [] : (found ?? []).map(({ port }) => port),
      );
    expect(portsOf(world.slices('multi'))).toEqual([9100]);
    world.apply(named('multi-2', 'two', 9200));
    expect([...portsOf(world.slices('multi'))].sort()).toEqual([9100, 9200]);
    expect(answering(world, 'http://multi:80', 3)).toEqual(new Set(['multi-1']));
    expect(answering(world, 'http://multi:81', 3)).toEqual(new Set(['multi-2']));
    world.ask('DELETE', '/api/v1/namespaces/default/pods/multi-1');
    world.cluster.settle();
    expect(portsOf(world.slices('multi'))).toEqual([9200]);
  });

  it('are written soon after their Service', () => {
    const world = clusterUnderTest();
    world.apply(...BACKENDS);
    const took = Array.from({ length: 100 }, (_, at) => {
      const start = world.cluster.elapsed();
      world.cluster.apply(service(`quick-${at}`, '{selector: {app: back}, ports: [{port: 80, targetPort: 8080}]}'));
      while (addressesOf(world.slices(`quick-${at}`)).length < 3)
        world.cluster.run({ until: world.cluster.nextAt() ?? 0 });
      return world.cluster.elapsed() - start;
    }).sort((a, b) => a - b);
    expect(took[49]).toBeLessThan(20_000);
    expect(took[98]).toBeLessThan(50_000);
  });
});

describe('the API of Services', () => {
  it('goes through the whole life of a Service and of its status', () => {
    const world = clusterUnderTest();
    const created = world.ask('POST', SERVICES, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'life', labels: { 'test-service-static': 'true' } },
      spec: { type: 'LoadBalancer', ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 80 }] },
    }) as Service;
    expect(created.metadata.name).toBe('life');
    const status = `${SERVICES}/life/status`;
    expect((world.ask('GET', status) as Service).status?.loadBalancer).toEqual({});
    const patched = world.ask(
      'PATCH',
      status,
      {
        metadata: { annotations: { patched: 'true' } },
        status: { loadBalancer: { ingress: [{ ip: '203.0.113.1' }] } },
      },
      MERGE,
    ) as Service;
    expect(patched.status?.loadBalancer?.ingress).toEqual([{ ip: '203.0.113.1', ipMode: 'VIP' }]);
    expect(patched.metadata.annotations).toEqual({ patched: 'true' });
    const conditions = [
      {
        type: 'StatusUpdate',
        status: 'True',
        reason: 'E2E',
        message: 'set',
        lastTransitionTime: '2026-01-01T00:00:00Z',
      },
    ];
    const updated = world.ask('PUT', status, {
      ...patched,
      status: { ...patched.status, conditions },
    }) as Service & { readonly status?: { readonly conditions?: unknown } };
    expect(updated.status?.conditions).toEqual(conditions);
    const relabelled = world.ask('PATCH', `${SERVICES}/life`, { metadata: { labels: { added: 'yes' } } }, MERGE);
    expect(relabelled.metadata.labels).toEqual({ 'test-service-static': 'true', added: 'yes' });
    world.ask('DELETE', `${SERVICES}/life`);
    world.cluster.settle();
    expect(world.request({ method: 'GET', path: `${SERVICES}/life` }).status).toBe(404);
  });

  it('deletes a collection by its labels and leaves the others', () => {
    const world = clusterUnderTest();
    for (const [name, test] of [
      ['a', 'yes'],
      ['b', 'yes'],
      ['c', 'no'],
    ]) {
      world.cluster.apply(
        service(`${name}`, '{ports: [{port: 80}]}').replace(
          'metadata: {',
          `metadata: {labels: {kind: set, gone: "${test}"}, `,
        ),
      );
    }
    const names = () => world.items(SERVICES, { labelSelector: 'kind=set' }).map(({ metadata }) => metadata.name);
    expect(names()).toEqual(['a', 'b', 'c']);
    const { status } = world.request({ method: 'DELETE', path: SERVICES, query: { labelSelector: 'gone=yes' } });
    expect(status).toBe(200);
    world.cluster.settle();
    expect(names()).toEqual(['c']);
  });

  it('finds the Service kubernetes of namespace default among those of all namespaces', () => {
    const { items } = clusterUnderTest();
    const all = items('/api/v1/services').map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    expect(all).toContain('default/kubernetes');
  });
});
