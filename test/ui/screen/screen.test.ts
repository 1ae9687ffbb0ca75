import { describe, expect, test } from 'vitest';
import { reduceCluster } from '../../../src/ui/cluster/cluster-state.js';
import { textWidth } from '../../../src/ui/text/width.js';
import { fakeModel } from '../fake-model.js';
import { trace } from '../fake-objects.js';
import { show } from './show.js';

describe('frames', () => {
  test('lesson, cluster and terminal at 120x36', async () => {
    const shown = show();
    shown.type('kubectl get pods');
    shown.press('enter');
    await expect(shown.text()).toMatchFileSnapshot('frames/lesson-120x36.txt');
  });

  test('the lesson and the cluster share a pane in tabs at 80x24', async () => {
    const shown = show({ columns: 80, rows: 24 });
    await expect(shown.text()).toMatchFileSnapshot('frames/lesson-80x24.txt');
    shown.press('f6');
    await expect(shown.text()).toMatchFileSnapshot('frames/cluster-80x24.txt');
  });

  test('a request that many others were made like, and the object that was chosen', async () => {
    const model = fakeModel();
    let { cluster } = model.snapshot();
    for (let id = 2; id < 22; id += 1) {
      const pod = `default/shop-7d4f-${id % 3 === 0 ? '9pqm' : '2xk9'}`;
      const made = { ...trace, id, service: 'default/shop', pod, outcome: 'reply' as const };
      cluster = reduceCluster(cluster, { type: 'trace', trace: { ...made, hops: trace.hops.slice(0, 2) } });
    }
    model.change({ cluster });
    const shown = show({ model });
    shown.press('f6', { shift: true });
    await expect(shown.text()).toMatchFileSnapshot('frames/traffic-120x36.txt');
  });

  test('the smallest screen, in ASCII', async () => {
    await expect(show({ columns: 60, rows: 16, ascii: true }).text()).toMatchFileSnapshot('frames/ascii-60x16.txt');
  });

  test('English', async () => {
    await expect(show({ lang: 'en' }).text()).toMatchFileSnapshot('frames/english-120x36.txt');
  });

  test('a completion menu', async () => {
    const shown = show();
    shown.type('kubectl d');
    shown.press('tab');
    await Promise.resolve();
    await Promise.resolve();
    shown.press('tab');
    await expect(shown.text()).toMatchFileSnapshot('frames/completion-120x36.txt');
  });

  test('keys that come while a completion is looked up stand behind it', async () => {
    const shown = show();
    shown.type('kub');
    shown.press('tab');
    shown.type('get');
    shown.press('enter');
    expect(shown.text()).not.toContain('$ kubectl get');
    await Promise.resolve();
    await Promise.resolve();
    expect(shown.text()).toContain('$ kubectl get');
  });

  test('the file editor', async () => {
    const shown = show();
    shown.type('edit service.yaml');
    shown.press('enter');
    shown.draw();
    shown.press('down');
    shown.type('日本語');
    await expect(shown.text()).toMatchFileSnapshot('frames/editor-120x36.txt');
  });

  test('the file editor tells what is wrong', async () => {
    const shown = show({ columns: 80, rows: 24 });
    shown.type('edit service.yaml');
    shown.press('enter');
    shown.draw();
    for (let row = 0; row < 5; row += 1) shown.press('down');
    shown.press('end');
    shown.press('backspace');
    shown.press('backspace');
    shown.type('s：');
    await expect(shown.text()).toMatchFileSnapshot('frames/editor-problem-80x24.txt');
    shown.press('w', { ctrl: true });
    shown.type('なし');
    await expect(shown.rows().at(-3)).toContain('検索: なし');
    shown.press('enter');
    expect(shown.rows().at(-3)).toContain('「なし」は見つかりません');
  });

  test('vi while something is inserted', async () => {
    const model = fakeModel();
    const shown = show({ model });
    model.change({
      editor: { path: 'deploy.yaml', text: 'apiVersion: v1\nkind: Pod\nspec:\n  containers: []\n', flavour: 'vi' },
    });
    shown.draw();
    shown.type('Gcwcontiners');
    await expect(shown.text()).toMatchFileSnapshot('frames/vi-120x36.txt');
  });

  test('a pager', async () => {
    const model = fakeModel();
    const shown = show({ model, columns: 80, rows: 24 });
    const lines = Array.from({ length: 40 }, (_, index) => `${index + 1}行目 shop-${index}\t\u001b[31mReady`);
    const look = { isEnded: true, chopsLines: false, showsNumbers: true };
    model.change({ pager: { id: 1, title: 'less pods.txt', lines, ...look } });
    shown.draw();
    shown.type(' /shop-2');
    shown.press('enter');
    await expect(shown.text()).toMatchFileSnapshot('frames/pager-80x24.txt');
    shown.type('Gq');
    expect(model.calls.slice(-2)).toEqual(['want:Infinity', 'close-pager:']);
  });

  test('a prediction that waits for a number', async () => {
    const model = fakeModel();
    const choices = [
      { id: 'reply', text: 'ページが返ってくる' },
      { id: 'refused', text: 'すぐに接続を拒否される(curl: (7))' },
    ];
    const question = '`client`から`http://shop`にアクセスすると、何が起きるでしょうか。';
    const { lesson } = model.snapshot();
    model.change({ lesson: { ...lesson, phase: 'predict', goals: [], predict: { question, choices } } });
    const shown = show({ model });
    await expect(shown.text()).toMatchFileSnapshot('frames/prediction-120x36.txt');
    shown.type('2');
    expect(model.calls).toContain('choose:1');
  });

  test('the course map and the help', async () => {
    const shown = show({ columns: 80, rows: 24 });
    shown.press('f4');
    await expect(shown.text()).toMatchFileSnapshot('frames/course-80x24.txt');
    shown.press('escape');
    shown.press('f1');
    await expect(shown.text()).toMatchFileSnapshot('frames/help-80x24.txt');
  });

  test('Tab repairs what an input method has typed, says so, and completes it', async () => {
    const shown = show({ columns: 80, rows: 24 });
    shown.type('ｋｕｂｅ');
    shown.press('tab');
    expect(shown.rows().at(-1)).toContain('全角文字を半角に直しました');
    await Promise.resolve();
    expect(shown.text()).toContain('$ kubectl ');
    shown.type('ｇ');
    shown.press('left');
    shown.press('tab');
    expect(shown.text()).toContain('$ kubectl ｇ');
  });

  test('the help says that there is more, goes on by pages and stops at its end', () => {
    const shown = show({ columns: 80, rows: 24, lang: 'en' });
    shown.press('f1');
    const more = () => Number(/(\d+) more \(PageDown\)/.exec(shown.text())?.[1] ?? 0);
    const all = more();
    expect(all).toBeGreaterThan(20);
    expect(shown.rows().at(-1)).toMatch(/^ PageUp PageDown Scroll {2}Esc Close +$/);
    shown.type(' ');
    expect(more()).toBe(all - 19);
    shown.press('end');
    expect(more()).toBe(0);
    const end = shown.text();
    shown.press('pagedown');
    shown.press('down');
    expect(shown.text()).toBe(end);
    shown.press('up');
    expect(more()).toBe(1);
    shown.press('home');
    expect(more()).toBe(all);
    shown.type('x');
    expect(shown.text()).toContain('Lesson');
  });

  test('the line above tells chapter and lesson apart', () => {
    const header = { ...fakeModel().snapshot().header, chapter: 'Chapter 1', number: 2, title: 'Pod addresses' };
    const model = fakeModel({ header });
    expect(show({ lang: 'en', model }).rows()[0]).toMatch(/^ Chapter 1, lesson 2 {2}Pod addresses {3}Step/);
    expect(show({ lang: 'en', columns: 80, rows: 24, model }).rows()[0]).toMatch(/^ 2 {2}Pod addresses/);
    const { number: _, ...unnumbered } = header;
    expect(show({ lang: 'en', model: fakeModel({ header: unnumbered }) }).rows()[0]).toMatch(/^ Chapter 1 {2}Pod/);
  });

  test('the diagram of the course map, one of its boxes chosen', async () => {
    const shown = show();
    shown.press('f4');
    for (const key of ['up', 'up', 'up', 'right', 'down']) shown.press(key);
    await expect(shown.text()).toMatchFileSnapshot('frames/course-diagram-120x36.txt');
    shown.press('enter');
    expect(shown.model.calls.at(-1)).toBe('open:ports');
  });

  test('below the smallest size the screen says what it needs', async () => {
    await expect(show({ columns: 40, rows: 10 }).text()).toMatchFileSnapshot('frames/too-small-40x10.txt');
  });

  test.each([
    [60, 16],
    [80, 24],
    [99, 30],
    [100, 24],
    [120, 36],
    [240, 70],
    [40, 10],
    [1, 1],
  ])('every row is exactly as wide as the screen at %ix%i', (columns, rows) => {
    const shown = show({ columns, rows });
    shown.model.print(`長い行${'日本語abc'.repeat(60)}\n\x1b[31m赤\x1b[0m`);
    for (const key of ['f1', 'escape', 'f4', 'escape', 'f2', 'f6', 'f6']) {
      shown.press(key);
      const frame = shown.rows();
      expect([frame.length, new Set(frame.map(textWidth))]).toEqual([rows, new Set([columns])]);
    }
  });
});

