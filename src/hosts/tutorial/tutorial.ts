// What the tutorial needs from outside, and what it remembers of each prompt.
import type { Course } from '../../course/course.js';
import type { Lesson } from '../../course/lesson.js';
import type { Progress } from '../../course/progress.js';
import type { RunState } from '../../course/run-state.js';
import type { SavedGame, SavedTerminals } from '../../course/saved-game.js';
import type { ApiRequest, ApiResponse } from '../../kube/api.js';
import type { AppModel } from '../../ui/app-model.js';
import type { Lang } from '../../words/sentence.js';
import type { Ground } from '../embedded/stage.js';
import type { HostFiles } from './host-files.js';
import type { Keeper } from './profile.js';

export interface TutorialOptions {
  readonly course: Course;
  readonly lesson: Lesson;
  readonly lang: Lang;
  readonly progress: Progress;
  /** The lesson as it was left. */
  readonly game?: SavedGame;
  readonly keeper: Keeper;
  /** Where `progress export` writes; without it there is no such command. */
  readonly files?: HostFiles;
  /** Version of the program. */
  readonly program: string;
  /** RFC 3339: what virtual time begins with. */
  readonly epoch: string;
  readonly seed: number;
  readonly terminal: { readonly columns: number; readonly rows: number };
  /** There are no panes (`--plain`): `less` writes straight through. */
  readonly isLinear?: boolean;
  readonly quit: () => void;
}

export interface Tutorial extends AppModel {
  /** Says something in the terminal pane that no command said. */
  readonly tell: (text: string) => void;
  readonly outside: Outside;
  close(): void;
}

/** The lesson's world as programs beside the screen reach it. */
export interface Outside {
  /** The lesson of this moment; nothing while one is being opened. */
  ground(): Ground | undefined;
  /** Lets a request happen; what it changes shows in the screen and in undo. */
  around(request: ApiRequest, work: () => ApiResponse): ApiResponse;
  /** What to do to join, or why one cannot; the command `serve` shows it again. */
  opened(note: string): void;
}

/** Everything that undo puts back. */
export interface Moment {
  readonly world: unknown;
  readonly session: unknown;
  readonly run: RunState;
  readonly terminals: SavedTerminals;
  /** What was done next. */
  readonly command: string;
}
