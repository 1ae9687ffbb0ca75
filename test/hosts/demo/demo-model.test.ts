import { afterEach, describe, expect, it } from 'vitest';
import { readCourse } from '../../../src/course/course.js';
import type { Demo } from '../../../src/hosts/demo/demo.js';
import { createDemo } from '../../../src/hosts/demo/demo-model.js';
import { type Key, keyOf } from '../../../src/ui/keys/key.js';
import type { Ticker } from '../../../src/ui/screen/ticker.js';
import { lessonFiles } from '../../course/lesson-files.js';

const PATIENCE_MS = 15_000;
/** Pauses of autoplay pass so much faster than the wall's time. */
const FAST = 200;

const ticker: Ticker = {
  now: () => performance.now() * FAST,
  after(ms, run) {
    const timer = setTimeout(run, ms / FAST);
    return () => clearTimeout(timer);
  },
};

interface Show {
  readonly model: Demo;
  quits(): number;
  key(name: string | Key): void;
  type(text: string): void;
  until(isThere: () => boolean): Promise<void>;
  /** Types and runs all that is left of the scene. */
  play(): Promise<void>;
  press(name: string, scene: number): Promise<void>;
  world(): string;
  text(): string;
}

const open: Demo[] = [];
afterEach(() => {
  for (const model of open.splice(0)) model.close();
});

async function show(id = 'first-service'): Promise<Show> {
  const course = readCourse(lessonFiles());
  const lesson = course.lessons.find((one) => one.id === id);
  if (lesson === undefined) throw new Error('no lesson');
  let quits = 0;
  const quit = () => {
    quits += 1;
  };
  const model = createDemo({ course, lesson, lang: 'en', ticker, terminal: { columns: 100, rows: 12 }, quit });
  open.push(model);
  const text = () =>
    model
      .snapshot()
      .terminal.output.map((chunk) => chunk.text)
      .join('');
  const until = (isThere: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!isThere()) return;
        clearTimeout(alarm);
        leave();
        resolve();
      };
      const alarm = setTimeout(
        () => reject(new Error(`did not come: ${JSON.stringify(model.presenter())}\n${text()}`)),
        PATIENCE_MS,
      );
      const leave = model.subscribe(look);
      look();
    });
  const isIdle = () => model.presenter().busy === 'no';
  const key = (name: string | Key) => void model.takeKey?.(typeof name === 'string' ? keyOf(name) : name, 'terminal');
  const type = (typed: string) => key({ type: 'text', text: typed });
  await until(isIdle);
  for (let n = 0; n < 4; n += 1) type('+');
  return {
    model,
    quits: () => quits,
    key,
    type,
    until,
    async play() {
      const { scene } = model.presenter();
      const { commands } = model.script[scene] ?? { commands: [] };
      while (model.presenter().command < commands.length) {
        const { command } = model.presenter();
        key('tab');
        key('enter');
        await until(() => model.presenter().command > command && isIdle());
      }
    },
    async press(name, scene) {
      key(name);
      await until(() => isIdle() && model.presenter().scene === scene);
    },
    world: () => JSON.stringify(model.moment()),
    text,
  };
}

describe('programs outside of a demo', () => {
  it('change the scene, are told, and are taken away by going back', async () => {
    const { model, press, text, world } = await show();
    const before = world();
    const cluster = () => {
      const ground = model.outside.ground();
      if (ground === undefined) throw new Error('there is no scene');
      return ground.cluster;
    };
    model.outside.opened('JOIN\n  LIKE THIS');
    expect(JSON.stringify(model.snapshot())).toContain('JOIN LIKE THIS');
    const path = '/api/v1/namespaces/default/configmaps';
    const create = {
      method: 'POST',
      path,
      headers: { 'kubectl-command': 'kubectl create configmap' },
      body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'guest' } },
    } as const;
    expect(model.outside.around(create, () => cluster().api(create)).status).toBe(201);
    expect(text()).toContain('From outside: kubectl create configmap (configmaps/guest)\n');
    expect(JSON.stringify(model.snapshot())).not.toContain('JOIN LIKE THIS');
    await press('right', 1);
    await press('left', 0);
    expect(cluster().api({ method: 'GET', path: `${path}/guest` }).status).toBe(404);
    expect(world()).toBe(before);
  });
});