describe('the terminal pane', () => {
  test('a submitted line goes to the model repaired, and the screen says so', () => {
    const shown = show();
    shown.type('ｋｕｂｅｃｔｌ　ｇｅｔ　ｐｏｄｓ');
    shown.press('enter');
    expect(shown.model.calls).toContain('submit:kubectl get pods');
    expect(shown.rows().at(-1)).toContain('全角文字を半角に直して実行しました');
  });

  test('an open quote asks for another line', () => {
    const shown = show();
    shown.type("echo 'a");
    shown.press('enter');
    shown.type("b'");
    shown.press('enter');
    expect(shown.model.calls.filter((call) => call.startsWith('submit'))).toEqual(["submit:echo 'a\nb'"]);
  });

  test('what is typed while a command runs goes to the command, Ctrl-C and Ctrl-D too', () => {
    const model = fakeModel();
    model.change({ terminal: { ...model.snapshot().terminal, running: true, prompt: undefined } });
    const shown = show({ model });
    shown.type('hello');
    shown.press('enter');
    shown.press('d', { ctrl: true });
    shown.press('c', { ctrl: true });
    expect(model.calls.slice(-3)).toEqual(['input:hello\n', 'end-of-input:', 'interrupt:']);
  });

  test('PageUp shows earlier output, typing returns to the prompt', () => {
    const shown = show();
    shown.type('long');
    shown.press('enter');
    shown.press('pageup');
    expect(shown.text()).toContain('行前を表示中');
    expect(shown.screen.picture().cursor).toBeUndefined();
    shown.type('x');
    expect(shown.text()).toContain('learner@workstation:~$ x');
  });

  test('who reads earlier output keeps it in sight while more arrives', () => {
    const shown = show();
    shown.type('long');
    shown.press('enter');
    shown.press('pageup');
    const before = shown.rows()[23];
    shown.model.print('more\nand more\n');
    expect(shown.rows()[23]).toBe(before);
  });

  test('the real cursor stands where the next character appears, also behind Japanese', () => {
    const shown = show();
    shown.type('echo 日本');
    shown.draw();
    expect(shown.screen.picture().cursor).toEqual({ x: 2 + 'learner@workstation:~$ echo '.length + 4, y: 21 });
  });

  test('keeps what is typed before there is a world', () => {
    const model = fakeModel();
    const { terminal } = model.snapshot();
    model.change({ terminal: { ...terminal, epoch: 0 } });
    const shown = show({ model });
    shown.type('typed early');
    model.change({ terminal: { ...terminal, epoch: 1 } });
    expect(shown.text()).toContain('typed early');
    model.change({ terminal: { ...terminal, epoch: 2 } });
    expect(shown.text()).not.toContain('typed early');
  });

  test('the output begins anew when the model replaced it', () => {
    const shown = show();
    shown.model.print('old\n');
    shown.draw();
    const { terminal } = shown.model.snapshot();
    shown.model.change({ terminal: { ...terminal, epoch: 2, output: [{ id: 0, text: 'new\n' }] } });
    expect([shown.text().includes('old'), shown.text().includes('new')]).toEqual([false, true]);
  });
});

