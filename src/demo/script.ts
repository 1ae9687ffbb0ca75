import { consoleCommands } from '../course/console-commands.js';
import type { Lesson, QuizQuestion, Step } from '../course/lesson.js';
import type { Prose, StepProse } from '../course/prose.js';
import { demoWords } from '../words/demo.js';
import type { Lang } from '../words/sentence.js';

/** One scene of a demo: what is told, what is asked, what is typed. */
export interface Scene {
  /** E.g. `write/wrong/wrong-label`. */
  readonly id: string;
  readonly part: ScenePart;
  readonly name: string;
  /** Index of the lesson's step; the number of steps for what follows them. */
  readonly step: number;
  readonly commands: readonly string[];
  /** World and files go back when the scene is over; what was shown stays. */
  readonly isTakenBack: boolean;
  /** What the terminal says when it is over. */
  readonly said?: string;
  /** For the instructor; Markdown. */
  readonly notes: string;
  /** What is told at its beginning and its end, for the time that takes. */
  readonly told: string;
  readonly toldAfter: string;
}

export type ScenePart =
  | { readonly kind: 'situation' | 'solution' | 'observation' | 'summary' | 'try' }
  | { readonly kind: 'predict'; readonly choices: readonly string[] }
  | { readonly kind: 'wrong'; readonly wrong: string; readonly fails: string }
  | { readonly kind: 'quiz'; readonly question: string; readonly options: readonly string[]; readonly right: string };

/** The lesson as a demo, scene by scene. */
export function scriptOf(lesson: Lesson, lang: Lang): readonly Scene[] {
  const prose = lesson.prose[lang] ?? lesson.prose.ja;
  if (prose === undefined) return [];
  const steps = lesson.steps.flatMap((step, index) => {
    const told = prose.steps[step.id];
    return told === undefined ? [] : stepScenes({ step, index, told, lang }, index === 0 ? prose.intro.text : '');
  });
  return [...steps, ...endScenes(lesson, prose, lang)];
}

interface ToldStep {
  readonly step: Step;
  readonly index: number;
  readonly told: StepProse;
  readonly lang: Lang;
}

function stepScenes(one: ToldStep, intro: string): readonly Scene[] {
  const { step, told, lang } = one;
  const title = told.title.text;
  const done = new Set([...step.solution, step.predict?.run]);
  const looks = (text = '') => consoleCommands(text).flatMap(({ command }) => (done.has(command) ? [] : [command]));
  const observed = looks(told.observation?.text);
  const wrong = step.wrong.map((mistake, n) => {
    const said = plain(told.mistakes[mistake.id]?.text ?? mistake.id);
    return scene(
      one,
      { kind: 'wrong', wrong: mistake.id, fails: mistake.fails },
      { name: demoWords.wrong[lang](n + 1, title), commands: mistake.do, isTakenBack: true, said, toldAfter: said },
    );
  });
  return [
    ...openingScenes(one, `${intro}${told.situation?.text ?? ''}`, looks(told.situation?.text)),
    ...wrong,
    scene(
      one,
      { kind: 'solution' },
      {
        name: demoWords.solution[lang](title),
        commands: step.solution.slice(lineOfPrediction(step) === 0 ? 1 : 0),
        told: told.experiment?.text ?? '',
        toldAfter: told.observation?.text ?? '',
      },
    ),
    ...(observed.length === 0
      ? []
      : [scene(one, { kind: 'observation' }, { name: demoWords.observation[lang](title), commands: observed })]),
  ];
}

/** What is told first, and what is asked. */
function openingScenes(one: ToldStep, situation: string, looks: readonly string[]): readonly Scene[] {
  const { step, told, lang } = one;
  const title = told.title.text;
  const name = demoWords.situation[lang](title);
  const first = scene(one, { kind: 'situation' }, { name, commands: looks, told: situation });
  if (step.predict === undefined) return [first];
  const line = lineOfPrediction(step);
  const opens = looks.length > 0;
  const predict = scene(
    one,
    { kind: 'predict', choices: step.predict.choices },
    {
      name: demoWords.predict[lang](title),
      commands: line > 0 ? [] : [step.predict.run],
      isTakenBack: line < 0,
      told: `${opens ? '' : situation}${told.prediction?.text ?? ''}${texts(told.choices)}`,
      toldAfter: told.results[step.predict.choices[0] ?? '']?.text ?? '',
    },
  );
  return opens ? [first, predict] : [predict];
}

/** The predicted command is the solution's first line, or the solution comes to it later, or (-1) it is shown and taken back. */
function lineOfPrediction({ solution, predict }: Step): number {
  return solution.indexOf(predict?.run ?? '');
}

type Details = Pick<Scene, 'name'> &
  Partial<Pick<Scene, 'commands' | 'isTakenBack' | 'said' | 'told' | 'toldAfter' | 'notes'>>;

function scene({ step, index, told }: ToldStep, part: ScenePart, details: Details): Scene {
  const id = part.kind === 'wrong' ? `${step.id}/wrong/${part.wrong}` : `${step.id}/${part.kind}`;
  return { id, part, step: index, ...blank, notes: told.notes?.text ?? '', ...details };
}

const blank = { commands: [], isTakenBack: false, told: '', toldAfter: '', notes: '' } as const;

function endScenes(lesson: Lesson, prose: Prose, lang: Lang): readonly Scene[] {
  const step = lesson.steps.length;
  const summary = `${prose.summary.map(({ text }) => text).join('')}${prose.model?.text ?? ''}`;
  return [
    {
      id: 'summary',
      part: { kind: 'summary' },
      step,
      name: demoWords.summary[lang](),
      ...blank,
      commands: [],
      told: summary,
    },
    ...lesson.quiz.flatMap((question) => quizScenes(question, { prose, step, lang })),
  ];
}

function quizScenes(
  question: QuizQuestion,
  { prose, step, lang }: { readonly prose: Prose; readonly step: number; readonly lang: Lang },
): readonly Scene[] {
  const { id, options, right } = question;
  const told = prose.quiz[id];
  const asked = told?.question.text ?? id;
  const answer = `${told?.options[right]?.text ?? right}`;
  const why = told?.answers[right]?.text ?? '';
  return [
    {
      id: `quiz/${id}`,
      part: { kind: 'quiz', question: id, options, right },
      step,
      name: demoWords.quiz[lang](plain(asked)),
      ...blank,
      commands: [],
      notes: `${demoWords.notesAnswer[lang]()}: ${answer}\n\n${why}`,
      told: `${asked}${texts(told?.options ?? {})}`,
      toldAfter: why,
    },
    ...Object.entries(question.try).map(([option, commands]): Scene => {
      const said = plain(told?.answers[option]?.text ?? '');
      return {
        id: `quiz/${id}/${option}`,
        part: { kind: 'try' },
        step,
        name: demoWords.tryOut[lang](plain(told?.options[option]?.text ?? option)),
        ...blank,
        commands,
        isTakenBack: true,
        ...(said === '' ? {} : { said }),
        notes: said,
        toldAfter: said,
      };
    }),
  ];
}

/** As a terminal shows it. */
function plain(markdown: string): string {
  return markdown.replaceAll('`', '');
}

function texts(passages: Readonly<Record<string, { readonly text: string }>>): string {
  return Object.values(passages)
    .map(({ text }) => text)
    .join('');
}
