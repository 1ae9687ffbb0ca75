import type { Lesson, QuizQuestion } from '../../course/lesson.js';
import { type LessonRun, stepProse } from '../../course/lesson-run.js';
import type { Prose, StepProse } from '../../course/prose.js';
import type { ChoiceData, GoalData, LessonData, LessonPhase, LessonSection } from '../../ui/app-model.js';
import { courseWords } from '../../words/course.js';
import type { Lang } from '../../words/sentence.js';

/** What the lesson pane shows of a run. */
export function lessonData(run: LessonRun, lang: Lang): LessonData {
  const { lesson, state } = run;
  const prose = lesson.prose[lang] ?? lesson.prose.ja;
  if (prose === undefined) return { sections: [], after: [], goals: [], hints: [], hintsLeft: 0, phase: 'finished' };
  const told = stepProse(lesson, state.step, lang);
  return told === undefined ? closing(run, prose, lang) : working(run, told, lang);
}

function working(run: LessonRun, told: StepProse, lang: Lang): LessonData {
  const { lesson, state, step } = run;
  const intro = state.step === 0 ? section(undefined, (lesson.prose[lang] ?? lesson.prose.ja)?.intro.text) : [];
  const hints = told.hints.slice(0, state.hints).map(({ text }) => text);
  return {
    sections: [
      ...intro,
      { heading: told.title.text, markdown: told.situation?.text ?? '' },
      ...section(courseWords.partExperiment[lang](), told.experiment?.text),
    ],
    after: run.isStepDone() ? section(courseWords.partObservation[lang](), told.observation?.text) : [],
    goals: [...(step?.goals ?? []), ...(step?.keep ?? [])].map((goal) =>
      goalData({ run, told, id: goal.id, check: goal.check }),
    ),
    hints,
    hintsLeft: told.hints.length - hints.length,
    ...(step?.predict ? { predict: prediction(run, told) } : {}),
    phase: phaseOf(run),
  };
}

function phaseOf({ state, step, isStepDone }: LessonRun): LessonPhase {
  if (step?.predict && state.chosen === undefined && state.truth === undefined) return 'predict';
  return isStepDone() ? 'done' : 'work';
}

function section(heading: string | undefined, markdown: string | undefined): readonly LessonSection[] {
  if (markdown === undefined || markdown === '') return [];
  return [heading === undefined ? { markdown } : { heading, markdown }];
}

interface GoalParts {
  readonly run: LessonRun;
  readonly told: StepProse;
  readonly id: string;
  readonly check: string | undefined;
}

function goalData({ run, told, id, check }: GoalParts): GoalData {
  const state = run.state.goals[id];
  const text = told.goals[id]?.text ?? id;
  const done = state?.met === true;
  const why = state?.mistake === undefined ? undefined : told.mistakes[state.mistake]?.text;
  return {
    id,
    text,
    done,
    ...(state?.brokenBy === undefined ? {} : { regressed: { by: state.brokenBy } }),
    ...(done ? {} : { now: state?.now, why, check }),
  };
}

function prediction({ state, step }: LessonRun, told: StepProse): ChoiceData {
  const ids = step?.predict?.choices ?? [];
  const isKnown = state.truth !== undefined && state.chosen !== undefined;
  return {
    question: told.prediction?.text ?? '',
    choices: ids.map((id) => ({ id, text: told.choices[id]?.text ?? id })),
    ...(state.chosen === undefined ? {} : { chosen: ids.indexOf(state.chosen) }),
    ...(isKnown ? { result: told.results[state.chosen ?? '']?.text, isRight: state.chosen === state.truth } : {}),
  };
}

/** After the last step: the summary, then the questions of the quiz one by one. */
function closing(run: LessonRun, prose: Prose, lang: Lang): LessonData {
  const { lesson, state } = run;
  const summary = prose.summary.map(({ text }) => `- ${text}`).join('\n');
  const docs = `${courseWords.partDocs[lang]()}: ${lesson.docs}`;
  const question = questionNow(lesson, state.quiz);
  return {
    sections: [{ heading: courseWords.partSummary[lang](), markdown: `${summary}\n\n${docs}` }],
    after: [],
    goals: [],
    hints: [],
    hintsLeft: 0,
    ...(question ? { quiz: quizData(question, prose, state.quiz[question.id]) } : {}),
    phase:
      question === undefined || (state.quiz[question.id] !== undefined && isLast(lesson, question))
        ? 'finished'
        : 'quiz',
  };
}

/** The first question without a right answer, else the last one. */
export function questionNow(lesson: Lesson, answers: Readonly<Record<string, string>>): QuizQuestion | undefined {
  return lesson.quiz.find((question) => answers[question.id] !== question.right) ?? lesson.quiz.at(-1);
}

function isLast(lesson: Lesson, question: QuizQuestion): boolean {
  return lesson.quiz.at(-1) === question;
}

function quizData(question: QuizQuestion, prose: Prose, given: string | undefined): ChoiceData {
  const told = prose.quiz[question.id];
  return {
    question: told?.question.text ?? question.id,
    choices: question.options.map((id) => ({ id, text: told?.options[id]?.text ?? id })),
    ...(given === undefined
      ? {}
      : {
          chosen: question.options.indexOf(given),
          result: told?.answers[given]?.text,
          isRight: given === question.right,
        }),
  };
}
