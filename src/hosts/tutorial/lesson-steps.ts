import { stepProse } from '../../course/lesson-run.js';
import { quizTries } from '../../course/quiz-tries.js';
import { courseWords } from '../../words/course.js';
import { trialWords } from '../../words/trial.js';
import type { RunningParts } from './running-parts.js';

/** Looks which goals are met: behind a command, or when the world has moved by itself or by what still runs. */
export async function lookAtGoals({ options, played, tabs, travel, turn, tell, changed }: RunningParts, done?: string) {
  const { lang } = options;
  const here = played();
  const { run, lesson } = here;
  const before = turn();
  const hasChanged = here.isWorldChanged;
  here.isWorldChanged = false;
  here.hasTraffic = false;
  const running = here.isAtPrompt() ? undefined : tabs.runningCommand();
  const mistake = await (done === undefined ? run.follow({ hasChanged, running }) : run.check(done));
  here.hideAnswers();
  if (run.isStepDone() && !here.isDoneTold) tell(courseWords.stepDone[lang](!here.isAtPrompt()));
  here.isDoneTold = run.isStepDone();
  // While looking, the learner may have gone on, and a command that still runs is not disturbed: then the next look finds the mistake again.
  if (mistake && turn() === before && here.isAtPrompt()) {
    travel().undoMistake();
    tell(stepProse(lesson, run.state.step, lang)?.mistakes[mistake.id]?.text ?? mistake.id);
    tell(courseWords.mistakeUndone[lang]());
  }
  changed();
}

/** Goes on to the next step, or the next lesson, when everything is done here. */
export async function nextStep({ options, played, tell, begin, openLesson }: RunningParts): Promise<void> {
  const here = played();
  const { run, lesson } = here;
  if (!run.isStepDone()) return tell(courseWords.stepOpen[options.lang]());
  if (run.state.step < lesson.steps.length) return begin(run.state.step + 1);
  const { lessons } = options.course;
  const following = lessons[lessons.findIndex(({ id }) => id === lesson.id) + 1];
  const tries = quizTries(lesson, run.state.quiz, options.lang);
  if (following && tries.length > 0 && !here.isTryOffered) {
    here.isTryOffered = true;
    return tell(trialWords.offered[options.lang](tries.map(({ command }) => command).join(', ')));
  }
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
