import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pty from '@lydell/node-pty';
import headless from '@xterm/headless';
import { figure, median } from './statistics.mjs';

const PROGRAM = join(import.meta.dirname, '../../dist/cli.js');
const SIZE = { cols: 120, rows: 40 };
const STARTS = 5;
const MOVES = 8;
const KEYS = 40;

/** The built program in a terminal of 120x40: how soon it shows, how soon it answers a key, how much it holds. */
export async function figuresOfScreen() {
  const starts = [];
  for (let turn = 0; turn < STARTS; turn += 1) starts.push(await withProgram(({ firstFrame }) => firstFrame));
  const { keys, memory } = await withProgram(
    async (program) => {
      const keys = await pressKeys(program);
      await playLesson(program);
      return { keys, memory: program.memory() };
    },
    ['first-service'],
  );
  const life = await withProgram(lifeOf, ['first-service']);
  const idle = await withProgram(idleCpu, ['welcome']);
  return [
    figure('first frame after process start', median(starts), { unit: 'ms', budget: 400, runs: STARTS }),
    figure('key to screen at 120x40', median(keys), { unit: 'ms', budget: 16, runs: keys.length }),
    figure('key to screen at 120x40, slowest of ten', percentile(keys, 0.9), { unit: 'ms', runs: keys.length }),
    figure('key to screen while 20 requests a second are drawn, 95th percentile', percentile(life.keys, 0.95), {
      unit: 'ms',
      budget: 16,
      runs: life.keys.length,
    }),
    figure('bytes to the terminal for a key', median(life.bytes), { unit: 'B', budget: 400, runs: life.bytes.length }),
    figure('undo to the screen', median(life.undos), { unit: 'ms', budget: 50, runs: life.undos.length }),
    figure('processor at rest, a client asks every 2 s', idle, { unit: '%', budget: 1 }),
    figure('resident memory in a lesson', memory, { unit: 'MB', budget: 120 }),
  ];
}

/** A demo of a lesson: from the key to the scene on the screen, world and all. */
export async function figuresOfDemo() {
  const { back, jumps, memory } = await withProgram(
    async (program) => {
      // The last scene can be opened when all have been rehearsed.
      program.write(END);
      await program.until(isAsked, 'the last scene');
      const [back, jumps] = [[], []];
      for (let turn = 0; turn < MOVES; turn += 1) {
        jumps.push(await move(program, HOME, isFirst));
        await move(program, RIGHT, isAsked);
        back.push(await move(program, LEFT, isFirst));
        jumps.push(await move(program, END, isAsked));
      }
      return { back, jumps, memory: program.memory() };
    },
    ['demo', 'first-service'],
  );
  return [
    figure('back to a scene of a demo', median(back), { unit: 'ms', budget: 100, runs: back.length }),
    figure('jump to a scene of a demo', median(jumps), { unit: 'ms', budget: 100, runs: jumps.length }),
    figure('jump to a scene of a demo, slowest', Math.max(...jumps), { unit: 'ms', budget: 100, runs: jumps.length }),
    figure('resident memory in a demo', memory, { unit: 'MB' }),
  ];
}

const [RIGHT, LEFT, HOME, END] = ['C', 'D', 'H', 'F'].map((final) => `\x1b[${final}`);
const isAsked = (text) => text.includes('1-9 ');
// What is to be typed stands at the prompt when the scene's world is there; what it prints has been taken back.
const isFirst = (text) => text.includes('~$ kubectl get pods -o wide') && !text.includes('NOMINATED NODE');

async function move(program, key, isThere) {
  await pause(200);
  const start = performance.now();
  program.write(key);
  return (await program.until(isThere, 'the scene')) - start;
}

/** Runs the program until `work` is done; its state lies in a folder that is removed afterwards. */
async function withProgram(work, args = []) {
  const home = mkdtempSync(join(tmpdir(), 'svc-learn-bench-'));
  const { CI: _ci, ...env } = process.env;
  const start = performance.now();
  const child = pty.spawn(process.execPath, [PROGRAM, ...args], {
    ...SIZE,
    name: 'xterm-256color',
    env: { ...env, XDG_STATE_HOME: home, TERM: 'xterm-256color', LANG: 'ja_JP.UTF-8' },
  });
  const screen = watchScreen(child);
  try {
    await screen.until((text) => text.includes('workstation:~$'), 'a prompt');
    const firstFrame = screen.paintedAt() - start;
    await pause(500);
    return await work({
      ...screen,
      firstFrame,
      write: (text) => child.write(text),
      memory: () => resident(child.pid),
      cpu: () => cpuMs(child.pid),
    });
  } finally {
    child.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  }
}

