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
  /** Looks at the goals; `command` is what was done last, `wasDone` whether the step was done before it. */
  look(command: string, wasDone: boolean): Promise<void>;
  /** Begins a step of the lesson anew. */
  begin(step: number): Promise<void>;
  openLesson(id: string): void;
  /** Keeps a line in the history. */
  remember(line: string): void;
  save(): void;
  quit(): void;
}
