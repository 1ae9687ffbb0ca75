import { afterEach, describe, expect, it } from 'vitest';
import { createStage, type EmbeddedStage } from '../../src/hosts/embedded/stage.js';
import { SHOP } from './terminal.js';

const open: EmbeddedStage[] = [];
afterEach(() => {
  for (const stage of open.splice(0)) stage.close();
});

interface Desk {
  readonly stage: EmbeddedStage;
  /** What the first and the second terminal have shown. */
  readonly shown: { first: string; second: string };
  readonly run: (number: number, line: string) => Promise<string>;
  readonly pass: (ms: number) => Promise<unknown>;
}

function desk(world?: { readonly world: unknown; readonly session: unknown }): Desk {
  const shown = { first: '', second: '' };
  const stage = createStage({
    pace: { mode: 'jump' },
    seed: 1,
    terminal: { columns: 80, rows: 24 },
    ...(world ? { world: world.world } : { manifests: [SHOP] }),
    output: (text) => {
      shown.first += text;
    },
    further: () => ({
      output: (text) => {
        shown.second += text;
      },
    }),
  });
  open.push(stage);
  if (world) stage.session.restore(world.session);
  const run = async (number: number, line: string) => {
    const terminal = stage.session.terminals().find((one) => one.number === number);
    const key = number === 1 ? 'first' : 'second';
    await terminal?.settled();
    shown[key] = '';
    terminal?.type(`${line}\n`);
    await terminal?.settled();
    return shown[key];
  };
  return { stage, shown, run, pass: (ms) => stage.driver.sleep(ms) };
}

const TRAFFIC = 'while true; do curl -s -m 1 http://172.18.0.3:30080; sleep 1; done\n';

describe('a second terminal', () => {
  it('has the same files and cluster, and a shell of its own', async () => {
    const { stage, run } = desk();
    await run(1, 'A=1; mkdir deep; cd deep; echo text > file');
    const second = stage.session.openTerminal();
    expect(second.number).toBe(2);
    expect(await run(2, 'echo "[$A] $PWD $(cat deep/file)"')).toBe('[] /home/learner text\n');
    await run(2, 'kubectl create configmap made-here; echo from two > here');
    expect(await run(1, 'kubectl get configmap made-here -o name; cat ../here; pwd')).toBe(
      'configmap/made-here\nfrom two\n/home/learner/deep\n',
    );
  });

  it('keeps its program running while the first one works, and Ctrl-C reaches the one it is meant for', async () => {
    const { stage, shown, run, pass } = desk();
    const second = stage.session.openTerminal();
    await second.settled();
    second.type(TRAFFIC);
    expect(await run(1, 'sleep 5; echo over')).toBe('over\n');
    const answers = shown.second.split('\n').length;
    expect(answers).toBeGreaterThanOrEqual(4);
    const [first] = stage.session.terminals();
    first?.type('sleep 1000\n');
    await pass(3000);
    first?.interrupt();
    await first?.settled();
    expect([first?.status(), second.prompt()]).toEqual([130, undefined]);
    expect(shown.second.split('\n').length).toBeGreaterThan(answers);
    second.interrupt();
    await second.settled();
    expect([second.status(), second.prompt()]).toEqual([130, 'learner@workstation:~$ ']);
  });

  it('ends with what runs in it, and its number is free again', async () => {
    const { stage, shown, pass } = desk();
    const second = stage.session.openTerminal();
    await second.settled();
    second.type(`${TRAFFIC.trim()} & ${TRAFFIC}`);
    await pass(2500);
    stage.session.closeTerminal(2);
    await second.settled();
    const before = shown.second;
    await pass(5000);
    expect(shown.second).toBe(before);
    expect(stage.session.terminals().map(({ number }) => number)).toEqual([1]);
    expect(stage.session.openTerminal().number).toBe(2);
    stage.session.closeTerminal(1);
    expect(stage.session.terminals()).toHaveLength(2);
  });

  it('is in the snapshot: both shells come back, what ran is interrupted, and two restores give equal bytes', async () => {
    const { stage, run, pass } = desk();
    await run(1, 'A=first; cd /tmp');
    const second = stage.session.openTerminal();
    await run(2, 'A=second');
    second.type(TRAFFIC);
    await pass(2500);
    const saved = JSON.stringify({ world: stage.cluster.snapshot(), session: stage.session.snapshot() });
    const ends = [];
    for (let turn = 0; turn < 2; turn += 1) {
      const again = desk(JSON.parse(saved));
      expect(await again.run(2, 'echo "[$A] $PWD $?"')).toBe('[second] /home/learner 130\n');
      expect(await again.run(1, 'echo "[$A] $PWD"')).toBe('[first] /tmp\n');
      await again.pass(5000);
      ends.push(JSON.stringify([again.stage.cluster.snapshot(), again.stage.session.snapshot(), again.shown]));
    }
    expect(ends[0]).toBe(ends[1]);
  });

  it('goes with a restore to a time before it, and comes again with one after it', async () => {
    const { stage, run } = desk();
    const before = stage.session.snapshot();
    const second = stage.session.openTerminal();
    await run(2, 'A=2');
    const after = stage.session.snapshot();
    const waiting = second.settled();
    second.type('sleep 1000\n');
    stage.session.restore(before);
    await waiting;
    expect(stage.session.terminals()).toHaveLength(1);
    stage.session.restore(after);
    expect(await run(2, 'echo $A')).toBe('2\n');
  });
});
