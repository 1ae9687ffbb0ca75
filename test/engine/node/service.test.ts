import { describe, expect, it } from 'vitest';
import { createWorld } from './world.js';

/** `my-service` on 80 before a shop program on 8080. */
function shopWorld() {
  const world = createWorld();
  world.startSystem();
  world.pod('my-app', { image: 'registry.example.com/shop/cart:1.2' });
  world.service('my-service', { selector: { app: 'my-app' }, ports: [{ port: 80, targetPort: 8080 }] });
  world.settle();
  return world;
}

describe('a container', () => {
  it('asks cluster DNS and reaches a Service by its name', () => {
    const { pod, settle, exec, logs, get } = shopWorld();
    pod('client', {
      image: 'busybox',
      command: ['sh', '-c', 'wget -O- my-service:80; echo "code $?"; sleep infinity'],
    });
    settle();
    const ip = /\((.*):80\)/.exec(logs('client'))?.[1];
    expect(logs('client')).toBe(
      `Connecting to my-service:80 (${ip}:80)\nwriting to stdout\ncart 1.2 on my-app\n\r-                    100% |********************************|    19  0:00:00 ETA\nwritten to stdout\ncode 0\n`,
    );
    expect(exec('client', ['nslookup', 'my-service.default.svc.cluster.local']).stdout).toBe(
      `Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\tmy-service.default.svc.cluster.local\nAddress: ${ip}\n\n\n`,
    );
    expect(exec('client', ['wget', '-qO-', 'nobody']).stderr).toBe("wget: bad address 'nobody'\n");
    expect(exec('client', ['cat', '/etc/resolv.conf']).stdout).toBe(
      'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n',
    );
    expect(exec('client', ['sh', '-c', 'exit 3']).status).toMatchObject({ reason: 'NonZeroExitCode' });
    expect(exec('client', ['printenv', 'MY_SERVICE_SERVICE_HOST']).stdout).toBe(`${ip}\n`);
    expect(exec('client', ['hostname', '-i']).stdout).toBe(`${get('client')?.status?.podIP}\n`);
  });

  it('goes on with its loop through snapshot, JSON and restore', () => {
    const run = (through: boolean) => {
      const { pod, sim, logs } = shopWorld();
      pod('client', { image: 'busybox', command: ['sh', '-c', 'while true; do wget -qO- my-service; sleep 1; done'] });
      sim.run({ until: sim.now() + 5000 });
      if (through) sim.restore(JSON.parse(JSON.stringify(sim.snapshot())) as ReturnType<typeof sim.snapshot>);
      sim.run({ until: sim.now() + 5000 });
      return { text: logs('client'), world: JSON.stringify(sim.snapshot()) };
    };
    const straight = run(false);
    expect(run(true)).toEqual(straight);
    expect(straight.text.split('\n').length).toBeGreaterThan(6);
  });

  it('starts the system Pods as Running at once', () => {
    const world = createWorld();
    world.startSystem();
    const names = world.api.list<{ metadata: { name: string }; status?: { phase?: string } } & never>(
      'pods',
      'kube-system',
    );
    expect(new Set(names.map((pod: { status?: { phase?: string } }) => pod.status?.phase))).toEqual(
      new Set(['Running']),
    );
  });
});
