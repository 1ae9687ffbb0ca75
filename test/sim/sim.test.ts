import { describe, expect, it } from 'vitest';
import { createSim, type Sim, type Snapshot } from '../../src/sim/index.js';

/** A small world: dice are thrown for ever, and every third throw starts a short job. */
function createWorld(seed: number): { sim: Sim; log: () => readonly string[] } {
  const sim = createSim({ seed, epoch: 0 });
  let log: string[] = [];
  sim.registry.register('log', {
    save: () => [...log],
    load: (data) => {
      log = [...(data as string[])];
    },
  });
  sim.on('throw', ({ turn }: { turn: number }) => {
    log.push(`${sim.now()} throw ${turn} ${sim.random.below(6)}`);
    if (turn % 3 === 0) sim.schedule('job', { turn }, { delay: 5 });
    sim.schedule('throw', { turn: turn + 1 }, { delay: 10 + sim.random.below(10), background: true });
  });
  sim.on('job', ({ turn }: { turn: number }) => log.push(`${sim.now()} job ${turn} ${sim.random.uuid()}`));
  sim.schedule('throw', { turn: 1 }, { delay: 0, background: true });
  return { sim, log: () => log };
}

describe('the simulation', () => {
  it('gives the same bytes for the same seed, and others for another', () => {
    const [a, b, c] = [createWorld(7), createWorld(7), createWorld(8)];
    for (const world of [a, b, c]) world.sim.run({ until: 2000 });
    expect(JSON.stringify(a.sim.snapshot())).toBe(JSON.stringify(b.sim.snapshot()));
    expect(a.log()).not.toEqual(c.log());
  });

  it('runs on alike after snapshot, JSON and restore, in the same world and in a new one', () => {
    const a = createWorld(7);
    a.sim.run({ until: 500 });
    const text = JSON.stringify(a.sim.snapshot());
    a.sim.run({ until: 2000 });
    const end = JSON.stringify(a.sim.snapshot());
    const b = createWorld(99);
    b.sim.restore(JSON.parse(text) as Snapshot);
    b.sim.run({ until: 2000 });
    expect(JSON.stringify(b.sim.snapshot())).toBe(end);
    a.sim.restore(JSON.parse(text) as Snapshot);
    a.sim.run({ until: 2000 });
    expect(JSON.stringify(a.sim.snapshot())).toBe(end);
  });

  it('runs in slices as it runs at once', () => {
    const [a, b] = [createWorld(3), createWorld(3)];
    a.sim.run({ until: 1000 });
    while (b.sim.run({ until: 1000, maxEvents: 3 }).stopped === 'events');
    expect(JSON.stringify(b.sim.snapshot())).toBe(JSON.stringify(a.sim.snapshot()));
  });

  it('is quiet when only background work is left, and says so', () => {
    const { sim } = createWorld(1);
    sim.schedule('job', { turn: 0 }, { delay: 40 });
    expect(sim.run({}).stopped).toBe('quiet');
    expect(sim.now()).toBeGreaterThanOrEqual(40);
    expect(sim.run({})).toEqual({ stopped: 'quiet', events: 0 });
  });

  it('forgets what is cancelled', () => {
    const sim = createSim({ seed: 1, epoch: 0 });
    const seen: string[] = [];
    sim.on('say', (word: string) => seen.push(word));
    const no = sim.schedule('say', 'no', { delay: 1 });
    sim.schedule('say', 'yes', { delay: 1 });
    sim.cancel(no);
    sim.cancel(12345);
    expect(sim.run({})).toEqual({ stopped: 'quiet', events: 1 });
    expect(seen).toEqual(['yes']);
  });

  it('keeps the order of what happens at one time', () => {
    const sim = createSim({ seed: 1, epoch: 0 });
    const seen: number[] = [];
    sim.on('n', (n: number) => seen.push(n));
    for (let n = 0; n < 50; n += 1) sim.schedule('n', n, { delay: n % 2 });
    sim.run({});
    expect(seen).toEqual([...evens(50), ...evens(50).map((n) => n + 1)]);
  });

  it('throws when nobody handles an event', () => {
    const sim = createSim({ seed: 1, epoch: 0 });
    sim.schedule('lost', {}, { delay: 0 });
    expect(() => sim.run({})).toThrow('nobody handles events of kind "lost"');
  });
});

function evens(below: number): number[] {
  return Array.from({ length: below / 2 }, (_, n) => n * 2);
}
