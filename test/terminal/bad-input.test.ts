import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Emulator, type Opening, open, stateFolder } from './emulator.js';

const PROMPT = 'learner@workstation:~$';
const F8 = '\x1b[19~';
const running: Emulator[] = [];

async function lesson(opening: Opening = {}): Promise<Emulator> {
  const emulator = open({ args: ['first-service'], ...opening });
  running.push(emulator);
  await emulator.shows(PROMPT);
  return emulator;
}

/** The saved game, as soon as it holds this text. */
async function saved(state: string, text: string): Promise<string> {
  const path = join(state, 'svc-learn', 'game.json');
  for (let turn = 0; turn < 100; turn += 1) {
    const game = existsSync(path) ? readFileSync(path, 'utf8') : '';
    if (game.includes(text)) return game;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${text} was not saved`);
}

afterEach(() => {
  for (const { pty } of running.splice(0)) {
    try {
      pty.kill('SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
});

describe('bad input', () => {
  it('a paste of 10 MB freezes nothing; that only its beginning was taken is said', async () => {
    const { type, shows } = await lesson();
    type('echo kept-before\r');
    await shows(/^│ kept-before/m);
    type(`\x1b[200~${'x'.repeat(10_000_000)}\x1b[201~`);
    await shows('先頭だけを入力しました');
    type('\x15echo still-here\r');
    await shows(/^│ still-here/m);
  });

  it('a window of 40x10 says what it needs, and the session goes on', async () => {
    const { type, shows, resize } = await lesson();
    type('A=whole; echo half of a li');
    await shows('half of a li');
    resize(40, 10);
    await shows('60x16以上');
    resize(120, 36);
    await shows('half of a li');
    type('ne; echo "[$A]"\r');
    await shows('[whole]');
  });

  it('sequences in names, labels and logs are shown, never obeyed', async () => {
    const { type, shows, raw } = await lesson();
    type(`printf '\\033]0;owned\\007\\033[?1049l\\033[5;5H\\033c' | tee evil; mv evil "$(cat evil)"; ls\r`);
    await shows('^[]0;owned');
    type('kubectl run evil --image=busybox --restart=Never -- printf "\\033]0;owned\\007\\033[?1049l"\r');
    await shows('pod/evil created');
    type('kubectl wait --for=jsonpath={.status.phase}=Succeeded pod/evil; kubectl logs evil; echo the-"end"\r');
    await shows('the-end');
    expect(raw()).not.toContain('\x1b]0;owned');
    expect(raw()).not.toContain('\x1b[?1049l');
    expect(raw()).not.toContain('\x1bc');
  });

  it('commands that are unknown or half typed are answered by the shell', async () => {
    const { type, shows } = await lesson();
    type('kubeclt get pods\r');
    await shows('kubeclt: command not found');
    type('kubectl\x03');
    await shows('kubectl^C');
    type("echo 'open\r");
    await shows(/^│ > /m);
    type('\x03echo fine-"again"\r');
    await shows('fine-again');
  });

  it('a second program on the same profile says so and leaves the first one’s work alone', async () => {
    const state = stateFolder();
    const first = await lesson({ state });
    first.type('echo by-the-first\r');
    await first.shows(/^│ by-the-first/m);
    const before = await saved(state, 'by-the-first');
    const second = await lesson({ state, args: ['welcome'] });
    await second.shows('別のsvc-learnが同じ学習の記録を使っています');
    second.type('echo by-the-second\r');
    await second.shows(/^│ by-the-second/m);
    await second.rests();
    second.type('exit\r');
    await second.ended;
    expect(await saved(state, '')).toBe(before);
    first.type('exit\r');
    await first.ended;
    const third = await lesson({ state, args: [] });
    await third.shows('by-the-first');
    expect(third.screen()).not.toContain('別のsvc-learn');
  });
});

describe('the smallest screen', () => {
  it.each(['ja', 'en'])('shows a newcomer the first command to type without scrolling (%s)', async (lang) => {
    const first = await lesson({ state: stateFolder(), args: ['welcome', '--lang', lang], columns: 60, rows: 16 });
    await first.shows('$ kubectl apply -f service.yaml');
  });
});

describe('two terminals', () => {
  it('at 60x16 in ASCII: traffic in one, work in the other, and kill -9 brings both back', async () => {
    const state = stateFolder();
    const first = await lesson({ state, args: ['--ascii', 'first-service'], columns: 60, rows: 16 });
    first.type(F8);
    await first.shows('[2]');
    first.type('cd /tmp; while true; do echo tick; sleep 1; done\r');
    await first.shows('tick');
    first.type(F8);
    await first.shows(/\[1\] +2\* 新着/);
    first.type('A=one; echo "in"-one\r');
    await first.shows('in-one');
    await saved(state, 'in-one');
    first.pty.kill('SIGKILL');
    await first.ended;
    const again = await lesson({ state, args: ['--ascii'], columns: 60, rows: 16 });
    await again.shows('in-one');
    again.type('echo "[$A]"\r');
    await again.shows('[one]');
    again.type(F8);
    await again.shows('learner@workstation:/tmp$');
    again.type('echo alive-"two"\r');
    await again.shows('alive-two');
    again.type('exit\r');
    await again.shows(/\+ ターミナル -/);
  });

  it('F9 lists the prompts and goes to one; redo leads forward again', async () => {
    const { type, shows } = await lesson();
    for (const n of [1, 2, 3]) {
      type(`A=${n}; echo was-"${n}"\r`);
      await shows(`was-${n}`);
    }
    type('\x1b[20~');
    await shows('戻るプロンプトを選ぶ');
    type('2\r');
    await shows('直前の操作: A=1; echo was-');
    type('\x19');
    await shows('直前の操作: A=2; echo was-');
    type('echo "[$A]"\r');
    await shows('[2]');
  });
});

describe('Japanese', () => {
  it('is typed, deleted by whole characters and run', async () => {
    const { type, shows } = await lesson();
    type('echo こんにちは、がぎ世界\x7f\x7f終\r');
    await shows(/^│ こんにちは、がぎ終 /m);
  });
});
