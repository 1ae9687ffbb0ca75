import { expect, it } from 'vitest';
import type { SavedGame } from '../../src/course/saved-game.js';
import { play, textOf } from './play.js';

const TRAFFIC = 'while true; do date +%s; sleep 1; done';

it('a second terminal is opened, shown and closed by a key and by a command', async () => {
  const { model, run, until } = await play();
  expect(model.snapshot().tabs).toBeUndefined();
  model.actions.switchTerminal('next');
  await until(() => !model.snapshot().terminal.running);
  expect(model.snapshot().tabs).toEqual([
    { number: 1, isShown: false, isRunning: false, hasNews: false },
    { number: 2, isShown: true, isRunning: false, hasNews: false },
  ]);
  await run('echo in two');
  expect(textOf(model)).toContain('in two\n');
  model.actions.submitLine('terminal');
  await until(() => model.snapshot().terminal.number === 1);
  expect(textOf(model)).not.toContain('in two');
  model.actions.switchTerminal(2);
  model.actions.submitLine('terminal close');
  await until(() => model.snapshot().tabs === undefined);
  expect(model.snapshot().terminal.number).toBe(1);
});

it('exit closes the second terminal only, and says where there is none', async () => {
  const { model, saved, until, run } = await play();
  model.actions.switchTerminal('new');
  await until(() => !model.snapshot().terminal.running);
  model.actions.submitLine('exit');
  await until(() => model.snapshot().tabs === undefined);
  expect(saved.quits).toBe(0);
  await run('terminal 7');
  await until(() => textOf(model).includes('There is no such terminal. Open are: 1'));
  await run('terminal what');
  expect(textOf(model)).toContain('usage: terminal');
  await run('terminal close');
  await until(() => textOf(model).includes('The first terminal stays open.'));
});

it('what it writes while another one is shown is news until it is looked at', async () => {
  const { model, until, run } = await play();
  model.actions.switchTerminal('new');
  await until(() => !model.snapshot().terminal.running);
  model.actions.submitLine(TRAFFIC);
  await until(() => model.snapshot().terminal.running);
  model.actions.switchTerminal(1);
  await until(() => model.snapshot().tabs?.[1]?.hasNews === true);
  expect(model.snapshot().tabs?.[1]).toEqual({ number: 2, isShown: false, isRunning: true, hasNews: true });
  await run('echo one works');
  expect(textOf(model)).toContain('one works\n');
  expect(model.snapshot().terminal.running).toBe(false);
  model.actions.switchTerminal(2);
  expect(model.snapshot().tabs?.[1]?.hasNews).toBe(false);
  model.actions.interrupt('');
  await until(() => !model.snapshot().terminal.running);
});

it('undo and redo take both terminals, what runs is interrupted', async () => {
  const { model, until, run } = await play();
  await run('A=one');
  model.actions.switchTerminal('new');
  await until(() => !model.snapshot().terminal.running);
  await run('A=two');
  model.actions.submitLine(TRAFFIC);
  await until(() => model.snapshot().terminal.running);
  model.actions.switchTerminal(1);
  await run('rm service.yaml');
  model.actions.undo();
  await until(() => model.snapshot().tabs?.every(({ isRunning }) => !isRunning) === true);
  await run('ls; echo "[$A]"');
  expect(textOf(model)).toContain('service.yaml\n[one]\n');
  model.actions.undo();
  model.actions.undo();
  expect(model.snapshot().header.lastChange).toBe('A=two');
  model.actions.switchTerminal(2);
  expect(textOf(model)).not.toContain('while true');
  model.actions.undo();
  model.actions.undo();
  expect(model.snapshot()).toMatchObject({
    tabs: undefined,
    terminal: { number: 1 },
    header: { lastChange: undefined },
  });
  for (let turn = 0; turn < 4; turn += 1) model.actions.redo();
  await until(() => model.snapshot().tabs?.length === 2 && !model.snapshot().terminal.running);
  expect(model.snapshot().header.lastChange).toBe('ls; echo "[$A]"');
});

it('a saved game brings both back, with what they have shown', async () => {
  const first = await play();
  await first.run('A=one');
  first.model.actions.switchTerminal('new');
  await first.until(() => !first.model.snapshot().terminal.running);
  await first.run('A=two; cd /tmp');
  first.model.actions.submitLine(TRAFFIC);
  await first.until(() => /\n\d{10}\n/.test(textOf(first.model)));
  first.model.actions.switchTerminal(1);
  await first.run('echo later');
  first.model.actions.quit();
  const game: SavedGame | undefined = first.saved.game;
  const { model, until, run } = await play(game ? { game } : {});
  await until(() => model.snapshot().tabs?.every(({ isRunning }) => !isRunning) === true);
  expect(textOf(model)).toContain('later\n');
  await run('echo "[$A]"');
  expect(textOf(model)).toContain('[one]\n');
  model.actions.switchTerminal(2);
  expect(textOf(model)).toMatch(/while true.*\n\d{10}\n/);
  await run('echo "[$A] $PWD"');
  expect(textOf(model)).toContain('[two] /tmp\n');
});

it('vi in one terminal stays open while the other one is used', async () => {
  const { model, until, run } = await play();
  model.actions.submitLine('vi service.yaml');
  await until(() => model.snapshot().editor !== undefined);
  model.actions.switchTerminal('new');
  await until(() => !model.snapshot().terminal.running);
  expect(model.snapshot().editor).toBeUndefined();
  await run('grep -c kind service.yaml');
  expect(textOf(model)).toContain('1\n');
  model.actions.switchTerminal(1);
  expect(model.snapshot().editor?.path).toBe('/home/learner/service.yaml');
  model.actions.editor.close();
  await until(() => !model.snapshot().terminal.running);
});

it('a lesson that was left for another one goes on where it was left, and begins anew when it is opened twice', async () => {
  const { model, run, until } = await play();
  await run('A=kept; touch mine');
  const open = async (id: string) => {
    model.actions.openLesson(id);
    await until(() => model.snapshot().course.current === id && !model.snapshot().terminal.running);
  };
  await open('welcome');
  await run('ls');
  expect(textOf(model)).not.toContain('mine');
  await open('first-service');
  expect(textOf(model)).toContain('touch mine');
  await run('ls | cat; echo "[$A]"');
  expect(textOf(model)).toContain('mine\nservice.yaml\n[kept]\n');
  await open('first-service');
  expect(textOf(model)).toBe('');
});
