import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder, run, start } from './program.js';

const PROGRESS = { version: 1, lessons: { 'first-service': { state: 'done', steps: ['write'] } }, history: ['ls'] };

function profile(progress: string): { readonly env: { XDG_STATE_HOME: string }; readonly dir: string } {
  const state = folder();
  const dir = join(state, 'svc-learn');
  mkdirSync(dir);
  writeFileSync(join(dir, 'progress.json'), progress);
  return { env: { XDG_STATE_HOME: state }, dir };
}

describe('the program', () => {
  it('tells its version and how it is used, wherever the option stands', async () => {
    expect(await run(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^svc-learn \d+\.\d+\.\d+\n$/),
    });
    expect((await run(['--help', '--lang', 'en'])).stdout).toContain('Exit codes: 0 done');
    expect((await run(['run', '--help'])).stdout).toContain('使い方:');
    expect((await run(['--lang', 'en', 'list'])).code).toBe(0);
  });

  it('without a terminal names run and ends with 2', async () => {
    const { code, stdout, stderr } = await run([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('svc-learn run');
  });

  it('knows no such command or lesson', async () => {
    expect(await run(['nonsense', '--lang', 'en'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no command and no lesson "nonsense"'),
    });
    expect((await run(['list', '--nonsense'])).code).toBe(2);
    expect((await run(['frist-service', '--lang', 'en'])).stderr).toContain('Did you mean first-service? See');
    expect((await run(['lsit', '--lang', 'en'])).stderr).toContain('Did you mean list? See');
    expect((await run(['demo', 'wecome', '--lang', 'en'])).stderr).toContain('"wecome". Did you mean welcome? See');
  });

  it.each([
    [['--hlep'], '--hlep というオプションはありません。もしかして: --help。svc-learn --help で使い方を表示します。'],
    [['run', '--nonsense=1'], '--nonsense というオプションはありません。svc-learn --help で使い方を表示します。'],
    [['demo', '--record'], '--record には値を指定します。svc-learn --help で使い方を表示します。'],
    [['web', '--port', '--ascii'], '--port には値を指定します。svc-learn --help で使い方を表示します。'],
    [['list', '--json=yes'], '--json に値は指定できません。svc-learn --help で使い方を表示します。'],
    [['list', 'extra'], '「extra」は余分です。svc-learn --help で使い方を表示します。'],
    [['why', 'welcome'], '「welcome」は余分です。svc-learn --help で使い方を表示します。'],
    [['serve', '--port', '99999'], '--port には0から65535までの整数を指定します(今は「99999」)。'],
    [['run', '--seed', 'x'], '--seed には0以上の整数を指定します(今は「x」)。'],
    [['serve', '--speed', '0'], '--speed には0.01から10000までの数を指定します(今は「0」)。'],
    [['progress', 'nonsense'], 'progress に続けるのは show、export、import、reset のどれかです(今は「nonsense」)。'],
  ])('says what is wrong with %j', async (words, told) => {
    expect(await run(words)).toEqual({ code: 2, stdout: '', stderr: `svc-learn: ${told}\n` });
  });

  it('knows no such lesson to check', async () => {
    expect((await run(['check', 'nonsense'])).code).toBe(2);
  });
});

describe('svc-learn list', () => {
  it('shows chapters, lessons and progress, also as JSON', async () => {
    const { env } = profile(JSON.stringify(PROGRESS));
    const { code, stdout } = await run(['list', '--json'], { env });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toContainEqual({
      chapter: expect.any(String),
      id: 'first-service',
      title: 'はじめてのService',
      minutes: expect.any(Number),
      state: 'done',
    });
    expect((await run(['list'], { env })).stdout).toContain('[x] first-service');
  });
});

describe('svc-learn progress', () => {
  it('shows, exports, imports and resets', async () => {
    const { env, dir } = profile(JSON.stringify(PROGRESS));
    const file = join(folder(), 'saved.json');
    const shown = await run(['progress', 'show'], { env });
    expect(shown.stdout.split('\n')[0]).toContain(dir);
    expect(JSON.parse(shown.stdout.slice(shown.stdout.indexOf('\n')))).toEqual(PROGRESS);
    expect((await run(['progress', 'export', file], { env })).code).toBe(0);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(PROGRESS);
    expect((await run(['progress', 'reset'], { env })).code).toBe(0);
    expect(readdirSync(dir)).toEqual([]);
    expect((await run(['progress', 'import', file], { env })).code).toBe(0);
    expect(JSON.parse(readFileSync(join(dir, 'progress.json'), 'utf8'))).toEqual(PROGRESS);
  });

  it('puts a damaged file aside, says so, and loses nothing', async () => {
    const { env, dir } = profile('{"version":1,"les');
    const { code, stderr } = await run(['progress', 'show', '--lang', 'en'], { env });
    const aside = join(dir, 'progress.json.damaged-1');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `svc-learn: the progress file was damaged; it was put aside as ${aside}, and a new one is begun.\n`,
    });
    expect(readFileSync(aside, 'utf8')).toBe('{"version":1,"les');
  });

  it('refuses to import what is no progress, and keeps what was there', async () => {
    const { env, dir } = profile(JSON.stringify(PROGRESS));
    const file = join(folder(), 'other.json');
    writeFileSync(file, '{"a":1}');
    expect(await run(['progress', 'import', file, '--lang', 'en'], { env })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`${file} is no progress file`),
    });
    expect((await run(['progress', 'import', '/no/such'], { env })).code).toBe(1);
    expect((await run(['progress', 'import'], { env })).code).toBe(2);
    expect((await run(['progress', 'nonsense'], { env })).code).toBe(2);
    expect(JSON.parse(readFileSync(join(dir, 'progress.json'), 'utf8'))).toEqual(PROGRESS);
  });

  it('joins what was done here and elsewhere', async () => {
    const { env, dir } = profile(JSON.stringify(PROGRESS));
    const file = join(folder(), 'other.json');
    writeFileSync(file, JSON.stringify({ version: 1, lessons: { why: { state: 'done', steps: ['a'] } }, history: [] }));
    const { code, stdout } = await run(['progress', 'import', file, '--lang', 'en'], { env });
    expect({ code, stdout }).toEqual({ code: 0, stdout: `read your progress from ${file}.\n` });
    const { lessons } = JSON.parse(readFileSync(join(dir, 'progress.json'), 'utf8')) as typeof PROGRESS;
    expect(lessons).toEqual({ ...PROGRESS.lessons, why: { state: 'done', steps: ['a'] } });
  });

  it('leaves the files alone that another program has open', async () => {
    const { env, dir } = profile(JSON.stringify(PROGRESS));
    const file = join(folder(), 'other.json');
    writeFileSync(file, JSON.stringify({ version: 1, lessons: { why: { state: 'done', steps: ['a'] } }, history: [] }));
    writeFileSync(join(dir, 'in-use'), `${process.pid}\n`);
    for (const words of [['import', file], ['reset']]) {
      expect(await run(['progress', ...words, '--lang', 'en'], { env })).toEqual({
        code: 1,
        stdout: '',
        stderr:
          'svc-learn: another svc-learn uses this progress. Leave that one, then run this again. Your progress is as it was.\n',
      });
    }
    expect(JSON.parse(readFileSync(join(dir, 'progress.json'), 'utf8'))).toEqual(PROGRESS);
    expect((await run(['progress', 'export', join(folder(), 'saved.json')], { env })).code).toBe(0);
    rmSync(join(dir, 'in-use'));
    expect((await run(['progress', 'reset'], { env })).code).toBe(0);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('says when it cannot write', async () => {
    const file = join(folder(), 'file');
    writeFileSync(file, JSON.stringify(PROGRESS));
    const env = { XDG_STATE_HOME: file };
    expect(await run(['progress', 'import', file, '--lang', 'en'], { env })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('cannot write'),
    });
    expect((await run(['progress', 'show'], { env })).code).toBe(0);
    expect((await run(['progress', 'reset'], { env })).stderr).not.toContain('不具合');
  });
});

