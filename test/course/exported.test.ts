import { describe, expect, it } from 'vitest';
import { parseExported, printExported } from '../../src/course/exported.js';
import { EMPTY_PROGRESS, mergeProgress, type Progress, parseProgress } from '../../src/course/progress.js';
import { newRun } from '../../src/course/run-state.js';
import type { SavedGame } from '../../src/course/saved-game.js';

const progress: Progress = {
  version: 1,
  lessons: { welcome: { state: 'done', steps: ['fix'] } },
  current: 'why',
  history: ['kubectl get pods'],
};
const game: SavedGame = {
  version: 1,
  program: '1.0',
  lesson: 'why',
  seed: 1,
  epoch: '2026-01-01T00:00:00Z',
  world: { a: 1 },
  session: { b: 2 },
  run: newRun({ id: 'why' } as Parameters<typeof newRun>[0]),
  terminals: { shown: 1, logs: [{ number: 1, text: ['$ '] }] },
};

describe('an exported file', () => {
  it('holds progress and the lesson in the middle, and comes back whole', () => {
    expect(parseExported(printExported({ progress, game }), '1.0')).toEqual({ progress, game, isOutdated: false });
    expect(parseExported(printExported({ progress }), '1.0')).toEqual({ progress, isOutdated: false });
  });

  it('is a progress file for a program that knows of no lesson in it', () => {
    expect(parseProgress(printExported({ progress, game }))).toEqual(progress);
  });

  it('keeps its progress when another version wrote the lesson', () => {
    expect(parseExported(printExported({ progress, game }), '2.0')).toEqual({ progress, isOutdated: true });
  });

  it.each(['', '{', '[]', '{"version":2,"lessons":{}}', '{"version":1,"lessons":{"a":{}}}'])('is not %j', (text) => {
    expect(parseExported(text, '1.0')).toBeUndefined();
  });

  it('is refused whole when its lesson is damaged', () => {
    const text = JSON.stringify({ ...progress, game: { version: 1, program: '1.0', lesson: 'why' } });
    expect(parseExported(text, '1.0')).toBeUndefined();
  });
});

describe('progress of two places', () => {
  it('is joined: what is done anywhere is done', () => {
    const here: Progress = {
      version: 1,
      lessons: { welcome: { state: 'started', steps: ['look'] }, first: { state: 'done', steps: ['a'] } },
      history: ['ls'],
    };
    expect(mergeProgress(here, progress)).toEqual({
      version: 1,
      lessons: { welcome: { state: 'done', steps: ['look', 'fix'] }, first: { state: 'done', steps: ['a'] } },
      current: 'why',
      history: ['ls', 'kubectl get pods'],
    });
  });

  it('is the longer story when one of them went on from the other', () => {
    const longer: Progress = { ...progress, history: ['kubectl get pods', 'ls', 'ls'] };
    expect(mergeProgress(progress, longer)).toEqual(longer);
    expect(mergeProgress(longer, progress)).toEqual(longer);
    expect(mergeProgress(EMPTY_PROGRESS, progress)).toEqual(progress);
  });
});
