// The lesson pane: prose, goals with what is wanted and what is, hints, choices.
import { uiWords } from '../../words/ui.js';
import type { ChoiceData, GoalData, LessonData, LessonSection } from '../app-model.js';
import type { View } from '../screen/pane.js';
import type { StyleName } from '../screen/theme.js';
import { visible } from '../text/sanitize.js';
import { type Row, span } from '../text/span.js';
import { textWidth } from '../text/width.js';
import { wrapProse } from '../text/wrap.js';
import { inlineRow, markdownRows } from './markdown.js';

/** Where the pane can be asked to begin; `after` is the last thing that was told. */
export type LessonAnchor = 'predict' | 'goals' | 'hint' | 'after';

export interface LessonPage {
  readonly rows: readonly Row[];
  /** First row of each part that is there. */
  readonly anchors: Readonly<Partial<Record<LessonAnchor, number>>>;
}

interface Page {
  readonly width: number;
  readonly isTight: boolean;
  readonly view: View;
}

/** All rows of the lesson's present step; the pane shows a window of them. Where they do not fit, they move closer together. */
export function lessonPage(lesson: LessonData, width: number, height: number, view: View): LessonPage {
  const roomy = assembled(lesson, { width, isTight: false, view });
  return roomy.rows.length <= height ? roomy : assembled(lesson, { width, isTight: true, view });
}

function assembled(lesson: LessonData, page: Page): LessonPage {
  const { lang } = page.view;
  const rows: Row[] = [];
  const anchors: Partial<Record<LessonAnchor, number>> = {};
  const add = (block: readonly Row[], anchor?: LessonAnchor) => {
    if (block.length > 0) {
      const start = rows.length === 0 ? 0 : rows.length + 1;
      rows.push(...(rows.length === 0 ? block : [[], ...block]));
      if (anchor !== undefined) {
        anchors[anchor] = start;
      }
    }
  };
  const opening = lesson.sections.filter((section) => section.isTask !== true);
  for (const section of opening) {
    add(sectionRows(section, page));
  }
  add(lesson.predict === undefined ? [] : choiceRows(lesson.predict, uiWords.predict[lang](), page), 'predict');
  for (const section of lesson.sections.filter((entry) => entry.isTask === true)) {
    add(sectionRows(section, page));
  }
  add(goalsRows(lesson.goals, page.width, page.view), 'goals');
  lesson.hints.forEach((hint, index) => {
    const isLast = index === lesson.hints.length - 1;
    add(hintRows(hint, { index, left: isLast ? lesson.hintsLeft : 0 }, page), isLast ? 'hint' : undefined);
  });
  for (const section of lesson.after) {
    add(sectionRows(section, page), 'after');
  }
  add(lesson.quiz === undefined ? [] : choiceRows(lesson.quiz, uiWords.quiz[lang](), page), 'predict');
  add(closingRows(lesson, page.width, page.view));
  return { rows, anchors };
}

function sectionRows(section: LessonSection, page: Page): readonly Row[] {
  const heading: readonly Row[] =
    section.heading === undefined ? [] : wrapProse([span(section.heading, 'heading')], page.width);
  return [...heading, ...prose(section.markdown, page)];
}

function prose(markdown: string, { width, isTight, view }: Page): readonly Row[] {
  return markdownRows(markdown, { width, isTight, symbols: view.theme.symbols });
}

function goalsRows(goals: readonly GoalData[], width: number, view: View): readonly Row[] {
  if (goals.length === 0) {
    return [];
  }
  const rows = goals.flatMap((goal) => goalRows(goal, width, view));
  return [[span(uiWords.goals[view.lang](), 'heading')], ...rows];
}

function goalRows(goal: GoalData, width: number, view: View): readonly Row[] {
  const mark = goal.done ? span('[x] ', 'good') : span('[ ] ', goal.regressed === undefined ? 'warn' : 'bad');
  const text = hanging([mark], inlineRow(goal.text), width);
  if (goal.done) {
    return text;
  }
  const { lang } = view;
  const facts: readonly (readonly [string, string | undefined, StyleName | undefined])[] = [
    [uiWords.want[lang](), goal.want, undefined],
    [uiWords.now[lang](), goal.now, undefined],
    [uiWords.why[lang](), goal.why, undefined],
    [uiWords.check[lang](), goal.check, 'code'],
  ];
  return [
    ...text,
    ...regressedRows(goal, width, view),
    ...facts.flatMap(([label, fact, style]) => (fact === undefined ? [] : factRows({ label, fact, style }, width))),
  ];
}

