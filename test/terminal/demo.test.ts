import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import xterm from '@xterm/headless';
import { afterEach, describe, expect, it } from 'vitest';
import { run } from '../cli/program.js';
import { type Emulator, type Opening, open, stateFolder } from './emulator.js';

const RIGHT = '\x1b[C';
const LEFT = '\x1b[D';
const F4 = '\x1bOS';
const F5 = '\x1b[15~';
const F9 = '\x1b[20~';
/** Every object of the lesson with all that tells two worlds apart. */
const FINGERPRINT =
  'kubectl get pods,services,endpointslices -o jsonpath=\'{range .items[*]}{.metadata.uid} {.metadata.resourceVersion}{"\\n"}{end}\'; cat service.yaml | grep app:; echo taken';

const running: Emulator[] = [];

function program(opening: Opening): Emulator {
  const emulator = open(opening);
  running.push(emulator);
  return emulator;
}

/** Opens first-service as a demo and waits for its first scene. */
async function demo({ args = [], ...opening }: Opening = {}): Promise<Emulator> {
  const emulator = program({ ...opening, args: ['demo', 'first-service', ...args] });
  await emulator.shows('シーン 1/');
  await emulator.shows('learner@workstation:~$ kubectl get pods -o wide');
  return emulator;
}

/** The world as its own shell sees it; the free prompt leaves no trace. */
async function fingerprint({ type, shows, screen }: Emulator): Promise<string> {
  type('t');
  await shows('F9(またはexit');
  type(`clear; ${FINGERPRINT}\r`);
  await shows(/^│ taken/m);
  const lines = screen()
    .split('\n')
    .filter((line) => /^│ +([0-9a-f]{8}-|app:)/.test(line));
  type(F9);
  await shows('文字キー 入力');
  return lines.join('\n');
}

