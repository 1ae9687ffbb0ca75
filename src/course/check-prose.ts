import { courseWords } from '../words/course.js';
import type { LessonProblem } from './check-scene.js';
import type { Lesson, Step } from './lesson.js';
import type { Passages, Prose, StepProse } from './prose.js';

/** Structure and prose meet: each id of `lesson.yaml` has its words, and no words are left over. */
export function checkProse(lesson: Lesson): readonly LessonProblem[] {
  const { ja, en } = lesson.prose;
  if (ja === undefined)
    return [{ file: `${lesson.origin.dir}/ja.md`, line: 1, what: courseWords.fileMissing.ja('ja.md') }];
  return [ja, ...(en ? [en] : [])].flatMap((prose) => checkOne(lesson, prose));
}

function checkOne(lesson: Lesson, prose: Prose): readonly LessonProblem[] {
  const problem = (line: number, what: string): LessonProblem => ({ file: prose.path, line, what });
  const problems: LessonProblem[] = [];
  if (prose.title.text === '') problems.push(problem(1, courseWords.noProse.ja(lesson.id, 'title')));
  for (const step of lesson.steps) {
    const told = prose.steps[step.id];
    if (told === undefined) problems.push(problem(1, courseWords.noProse.ja(step.id, '##')));
    else problems.push(...checkStep({ step, told, problem }));
  }
  for (const id of Object.keys(prose.steps)) {
    if (!lesson.steps.some((step) => step.id === id))
      problems.push(problem(prose.steps[id]?.title.line ?? 1, courseWords.unknownId.ja(id)));
  }
  if (prose.summary.length !== 3)
    problems.push(problem(prose.summary[0]?.line ?? 1, courseWords.summaryLines.ja(prose.summary.length)));
  for (const question of lesson.quiz) {
    const told = prose.quiz[question.id];
    const where = { line: told?.question.line ?? 1, problem };
    if (told === undefined) problems.push(problem(1, courseWords.noProse.ja(question.id, '###')));
    problems.push(
      ...meet(question.options, told?.options ?? {}, where),
      ...meet(question.options, told?.answers ?? {}, where),
    );
  }
  return problems;
}

type Report = (line: number, what: string) => LessonProblem;

function checkStep({
  step,
  told,
  problem,
}: {
  readonly step: Step;
  readonly told: StepProse;
  readonly problem: Report;
}): readonly LessonProblem[] {
  const where = { line: told.title.line, problem };
  const problems = [
    ...meet(
      [...step.goals, ...step.keep].map(({ id }) => id),
      told.goals,
      where,
    ),
    ...meet(
      step.wrong.map(({ id }) => id),
      told.mistakes,
      where,
    ),
    ...meet(step.predict?.choices ?? [], told.choices, where),
    ...meet(step.predict?.choices ?? [], told.results, where),
  ];
  if (told.situation === undefined) problems.push(problem(where.line, courseWords.noProse.ja(step.id, '状況')));
  if (told.notes === undefined) problems.push(problem(where.line, courseWords.noProse.ja(step.id, '講師メモ')));
  if (told.hints.length !== 3)
    problems.push(problem(told.hints[0]?.line ?? where.line, courseWords.hintCount.ja(told.hints.length)));
  if (step.wrong.length < 2) problems.push(problem(where.line, courseWords.wrongCount.ja(step.wrong.length)));
  return problems;
}

/** Every id has a passage, and every passage an id. */
function meet(
  ids: readonly string[],
  passages: Passages,
  { line, problem }: { readonly line: number; readonly problem: Report },
): LessonProblem[] {
  const missing = ids
    .filter((id) => (passages[id]?.text ?? '') === '')
    .map((id) => problem(line, courseWords.noProse.ja(id, '')));
  const extra = Object.entries(passages)
    .filter(([id]) => !ids.includes(id))
    .map(([id, passage]) => problem(passage.line, courseWords.unknownId.ja(id)));
  return [...missing, ...extra];
}
