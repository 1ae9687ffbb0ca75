import type { Lesson } from '../../course/lesson.js';
import type { LessonRun } from '../../course/lesson-run.js';
import type { RunState } from '../../course/run-state.js';
import type { Scene } from '../../demo/script.js';

/** What the class answered, in place of what the rehearsal did. */
export interface ClassAnswers {
  take(scene: Scene, index: number, run: LessonRun): void;
  putInto(run: RunState): RunState;
}

export function createClassAnswers(lesson: Lesson): ClassAnswers {
  /** By id of step or question. */
  const predictions = new Map<string, string>();
  const quiz = new Map<string, string>();
  return {
    take({ part, step }, index, run) {
      if (part.kind === 'predict') {
        const choice = part.choices[index] ?? '';
        predictions.set(lesson.steps[step]?.id ?? '', choice);
        run.choose(choice);
      } else if (part.kind === 'quiz') {
        const option = part.options[index] ?? '';
        quiz.set(part.question, option);
        run.answerQuiz(part.question, option);
      }
    },
    putInto(run) {
      const { chosen } = run;
      const own = predictions.get(lesson.steps[run.step]?.id ?? '');
      const answered = Object.entries(run.quiz).map(([id, option]) => [id, quiz.get(id) ?? option] as const);
      return {
        ...run,
        quiz: Object.fromEntries(answered),
        ...(chosen === undefined || own === undefined ? {} : { chosen: own }),
      };
    },
  };
}
