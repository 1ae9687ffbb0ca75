// What the lesson pane showed last, and which part of it comes into sight when something changed.
import type { AppSnapshot } from '../app-model.js';
import type { LessonAnchor } from '../lesson/lesson-view.js';
import type { UiState } from './ui-state.js';

export interface ShownLesson {
  readonly step: string;
  readonly hints: number;
  readonly goals: string;
  readonly predict: string;
  readonly after: number;
}

/** A new step begins at its top, what changes is brought into sight. */
export function withStep(state: UiState, { header, lesson, course }: AppSnapshot): UiState {
  const isEnd = lesson.phase === 'summary' || lesson.phase === 'quiz' || lesson.phase === 'finished';
  const shown: ShownLesson = {
    step: `${course.current}/${header.step}/${isEnd}`,
    hints: lesson.hints.length,
    goals: lesson.goals.map((goal) => `${goal.done}${goal.why ?? ''}${goal.regressed?.by ?? ''}`).join(),
    predict: `${lesson.predict?.chosen}${lesson.predict?.result ?? ''}${lesson.quiz?.question ?? ''}`,
    after: lesson.after.length,
  };
  if (shown.step !== state.shown.step) {
    return {
      ...state,
      shown,
      tab: tabFor(state, true),
      lessonAnchor: undefined,
      scroll: { ...state.scroll, lesson: 0 },
    };
  }
  const isAnswered = isEnd && shown.after > state.shown.after;
  const anchor = isAnswered ? 'after' : changedPart(state.shown, shown);
  if (anchor === undefined) {
    return state;
  }
  const isTold = anchor === 'hint' || shown.after > state.shown.after;
  return { ...state, shown, tab: tabFor(state, isTold), lessonAnchor: anchor };
}

/** What the lesson has to tell comes into sight, unless the cluster is being looked at. */
function tabFor({ focus, tab }: UiState, isTold: boolean): UiState['tab'] {
  return isTold && focus !== 'cluster' ? 'lesson' : tab;
}

function changedPart(before: ShownLesson, after: ShownLesson): LessonAnchor | undefined {
  if (after.hints > before.hints) {
    return 'hint';
  }
  if (after.predict !== before.predict) {
    return 'predict';
  }
  return after.goals !== before.goals || after.after !== before.after ? 'goals' : undefined;
}
