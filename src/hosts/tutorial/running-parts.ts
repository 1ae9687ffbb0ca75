import type { Lesson } from '../../course/lesson.js';
import type { Progress } from '../../course/progress.js';
import type { SavedGame } from '../../course/saved-game.js';
import type { PlayedLesson } from './played-lesson.js';
import type { Tabs } from './tabs.js';
import type { TimeTravel } from './time-travel.js';
import type { TutorialOptions } from './tutorial.js';

/** What the parts of a running tutorial know of it. */
export interface RunningParts {
  readonly options: TutorialOptions;
  readonly tabs: Tabs;
  travel(): TimeTravel;
  played(): PlayedLesson;
  isClosed(): boolean;
  /** Something is to be drawn. */
  changed(): void;
  /** Says something in the terminal that no command said. */
  tell(text: string): void;
  /** How many lines were entered. */
  turn(): number;
  /** Begins a step of the lesson anew. */
  begin(step: number): Promise<void>;
  openLesson(id: string): void;
  /** Keeps a line in the history. */
  remember(line: string): void;
  progress(): Progress;
  /** The game that would be saved now. */
  game(): SavedGame;
  /** Goes on with that progress, and with that game when there is one; throws when it is no world. */
  take(progress: Progress, lesson?: Lesson, game?: SavedGame): void;
  save(): void;
  /** Saves within a second. */
  saveSoon(): void;
  /** What waits to be saved: something new, or what could not be written. */
  unsaved(): 'new' | 'failed' | undefined;
  quit(): void;
}
