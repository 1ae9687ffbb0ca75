import type { Lesson } from '../../course/lesson.js';
import type { Progress } from '../../course/progress.js';
import type { SavedGame } from '../../course/saved-game.js';
import type { Keeper, Profile } from './profile.js';

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
  /** Where damaged files were put. */
  readonly putAside: readonly string[];
}

/** The lesson that was asked for, else the one that was left, else the first that is not done. */
export function resume(profile: Profile, { lessons, program, asked }: ResumeOptions): Resumed {
  const { progress, putAside } = profile.load();
  const saved = profile.loadGame(program, asked);
  const isWanted = ({ lesson }: SavedGame) => lessons.includes(lesson) && (asked === undefined || asked === lesson);
  const game = saved.game && isWanted(saved.game) ? saved.game : undefined;
  const undone = lessons.find((id) => progress.lessons[id]?.state !== 'done');
  return {
    progress,
    game,
    lesson: asked ?? game?.lesson ?? undone ?? lessons[0] ?? '',
    putAside: [putAside, saved.putAside].filter((path) => path !== undefined),
  };
}

/** That lesson as it was left; who has finished it opens it to play it again. */
export function leftInTheMiddle({ savedGame }: Keeper, { id, steps }: Lesson): SavedGame | undefined {
  const game = savedGame?.(id);
  return game && game.run.step < steps.length ? game : undefined;
}
