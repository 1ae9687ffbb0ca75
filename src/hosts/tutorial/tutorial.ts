// What the tutorial needs from outside, and what it remembers of each prompt.
import type { Course } from '../../course/course.js';
import type { Lesson } from '../../course/lesson.js';
import type { RunState } from '../../course/lesson-run.js';
import type { Progress } from '../../course/progress.js';
import type { SavedGame } from '../../course/saved-game.js';
import type { AppModel } from '../../ui/app-model.js';
import type { Lang } from '../../words/sentence.js';

/** Where a learner's work is kept. Writing may fail; the program goes on and says so. */
export interface Keeper {
  saveProgress(progress: Progress): boolean;
  saveGame(game: SavedGame): boolean;
}

export interface TutorialOptions {
  readonly course: Course;
  readonly lesson: Lesson;
  readonly lang: Lang;
  readonly progress: Progress;
  /** The lesson as it was left. */
  readonly game?: SavedGame;
  readonly keeper: Keeper;
  /** Version of the program. */
  readonly program: string;
  /** RFC 3339: what virtual time begins with. */
  readonly epoch: string;
  readonly seed: number;
  readonly terminal: { readonly columns: number; readonly rows: number };
  /** There are no panes (`--plain`): `less` writes straight through. */
  readonly isLinear?: boolean;
  /** What to print first, e.g. that a damaged file was put aside. */
  readonly notice?: string;
  readonly quit: () => void;
}

export interface Tutorial extends AppModel {
  close(): void;
}

/** Everything that undo puts back. */
export interface Moment {
  readonly world: unknown;
  readonly session: unknown;
  readonly run: RunState;
  readonly terminal: readonly string[];
  /** What was done next. */
  readonly command: string;
}
