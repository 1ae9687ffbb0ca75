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

/** All rows of the lesson's present step; the pane shows a window of them. */
export function lessonRows(lesson: LessonData, width: number, view: View): readonly Row[] {
  const blocks: (readonly Row[])[] = [
    ...lesson.sections.map((section) => sectionRows(section, width, view)),
    lesson.predict === undefined ? [] : choiceRows(lesson.predict, uiWords.predict[view.lang](), width, view),
    goalsRows(lesson.goals, width, view),
    hintRows(lesson, width, view),
    ...lesson.after.map((section) => sectionRows(section, width, view)),
    lesson.quiz === undefined ? [] : choiceRows(lesson.quiz, uiWords.quiz[view.lang](), width, view),
    closingRows(lesson, width, view),
  ];
  return blocks.filter((rows) => rows.length > 0).flatMap((rows, index) => (index === 0 ? rows : [[], ...rows]));
}

function sectionRows(section: LessonSection, width: number, view: View): readonly Row[] {
  const heading: readonly Row[] =
    section.heading === undefined ? [] : wrapProse([span(section.heading, 'heading')], width);
  return [...heading, ...markdownRows(section.markdown, width, view.theme.symbols)];
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

function hintRows(lesson: LessonData, width: number, view: View): readonly Row[] {
  if (lesson.hints.length === 0) {
    return [];
  }
  const rows = lesson.hints.flatMap((hint, index) => [
    [span(uiWords.hint[view.lang](index + 1), 'heading')],
    ...markdownRows(hint, width, view.theme.symbols),
  ]);
  const left = lesson.hintsLeft > 0 ? wrapProse(dimmed(uiWords.hintsLeft[view.lang](lesson.hintsLeft)), width) : [];
  return [...rows, ...left];
}

function choiceRows(choice: ChoiceData, title: string, width: number, view: View): readonly Row[] {
  const choices = choice.choices.flatMap((entry, index) => {
    const mark = index === choice.chosen ? span(`${view.theme.symbols.marker} `, 'accent') : span('  ');
    return hanging([mark, span(`${index + 1}. `, 'key')], inlineRow(entry.text), width);
  });
  return [
    [span(title, 'heading')],
    ...markdownRows(choice.question, width, view.theme.symbols),
    ...choices,
    ...answerRows(choice, width, view),
  ];
}

function answerRows(choice: ChoiceData, width: number, view: View): readonly Row[] {
  if (choice.chosen === undefined) {
    return [[span(uiWords.predictHow[view.lang](), 'note')]];
  }
  if (choice.result === undefined) {
    return wrapProse([span(uiWords.predictRun[view.lang](), 'note')], width);
  }
  return [[], ...markdownRows(choice.result, width, view.theme.symbols)];
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