function watchScreen(child) {
  let bytes = 0;
  const terminal = new headless.Terminal({ ...SIZE, allowProposedApi: true });
  const listeners = new Set();
  let painted = 0;
  let first;
  child.onData((data) => {
    const at = performance.now();
    bytes += Buffer.byteLength(data);
    terminal.write(data, () => {
      painted = at;
      if (first === undefined && textOf(terminal).trim() !== '') first = at;
      for (const listener of listeners) listener();
    });
  });
  return {
    text: () => textOf(terminal),
    bytes: () => bytes,
    paintedAt: () => first ?? painted,
    until(isThere, what) {
      return new Promise((resolve, reject) => {
        const stop = () => {
          clearTimeout(timer);
          listeners.delete(look);
        };
        const timer = setTimeout(() => {
          stop();
          reject(new Error(`the screen never showed ${what}:\n${textOf(terminal)}`));
        }, 20_000);
        const look = () => {
          if (!isThere(textOf(terminal))) return;
          stop();
          resolve(painted);
        };
        listeners.add(look);
        look();
      });
    },
  };
}

function textOf({ buffer, rows }) {
  return Array.from({ length: rows }, (_, row) => buffer.active.getLine(row)?.translateToString(true) ?? '').join('\n');
}

/** From the write of a key to the bytes that show it. */
async function pressKeys(program) {
  const times = [];
  for (let turn = 0; turn < KEYS; turn += 1) {
    const line = `${'x'.repeat(turn)}q`;
    const start = performance.now();
    program.write('q');
    times.push((await program.until((text) => text.includes(line), `the key in ${line}`)) - start);
    program.write('\x7fx');
    await program.until((text) => text.includes(`$ ${'x'.repeat(turn + 1)}`), 'the line');
    await pause(25);
  }
  program.write('\x15');
  return times;
}

/** Bytes of single keys at rest, undo, and keys while a second terminal sends 20 requests a second. */
async function lifeOf(program) {
  const bytes = [];
  for (let turn = 0; turn < 20; turn += 1) {
    const before = program.bytes();
    program.write('z');
    await program.until((text) => text.includes(`$ ${'z'.repeat(turn + 1)}`), 'the key');
    bytes.push(program.bytes() - before);
    await pause(60);
  }
  program.write('\x15');
  const undos = [];
  for (let turn = 0; turn < 5; turn += 1) {
    program.write(`echo turn-${turn}; touch file-${turn}\r`);
    await program.until((text) => new RegExp(`^│ turn-${turn} `, 'm').test(text), 'the command');
    await pause(1500);
    const start = performance.now();
    program.write('\x1a');
    undos.push((await program.until((text) => !text.includes(`turn-${turn}`), 'the world before')) - start);
    await pause(300);
  }
  program.write('\x1b[19~');
  await program.until((text) => text.includes('[2]'), 'the second terminal');
  await pause(500);
  program.write('while true; do curl -s -m 1 http://my-app; sleep 0.03; done\r');
  await pause(1500);
  program.write('\x1b[19~');
  await program.until((text) => text.includes('[1]'), 'the first terminal');
  return { bytes, undos, keys: await pressKeys(program) };
}

/** Share of one processor in percent, over half a minute after the first quarter. */
async function idleCpu(program) {
  await pause(15_000);
  const before = program.cpu();
  const start = performance.now();
  await pause(30_000);
  return (100 * (program.cpu() - before)) / (performance.now() - start);
}

/** What a learner does in the first lesson: applies something, looks at it, asks it. */
async function playLesson(program) {
  const lines = [
    'kubectl create deployment web --image=nginx --replicas=3',
    'kubectl expose deployment web --port=80',
    'kubectl wait --for=condition=Available deployment/web --timeout=60s',
    'kubectl get pods,services -o wide',
    'kubectl run probe --image=busybox -it --rm --restart=Never -- wget -qO- web',
    'kubectl describe service web',
  ];
  for (const [at, line] of lines.entries()) {
    program.write(`${line}; echo over-${at}\r`);
    await program.until((text) => new RegExp(`^│ over-${at} `, 'm').test(text), `the end of ${line}`);
  }
}

function resident(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1000;
}

function cpuMs(pid) {
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const fields = rest.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
