// The course map: the diagram of what a Service gives, and below it the chapters with how far one has come.
import { uiWords } from '../../words/ui.js';
import type { CourseBox, CourseData, CourseLesson } from '../app-model.js';
import type { View } from '../screen/pane.js';
import { visible } from '../text/sanitize.js';
import { type Row, rowWidth, type Span, span, spread } from '../text/span.js';
import { boxText, type CourseMap, columnsOf, columnWidths, fitsDiagram, foundLessons } from './course-map-state.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

export function courseMapRows(map: CourseMap, course: CourseData, size: Size, view: View): readonly Row[] {
  const search = map.query === '' ? uiWords.courseSearchHow[view.lang]() : map.query;
  const head: Row = [span(`${uiWords.courseSearch[view.lang]()}  `, 'dim'), span(visible(search), 'note')];
  const diagram = map.query === '' && fitsDiagram(course, size) ? [...diagramRows(map, course, view), []] : [];
  const { rows, selected } = listRows(map, course, size.width, view);
  const height = size.height - 2 - diagram.length;
  const start = Math.max(0, Math.min(selected - Math.floor(height / 2), rows.length - height));
  return [head, [], ...diagram, ...rows.slice(start, start + height)];
}

function listRows(map: CourseMap, course: CourseData, width: number, view: View) {
  const found = foundLessons(course, map.query);
  const pointed = map.box === undefined ? found[map.selected] : undefined;
  const rows: Row[] = [];
  let selected = 0;
  for (const chapter of course.chapters) {
    const lessons = chapter.lessons.filter((lesson) => found.includes(lesson));
    if (lessons.length === 0) {
      continue;
    }
    rows.push(...(rows.length === 0 ? [] : [[]]), [span(visible(chapter.title), 'heading')]);
    for (const lesson of lessons) {
      selected = lesson === pointed ? rows.length : selected;
      rows.push(lessonRow(lesson, { isSelected: lesson === pointed, width }, view));
    }
  }
  return { rows: rows.length === 0 ? [[span(uiWords.noLesson[view.lang](), 'warn')]] : rows, selected };
}

function lessonRow(lesson: CourseLesson, place: { isSelected: boolean; width: number }, view: View): Row {
  const state = { new: uiWords.stateNew, started: uiWords.stateStarted, done: uiWords.stateDone }[lesson.state];
  const style = place.isSelected ? 'chosen' : lesson.isOpen ? undefined : 'dim';
  const left = [
    span(place.isSelected ? `${view.theme.symbols.marker} ` : '  ', 'accent'),
    stateMark(lesson),
    span(` ${numbered(lesson)} `, style),
  ];
  const word = lesson.isOpen ? state[view.lang]() : uiWords.notOpen[view.lang]();
  const minutes = lesson.minutes === undefined ? '' : `  ${uiWords.minutes[view.lang](lesson.minutes)}`;
  return spread(left, [span(`${word}${minutes}`, 'dim')], place.width);
}

function stateMark({ state, isOpen }: CourseLesson): Span {
  if (!isOpen) {
    return span(' -  ', 'dim');
  }
  const mark = { new: '[ ] ', started: '[~] ', done: '[x] ' }[state];
  return span(mark, state === 'done' ? 'good' : state === 'started' ? 'warn' : 'dim');
}

function numbered({ number, title }: CourseLesson): string {
  return number === undefined ? visible(title) : `${number} ${visible(title)}`;
}

/** Column by column below one root. */
function diagramRows(map: CourseMap, course: CourseData, view: View): readonly Row[] {
  const columns = columnsOf(course.diagram);
  const widths = columnWidths(course);
  const height = Math.max(...columns.map((column) => column.length));
  const rows = Array.from({ length: height }, (_, y) =>
    columns.flatMap((column, x) => {
      const box = column[y];
      return padded(box === undefined ? [] : boxCell(box, map, course, view), widths[x] ?? 0);
    }),
  );
  const { topLeft, topRight, tee, horizontal } = view.theme.symbols;
  const stem = widths.slice(0, -1).map((own, x) => `${x === 0 ? topLeft : tee}${horizontal.repeat(own - 1)}`);
  return [
    [span('  Kubernetes Service', 'title')],
    [span(`  ${stem.join('')}${stem.length === 0 ? '' : topRight}`, 'frame')],
    ...rows,
  ];
}

function boxCell(box: CourseBox, map: CourseMap, course: CourseData, view: View): Row {
  const lesson = course.chapters.flatMap((chapter) => chapter.lessons).find(({ id }) => id === box.lesson);
  const isPointed = map.box !== undefined && course.diagram[map.box] === box;
  const style = isPointed ? 'chosen' : lesson?.isOpen ? undefined : 'dim';
  const lead = box.below === undefined ? '' : `${view.theme.symbols.branch} `;
  return [
    span(isPointed ? `${view.theme.symbols.marker} ` : '  ', 'accent'),
    span(lead, 'frame'),
    ...(lesson === undefined ? [] : [stateMark(lesson)]),
    span(visible(boxText(box, course)), style),
  ];
}

function padded(row: Row, width: number): Row {
  return [...row, span(' '.repeat(Math.max(0, width - rowWidth(row))))];
}