function regressedRows(goal: GoalData, width: number, view: View): readonly Row[] {
  if (goal.regressed === undefined) {
    return [];
  }
  const { by } = goal.regressed;
  const text = by === undefined ? uiWords.regressed[view.lang]() : uiWords.regressedBy[view.lang](visible(by));
  return hanging([span('    ')], [span('! ', 'bad'), ...inlineRow(text)], width);
}

interface Fact {
  readonly label: string;
  readonly fact: string;
  readonly style: StyleName | undefined;
}

function factRows({ label, fact, style }: Fact, width: number): readonly Row[] {
  const row = style === undefined ? inlineRow(fact) : [span(visible(fact), style)];
  return hanging([span('    '), span(`${label}  `, 'dim')], row, width);
}

function hintRows(hint: string, place: { index: number; left: number }, page: Page): readonly Row[] {
  const { lang } = page.view;
  const left = place.left > 0 ? wrapProse(dimmed(uiWords.hintsLeft[lang](place.left)), page.width) : [];
  return [[span(uiWords.hint[lang](place.index + 1), 'heading')], ...prose(hint, page), ...left];
}

/** A question with its choices; once it is answered and known, only the choice that was made and what came of it. */
function choiceRows(choice: ChoiceData, title: string, page: Page): readonly Row[] {
  const isKnown = choice.result !== undefined;
  const choices = choice.choices.flatMap((entry, index) => {
    const isChosen = index === choice.chosen;
    const mark = isChosen ? span(`${page.view.theme.symbols.marker} `, 'accent') : span('  ');
    const rows = hanging([mark, span(`${index + 1}. `, 'key')], inlineRow(entry.text), page.width);
    return isChosen || !isKnown ? rows : [];
  });
  return [
    [span(title, 'heading')],
    ...(isKnown ? [] : prose(choice.question, page)),
    ...choices,
    ...happenedRows(choice, page),
    ...answerRows(choice, page),
  ];
}

function happenedRows({ choices, happened }: ChoiceData, { width, view }: Page): readonly Row[] {
  if (happened === undefined) {
    return [];
  }
  const label = span(`  ${uiWords.happened[view.lang]()}  `, 'dim');
  return hanging([label], inlineRow(choices[happened]?.text ?? ''), width);
}

function answerRows(choice: ChoiceData, page: Page): readonly Row[] {
  const { lang } = page.view;
  if (choice.chosen === undefined) {
    return [[span(uiWords.predictHow[lang](), 'note')]];
  }
  if (choice.result === undefined) {
    const command =
      choice.command === undefined
        ? []
        : hanging([span('  $ ', 'dim')], [span(visible(choice.command), 'code')], page.width);
    return [...wrapProse([span(uiWords.predictRun[lang](), 'note')], page.width), ...command];
  }
  return prose(choice.result, page);
}

function closingRows(lesson: LessonData, width: number, view: View): readonly Row[] {
  switch (lesson.phase) {
    case 'done':
    case 'summary':
      return [[span(`${view.theme.symbols.marker} ${uiWords.nextStep[view.lang]()}`, 'note')]];
    case 'finished':
      return wrapProse(inlineRow(uiWords.finished[view.lang]()), width);
    case 'predict':
    case 'work':
    case 'quiz':
      return [];
  }
}

/** The first row begins with `head`, the others are indented below it. */
function hanging(head: Row, text: Row, width: number): readonly Row[] {
  const indent = head.reduce((sum, piece) => sum + textWidth(piece.text), 0);
  return wrapProse(text, width - indent).map((row, index) =>
    index === 0 ? [...head, ...row] : [span(' '.repeat(indent)), ...row],
  );
}

function dimmed(text: string): Row {
  return inlineRow(text).map((piece) => ({ ...piece, style: piece.style ?? 'dim' }));
}
