import type { Lesson } from '../../course/lesson.js';
import type { Progress } from '../../course/progress.js';
import type { SavedGame } from '../../course/saved-game.js';
import { courseWords } from '../../words/course.js';
import type { Lang } from '../../words/sentence.js';
import type { Keeper, LoadedGame, Profile } from './profile.js';

export interface ResumeOptions {
  /** Ids of the course's lessons in the order in which they are taught. */
  readonly lessons: readonly string[];
  /** Version of the program. */
  readonly program: string;
  /** The lesson that the learner asked for. */
  readonly asked?: string | undefined;
}

/** With what a learner goes on. */
export interface Resumed {
  readonly progress: Progress;
  /** Id of the lesson to open. */
  readonly lesson: string;
  /** That lesson as it was left. */
  readonly game: SavedGame | undefined;
  /** Where a damaged record of what was done was put. */
  readonly putAside: string | undefined;
  /** What is to be told of the saved game. */
  readonly trouble: Trouble;
}

/** Why a lesson begins anew. */
export type Trouble = Omit<LoadedGame, 'game'>;

/** The lesson that was asked for, else the one that was left, else the first that is not done. */
export function resume(profile: Profile, { lessons, program, asked }: ResumeOptions): Resumed {
  const { progress, putAside } = profile.load();
  const { game: left, ...trouble } = profile.loadGame(program, asked);
  const isWanted = ({ lesson }: SavedGame) => lessons.includes(lesson) && (asked === undefined || asked === lesson);
  const game = left && isWanted(left) ? left : undefined;
  const undone = lessons.find((id) => progress.lessons[id]?.state !== 'done');
  return {
    progress,
    game,
    lesson: asked ?? game?.lesson ?? undone ?? lessons[0] ?? '',
    putAside,
    trouble,
  };
}

/** That lesson as it was left; who has finished it opens it to play it again. */
export function leftInTheMiddle({ savedGame }: Keeper, { id, steps }: Lesson): LoadedGame {
  const { game, ...trouble } = savedGame?.(id) ?? {};
  return game && game.run.step < steps.length ? { ...trouble, game } : trouble;
}

interface Resumption<T> {
  /** Throws when the game is no world. */
  readonly open: (game: SavedGame | undefined) => T;
  readonly putGameAside: ((lesson: string) => string) | undefined;
}

/** Goes on with a saved game. It can be whole as text and still be no world: then it is put aside, and the lesson begins anew. */
export function goOnWith<T>(
  { game, ...trouble }: LoadedGame,
  { open, putGameAside }: Resumption<T>,
): { readonly opened: T; readonly isResumed: boolean; readonly trouble: Trouble } {
  if (game === undefined) return { opened: open(undefined), isResumed: false, trouble };
  try {
    return { opened: open(game), isResumed: true, trouble };
  } catch (cause) {
    if (putGameAside === undefined) throw cause;
    const opened = open(undefined);
    return { opened, isResumed: false, trouble: { ...trouble, putAside: putGameAside(game.lesson) } };
  }
}

/** What the learner is to know when a lesson begins anew. */
export function troubleTold({ putAside, isOutdated }: Trouble, lang: Lang): readonly string[] {
  return [
    ...(putAside === undefined ? [] : [courseWords.damagedGame[lang](putAside)]),
    ...(isOutdated ? [courseWords.outdatedGame[lang]()] : []),
  ];
}
