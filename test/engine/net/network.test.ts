import { describe, expect, it } from 'vitest';
import { addPod, attach, createWorld, populate, putEndpoints, putService, request, serve, serveDns } from './world.js';

function shop(seed = 1) {
  const world = createWorld(seed);
  populate(world);
  const client = addPod(world, 'client', '10.244.1.5');
  const web1 = addPod(world, 'web-1', '10.244.1.6');
  const web2 = addPod(world, 'web-2', '10.244.2.6', 'svc-learn-worker2');
  for (const place of [web1, web2]) serve(world, place, 8080);
  putService(world.cluster, { name: 'web', ip: '10.96.1.1', port: 80 });
  putEndpoints(world.cluster, 'default/web', 8080, [
    { ip: '10.244.1.6' },
    { ip: '10.244.2.6', node: 'svc-learn-worker2' },
  ]);
  const dns = addPod(world, 'coredns', '10.244.0.2', 'svc-learn-control-plane');
  serveDns(world, dns);
  putEndpoints(world.cluster, 'kube-system/kube-dns', 53, [{ ip: '10.244.0.2', node: 'svc-learn-control-plane' }]);
  world.sim.run({});
  return { world, client: attach(world.network, client), web1 };
}

describe('connections', () => {
  it('reach a Service address through a rule of the client node', () => {
    const { world, client } = shop();
    const { state, text } = request(world, client, '10.96.1.1', 80);
    expect(state).toBe('open');
    expect(text).toMatch(/^pod\/web-[12] for 10\.244\.1\.5: hello$/);
    const [trace] = world.network.traces(0);
    expect(trace).toMatchObject({
      from: 'pod/default/client',
      host: '10.96.1.1',
      port: 80,
      service: 'default/web',
      outcome: 'reply',
      sourceSeen: '10.244.1.5',
    });
    expect(trace?.hops.map(({ hop, reason }) => `${hop} ${reason}`)).toEqual([
      'proxy backend-chosen',
      'route route-pod',
      'connect connected',
      'program answered',
    ]);
  });

  it('spread over the ready endpoints', () => {
    const { world, client } = shop();
    const seen = Array.from({ length: 40 }, () => request(world, client, '10.96.1.1', 80).text.slice(0, 9));
    expect(new Set(seen)).toEqual(new Set(['pod/web-1', 'pod/web-2']));
  });

  it('are refused at once without endpoints, by a Pod without a listener, and by one that listens on 127.0.0.1', () => {
    const { world, client, web1 } = shop();
    putService(world.cluster, { name: 'empty', ip: '10.96.1.2', port: 80 });
    serve({ ...world }, addPod(world, 'shy', '10.244.1.9'), 80, '127.0.0.1');
    world.sim.run({});
    const before = world.sim.now();
    expect(request(world, client, '10.96.1.2', 80).state).toBe('refused');
    expect(world.sim.now()).toBe(before);
    expect(request(world, client, '10.244.1.6', 81).state).toBe('refused');
    expect(request(world, client, '10.244.1.9', 80).state).toBe('refused');
    expect(world.network.traces(0).map(({ hops }) => hops.at(-1)?.reason)).toEqual([
      'no-endpoints',
      'nobody-listens',
      'listens-on-loopback',
    ]);
    expect(web1).toBe('pod/web-1');
  });

  it('hang 127 seconds on a port that the Service does not have', () => {
    const { world, client } = shop();
    const start = world.sim.now();
    expect(request(world, client, '10.96.1.1', 81).state).toBe('timeout');
    const trace = world.network.traces(0).at(-1);
    expect(trace).toMatchObject({ outcome: 'timeout', tookMs: 127_000, at: start, service: 'default/web' });
    expect(trace?.hops).toEqual([
      {
        hop: 'route',
        verdict: 'timeout',
        reason: 'no-such-service-port',
        args: { ip: '10.96.1.1', port: '81/TCP', node: 'svc-learn-worker', service: 'default/web', ports: ['80/TCP'] },
      },
      {
        hop: 'connect',
        verdict: 'timeout',
        reason: 'no-answer',
        args: { ip: '10.96.1.1', port: 81, afterMs: 127_000 },
      },
    ]);
  });

  it('from outside find nodes and node ports, and no Service or Pod address', () => {
    const { world } = shop();
    putService(world.cluster, {
      name: 'public',
      ip: '10.96.1.3',
      port: 80,
      spec: { type: 'NodePort', ports: [{ port: 80, protocol: 'TCP', nodePort: 30080 }] },
    });
    putEndpoints(world.cluster, 'default/public', 8080, [{ ip: '10.244.1.6' }]);
    world.sim.run({ until: world.sim.now() + 2000 });
    const outside = attach(world.network, 'outside/workstation');
    expect(request(world, outside, '172.18.0.4', 30080).text).toBe('pod/web-1 for 172.18.0.4: hello');
    expect(request(world, outside, '172.18.0.4', 30081).state).toBe('refused');
    expect(request(world, outside, '172.18.0.77', 80).state).toBe('unreachable');
    expect(request(world, outside, '10.244.1.6', 8080).state).toBe('timeout');
    expect(world.network.traces(0).map(({ hops }) => hops.at(-2)?.reason ?? hops.at(-1)?.reason)).toContain(
      'no-route-from-outside',
    );
  });

  it('come from the node address when a Pod reaches itself through its Service', () => {
    const { world } = shop();
    putService(world.cluster, { name: 'self', ip: '10.96.1.4', port: 80 });
    putEndpoints(world.cluster, 'default/self', 8080, [{ ip: '10.244.1.6' }]);
    world.sim.run({ until: world.sim.now() + 2000 });
    const self = attach(world.network, 'pod/web-1', 11);
    expect(request(world, self, '10.96.1.4', 80).text).toBe('pod/web-1 for 172.18.0.3: hello');
  });

  it('are reset when the process behind them goes with unread data', () => {
    const { world, client } = shop();
    const socket = client.connect({ ip: '10.244.1.6', port: 8080 });
    world.sim.run({ until: world.sim.now() + 1 });
    expect(client.state(socket)).toBe('open');
    world.network.removePlace('pod/web-1');
    world.sim.run({ until: world.sim.now() + 5 });
    expect(client.state(socket)).toBe('reset');
    expect(world.network.traces(0).at(-1)).toMatchObject({ outcome: 'reset', pod: 'default/web-1' });
  });
});

