import type { Lesson } from '../../course/lesson.js';
import { type NotesState, notesState } from '../../demo/notes.js';
import { sceneMs } from '../../demo/pacing.js';
import type { Presenter } from '../../demo/presenter.js';
import type { Scene } from '../../demo/script.js';
import type { Lang } from '../../words/sentence.js';
import type { Rehearsal } from './rehearsal.js';

interface Noted {
  readonly lesson: Lesson;
  readonly lang: Lang;
  readonly script: readonly Scene[];
  readonly rehearsal: Rehearsal;
  readonly presenter: Presenter;
  /** Since the demo began. */
  readonly passedMs: number;
}

/** What the instructor's second terminal shows; the plan is what autoplay would have taken to the end of this scene. */
export function demoNotes({ lesson, lang, script, rehearsal, presenter, passedMs }: Noted): NotesState {
  const plannedMs = script
    .slice(0, presenter.scene + 1)
    .reduce((sum, scene, index) => sum + sceneMs(scene, rehearsal.played(index)?.ran ?? []), 0);
  const title = (lesson.prose[lang] ?? lesson.prose.ja)?.title.text ?? lesson.id;
  return notesState({ lesson: title, presenter, script, lang, passedMs, plannedMs });
}
