import { describe, expect, it } from 'vitest';
import { addPod, attach, createWorld, populate, putService, request, serve } from './world.js';

interface EndpointSketch {
  readonly ip: string;
  readonly node?: string;
  readonly ready?: boolean;
  readonly terminating?: boolean;
}

function world() {
  const made = createWorld();
  populate(made);
  addPod(made, 'client', '10.244.1.5');
  serve(made, addPod(made, 'web-1', '10.244.1.6'), 8080);
  serve(made, addPod(made, 'web-2', '10.244.2.6', 'svc-learn-worker2'), 8080);
  return made;
}

type World = ReturnType<typeof world>;

const FAR = 'svc-learn-worker2';

function putSlice({ cluster, sim }: World, name: string, endpoints: readonly EndpointSketch[], protocol = 'TCP'): void {
  cluster.put('endpointslices.discovery.k8s.io', {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { namespace: 'default', name: `${name}-1`, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: [{ name: '', port: 8080, protocol }],
    endpoints: endpoints.map(({ ip, node = 'svc-learn-worker', ready = true, terminating = false }) => ({
      addresses: [ip],
      nodeName: node,
      conditions: { ready, serving: ready || terminating, terminating },
    })),
  });
  sim.run({});
}

/** Which addresses a packet may end at, from many tries. */
function ends({ network }: World, ip = '10.96.2.1', place = 'pod/client'): readonly string[] {
  const found = Array.from({ length: 40 }, () => network.findPath({ place, ip, port: 80, protocol: 'tcp' }));
  return [...new Set(found.map((path) => (path.end === 'place' ? path.ip : path.end)))].sort();
}

describe('which endpoint gets a packet', () => {
  it('is a terminating one only while no other is ready', () => {
    const made = world();
    putService(made.cluster, { name: 'web', ip: '10.96.2.1', port: 80 });
    const leaving = { ip: '10.244.1.6', ready: false, terminating: true };
    putSlice(made, 'web', [leaving, { ip: '10.244.2.6', node: FAR }]);
    expect(ends(made)).toEqual(['10.244.2.6']);
    putSlice(made, 'web', [leaving, { ip: '10.244.2.6', node: FAR, ready: false }]);
    expect(ends(made)).toEqual(['10.244.1.6']);
  });

  it('is one of the node with internalTrafficPolicy Local, and nobody where the node has none', () => {
    const made = world();
    putService(made.cluster, { name: 'web', ip: '10.96.2.1', port: 80, spec: { internalTrafficPolicy: 'Local' } });
    putSlice(made, 'web', [{ ip: '10.244.1.6' }, { ip: '10.244.2.6', node: FAR }]);
    expect(ends(made)).toEqual(['10.244.1.6']);
    putSlice(made, 'web', [{ ip: '10.244.2.6', node: FAR }]);
    expect(ends(made)).toEqual(['lost']);
    putSlice(made, 'web', []);
    expect(ends(made)).toEqual(['refused']);
  });

  it('is asked for by protocol: one port, two Services’ ends', () => {
    const made = world();
    const ports = ['TCP', 'UDP'].map((protocol) => ({ name: protocol.toLowerCase(), port: 80, protocol }));
    putService(made.cluster, { name: 'web', ip: '10.96.2.1', port: 80, spec: { ports } });
    made.sim.run({});
    const find = (protocol: 'tcp' | 'udp') =>
      made.network.findPath({ place: 'pod/client', ip: '10.96.2.1', port: 80, protocol });
    expect(['tcp', 'udp'].map((protocol) => find(protocol as 'tcp' | 'udp').end)).toEqual(['refused', 'refused']);
    made.cluster.put('endpointslices.discovery.k8s.io', {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { namespace: 'default', name: 'web-1', labels: { 'kubernetes.io/service-name': 'web' } },
      addressType: 'IPv4',
      ports: [{ name: 'udp', port: 5353, protocol: 'UDP' }],
      endpoints: [{ addresses: ['10.244.1.6'], nodeName: 'svc-learn-worker', conditions: { ready: true } }],
    });
    made.sim.run({});
    expect([find('tcp').end, find('udp').port]).toEqual(['refused', 5353]);
  });
});

describe('the source address', () => {
  it('is the node’s own for a Pod that meets itself, and the Pod’s for another', () => {
    const made = world();
    putService(made.cluster, { name: 'web', ip: '10.96.2.1', port: 80 });
    putSlice(made, 'web', [{ ip: '10.244.1.6' }]);
    const from = (place: string) => request(made, attach(made.network, place, 3), '10.96.2.1', 80).text;
    expect(from('pod/web-1')).toBe('pod/web-1 for 172.18.0.3: hello');
    expect(from('pod/client')).toBe('pod/web-1 for 10.244.1.5: hello');
    expect(from('node/svc-learn-worker')).toBe('pod/web-1 for 172.18.0.3: hello');
  });
});

describe('connection tracking', () => {
  it('forgets a UDP flow when its endpoint leaves the rules: the next datagram finds another', () => {
    const made = world();
    const heard = new Map<string, number>();
    for (const pod of ['pod/web-1', 'pod/web-2']) {
      const net = attach(made.network, pod, 8);
      const listener = net.listen({ ip: '0.0.0.0', port: 8080, protocol: 'UDP' });
      if (typeof listener !== 'number') throw new Error(listener);
      made.network.onWake((machine, pid) => {
        if (machine !== `${pod}/c` || pid !== 8) return;
        while (net.accept(listener) !== undefined) heard.set(pod, (heard.get(pod) ?? 0) + 1);
      });
    }
    putService(made.cluster, { name: 'web', ip: '10.96.2.1', port: 80, protocol: 'UDP' });
    putSlice(made, 'web', [{ ip: '10.244.1.6' }], 'UDP');
    const client = attach(made.network, 'pod/client', 3);
    const socket = client.connect({ ip: '10.96.2.1', port: 80, protocol: 'UDP' });
    client.send(socket, 'one');
    made.sim.run({ until: made.sim.now() + 10 });
    putSlice(made, 'web', [{ ip: '10.244.1.6' }, { ip: '10.244.2.6', node: FAR }], 'UDP');
    client.send(socket, 'two');
    made.sim.run({ until: made.sim.now() + 10 });
    expect([...heard]).toEqual([['pod/web-1', 1]]);
    putSlice(made, 'web', [{ ip: '10.244.2.6', node: FAR }], 'UDP');
    client.send(socket, 'three');
    made.sim.run({ until: made.sim.now() + 10 });
    expect([...heard]).toEqual([
      ['pod/web-1', 1],
      ['pod/web-2', 1],
    ]);
  });
});
