import { stepProse } from '../../course/lesson-run.js';
import { courseWords } from '../../words/course.js';
import type { RunningParts } from './running-parts.js';

interface Done {
  /** What was done last. */
  readonly command: string;
  /** Whether the step was done before it. */
  readonly wasDone: boolean;
}

/** Looks which goals are met, after a command or after the world has moved by itself. */
export async function lookAtGoals({ options, played, travel, turn, tell, changed }: RunningParts, done?: Done) {
  const { lang } = options;
  const here = played();
  const { run, lesson } = here;
  const wasDone = done?.wasDone ?? run.isStepDone();
  const before = turn();
  const isSameWorld = done === undefined && !here.isWorldChanged;
  here.isWorldChanged = false;
  here.hasTraffic = false;
  const mistake = await (isSameWorld ? run.follow() : run.check(done?.command));
  here.hideAnswers();
  if (!wasDone && run.isStepDone()) tell(courseWords.stepDone[lang]());
  // While looking, the learner may have gone on: then the next look finds the mistake again.
  if (mistake && turn() === before) {
    travel().undoMistake();
    tell(stepProse(lesson, run.state.step, lang)?.mistakes[mistake.id]?.text ?? mistake.id);
    tell(courseWords.mistakeUndone[lang]());
  }
  changed();
}

/** Goes on to the next step, or the next lesson, when everything is done here. */
export async function nextStep({ options, played, tell, begin, openLesson }: RunningParts): Promise<void> {
  const { run, lesson } = played();
  if (!run.isStepDone()) return tell(courseWords.stepOpen[options.lang]());
  if (run.state.step < lesson.steps.length) return begin(run.state.step + 1);
  const { lessons } = options.course;
  const following = lessons[lessons.findIndex(({ id }) => id === lesson.id) + 1];
  if (following) return openLesson(following.id);
  tell(courseWords.lastLesson[options.lang]());
}

export async function previousStep({ options, played, tell, begin }: RunningParts): Promise<void> {
  const { step } = played().run.state;
  if (step === 0) return tell(courseWords.firstStep[options.lang]());
  return begin(step - 1);
}

export function takeHint({ options, played, tell, save, changed }: RunningParts): void {
  const { run } = played();
  const before = run.state.hints;
  run.hint();
  if (run.state.hints === before) tell(courseWords.noMoreHints[options.lang]());
  save();
  changed();
}

/** Answers the prediction or the quiz that is asked. */
export function choose({ played, save, changed }: RunningParts, index: number): void {
  const { run, lesson } = played();
  const { step, state } = run;
  const question = step === undefined ? lesson.quiz.find(({ id }) => state.quiz[id] === undefined) : undefined;
  const choice = step?.predict?.choices[index] ?? question?.options[index];
  if (choice === undefined) return;
  if (question) run.answerQuiz(question.id, choice);
  else run.choose(choice);
  save();
  changed();
}
