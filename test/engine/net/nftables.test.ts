import { describe, expect, it } from 'vitest';
import { addPod, attach, createWorld, populate, putEndpoints, putService, request, serve } from './world.js';

function world() {
  const made = createWorld(1, 'nftables');
  populate(made);
  addPod(made, 'client', '10.244.1.5');
  serve(made, addPod(made, 'web-1', '10.244.1.6'), 8080);
  putService(made.cluster, { name: 'web', ip: '10.96.2.1', port: 80 });
  putEndpoints(made.cluster, 'default/web', 8080, [{ ip: '10.244.1.6' }]);
  made.sim.run({});
  return made;
}

type World = ReturnType<typeof world>;

const reasons = ({ network }: World) =>
  network
    .traces(0)
    .at(-1)
    ?.hops.map(({ reason, verdict }) => [reason, verdict]);

describe('kube-proxy in nftables mode', () => {
  it('refuses a port that the Service of the address does not have', () => {
    const made = world();
    const { state } = request(made, attach(made.network, 'pod/client'), '10.96.2.1', 81);
    expect(state).toBe('refused');
    expect(reasons(made)).toEqual([['port-rejected', 'refused']]);
  });

  it('drops what goes to a cluster IP of no Service', () => {
    const made = world();
    const { state } = request(made, attach(made.network, 'pod/client'), '10.96.2.99', 80);
    expect(state).toBe('timeout');
    expect(reasons(made)).toEqual([
      ['address-dropped', 'dropped'],
      ['no-answer', 'timeout'],
    ]);
  });

  it('answers node ports on the address of the node, not on its 127.0.0.1', () => {
    const made = world();
    const spec = { type: 'NodePort', ports: [{ port: 80, protocol: 'TCP', nodePort: 30080 }] };
    putService(made.cluster, { name: 'web', ip: '10.96.2.1', port: 80, spec });
    made.sim.run({});
    const node = attach(made.network, 'node/svc-learn-worker');
    expect(request(made, node, '172.18.0.3', 30080).text).toBe('pod/web-1 for 172.18.0.3: hello');
    expect(request(made, node, '127.0.0.1', 30080).state).toBe('refused');
  });

  it('shows who sticks to which endpoint, and for how long', () => {
    const made = world();
    const spec = { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 5400 } } };
    putService(made.cluster, { name: 'web', ip: '10.96.2.1', port: 80, spec });
    made.sim.run({});
    request(made, attach(made.network, 'pod/client'), '10.96.2.1', 80);
    const text = made.network.rules('svc-learn-worker');
    expect(/\tset affinity-[\s\S]*?\n\t\}/.exec(text)?.[0].split('\n')).toEqual([
      expect.stringMatching(/^\tset affinity-[A-Z2-7]{8}-default\/web\/tcp\/__10\.244\.1\.6\/8080 \{$/),
      '\t\ttype ipv4_addr',
      '\t\tsize 65535',
      '\t\tflags dynamic,timeout',
      '\t\ttimeout 1h30m',
      expect.stringMatching(/^\t\telements = \{ 10\.244\.1\.5 expires 1h29m5\ds\d*m?s? \}$/),
      '\t}',
    ]);
  });

  it('leaves an empty chain for a while when a Service goes, before and after a restore', () => {
    const made = world();
    made.cluster.remove('services', 'default/web');
    made.sim.run({});
    const rules = () => made.network.rules('svc-learn-worker');
    const chain = /\tchain service-[A-Z2-7]{8}-default\/web\/tcp\/ \{\n\t\}\n/;
    expect(rules()).toMatch(chain);
    const before = rules();
    made.sim.restore(JSON.parse(JSON.stringify(made.sim.snapshot())));
    expect(rules()).toBe(before);
    made.sim.run({ until: made.sim.now() + 31_000 });
    expect(rules()).not.toMatch(chain);
  });
});
