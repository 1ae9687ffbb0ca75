import { describe, expect, it } from 'vitest';
import { addPod, attach, createWorld, populate, putEndpoints, putService, request, serve } from './world.js';

function world() {
  const made = createWorld();
  populate(made);
  addPod(made, 'client', '10.244.1.5');
  serve(made, addPod(made, 'web-1', '10.244.1.6'), 8080);
  serve(made, addPod(made, 'web-2', '10.244.2.6', 'svc-learn-worker2'), 8080);
  return made;
}

const two = [{ ip: '10.244.1.6' }, { ip: '10.244.2.6', node: 'svc-learn-worker2' }];

describe('kube-proxy', () => {
  it('writes a first change after 12 ms and the next ones once a second', () => {
    const made = world();
    made.sim.run({});
    putService(made.cluster, { name: 'a', ip: '10.96.2.1', port: 80 });
    const start = made.sim.now();
    made.sim.run({});
    const first = made.sim.now();
    putService(made.cluster, { name: 'b', ip: '10.96.2.2', port: 80 });
    made.sim.run({});
    expect(first).toBe(1012);
    expect([start, made.sim.now() - first]).toEqual([12, 1000]);
    expect(made.network.rules('svc-learn-worker')).toContain('default/b has no endpoints');
  });

  it('keeps a client at its backend as long as the Service says, and no longer', () => {
    const made = world();
    const spec = { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } } };
    putService(made.cluster, { name: 'sticky', ip: '10.96.2.1', port: 80, spec });
    putEndpoints(made.cluster, 'default/sticky', 8080, two);
    made.sim.run({});
    const find = () => made.network.findPath({ place: 'pod/client', ip: '10.96.2.1', port: 80, protocol: 'tcp' }).ip;
    expect(new Set(Array.from({ length: 30 }, find)).size).toBe(1);
    const seen = new Set<string>();
    for (let day = 0; day < 20; day += 1) {
      made.sim.run({ until: made.sim.now() + 60_000 });
      seen.add(find());
    }
    expect(seen).toEqual(new Set(['10.244.1.6', '10.244.2.6']));
  });

  it('with policy Local sends only to Pods of the node, keeps the source and drops elsewhere', () => {
    const made = world();
    const spec = {
      type: 'NodePort',
      externalTrafficPolicy: 'Local',
      ports: [{ port: 80, protocol: 'TCP', nodePort: 30080 }],
    };
    putService(made.cluster, { name: 'local', ip: '10.96.2.1', port: 80, spec });
    putEndpoints(made.cluster, 'default/local', 8080, two.slice(0, 1));
    made.sim.run({});
    const outside = attach(made.network, 'outside/workstation');
    expect(request(made, outside, '172.18.0.3', 30080).text).toBe('pod/web-1 for 172.18.0.100: hello');
    expect(request(made, outside, '172.18.0.4', 30080).state).toBe('timeout');
    expect(
      made.network
        .traces(0)
        .at(-1)
        ?.hops.map(({ reason }) => reason),
    ).toEqual(['no-local-endpoints', 'no-answer']);
  });

  it('spreads new connections evenly (chi-squared, 2 degrees of freedom, p > 0.001)', () => {
    const made = world();
    putService(made.cluster, { name: 'web', ip: '10.96.2.1', port: 80 });
    putEndpoints(made.cluster, 'default/web', 8080, [...two, { ip: '10.244.1.7' }]);
    made.sim.run({});
    const counts = new Map<string, number>();
    for (let round = 0; round < 3000; round += 1) {
      const { ip } = made.network.findPath({ place: 'pod/client', ip: '10.96.2.1', port: 80, protocol: 'tcp' });
      counts.set(ip, (counts.get(ip) ?? 0) + 1);
    }
    const chi = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(counts.size).toBe(3);
    expect(chi).toBeLessThan(13.8);
  });

  it('answers node ports on the 127.0.0.1 of its node', () => {
    const made = world();
    const spec = { type: 'NodePort', ports: [{ port: 80, protocol: 'TCP', nodePort: 30080 }] };
    putService(made.cluster, { name: 'np', ip: '10.96.2.1', port: 80, spec });
    putEndpoints(made.cluster, 'default/np', 8080, two.slice(1));
    made.sim.run({});
    const node = attach(made.network, 'node/svc-learn-worker');
    expect(request(made, node, '127.0.0.1', 30080).text).toBe('pod/web-2 for 172.18.0.3: hello');
  });

  it('lets an open connection live on when its endpoint leaves the rules', () => {
    const made = world();
    putService(made.cluster, { name: 'web', ip: '10.96.2.1', port: 80 });
    putEndpoints(made.cluster, 'default/web', 8080, two.slice(0, 1));
    made.sim.run({});
    const net = attach(made.network, 'pod/client');
    const socket = net.connect({ ip: '10.96.2.1', port: 80 });
    made.sim.run({ until: made.sim.now() + 5 });
    putEndpoints(made.cluster, 'default/web', 8080, []);
    made.sim.run({});
    expect(request(made, net, '10.96.2.1', 80).state).toBe('refused');
    net.send(socket, 'still here');
    made.sim.run({});
    expect(net.receive(socket)).toBe('pod/web-1 for 10.244.1.5: still here');
  });
});
