import { describe, expect, it } from 'vitest';
import { EMPTY_PROGRESS, parseProgress, printProgress, withLesson, withLine } from '../../src/course/progress.js';
import { parseSavedGame } from '../../src/course/saved-game.js';

describe('progress', () => {
  it('is read as it was written', () => {
    const progress = withLine(withLesson(EMPTY_PROGRESS, 'first', { state: 'started', steps: ['a'] }), 'ls');
    expect(parseProgress(printProgress(progress))).toEqual(progress);
  });

  it('never goes back from done, and keeps every completed step', () => {
    const done = withLesson(EMPTY_PROGRESS, 'first', { state: 'done', steps: ['a', 'b'] });
    expect(withLesson(done, 'first', { state: 'started', steps: ['c'] }).lessons['first']).toEqual({
      state: 'done',
      steps: ['a', 'b', 'c'],
    });
  });

  it('keeps the last thousand lines, without repetitions and empty ones', () => {
    let progress = EMPTY_PROGRESS;
    for (let n = 0; n < 1100; n += 1) progress = withLine(withLine(progress, `echo ${n}`), `echo ${n}`);
    progress = withLine(progress, '  ');
    expect([progress.history.length, progress.history[0], progress.history.at(-1)]).toEqual([
      1000,
      'echo 100',
      'echo 1099',
    ]);
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"version":2,"lessons":{}}',
    '{"version":1}',
    '{"version":1,"lessons":{"a":{"state":"x"}}}',
    '{"version":1,"lessons":[]}',
  ])('is damaged as %s', (text) => expect(parseProgress(text)).toBeUndefined());

  it('survives damaged details', () => {
    expect(parseProgress('{"version":1,"lessons":{"a":{"state":"done"}},"history":[1,"ls"],"current":7}')).toEqual({
      version: 1,
      lessons: { a: { state: 'done', steps: [] } },
      history: ['ls'],
    });
  });
});

describe('a saved game', () => {
  const game = {
    version: 1,
    program: '1.0',
    lesson: 'a',
    seed: 1,
    epoch: '2026-01-01T00:00:00Z',
    world: {},
    session: {},
    run: {},
    terminals: { shown: 1, logs: [] },
  };

  it('is resumed by the program that wrote it', () => {
    expect(parseSavedGame(JSON.stringify(game), '1.0')).toEqual(game);
    expect(parseSavedGame(JSON.stringify(game), '1.1')).toBe('outdated');
  });

  it.each([
    '',
    '{',
    'null',
    '7',
    '{}',
    JSON.stringify({ ...game, world: 1 }),
    JSON.stringify({ ...game, terminals: 'x' }),
    JSON.stringify(game).slice(0, -5),
  ])('is damaged as %s', (text) => expect(parseSavedGame(text, '1.0')).toBe('damaged'));
});
