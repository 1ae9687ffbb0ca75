import { expect, it } from 'vitest';
import { readCourse } from '../../src/course/course.js';
import { EMPTY_PROGRESS } from '../../src/course/progress.js';
import { createOpening } from '../../src/hosts/tutorial/opening.js';
import { createTutorial } from '../../src/hosts/tutorial/tutorial-model.js';
import { lessonFiles } from '../course/lesson-files.js';

it('shows the lesson before there is a world, and runs what was typed meanwhile', async () => {
  const course = readCourse(lessonFiles());
  const lesson = course.lessons.find(({ id }) => id === 'first-service');
  if (lesson === undefined) throw new Error('no lesson');
  const shared = { course, lesson, lang: 'en' as const, progress: EMPTY_PROGRESS, quit: () => {} };
  const keeper = { saveProgress: () => true, saveGame: () => true };
  const rest = { keeper, program: 'test', epoch: '2026-01-01T00:00:00Z', seed: 1, terminal: { columns: 80, rows: 24 } };
  const made = createTutorial({ ...shared, ...rest });
  const model = createOpening({ ...shared, game: undefined });
  const { header, lesson: told, terminal } = model.snapshot();
  expect([header.title, told.phase, terminal.running, terminal.prompt]).toEqual([
    lesson.prose.en?.title.text,
    'predict',
    false,
    'learner@workstation:~$ ',
  ]);
  model.actions.submitLine('echo typed early');
  const seen = new Promise<void>((resolve) => {
    model.subscribe(() => {
      const { output, running } = model.snapshot().terminal;
      const text = output.map((chunk) => chunk.text).join('');
      if (!running && text.includes('\ntyped early\n')) resolve();
    });
  });
  model.begin(() => made);
  await seen;
  expect(model.snapshot().header.step).toBe(1);
  made.close();
});

it('does what was asked too early one after another, in order', async () => {
  const course = readCourse(lessonFiles());
  const lesson = course.lessons.find(({ id }) => id === 'first-service');
  if (lesson === undefined) throw new Error('no lesson');
  const shared = { course, lesson, lang: 'en' as const, progress: EMPTY_PROGRESS, quit: () => {} };
  const keeper = { saveProgress: () => true, saveGame: () => true };
  const rest = { keeper, program: 'test', epoch: '2026-01-01T00:00:00Z', seed: 1, terminal: { columns: 80, rows: 24 } };
  const made = createTutorial({ ...shared, ...rest });
  const model = createOpening({ ...shared, game: undefined });
  const { actions } = model;
  actions.choose(2);
  actions.submitLine('sleep 1; echo first');
  actions.submitLine('echo second');
  actions.undo();
  actions.nextStep();
  actions.hint();
  actions.switchTerminal('new');
  actions.switchTerminal(1);
  const text = () =>
    model
      .snapshot()
      .terminal.output.map((chunk) => chunk.text)
      .join('');
  const texts: string[] = [];
  const done = new Promise<void>((resolve) => {
    model.subscribe(() => {
      if (text() !== texts.at(-1)) texts.push(text());
      // Once it stood there, and the second terminal was in sight.
      const wasDone = texts.some((one) => one.includes('\nsecond\n')) && texts.at(-2) === '';
      if (wasDone && text() !== '') resolve();
    });
  });
  model.begin(() => made);
  await done;
  expect(text()).toBe(
    'learner@workstation:~$ sleep 1; echo first\nfirst\nsome goals are not met yet; type goals to see them.\n',
  );
  const { lesson: told, tabs } = model.snapshot();
  expect([told.predict?.chosen, told.hints.length]).toEqual([2, 1]);
  expect(tabs?.map(({ number }) => number)).toEqual([1, 2]);
  made.close();
});

it('goes on with what was left when that becomes known after the first picture', () => {
  const course = readCourse(lessonFiles());
  const [first, left] = course.lessons;
  if (first === undefined || left === undefined) throw new Error('no lesson');
  const shared = { course, lang: 'en' as const, game: undefined, quit: () => {} };
  const model = createOpening({ ...shared, lesson: first, progress: EMPTY_PROGRESS });
  const titles = [model.snapshot().header.title];
  model.subscribe(() => titles.push(model.snapshot().header.title));
  const { actions } = model;
  model.goOn({ ...shared, lesson: left, progress: { ...EMPTY_PROGRESS, history: ['echo before'] } });
  expect(titles).toEqual([first.prose.en?.title.text, left.prose.en?.title.text]);
  expect(actions.history()).toEqual(['echo before']);
});