function lastFrame(cast: string): Promise<string> {
  const [head = '', ...lines] = cast.trim().split('\n');
  const { version, width, height } = JSON.parse(head);
  expect(version).toBe(2);
  const terminal = new xterm.Terminal({ cols: width, rows: height, allowProposedApi: true, scrollback: 0 });
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  let before = 0;
  for (const line of lines) {
    const [at, kind, data] = JSON.parse(line);
    expect({ kind, isLater: at >= before, data: typeof data }).toEqual({ kind: 'o', isLater: true, data: 'string' });
    before = at;
    terminal.write(data);
  }
  return new Promise((resolve) => {
    terminal.write('', () => {
      const { active } = terminal.buffer;
      const rows = Array.from({ length: height }, (_, y) => active.getLine(active.baseY + y)?.translateToString(true));
      resolve(rows.join('\n'));
    });
  });
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

describe('svc-learn demo', () => {
  it('types the script by any key, and finds the same worlds on the way back and after a jump', async () => {
    const emulator = await demo();
    const { type, shows, screen } = emulator;
    const before = [await fingerprint(emulator)];
    for (let n = 0; n < 12; n += 1) type('k');
    await shows('Enter 実行');
    type('\r');
    await shows('10.244.2.3   svc-learn-worker2');
    await shows('Enter 次のシーン');
    type('\r');
    await shows('シーン 2/');
    await shows('1-9 答えを選ぶ');
    type('1');
    await shows('▸ 1. ページが返ってくる');
    type('\t\r');
    await shows('curl: (6) Could not resolve host');
    await shows('実際の結果');
    for (const scene of [3, 4, 5]) {
      type(RIGHT);
      await shows(`シーン ${scene}/`);
      await shows('文字キー 入力');
      before.push(await fingerprint(emulator));
      type('\t\r');
      await shows('$ kubectl apply -f service.yaml');
      type('\t\r');
      await shows('service/my-service created');
      await shows('まちがい: ');
    }
    type(RIGHT);
    await shows('シーン 6/');
    expect(screen()).toContain('Serviceはまだありません');
    for (const scene of [5, 4, 3]) {
      type(LEFT);
      await shows(`シーン ${scene}/`);
      await shows('文字キー 入力');
      expect(await fingerprint(emulator)).toBe(before[scene - 2]);
    }
    type(F4);
    await shows('┌ シーン ─');
    type('状況\r');
    await shows('シーン 1/');
    await shows('文字キー 入力');
    expect(await fingerprint(emulator)).toBe(before[0]);
    expect(before[0]?.split('\n').length).toBeGreaterThanOrEqual(6);
  }, 90_000);

  it('records what the class has seen: the recording ends with the last picture', async () => {
    const file = join(stateFolder(), 'class.cast');
    const emulator = await demo({ args: ['--record', file] });
    emulator.type('\t\r');
    await emulator.shows('次: 予想');
    emulator.type('\x04');
    await emulator.shows('もう一度Ctrl+D');
    await emulator.rests();
    const last = emulator.screen();
    emulator.type('\x04');
    expect((await emulator.ended).exitCode).toBe(0);
    expect(emulator.screen().trim()).toBe('');
    expect(await lastFrame(readFileSync(file, 'utf8'))).toBe(last);
  });

  it('shows the notes in a second terminal, and only while there is a demo', async () => {
    const state = stateFolder();
    const first = await demo({ state });
    await first.shows('講師メモ');
    const second = program({ state, args: ['demo', '--notes'], columns: 80, rows: 24 });
    await second.shows('状況: Serviceを書く');
    await second.shows('次のコマンド');
    // The class need not read them any longer.
    await first.shows(/^ 次のシーン +予想/m);
    first.type(RIGHT);
    await second.shows('予想: Serviceを書く');
    expect(JSON.parse(readFileSync(join(state, 'svc-learn', 'demo.json'), 'utf8'))).toEqual({
      port: expect.any(Number),
      token: expect.stringMatching(/^[\w-]{32}$/),
    });
    first.type('\x04\x04');
    expect((await first.ended).exitCode).toBe(0);
    expect((await second.ended).exitCode).toBe(0);
    expect(second.raw()).toContain('デモが終わりました。');
    expect(existsSync(join(state, 'svc-learn', 'demo.json'))).toBe(false);
    const late = program({ state, args: ['demo', '--notes'] });
    expect((await late.ended).exitCode).toBe(1);
    expect(late.raw()).toContain('先に別のターミナルで svc-learn demo を開いてください');
  });

  it('says what a small terminal needs, and goes on when it is larger', async () => {
    const emulator = program({ args: ['demo', 'first-service'], columns: 58, rows: 16 });
    await emulator.shows('60x17以上の大きさが必要です');
    emulator.resize(80, 24);
    await emulator.shows('シーン 1/');
    emulator.type('\t\r');
    await emulator.shows('my-app-');
    emulator.resize(60, 17);
    await emulator.shows('次: 予想');
  });

  it('plays by itself, and pauses', async () => {
    const emulator = await demo();
    emulator.type(`${F5}+++`);
    await emulator.shows('自動再生 x8');
    await emulator.shows('シーン 2/');
    emulator.type(' ');
    await emulator.shows('F5 自動再生');
    await emulator.rests();
    expect(emulator.screen()).toContain('シーン 2/');
  });
});

describe('svc-learn demo --check', () => {
  it('plays every scene silently and tells the minutes of each', async () => {
    const { code, stdout } = await run(['demo', '--check', 'welcome', '--lang', 'en']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^- not in a terminal/);
    expect(stdout).toMatch(/^✓ {2}1 {2}\d+\.\d min {2}Situation: /m);
    expect(stdout).toMatch(/^ {2}\d+\.\d min in all/m);
  });

  it('says that the terminal is too small, with exit code 1', async () => {
    const emulator = program({ args: ['demo', '--check', 'welcome'], columns: 50, rows: 20 });
    expect((await emulator.ended).exitCode).toBe(1);
    expect(emulator.raw()).toContain('デモには60x17以上の大きさが必要です');
  });
});

describe('a demo that cannot begin', () => {
  it('names what is wrong, and what to do', async () => {
    const dir = stateFolder();
    writeFileSync(join(dir, 'kept.cast'), 'my talk');
    const ends = async (...args: string[]) => {
      const emulator = program({ args: ['demo', ...args] });
      return { code: (await emulator.ended).exitCode, text: emulator.raw() };
    };
    expect(await ends('nonsense')).toEqual({
      code: 2,
      text: expect.stringContaining('「nonsense」というレッスンはありません'),
    });
    expect(await ends('--record', join(dir, 'no/such.cast'))).toEqual({
      code: 1,
      text: expect.stringContaining('ENOENT'),
    });
    expect(await ends('--lang', 'en', '--record', join(dir, 'kept.cast'))).toEqual({
      code: 1,
      text: expect.stringContaining('exists already'),
    });
    expect(readFileSync(join(dir, 'kept.cast'), 'utf8')).toBe('my talk');
    expect(await run(['demo', 'first-service', '--lang', 'en'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('svc-learn demo --check'),
    });
  });

  it('tells who brings a wrong token that the demo refused it', async () => {
    const state = stateFolder();
    const emulator = await demo({ state });
    const path = join(state, 'svc-learn', 'demo.json');
    const address = JSON.parse(readFileSync(path, 'utf8'));
    const other = stateFolder();
    mkdirSync(join(other, 'svc-learn'));
    writeFileSync(join(other, 'svc-learn', 'demo.json'), JSON.stringify({ ...address, token: 'stolen' }));
    const refused = await run(['demo', '--notes', '--lang', 'en'], { env: { XDG_STATE_HOME: other } });
    expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('did not accept the token') });
    expect(emulator.screen()).toContain('シーン 1/');
  });
});
