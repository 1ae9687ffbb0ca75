// What a demo needs from outside, and what others may ask of it.
import type { Course } from '../../course/course.js';
import type { Lesson } from '../../course/lesson.js';
import type { NotesState } from '../../demo/notes.js';
import type { Presenter, Wish } from '../../demo/presenter.js';
import type { Scene } from '../../demo/script.js';
import type { AppModel } from '../../ui/app-model.js';
import type { Ticker } from '../../ui/screen/ticker.js';
import type { Lang } from '../../words/sentence.js';
import type { Outside } from '../tutorial/tutorial.js';
import type { SceneMoment } from './scene-stage.js';

export interface DemoOptions {
  readonly lesson: Lesson;
  readonly course: Course;
  readonly lang: Lang;
  readonly ticker: Ticker;
  readonly terminal: { readonly columns: number; readonly rows: number };
  readonly quit: () => void;
}

/** A lesson that an instructor plays before a class. */
export interface Demo extends AppModel {
  readonly script: readonly Scene[];
  /** The scene's world as programs beside the screen reach it; going back takes away what they did. */
  readonly outside: Outside;
  presenter(): Presenter;
  wish(what: Wish): void;
  notes(): NotesState;
  /** The world on the screen, as it is now. */
  moment(): SceneMoment | undefined;
  /** A second terminal shows the notes, or does so no longer. */
  showNotesElsewhere(isElsewhere: boolean): void;
  /** Something is wrong beside the demo. */
  complain(notice: string): void;
  close(): void;
}
