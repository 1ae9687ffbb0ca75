import { describe, expect, it } from 'vitest';
import { EMPTY_PROGRESS, type Progress } from '../../src/course/progress.js';
import type { SavedGame } from '../../src/course/saved-game.js';
import type { LoadedGame, Profile } from '../../src/hosts/tutorial/profile.js';
import { resume } from '../../src/hosts/tutorial/resume.js';
import { createSaving } from '../../src/hosts/tutorial/saving.js';

const LESSONS = ['welcome', 'why', 'first-service'];
const game = (lesson: string) => ({ lesson }) as SavedGame;

function profile({ progress = EMPTY_PROGRESS, loaded = {}, putAside }: Readonly<Partial<Left>>): Profile {
  return {
    load: () => ({ progress, ...(putAside ? { putAside } : {}) }),
    loadGame: () => loaded,
    putGameAside: () => '/aside',
    saveProgress: () => true,
    saveGame: () => true,
  };
}

interface Left {
  readonly progress: Progress;
  readonly loaded: LoadedGame;
  readonly putAside: string;
}

describe('resume', () => {
  it('begins with the first lesson', () => {
    expect(resume(profile({}), { lessons: LESSONS, program: '1' })).toEqual({
      progress: EMPTY_PROGRESS,
      lesson: 'welcome',
      game: undefined,
      putAside: undefined,
      trouble: {},
    });
  });

  it('goes on in the lesson that was left, unless another one is asked for', () => {
    const left = profile({ loaded: { game: game('why') } });
    expect(resume(left, { lessons: LESSONS, program: '1' })).toMatchObject({ lesson: 'why', game: { lesson: 'why' } });
    const other = resume(left, { lessons: LESSONS, program: '1', asked: 'welcome' });
    expect([other.lesson, other.game]).toEqual(['welcome', undefined]);
  });

  it('opens the first lesson that is not done when the left one is gone from the course', () => {
    const progress: Progress = { ...EMPTY_PROGRESS, lessons: { welcome: { state: 'done', steps: [] } } };
    const left = profile({ progress, loaded: { game: game('gone') } });
    const { lesson, game: resumed } = resume(left, { lessons: LESSONS, program: '1' });
    expect([lesson, resumed]).toEqual(['why', undefined]);
  });

  it('names the files that were put aside', () => {
    const left = profile({ putAside: '/p.damaged-1', loaded: { putAside: '/g.damaged-1' } });
    expect(resume(left, { lessons: LESSONS, program: '1' })).toMatchObject({
      putAside: '/p.damaged-1',
      trouble: { putAside: '/g.damaged-1' },
    });
  });
});

describe('saving', () => {
  it('knows at once what a keeper answers at once', () => {
    let works = false;
    const told: string[] = [];
    const keeper = { saveProgress: () => true, saveGame: () => works };
    const saving = createSaving({ keeper, lang: 'en', tell: (text) => told.push(text), changed: () => {} });
    saving.save(EMPTY_PROGRESS, game('why'));
    saving.save(EMPTY_PROGRESS, game('why'));
    expect([saving.state(), told]).toEqual(['failed', [expect.stringContaining('cannot be saved')]]);
    works = true;
    saving.save(EMPTY_PROGRESS, game('why'));
    expect([saving.state(), told[1]]).toEqual(['saved', 'Your progress is saved again.']);
  });

  it('says what became of the newest work when writing takes its time', async () => {
    const answers: ((kept: boolean) => void)[] = [];
    const saveGame = () => new Promise<boolean>((resolve) => answers.push(resolve));
    let changes = 0;
    const saving = createSaving({
      keeper: { saveProgress: () => true, saveGame },
      lang: 'en',
      tell: () => {},
      changed: () => {
        changes += 1;
      },
    });
    saving.save(EMPTY_PROGRESS, game('why'));
    saving.save(EMPTY_PROGRESS, game('why'));
    answers[0]?.(false);
    await Promise.resolve();
    expect([saving.state(), changes]).toEqual(['saving', 0]);
    answers[1]?.(true);
    await new Promise((resolve) => setImmediate(resolve));
    expect([saving.state(), changes]).toEqual(['saved', 1]);
  });
});
