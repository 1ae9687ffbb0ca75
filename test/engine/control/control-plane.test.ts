import { describe, expect, it } from 'vitest';
import { createControlPlane } from '../../../src/engine/control/control-plane.js';
import type { Requeue } from '../../../src/engine/control/controller.js';
import { apiError } from '../../../src/kube/api-error.js';
import { createSim } from '../../../src/sim/index.js';

function world(reconcile: (key: string) => Requeue | undefined = () => undefined) {
  const sim = createSim({ seed: 1, epoch: 0 });
  const control = createControlPlane(sim);
  const calls: string[] = [];
  control.add({
    name: 'loop',
    watches: { pods: ({ object }) => [object.metadata.name ?? ''] },
    reconcile: (key) => {
      calls.push(`${sim.now()} ${key}`);
      return reconcile(key);
    },
  });
  const change = (name: string) =>
    control.notify({ resource: 'pods', type: 'ADDED', object: { apiVersion: 'v1', kind: 'Pod', metadata: { name } } });
  return { sim, control, calls, change };
}

describe('the work queue of a loop', () => {
  it('works a key off once for changes that come together, in the order of arrival', () => {
    const { sim, change, calls } = world();
    for (const name of ['b', 'a', 'b', 'b']) change(name);
    sim.run({});
    expect(calls).toEqual(['2 b', '2 a']);
  });

  it('backs off from 5 ms to 16 s, and lets the world be quiet when a key is hopeless', () => {
    const { sim, change, calls } = world(() => {
      throw apiError('Conflict', 'never');
    });
    change('x');
    expect(sim.run({}).stopped).toBe('quiet');
    expect(calls.map((call) => Number(call.split(' ')[0]))).toEqual([
      2, 7, 17, 37, 77, 157, 317, 637, 1277, 2557, 5117,
    ]);
    sim.run({ until: 60_000 });
    expect(calls.slice(11)).toEqual(['10237 x', '20477 x', '36477 x', '52477 x']);
  });

  it('keeps the keys of a stopped loop without ticking, and works them off when it starts again', () => {
    const { sim, change, control, calls } = world();
    control.setStopped('loop', true);
    change('x');
    expect(sim.run({})).toEqual({ stopped: 'quiet', events: 1 });
    control.setStopped('loop', false);
    sim.run({});
    expect(calls).toEqual(['4 x']);
  });

  it('does a key as work when background work already waits for it', () => {
    const { sim, change, control, calls } = world();
    control.enqueue('loop', 'x', { afterMs: 1, background: true });
    change('x');
    sim.run({});
    expect(calls).toEqual(['1 x']);
  });

  it('goes on from a snapshot as if nothing had been', () => {
    const { sim, change, control, calls } = world(() => ({ afterMs: 50, background: true }));
    change('x');
    control.setStopped('loop', true);
    sim.run({});
    change('y');
    const saved = JSON.stringify(sim.snapshot());
    const other = world(() => ({ afterMs: 50, background: true }));
    other.sim.restore(JSON.parse(saved));
    for (const each of [control, other.control]) each.setStopped('loop', false);
    for (const each of [sim, other.sim]) each.run({ until: 200 });
    expect(other.calls).toEqual(calls);
    expect(JSON.stringify(other.sim.snapshot())).toBe(JSON.stringify(sim.snapshot()));
  });

  it('reports a bug with the loop and the key', () => {
    const { sim, change } = world(() => {
      throw new Error('bug');
    });
    change('x');
    expect(() => sim.run({})).toThrow('controller loop, key x');
  });
});