describe('svc-learn doctor', () => {
  it('looks at everything and says what will not work', async () => {
    const { code, stdout } = await run(['doctor', '--lang', 'en'], {
      env: { XDG_STATE_HOME: folder(), LANG: 'C.UTF-8' },
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^\[ok\] Node\.js/);
    expect(stdout).toContain('[!!] standard output is no terminal');
    expect(stdout).toMatch(/\[ok\] progress in /);
    const unwritable = await run(['doctor', '--lang', 'en'], { env: { XDG_STATE_HOME: '/proc/nothing' } });
    expect(unwritable.stdout).toMatch(/\[!!\] progress in .*XDG_STATE_HOME/);
  });
});

describe('svc-learn check', () => {
  it('proves a lesson', async () => {
    const { code, stdout } = await run(['check', 'first-service', '--lang', 'en']);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^first-service: 3 steps proved \([\d.]+ s\)\n$/),
    });
  });
});

describe('svc-learn serve', () => {
  it('writes a kubeconfig, answers svc-learn kubectl, and ends with 0 on SIGTERM', async () => {
    const kubeconfig = join(folder(), 'config');
    const server = start([
      'serve',
      '--kubeconfig',
      kubeconfig,
      '--speed',
      '100',
      '--lesson',
      'first-service',
      '--lang',
      'en',
    ]);
    const [, url = ''] = await server.said(/listens on (http:\/\/127\.0\.0\.1:\d+)\./);
    expect(existsSync(kubeconfig)).toBe(true);
    expect(await (await fetch(`${url}/readyz`)).text()).toBe('ok');
    const kubectl = (...args: readonly string[]) => run(['kubectl', ...args], { env: { KUBECONFIG: kubeconfig } });
    expect(await kubectl('get', 'nodes', '-o', 'name')).toEqual({
      code: 0,
      stdout: 'node/svc-learn-control-plane\nnode/svc-learn-worker\nnode/svc-learn-worker2\n',
      stderr: '',
    });
    expect(await kubectl('get', 'configmap', 'nothing')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Error from server (NotFound): configmaps "nothing" not found\n',
    });
    const made = await run(['kubectl', 'create', '-f', '-'], {
      env: { KUBECONFIG: kubeconfig },
      input: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}',
    });
    expect(made).toEqual({ code: 0, stdout: 'configmap/c created\n', stderr: '' });
    const watching = start(['kubectl', 'get', 'nodes', '-w'], { env: { KUBECONFIG: kubeconfig } });
    await watching.said(/svc-learn-worker2/);
    server.child.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0, stderr: '' });
    watching.child.kill('SIGINT');
    await watching.ended;
    const { code, stderr } = await kubectl('get', 'nodes');
    expect(code).toBe(1);
    expect(stderr).toContain('was refused - did you specify the right host or port?');
  });

  it('says that a port is taken, and what to do', async () => {
    const server = start(['serve']);
    const [, port = ''] = await server.said(/127\.0\.0\.1:(\d+)/);
    const { code, stderr } = await run(['serve', '--port', port, '--lang', 'en']);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `svc-learn: cannot listen on 127.0.0.1:${port} (EADDRINUSE). With --port 0 any free port is used.\n`,
    });
    server.child.kill('SIGINT');
    expect((await server.ended).code).toBe(0);
  });

  it('takes no wrong words', async () => {
    for (const args of [
      ['--port', 'x'],
      ['--port', '70000'],
      ['--speed', '0'],
      ['--lesson', 'nothing'],
    ])
      expect((await run(['serve', ...args])).code).toBe(2);
  });

  it('says when the kubeconfig cannot be written', async () => {
    const dir = folder();
    chmodSync(dir, 0o700);
    const { code, stderr } = await run(['serve', '--kubeconfig', join(dir, 'no', 'config'), '--lang', 'en']);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot write') });
  });
});