describe('names', () => {
  it('are asked along the search list, and every query is in the trace', () => {
    const { world, client } = shop();
    const query = client.resolve('web');
    world.sim.run({ until: world.sim.now() + 10 });
    const found = client.resolved(query);
    expect(found).toEqual({
      rcode: 'NOERROR',
      records: [{ name: 'web.default.svc.cluster.local.', type: 'A', ttl: 30, data: '10.96.1.1' }],
      queries: ['web.default.svc.cluster.local.'],
      server: '10.96.0.10',
    });
    request(world, client, '10.96.1.1', 80, 'web');
    expect(world.network.traces(0)).toHaveLength(1);
    expect(world.network.traces(0)[0]?.hops[0]).toEqual({
      hop: 'resolve',
      verdict: 'ok',
      reason: 'resolved',
      args: {
        name: 'web',
        queries: ['web.default.svc.cluster.local.'],
        types: ['A', 'AAAA'],
        outcomes: ['NOERROR'],
        addresses: ['10.96.1.1'],
        server: '10.96.0.10',
      },
    });
  });

  it('that nobody knows cost one query for each domain', () => {
    const { world, client } = shop();
    const query = client.resolve('nosuch');
    world.sim.run({ until: world.sim.now() + 50 });
    expect(client.resolved(query)).toMatchObject({
      rcode: 'NXDOMAIN',
      queries: ['nosuch.default.svc.cluster.local.', 'nosuch.svc.cluster.local.', 'nosuch.cluster.local.', 'nosuch.'],
    });
    expect(world.network.traces(0)).toMatchObject([{ host: 'nosuch', outcome: 'unresolved' }]);
  });

  it('time out after two tries of 5 s when no DNS Pod is ready', () => {
    const { world, client } = shop();
    putEndpoints(world.cluster, 'kube-system/kube-dns', 53, []);
    world.sim.run({});
    const start = world.sim.now();
    const query = client.resolve('web');
    world.sim.run({});
    expect(client.resolved(query)).toMatchObject({ rcode: 'TIMEOUT', queries: ['web.default.svc.cluster.local.'] });
    expect(world.sim.now() - start).toBe(10_000);
  });
});

