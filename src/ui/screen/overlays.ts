// Pages that lie over the panes for a while: help, course map, the question before the solution.
import { type PaneProgram, programHelp } from '../../words/program-help.js';
import { helpWords, uiWords } from '../../words/ui.js';
import type { AppSnapshot, CourseData, CourseLesson } from '../app-model.js';
import { visible } from '../text/sanitize.js';
import { type Row, span, spread } from '../text/span.js';
import { textWidth } from '../text/width.js';
import { frameColumns, frameRows, paintPane, type View } from './pane.js';
import type { Overlay } from './ui-state.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

export function paintOverlay(overlay: Overlay, snapshot: AppSnapshot, size: Size, view: View): readonly string[] {
  const inner = { width: size.width - frameColumns, height: size.height - frameRows };
  switch (overlay.type) {
    case 'help':
      return page(
        uiWords.help[view.lang](),
        window(helpRows(overlay.program, view), overlay.scroll, inner.height),
        size,
        view,
      );
    case 'course': {
      const rows = courseRows(overlay, snapshot.course, inner, view);
      return page(uiWords.courseMap[view.lang](), rows, size, view);
    }
    case 'solution':
      return page(uiWords.keySolution[view.lang](), questionRows(inner.height, view), size, view);
  }
}

/** Lessons that the course map shows for this search, in order. */
export function foundLessons(course: CourseData, query: string): readonly CourseLesson[] {
  const wanted = query.toLowerCase();
  return course.chapters
    .flatMap((chapter) => chapter.lessons)
    .filter((lesson) => `${lesson.id} ${lesson.title}`.toLowerCase().includes(wanted));
}

function page(title: string, rows: readonly Row[], size: Size, view: View): readonly string[] {
  return paintPane(rows, { ...size, title: [span(title, 'title')], isFocused: true }, view);
}

function window(rows: readonly Row[], scroll: number, height: number): readonly Row[] {
  const start = Math.max(0, Math.min(scroll, rows.length - height));
  return rows.slice(start, start + height);
}

/** The keys of the program in the pane come first. */
function helpRows(program: PaneProgram | undefined, view: View): readonly Row[] {
  const { editor, vi, pager } = programHelp;
  const first = program === undefined ? [] : [programHelp[program]];
  const groups = [...first, ...[...helpWords, editor, vi, pager].filter((group) => !first.includes(group))];
  const entries = groups.flatMap((group) => group.entries);
  const widest = Math.max(...entries.map(([keys]) => textWidth(keys)));
  return groups.flatMap((group, index): readonly Row[] => [
    ...(index === 0 ? [] : [[]]),
    [span(group.title[view.lang](), 'heading')],
    ...group.entries.map(([keys, text]) => [
      span(`  ${keys}${' '.repeat(widest - textWidth(keys) + 3)}`, 'key'),
      span(text[view.lang]()),
    ]),
  ]);
}

function questionRows(height: number, view: View): readonly Row[] {
  const blank = Array.from({ length: Math.max(0, Math.floor(height / 2) - 2) }, (): Row => []);
  return [
    ...blank,
    [span(`  ${uiWords.askSolution[view.lang]()}`, 'bold')],
    [],
    [span(`  ${uiWords.askSolutionHow[view.lang]()}`, 'key')],
  ];
}

type CourseOverlay = Extract<Overlay, { type: 'course' }>;

function courseRows(overlay: CourseOverlay, course: CourseData, inner: Size, view: View): readonly Row[] {
  const found = foundLessons(course, overlay.query);
  const selected = found[overlay.selected];
  const rows: Row[] = [];
  let selectedRow = 0;
  for (const chapter of course.chapters) {
    const lessons = chapter.lessons.filter((lesson) => found.includes(lesson));
    if (lessons.length === 0) {
      continue;
    }
    rows.push(...(rows.length === 0 ? [] : [[]]), [span(visible(chapter.title), 'heading')]);
    for (const lesson of lessons) {
      selectedRow = lesson === selected ? rows.length : selectedRow;
      rows.push(lessonRow(lesson, { isSelected: lesson === selected, width: inner.width }, view));
    }
  }
  const search = overlay.query === '' ? uiWords.courseSearchHow[view.lang]() : overlay.query;
  const head: Row = [span(`${uiWords.courseSearch[view.lang]()}  `, 'dim'), span(visible(search), 'note')];
  return [head, [], ...window(rows, selectedRow - Math.floor((inner.height - 2) / 2), inner.height - 2)];
}

function lessonRow(lesson: CourseLesson, place: { isSelected: boolean; width: number }, view: View): Row {
  const mark = { new: '[ ]', started: '[~]', done: '[x]' }[lesson.state];
  const state = { new: uiWords.stateNew, started: uiWords.stateStarted, done: uiWords.stateDone }[lesson.state];
  const style = place.isSelected ? 'chosen' : lesson.isOpen ? undefined : 'dim';
  const left = [
    span(place.isSelected ? `${view.theme.symbols.marker} ` : '  ', 'accent'),
    span(`${mark} `, lesson.state === 'done' ? 'good' : lesson.state === 'started' ? 'warn' : 'dim'),
    span(` ${visible(lesson.title)} `, style),
  ];
  const word = lesson.isOpen ? state[view.lang]() : uiWords.notOpen[view.lang]();
  return spread(left, [span(`${word}  ${uiWords.minutes[view.lang](lesson.minutes)}`, 'dim')], place.width);
}
