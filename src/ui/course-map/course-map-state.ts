// Which lesson the course map points at: one of the list, or a box of the diagram above it.
import type { CourseBox, CourseData, CourseLesson } from '../app-model.js';
import { textWidth } from '../text/width.js';

export interface CourseMap {
  /** Index among the lessons that were found. */
  readonly selected: number;
  readonly query: string;
  /** Index among the boxes while the diagram has the keys. */
  readonly box?: number | undefined;
}

export type MapStep = 'up' | 'down' | 'left' | 'right';

/** Lessons that the list shows for this search, in order. */
export function foundLessons(course: CourseData, query: string): readonly CourseLesson[] {
  const wanted = query.normalize('NFKC').trim().toLowerCase();
  return lessonsOf(course).filter(({ id, number, title }) =>
    `${number ?? ''} ${title.normalize('NFKC')} ${id}`.toLowerCase().includes(wanted),
  );
}

/** The lesson that Enter opens. */
export function pointedLesson(course: CourseData, map: CourseMap): CourseLesson | undefined {
  const box = map.box === undefined ? undefined : course.diagram[map.box];
  return box === undefined
    ? foundLessons(course, map.query)[map.selected]
    : lessonsOf(course).find(({ id }) => id === box.lesson);
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Rows of the list that must stay in sight below the diagram, with the search above it. */
const fewestRows = 11;

/** The diagram is drawn where all of it and enough of the list have room. */
export function fitsDiagram(course: CourseData, { width, height }: Size): boolean {
  const rows = columnsOf(course.diagram).map((column) => column.length);
  const wide = columnWidths(course).reduce((sum, own) => sum + own, 0);
  return rows.length > 0 && wide <= width && Math.max(...rows) + 3 + fewestRows <= height;
}

/** What stands in a box: its text and the lesson's number. */
export function boxText({ lesson, text }: CourseBox, course: CourseData): string {
  const number = lessonsOf(course).find(({ id }) => id === lesson)?.number;
  return number === undefined ? text : `${text} (${number})`;
}

/** With the place of the marker, the branch and the state before the text, and a gap behind it. */
export function columnWidths(course: CourseData): readonly number[] {
  return columnsOf(course.diagram).map((column) =>
    Math.max(...column.map((box) => textWidth(boxText(box, course)) + (box.below === undefined ? 6 : 9) + 2)),
  );
}

/** Up and down go through a column of the diagram and on into the list; left and right from column to column. */
export function moved(course: CourseData, map: CourseMap, step: MapStep, size: Size): CourseMap {
  if (!fitsDiagram(course, size)) {
    return movedInList(course, { ...map, box: undefined }, step);
  }
  if (map.box !== undefined) {
    return movedInDiagram(course, map, map.box, step);
  }
  return step === 'up' && map.selected === 0 && map.query === '' ? { ...map, box: 0 } : movedInList(course, map, step);
}

/** The diagram column by column: a box and those below it. */
export function columnsOf(diagram: readonly CourseBox[]): readonly (readonly CourseBox[])[] {
  return diagram
    .filter(({ below }) => below === undefined)
    .map((head) => [head, ...diagram.filter(({ below }) => below === head.lesson)]);
}

function movedInList(course: CourseData, map: CourseMap, step: MapStep): CourseMap {
  const last = foundLessons(course, map.query).length - 1;
  const by = { up: -1, down: 1, left: 0, right: 0 }[step];
  return { ...map, selected: Math.max(0, Math.min(map.selected + by, last)) };
}

function movedInDiagram({ diagram }: CourseData, map: CourseMap, index: number, step: MapStep): CourseMap {
  const columns = columnsOf(diagram);
  const current = diagram[index];
  const x = columns.findIndex((column) => current !== undefined && column.includes(current));
  const y = current === undefined ? 0 : (columns[x]?.indexOf(current) ?? 0);
  if (step === 'down' && y + 1 >= (columns[x]?.length ?? 0)) {
    return { ...map, box: undefined, selected: 0 };
  }
  const column = columns[x + { up: 0, down: 0, left: -1, right: 1 }[step]] ?? columns[x] ?? [];
  const row = Math.max(0, Math.min(y + { up: -1, down: 1, left: 0, right: 0 }[step], column.length - 1));
  const next = column[row];
  return next === undefined ? map : { ...map, box: diagram.indexOf(next) };
}

function lessonsOf(course: CourseData): readonly CourseLesson[] {
  return course.chapters.flatMap((chapter) => chapter.lessons);
}