describe('the lesson pane', () => {
  const long = () => {
    const model = fakeModel();
    const { lesson } = model.snapshot();
    const markdown = Array.from({ length: 30 }, (_, index) => `段落${index + 1}`).join('\n\n');
    model.change({ lesson: { ...lesson, sections: [{ heading: '長い説明', markdown }] } });
    return show({ model });
  };

  test('Enter on an empty line reads on while more follows, then it is a line for the shell', () => {
    const shown = long();
    expect(shown.text()).toContain('続き');
    for (let page = 0; page < 6; page += 1) {
      shown.press('enter');
      shown.draw();
    }
    expect(shown.model.calls.filter((call) => call.startsWith('submit'))[0]).toBe('submit:');
    expect(shown.text()).toContain('確認コマンド');
  });

  test('what changed in the lesson is brought into sight', () => {
    const shown = long();
    expect(shown.text()).not.toContain('ゴール');
    const { lesson } = shown.model.snapshot();
    shown.model.change({ lesson: { ...lesson, goals: lesson.goals.map((goal) => ({ ...goal, done: true })) } });
    expect(shown.text()).toContain('ゴール');
    shown.press('f2');
    expect(shown.text()).toContain('ヒント1');
  });
});

describe('keys', () => {
  test('Enter on an empty line goes on when the step is done', () => {
    const model = fakeModel();
    model.change({ lesson: { ...model.snapshot().lesson, phase: 'done' } });
    show({ model }).press('enter');
    expect(model.calls.at(-1)).toBe('next:');
  });

  test('the solution is played after one question only', () => {
    const shown = show();
    shown.press('f3');
    shown.press('escape');
    expect(shown.model.calls).not.toContain('solution:');
    shown.press('f3');
    shown.press('enter');
    expect(shown.model.calls).toContain('solution:');
  });

  test('the course map finds lessons by number and name, and says which are not written yet', () => {
    const shown = show({ columns: 80, rows: 24 });
    const list = () => shown.rows().flatMap((row) => row.match(/(?:\[.\]| - ) +\d+ \S+/g) ?? []);
    shown.press('f4');
    shown.type('７');
    expect(list()).toEqual([' -   7 負荷分散']);
    shown.press('enter');
    expect(shown.rows().at(-1)).toContain('このレッスンは準備中です');
    shown.type('x');
    expect(shown.text()).toContain('見つかりません');
    shown.press('backspace');
    shown.press('backspace');
    shown.type('service');
    shown.press('enter');
    expect(shown.model.calls.at(-1)).toBe('open:first-service');
  });

  test('where the diagram has no room, the keys stay in the list', () => {
    const shown = show({ columns: 60, rows: 16 });
    shown.press('f4');
    for (const key of ['up', 'up', 'up', 'up', 'left', 'enter']) shown.press(key);
    expect(shown.model.calls.at(-1)).toBe('open:welcome');
  });

  test('Ctrl-Z takes back typing while something is typed, else the last change', () => {
    const shown = show();
    shown.type('abc');
    shown.press('z', { ctrl: true });
    expect(shown.model.calls).not.toContain('undo:');
    shown.press('z', { ctrl: true });
    expect(shown.model.calls).toContain('undo:');
  });

  test('typing while another pane has the focus goes to the prompt', () => {
    const shown = show();
    shown.press('f6');
    shown.type('ls');
    expect(shown.text()).toContain('learner@workstation:~$ ls');
  });

  test('arrows choose an object of the cluster pane, Enter looks at it, and afterwards the keys are there again', () => {
    const model = fakeModel();
    const shown = show({ model, columns: 60, rows: 16, ascii: true });
    shown.press('f6', { shift: true });
    expect(shown.text()).toContain('> Service shop');
    for (const key of ['up', 'left', 'right', 'down', 'down', 'down', 'down']) {
      shown.press(key);
      shown.draw();
    }
    expect(shown.text()).toContain('> +> ~ shop-7d4f-9pqm  10.244.2.3  NotReady');
    shown.press('enter');
    expect(model.calls.at(-1)).toBe('look:pod/default/shop-7d4f-9pqm');
    const page = { id: 1, title: 'look', lines: ['Name: shop'], isEnded: true, chopsLines: false, showsNumbers: false };
    model.change({ pager: page });
    shown.draw();
    shown.type('q');
    shown.draw();
    expect(shown.text()).toContain('> +> ~ shop-7d4f-9pqm');
    shown.press('down');
    shown.press('enter');
    expect(model.calls.at(-1)).toBe('look:pod/default/client');
  });

  test('a click chooses a pane and the object under it, the wheel scrolls the pane under the pointer', () => {
    const shown = show();
    const mouse = (action: 'press' | 'wheel-up' | 'wheel-down', column: number, row: number) => {
      shown.screen.key({ type: 'mouse', action, column, row });
      shown.draw();
    };
    mouse('press', 70, 5);
    expect(shown.text()).toContain('▸ └▸ ✓ shop-7d4f-2xk9');
    shown.press('enter');
    expect(shown.model.calls.at(-1)).toBe('look:pod/default/shop-7d4f-2xk9');
    mouse('press', 10, 30);
    shown.type('long');
    shown.press('enter');
    const bottom = shown.rows()[30];
    mouse('wheel-up', 10, 30);
    expect(shown.rows()[33]).toBe(bottom);
    mouse('wheel-down', 10, 30);
    expect(shown.rows()[30]).toBe(bottom);
    const before = shown.text();
    mouse('press', 10, 0);
    mouse('wheel-down', 10, 35);
    expect(shown.text()).toBe(before);
  });

  test('of panes in tabs F6 shows the one that is not in sight, and then leads back', () => {
    const shown = show({ columns: 80, rows: 24 });
    const inSight = () => {
      shown.press('f6');
      return /\[(\S+)\]/.exec(shown.rows()[1] ?? '')?.[1];
    };
    expect([inSight(), inSight(), inSight(), inSight()]).toEqual(['クラスター', 'レッスン', 'レッスン', 'クラスター']);
    shown.press('escape');
    expect(inSight()).toBe('レッスン');
  });

  test('a command that asks for a pane moves the keys there once', () => {
    const model = fakeModel();
    const shown = show({ model, columns: 80, rows: 24 });
    model.change({ request: { id: 1, pane: 'cluster' } });
    expect(shown.text()).toContain('[クラスター]');
    shown.press('escape');
    model.change({ request: { id: 1, pane: 'cluster' } });
    shown.type('x');
    expect(shown.text()).toContain('learner@workstation:~$ x');
    model.change({ request: { id: 2, pane: 'next' } });
    expect(shown.text()).toContain('[レッスン]');
  });

  test('leaving a changed file asks, and saving is an answer', () => {
    const shown = show();
    shown.type('edit a.yaml');
    shown.press('enter');
    shown.draw();
    shown.type('x');
    shown.press('x', { ctrl: true });
    expect(shown.text()).toContain('保存していない変更があります');
    shown.press('s', { ctrl: true });
    expect(shown.model.calls.slice(-2).map((call) => call.slice(0, 21))).toEqual([
      'save:xapiVersion: v1\n',
      'close-editor:',
    ]);
  });

  test.each([
    ['y', ['save:xapiVersion: v1\n', 'close-editor:']],
    ['ｙ', ['save:xapiVersion: v1\n', 'close-editor:']],
    ['N', ['close-editor:']],
  ])('%s is an answer too, as in nano, and is not written into the file', (answer, calls) => {
    const shown = show();
    shown.type('edit a.yaml');
    shown.press('enter');
    shown.draw();
    shown.type('x');
    shown.press('x', { ctrl: true });
    const before = shown.model.calls.length;
    shown.type(answer);
    expect(shown.model.calls.slice(before).map((call) => call.slice(0, 21))).toEqual(calls);
  });

  test('a hundred changes of the cluster within a frame are drawn once', () => {
    const shown = show();
    let drawn = 0;
    shown.screen.subscribe(() => {
      drawn += 1;
    });
    for (let index = 0; index < 100; index += 1) {
      shown.model.print(`${index}\n`);
    }
    shown.draw();
    expect(drawn).toBe(1);
  });
});
