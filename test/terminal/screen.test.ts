import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Emulator, type Opening, open, stateFolder } from './emulator.js';

const PROMPT = 'learner@workstation:~$';
const running: Emulator[] = [];

/** Opens the lesson first-service and waits for its prompt. */
async function lesson(opening: Opening = {}): Promise<Emulator> {
  const emulator = open({ args: ['first-service'], ...opening });
  running.push(emulator);
  await emulator.shows(PROMPT);
  return emulator;
}

/** What a Pod's name is in this world, so that two worlds can be told apart. */
function podNames(screen: string): readonly string[] {
  return [...new Set(screen.match(/my-app-[a-z0-9]+-[a-z0-9]{5}/g) ?? [])].sort();
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

describe('the screen at 120x36', () => {
  it('takes a prediction and commands, and shows what comes of them', async () => {
    const { type, shows, screen } = await lesson();
    await shows('1. ページが返ってくる');
    type('3');
    await shows(/▸ 3\. |予想を記録しました/);
    type('kubectl exec client -- curl -sS -m 3 http://my-service\r');
    await shows('curl: (6) Could not resolve host: my-service');
    await shows('予想のとおりです');
    type("sed -i 's/app:.*/app: my-app/; s/ port:.*/ port: 80/; s/targetPort:.*/targetPort: 8080/' service.yaml\r");
    type('kubectl apply -f service.yaml\r');
    await shows('service/my-service created');
    await shows('この手順のゴールをすべて達成しました');
    type('\r');
    await shows('手順 2/3');
    expect(screen().split('\n')).toHaveLength(36);
  });

  it('goes on after kill -9 with the same world, text and step', async () => {
    const state = stateFolder();
    const first = await lesson({ state });
    first.type('3');
    await first.shows('予想を記録しました');
    first.type('export MINE=kept; echo note > note.txt; kubectl get pods -o name\r');
    await first.shows('pod/client');
    await first.rests();
    const names = podNames(first.screen());
    expect(names).toHaveLength(3);
    first.type('sleep 1000\r');
    await first.shows('sleep 1000');
    first.pty.kill('SIGKILL');
    await first.ended;
    const again = await lesson({ state, args: [] });
    await again.shows('pod/client');
    await again.shows('予想を記録しました');
    expect(podNames(again.screen())).toEqual(names);
    again.type('echo "[$MINE] $(cat note.txt)"\r');
    await again.shows('[kept] note');
    again.type('kubectl get pods -o name | wc -l\r');
    await again.shows(/^│ 4 /m);
  });

  it('undoes a command while it runs, and one that is done', async () => {
    const { type, shows, screen, rests } = await lesson();
    type('3');
    await shows('予想を記録しました');
    type('kubectl delete pod client --wait=false\r');
    await shows(/pod "client" deleted/);
    await rests();
    type('\x1a');
    await shows(new RegExp(`${PROMPT.replace(/[$~]/g, '\\$&')} *│`));
    type('sleep 1000\r');
    await shows('sleep 1000');
    type('\x1a');
    type('kubectl get pod client -o name\r');
    await shows('pod/client');
    expect(screen()).not.toContain('sleep 1000');
  });

  it.each([
    'while true; do :; done',
    'sleep 1000',
    'kubectl get pods -w',
    'kubectl exec client -it -- sleep 1000',
    'kubectl run t --image=busybox -it --rm -- sleep 1000',
  ])('ends %s with Ctrl-C and lives on', async (line) => {
    const { type, shows, rests } = await lesson();
    type(`${line}\r`);
    await shows(line.slice(0, 30));
    await rests();
    type('\x03');
    await rests();
    type('echo "alive"-again\r');
    await shows('alive-again');
  });

  it('stays whole while it is resized and output streams', async () => {
    const { type, shows, screen, resize, rests } = await lesson();
    type('n=0; while [ $n -lt 400 ]; do n=$((n+1)); echo "line $n"; done; echo over-and-out\r');
    await shows('line ');
    for (const [columns, rows] of [
      [80, 24],
      [140, 40],
      [61, 17],
      [100, 30],
    ] as const) {
      resize(columns, rows);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    await shows('over-and-out');
    await rests();
    const lines = screen().split('\n');
    expect(lines).toHaveLength(30);
    expect(lines.at(-1)).toContain('F1');
    resize(120, 36);
    await shows('┌ クラスター');
  });
});

describe('the learner’s files', () => {
  it('that are damaged are put aside, and that is said', async () => {
    const state = stateFolder();
    const dir = join(state, 'svc-learn');
    mkdirSync(dir);
    writeFileSync(join(dir, 'progress.json'), '{"version":1,"lessons":{"first-');
    writeFileSync(join(dir, 'game.json'), '{"version":1');
    const { shows } = await lesson({ state, args: [] });
    await shows('学習の記録が壊れていたため');
    expect(readFileSync(join(dir, 'progress.json.damaged-1'), 'utf8')).toBe('{"version":1,"lessons":{"first-');
    expect(readdirSync(dir)).toContain('game.json.damaged-1');
  });

  it('that are whole and no world begin the lesson anew', async () => {
    const state = stateFolder();
    const first = await lesson({ state });
    first.type('ls\r');
    await first.shows('service.yaml');
    first.type('exit\r');
    expect((await first.ended).exitCode).toBe(0);
    const path = join(state, 'svc-learn', 'game.json');
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), world: { nonsense: true } }));
    const again = await lesson({ state, args: [] });
    await again.shows('保存が壊れているため');
    again.type('kubectl get nodes -o name | head -1\r');
    await again.shows('node/svc-learn-control-plane');
  });

  it('that cannot be written are no reason to stop: the screen says so', async () => {
    const file = join(stateFolder(), 'file');
    writeFileSync(file, '');
    const { type, shows } = await lesson({ state: file });
    type('echo works\r');
    await shows('works');
    await shows('保存できません');
  });
});

describe('at the end', () => {
  it.each([
    ['exit', (emulator: Emulator) => emulator.type('exit\r')],
    ['Ctrl-D', (emulator: Emulator) => emulator.type('\x04')],
    ['SIGTERM', (emulator: Emulator) => emulator.pty.kill('SIGTERM')],
  ])('the terminal is given back as it was, by %s', async (_, leave) => {
    const emulator = await lesson();
    await emulator.rests();
    leave(emulator);
    expect((await emulator.ended).exitCode).toBe(0);
    await emulator.shows(/^\s*$/);
    const raw = emulator.raw();
    expect(raw.lastIndexOf('\x1b[?1049l')).toBeGreaterThan(raw.lastIndexOf('\x1b[?1049h'));
    expect(raw.lastIndexOf('\x1b[?25h')).toBeGreaterThan(raw.lastIndexOf('\x1b[?25l'));
    expect(raw.lastIndexOf('\x1b[?2004l')).toBeGreaterThan(raw.lastIndexOf('\x1b[?2004h'));
  });
});
