import { courseWords } from '../words/course.js';
import { answerCommand } from './answer-command.js';
import { checkConsoles } from './check-consoles.js';
import { checkHints } from './check-hints.js';
import { checkProse } from './check-prose.js';
import { type LessonProblem, play, type Scene } from './check-scene.js';
import { checkVocabulary } from './check-vocabulary.js';
import { readObject } from './cluster-view.js';
import type { Lesson, Step, WrongAnswer } from './lesson.js';
import { createLessonRun, type LessonRun } from './lesson-run.js';
import type { OpenStage } from './stage.js';

/** Plays a lesson: its solutions, its wrong answers, its hints and the screens that it shows. Empty when all of it holds. */
export async function checkLesson(lesson: Lesson, openStage: OpenStage): Promise<readonly LessonProblem[]> {
  const problems: LessonProblem[] = [...checkProse(lesson), ...checkHints(lesson)];
  let run: LessonRun | undefined;
  const stage = await openStage(lesson, { answer: answerCommand(() => run, 'ja') });
  const seen: string[] = [];
  try {
    run = createLessonRun({ lesson, port: stage.port, lang: 'ja' });
    const scene: Scene = { lesson, stage, run, lang: 'ja', seen };
    for (const index of lesson.steps.keys()) problems.push(...(await checkStep(scene, index)));
    problems.push(...(await checkQuiz(scene)));
  } finally {
    stage.close();
  }
  return [...problems, ...checkVocabulary(lesson, seen)];
}

async function checkStep(scene: Scene, index: number): Promise<readonly LessonProblem[]> {
  const { lesson, run } = scene;
  const step = lesson.steps[index];
  if (step === undefined) return [];
  await run.begin(index);
  const problems: LessonProblem[] = [...(await checkBeginning(scene, index, step))];
  for (const [n, wrong] of step.wrong.entries()) problems.push(...(await checkWrong(scene, { index, n, step, wrong })));
  problems.push(...(await checkSolution(scene, index, step)));
  problems.push(...(await checkHidden(scene, index, step)));
  problems.push(...(await checkConsoles(scene, index, 'observation')));
  return problems;
}

async function checkBeginning(scene: Scene, index: number, step: Step): Promise<readonly LessonProblem[]> {
  const { run } = scene;
  const problems: LessonProblem[] = [];
  for (const [n, goal] of step.goals.entries()) {
    if (run.state.goals[goal.id]?.met)
      problems.push(at(scene, ['steps', index, 'goals', n], courseWords.metBefore[scene.lang](goal.id)));
  }
  for (const [n, goal] of step.keep.entries()) {
    const state = run.state.goals[goal.id];
    if (!state?.met)
      problems.push(at(scene, ['steps', index, 'keep', n], courseWords.notKept[scene.lang](goal.id, state?.now ?? '')));
  }
  return [...problems, ...(await checkConsoles(scene, index, 'situation'))];
}

interface WrongCase {
  readonly index: number;
  readonly n: number;
  readonly step: Step;
  readonly wrong: WrongAnswer;
}

/** The goal stays unmet, and the learner gets the message. Then the world goes back. */
async function checkWrong(scene: Scene, { index, n, step, wrong }: WrongCase): Promise<readonly LessonProblem[]> {
  const { run, stage, lang } = scene;
  const path = ['steps', index, 'wrong', n] as const;
  if (![...step.goals, ...step.keep].some(({ id }) => id === wrong.fails)) {
    return [at(scene, [...path, 'fails'], courseWords.unknownGoal[lang](wrong.fails))];
  }
  const before = { world: stage.snapshot(), state: run.state };
  for (const line of wrong.do) await play(scene, line);
  await run.check();
  const state = run.state.goals[wrong.fails];
  const told = Object.values(run.state.goals).some((goal) => goal.mistake === wrong.id);
  stage.restore(before.world);
  run.load(before.state);
  if (state?.met) return [at(scene, path, courseWords.wrongPasses[lang](wrong.id, wrong.fails))];
  return told ? [] : [at(scene, [...path, 'when'], courseWords.wrongUnseen[lang](wrong.id))];
}

async function checkSolution(scene: Scene, index: number, step: Step): Promise<readonly LessonProblem[]> {
  const { run, lang } = scene;
  const problems: LessonProblem[] = [];
  for (const [n, line] of step.solution.entries()) {
    const { output, status } = await play(scene, line);
    const isBroken = status === 127 || status === 2 || /^error: /m.test(output);
    if (isBroken)
      problems.push(at(scene, ['steps', index, 'solution', n], courseWords.solutionFails[lang](line, output.trim())));
    await run.check(line);
    for (const [k, goal] of step.keep.entries()) {
      const state = run.state.goals[goal.id];
      if (!state?.met)
        problems.push(at(scene, ['steps', index, 'keep', k], courseWords.notKept[lang](goal.id, state?.now ?? '')));
    }
  }
  for (const [n, goal] of step.goals.entries()) {
    const state = run.state.goals[goal.id];
    if (!state?.met)
      problems.push(at(scene, ['steps', index, 'goals', n], courseWords.notMet[lang](goal.id, state?.now ?? '')));
  }
  const { predict } = step;
  if (predict && !predict.choices.includes(run.state.truth ?? '')) {
    problems.push(at(scene, ['steps', index, 'predict'], courseWords.noTruth[lang](run.state.truth ?? '')));
  }
  if (predict?.usual !== undefined && predict.usual !== run.state.truth) {
    const told = courseWords.notUsual[lang](predict.usual, run.state.truth ?? '');
    problems.push(at(scene, ['steps', index, 'predict', 'usual'], told));
  }
  return problems;
}

/** What is hidden must be there to be found. */
async function checkHidden(scene: Scene, index: number, step: Step): Promise<readonly LessonProblem[]> {
  const problems: LessonProblem[] = [];
  for (const hidden of [step, ...step.keep, ...step.goals].flatMap(({ hides }) => hides)) {
    if (hidden === 'causes') continue;
    const { service } = hidden;
    const [namespace = '', name = ''] = service.split('/');
    if ((await readObject(scene.stage.port, { kind: 'service', namespace, name })) === undefined)
      problems.push(at(scene, ['steps', index], courseWords.hidesNothing[scene.lang](service)));
  }
  return problems;
}

async function checkQuiz(scene: Scene): Promise<readonly LessonProblem[]> {
  const { lesson, stage, lang } = scene;
  const problems: LessonProblem[] = [];
  for (const [q, question] of lesson.quiz.entries()) {
    if (!question.options.includes(question.right))
      problems.push(at(scene, ['quiz', q, 'right'], courseWords.unknownOption[lang](question.right)));
    for (const [option, lines] of Object.entries(question.try)) {
      if (!question.options.includes(option))
        problems.push(at(scene, ['quiz', q, 'try', option], courseWords.unknownOption[lang](option)));
      const before = stage.snapshot();
      for (const [n, line] of lines.entries()) {
        const { status, output } = await play(scene, line);
        if (status === 127 || status === 2)
          problems.push(at(scene, ['quiz', q, 'try', option, n], courseWords.solutionFails[lang](line, output.trim())));
      }
      stage.restore(before);
    }
  }
  return problems;
}

function at({ lesson }: Scene, path: readonly (string | number)[], what: string): LessonProblem {
  return { file: `${lesson.origin.dir}/lesson.yaml`, line: lesson.lineOf(path), what };
}