describe('one request without a program', () => {
  it('brings back what the Pod said and the trace that it left', () => {
    const { world } = shop();
    const results: unknown[] = [];
    world.network.onResult((result) => results.push(result));
    const request = {
      place: 'node/svc-learn-worker',
      cause: 'probe',
      port: 8080,
      until: 'end',
      timeoutMs: 1000,
    } as const;
    world.network.exchange({ ...request, host: '10.244.1.6', text: 'probe' });
    world.network.exchange({ ...request, host: '10.244.9.9', text: 'probe' });
    world.sim.run({});
    expect(results).toMatchObject([
      {
        id: 1,
        outcome: 'reply',
        text: 'pod/web-1 for 172.18.0.3: probe',
        trace: { cause: 'probe', pod: 'default/web-1' },
      },
      { id: 2, outcome: 'timeout', text: '', trace: { hops: [{ reason: 'no-such-pod' }, { reason: 'gave-up' }] } },
    ]);
  });
});

describe('a snapshot in the middle of everything', () => {
  it('runs on to equal bytes after JSON', () => {
    const { world, client } = shop();
    const begin = () => {
      client.connect({ ip: '10.96.1.1', port: 80 });
      client.connect({ ip: '10.96.1.1', port: 81 });
      client.resolve('nosuch');
      world.network.exchange({
        place: 'pod/client',
        cause: 'goal',
        host: 'web',
        port: 80,
        text: 'x',
        until: 'end',
        timeoutMs: 5000,
        resolvConf: 'nameserver 10.96.0.10\nsearch default.svc.cluster.local\noptions ndots:5\n',
      });
    };
    begin();
    world.sim.run({ maxEvents: 3 });
    const middle = JSON.stringify(world.sim.snapshot());
    world.sim.run({});
    const end = JSON.stringify(world.sim.snapshot());
    const again = createWorld();
    again.sim.restore(JSON.parse(middle));
    expect(JSON.stringify(again.sim.snapshot())).toBe(middle);
    world.sim.restore(JSON.parse(middle));
    world.sim.run({});
    expect(JSON.stringify(world.sim.snapshot())).toBe(end);
  });
});

describe('UDP', () => {
  it('flows leave an endpoint that left the rules, and a refusal is heard', () => {
    const { world, client } = shop();
    const ask = (socket: number) => {
      client.send(socket, JSON.stringify({ name: 'web.default.svc.cluster.local', type: 'A' }));
      world.sim.run({});
      return client.receive(socket);
    };
    const socket = client.connect({ ip: '10.96.0.10', port: 53, protocol: 'UDP' });
    expect(ask(socket)).toContain('10.96.1.1');
    const second = addPod(world, 'coredns-2', '10.244.0.3', 'svc-learn-control-plane');
    serveDns(world, second);
    putEndpoints(world.cluster, 'kube-system/kube-dns', 53, [{ ip: '10.244.0.3' }]);
    world.sim.run({});
    expect(ask(socket)).toContain('10.96.1.1');
    client.close(socket);
    expect(world.network.traces(0).at(-1)).toMatchObject({
      protocol: 'UDP',
      pod: 'default/coredns-2',
      outcome: 'reply',
    });
    putEndpoints(world.cluster, 'kube-system/kube-dns', 53, []);
    world.sim.run({});
    const refused = client.connect({ ip: '10.96.0.10', port: 53, protocol: 'UDP' });
    ask(refused);
    expect(client.state(refused)).toBe('refused');
  });
});

describe('ports', () => {
  it('are taken once, and below 1024 on a node only by root', () => {
    const { world, client } = shop();
    expect(client.listen({ ip: '127.0.0.1', port: 80 })).toEqual(expect.any(Number));
    expect(client.listen({ ip: '0.0.0.0', port: 80 })).toBe('EADDRINUSE');
    const files = { read: () => 'ENOENT' as const };
    const place = 'node/svc-learn-worker';
    const plain = { machine: 'm', place, pid: 1, cause: 'program', files, privileged: false } as const;
    expect(world.network.attach(plain).listen({ ip: '0.0.0.0', port: 80 })).toBe('EACCES');
    expect(world.network.attach({ ...plain, place: 'pod/web-1' }).listen({ ip: '0.0.0.0', port: 80 })).toEqual(
      expect.any(Number),
    );
  });

  it('are free again when their process is gone', () => {
    const { world, client } = shop();
    client.listen({ ip: '0.0.0.0', port: 80 });
    world.network.detach('pod/client/c', 1);
    expect(client.listen({ ip: '0.0.0.0', port: 80 })).toEqual(expect.any(Number));
  });
});