describe('the scenes of a demo', () => {
  it('are on the way back byte for byte as they were, and so they are after a jump', async () => {
    const { model, play, press, key, world, until } = await show();
    const before: string[] = [];
    for (let scene = 0; scene < 8; scene += 1) {
      before.push(world());
      await play();
      await press(scene % 2 === 0 ? 'enter' : 'right', scene + 1);
    }
    expect(new Set(before).size).toBe(8);
    // The file that the solution wrote is there in the scenes after it, and in none before.
    const files = before.map((moment) => JSON.stringify(JSON.parse(moment).session));
    const wrote = files.map((text) => text.includes('targetPort: 8080  # Podの待ち受けポート'));
    expect(wrote).toEqual([false, false, false, false, false, false, true, true]);
    const back: string[] = [];
    for (let scene = 7; scene >= 0; scene -= 1) {
      await press('left', scene);
      back.unshift(world());
    }
    expect(back).toEqual(before);
    await press('end', model.script.length - 1);
    model.actions.openLesson(model.script[5]?.id ?? '');
    await until(() => model.presenter().scene === 5 && model.presenter().busy === 'no');
    expect(world()).toBe(before[5]);
    key('home');
    await until(() => model.presenter().scene === 0 && model.presenter().busy === 'no');
    expect(world()).toBe(before[0]);
  });

  it('begin anew when one goes back in the middle, also while a command runs', async () => {
    const { model, press, type, key, world, until, text } = await show();
    await press('right', 1);
    const begun = world();
    type('kkkk');
    expect(model.snapshot().terminal.scripted).toEqual({
      typed: 'kubectl exec',
      rest: ' client -- curl -sS -m 3 http://my-service',
    });
    await press('left', 1);
    expect(model.snapshot().terminal.scripted?.typed).toBe('');
    type('a');
    key('enter');
    await until(() => model.presenter().busy === 'run');
    await press('left', 1);
    expect(world()).toBe(begun);
    expect(text()).not.toContain('curl -sS');
  });

  it('take keys that come before they are there', async () => {
    const { model, key, type, until, text } = await show();
    key('right');
    type('1');
    key('tab');
    key('enter');
    await until(() => model.presenter().busy === 'no' && model.presenter().command === 1);
    expect(text()).toContain('Could not resolve host: my-service');
    expect(model.snapshot().lesson.predict?.chosen).toBe(0);
  });

  it('show a mistake with its message, and take it back', async () => {
    const { model, press, play, text } = await show();
    model.wish({ type: 'go', scene: 2 });
    await press('backspace', 2);
    await play();
    expect(text()).toContain('service/my-service created\nMistake: No Pod matches this selector.');
    expect(model.snapshot().lesson.goals[0]).toMatchObject({ done: false, why: expect.stringContaining('No Pod') });
    await press('enter', 3);
    expect(text()).toContain('(the cluster and the files are as they were when this scene began)');
    expect(Object.keys(model.snapshot().cluster.services)).not.toContain('default/my-service');
  });

  it('keep what the class answered', async () => {
    const { model, press, play, type } = await show();
    await press('right', 1);
    expect(model.snapshot().lesson.phase).toBe('predict');
    type('1');
    await play();
    expect(model.snapshot().lesson.predict).toMatchObject({ chosen: 0, isRight: false, happened: 2 });
    await press('right', 2);
    expect(model.snapshot().lesson.predict).toMatchObject({ chosen: 0, isRight: false });
  });

  it('without an answer show what happened', async () => {
    const { model, press, play } = await show();
    await press('right', 1);
    await play();
    expect(model.snapshot().lesson.predict).toMatchObject({ chosen: 2, isRight: true });
  });
});

describe('the free prompt', () => {
  it('is left for exactly the world, the files and the half-typed command of before', async () => {
    const { model, press, type, key, world, until, text } = await show();
    await press('right', 1);
    type('aa');
    const [before, typed] = [world(), model.snapshot().terminal.scripted];
    type('t');
    expect(model.snapshot().demo?.note.text).toContain('F9');
    model.actions.submitLine('rm service.yaml; kubectl delete pods --all --wait=false; echo gone');
    await until(() => text().includes('gone\n') && !model.snapshot().terminal.running);
    expect(world()).not.toBe(before);
    key('f9');
    await until(() => !model.presenter().isFree && model.presenter().busy === 'no' && !text().includes('gone'));
    expect({ world: world(), typed: model.snapshot().terminal.scripted }).toEqual({ world: before, typed });
  });

  it.each(['exit', 'end of input', 'a running command'])('is left by %s, too', async (way) => {
    const { model, type, key, world, until } = await show();
    const before = world();
    type('t');
    if (way === 'end of input') model.actions.endOfInput();
    else model.actions.submitLine(way === 'exit' ? 'exit 3' : 'sleep 1000');
    if (way === 'a running command') {
      await until(() => model.snapshot().terminal.running);
      key('f9');
    }
    await until(() => !model.presenter().isFree && !model.snapshot().terminal.running && world() === before);
  });
});

describe('autoplay', () => {
  it('plays scene after scene until Space, and goes on at the same place', async () => {
    const { model, type, key, until } = await show('welcome');
    key('f5');
    await until(() => model.presenter().scene === 2);
    type(' ');
    const { isAuto, scene } = model.presenter();
    expect({ isAuto, scene }).toEqual({ isAuto: false, scene: 2 });
    await until(() => model.presenter().busy === 'no');
    key('f5');
    await until(() => !model.presenter().isAuto);
    expect(model.presenter().scene).toBe(model.script.length - 1);
  });
});

describe('leaving', () => {
  it('takes Ctrl+D twice; any other key between them stays', async () => {
    const { model, key, type, quits } = await show();
    key(keyOf('d', { ctrl: true }));
    expect(model.snapshot().demo?.note.text).toContain('once more');
    type('x');
    key(keyOf('d', { ctrl: true }));
    expect(quits()).toBe(0);
    key(keyOf('d', { ctrl: true }));
    expect(quits()).toBe(1);
  });
});
