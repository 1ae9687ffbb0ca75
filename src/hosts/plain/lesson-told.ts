// The lesson as a list of things to tell, in the order of reading; each is told again only when its text changes.
import type { AppSnapshot, ChoiceData, CourseData, GoalData, LessonData, LessonSection } from '../../ui/app-model.js';
import { plainWords } from '../../words/plain.js';
import type { Lang } from '../../words/sentence.js';
import { helpWords, uiWords } from '../../words/ui.js';
import { markdownText } from './plain-text.js';

export interface Told {
  readonly key: string;
  readonly text: string;
  /** It stands in a list with its neighbours: no empty line before it. */
  readonly isListed?: true;
}

/** The line that begins a step; everything is told anew behind it. */
export function headingOf({ header, lesson }: AppSnapshot, lang: Lang): string {
  const isEnd = lesson.phase === 'quiz' || lesson.phase === 'finished';
  const number = header.number === undefined ? [] : [String(header.number)];
  return [...number, header.title, ...(isEnd ? [] : [uiWords.step[lang](header.step, header.steps)])].join(' ');
}

export function lessonTold(lesson: LessonData, lang: Lang): readonly Told[] {
  return [
    ...lesson.sections.filter(({ isTask }) => isTask !== true).map(sectionTold),
    ...(lesson.predict ? predictTold(lesson.predict, lang) : []),
    ...lesson.sections.filter(({ isTask }) => isTask === true).map(sectionTold),
    ...lesson.goals.flatMap((goal) => goalTold(goal, lang)),
    ...lesson.hints.map((hint, index) => ({
      key: `hint ${index}`,
      text: `${uiWords.hint[lang](index + 1)}: ${markdownText(hint)}`,
    })),
    ...lesson.after.map(sectionTold),
    ...(lesson.quiz ? [questionTold(lesson.quiz, uiWords.quiz[lang](), lang)] : []),
    ...closingTold(lesson, lang),
  ];
}

/** The commands; keys mean nothing here. */
export function helpText(lang: Lang): string {
  const entries = helpWords[0]?.entries ?? [];
  return entries
    .map(
      ([keys, text]) =>
        [
          keys
            .replace(/\s(?:F\d|\^[A-Z]|\?)(?=\s|$)/g, '')
            .trim()
            .replace(/\s{2,}/g, ', '),
          text,
        ] as const,
    )
    .filter(([commands]) => commands !== '')
    .map(([commands, text]) => `${commands}: ${text[lang]()}\n`)
    .join('');
}

export function courseText({ chapters, current }: CourseData, lang: Lang): string {
  const words = { new: uiWords.stateNew, started: uiWords.stateStarted, done: uiWords.stateDone };
  return chapters
    .map(({ title, lessons }) => {
      const lines = lessons.map(({ id, number, title, minutes, state, isOpen }) => {
        const here = id === current ? ' *' : '';
        const name = number === undefined ? title : `${number} ${title}`;
        const facts = [
          isOpen ? words[state][lang]() : uiWords.notOpen[lang](),
          ...(minutes === undefined ? [] : [uiWords.minutes[lang](minutes)]),
        ];
        return `  ${name} (${facts.join(', ')})${here}\n`;
      });
      return `${title}\n${lines.join('')}`;
    })
    .join('');
}

function sectionTold({ heading, markdown }: LessonSection): Told {
  const body = markdownText(markdown);
  return { key: `section ${markdown}`, text: heading === undefined ? body : `${heading}\n${body}` };
}

function questionTold(choice: ChoiceData, title: string, lang: Lang): Told {
  const choices = choice.choices.map(({ text }, index) => `  ${index + 1}. ${markdownText(text)}`);
  const lines = [title, markdownText(choice.question), ...choices, plainWords.choiceHow[lang]()];
  return { key: `question ${choice.question}`, text: lines.join('\n') };
}

function predictTold(choice: ChoiceData, lang: Lang): readonly Told[] {
  if (choice.chosen === undefined) return [questionTold(choice, uiWords.predict[lang](), lang)];
  if (choice.result === undefined) {
    const command = choice.command === undefined ? '' : `\n  $ ${choice.command}`;
    return [{ key: 'predicted', text: `${uiWords.predictRun[lang]()}${command}` }];
  }
  const happened = choice.happened === undefined ? undefined : choice.choices[choice.happened]?.text;
  const real = happened === undefined ? '' : `${uiWords.happened[lang]()}: ${markdownText(happened)}\n`;
  return [{ key: 'result', text: `${uiWords.predict[lang]()}: ${real}${markdownText(choice.result)}` }];
}

function goalTold(goal: GoalData, lang: Lang): readonly Told[] {
  const text = markdownText(goal.text);
  const key = `goal ${goal.id}`;
  if (goal.done) return [{ key, text: plainWords.goalMet[lang](text), isListed: true }];
  const by = goal.regressed?.by;
  const broken = by === undefined ? '' : ` ${markdownText(uiWords.regressedBy[lang](by))}`;
  const word = goal.regressed ? plainWords.goalBroken : plainWords.goalOpen;
  const why = goal.why === undefined ? [] : [`${uiWords.why[lang]()}: ${markdownText(goal.why)}`];
  return [{ key, text: [`${word[lang](text)}${broken}`, ...why].join('\n'), isListed: true }];
}

function closingTold({ phase }: LessonData, lang: Lang): readonly Told[] {
  if (phase === 'done' || phase === 'summary') return [{ key: 'done', text: uiWords.nextStep[lang]() }];
  return phase === 'finished' ? [{ key: 'finished', text: markdownText(uiWords.finished[lang]()) }] : [];
}
