import { afterEach, describe, expect, it } from 'vitest';
import { type Cluster, createCluster } from '../../src/engine/index.js';
import { createDriver, type Driver, type Pace } from '../../src/hosts/embedded/driver.js';

const drivers: Driver[] = [];

function start(pace: Pace): { readonly cluster: Cluster; readonly driver: Driver } {
  const cluster = createCluster();
  const driver = createDriver(cluster, pace);
  drivers.push(driver);
  return { cluster, driver };
}

/** Many turns of the host, so that time would have moved if it could. */
async function turns(count = 20): Promise<void> {
  for (let n = 0; n < count; n += 1) await new Promise(setImmediate);
}

afterEach(() => {
  for (const driver of drivers.splice(0)) driver.stop();
});

describe('in jump mode', () => {
  it('virtual time stands still while nobody waits', async () => {
    const { cluster } = start({ mode: 'jump' });
    const before = cluster.elapsed();
    await turns();
    expect(cluster.elapsed()).toBe(before);
  });

  it('a sleep ends exactly at its time, the shorter one first', async () => {
    const { cluster, driver } = start({ mode: 'jump' });
    const begin = cluster.elapsed();
    const ends: string[] = [];
    const nap = (ms: number) =>
      driver.sleep(ms).then((slept) => ends.push(`${ms} ${slept} ${cluster.elapsed() - begin}`));
    await Promise.all([nap(5000), nap(300), nap(3_600_000)]);
    expect(ends).toEqual(['300 true 300', '5000 true 5000', '3600000 true 3600000']);
  });

  it('a task at work holds time until it is done, and saying so twice counts once', async () => {
    const { cluster, driver } = start({ mode: 'jump' });
    const before = cluster.elapsed();
    const [first, second] = [driver.busy(), driver.busy()];
    let slept = false;
    const nap = driver.sleep(1000).then((done) => {
      slept = done;
    });
    await turns();
    first();
    first();
    await turns();
    expect({ slept, elapsed: cluster.elapsed() - before }).toEqual({ slept: false, elapsed: 0 });
    second();
    await nap;
    expect({ slept, elapsed: cluster.elapsed() - before }).toEqual({ slept: true, elapsed: 1000 });
  });

  it('an aborted sleep ends at once with false, and no longer moves time', async () => {
    const { cluster, driver } = start({ mode: 'jump' });
    const before = cluster.elapsed();
    const alarm = new AbortController();
    const nap = driver.sleep(60_000, alarm.signal);
    alarm.abort();
    expect(await nap).toBe(false);
    expect(await driver.sleep(60_000, alarm.signal)).toBe(false);
    await turns();
    expect(cluster.elapsed()).toBe(before);
  });

  it('who waits for the world lets it run, and gets the turn when something arrived', async () => {
    const { cluster, driver } = start({ mode: 'jump' });
    const before = cluster.elapsed();
    const ended = driver.waiting();
    await turns();
    expect(cluster.elapsed()).toBeGreaterThan(before);
    ended();
    await turns(2);
    const after = cluster.elapsed();
    await turns();
    expect(cluster.elapsed()).toBe(after);
  });

  it('stop ends every sleep with false', async () => {
    const { driver } = start({ mode: 'jump' });
    const nap = driver.sleep(1);
    driver.stop();
    expect(await nap).toBe(false);
    expect(await driver.sleep(1)).toBe(false);
  });
});

describe('in paced mode', () => {
  it('time moves by itself, as fast as it is told to', async () => {
    const { cluster, driver } = start({ mode: 'paced', speed: 10_000 });
    const before = cluster.elapsed();
    const wall = performance.now();
    await driver.sleep(100_000);
    expect(cluster.elapsed() - before).toBeGreaterThanOrEqual(100_000);
    expect(performance.now() - wall).toBeGreaterThanOrEqual(8);
  });

  it('time stands still while a task is at work, and does not catch up afterwards', async () => {
    const { cluster, driver } = start({ mode: 'paced', speed: 100_000 });
    const done = driver.busy();
    const before = cluster.elapsed();
    const wall = performance.now();
    while (performance.now() - wall < 20) await new Promise(setImmediate);
    expect(cluster.elapsed()).toBe(before);
    done();
    expect(cluster.elapsed()).toBe(before);
    await driver.sleep(1);
    expect(cluster.elapsed() - before).toBeLessThan(1_500_000);
  });
});

describe('held', () => {
  it('time stands still, and only what is due now happens', async () => {
    const { cluster, driver } = start({ mode: 'held' });
    const before = cluster.elapsed();
    const ended = driver.waiting();
    let late = false;
    const nap = driver.sleep(1).then((slept) => {
      late = slept;
    });
    expect(await driver.sleep(0)).toBe(true);
    await turns();
    expect({ late, elapsed: cluster.elapsed() - before }).toEqual({ late: false, elapsed: 0 });
    driver.setPace({ mode: 'jump' });
    await nap;
    driver.setPace({ mode: 'held' });
    expect({ late, elapsed: cluster.elapsed() - before }).toEqual({ late: true, elapsed: 1 });
    ended();
  });

  it.each([
    ['jump', { mode: 'jump' }],
    ['paced', { mode: 'paced', speed: 5000 }],
  ] as const)('again after a sleep at a %s pace, it stands exactly at the end of that sleep', async (_, pace) => {
    const { cluster, driver } = start({ mode: 'held' });
    const before = cluster.elapsed();
    driver.setPace(pace);
    await Promise.all([driver.sleep(7000), driver.sleep(123)]);
    driver.setPace({ mode: 'held' });
    await turns();
    expect(cluster.elapsed() - before).toBe(7000);
  });
});
