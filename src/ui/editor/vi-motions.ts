// Where the motions of vi lead.
import { graphemes } from '../text/width.js';
import { boundary, lineOf, type Moment, type Place } from './text-buffer.js';

/** `lines` motions take whole lines when an operator stands before them. */
export interface Target extends Place {
  readonly kind: 'exclusive' | 'inclusive' | 'lines';
}

export interface Motion {
  readonly name: string;
  readonly count?: number | undefined;
  /** The character that `f`, `F`, `t` and `T` look for. */
  readonly argument?: string | undefined;
}

/** Undefined when there is nothing in that direction. */
export function targetOf(moment: Moment, motion: Motion): Target | undefined {
  const { name, count = 1 } = motion;
  const line = lineOf(moment);
  const { row, column } = moment;
  switch (name) {
    case 'h':
      return column === 0 ? undefined : { row, column: shifted(line, column, -count), kind: 'exclusive' };
    case 'l':
    case ' ':
      return column >= line.length ? undefined : { row, column: shifted(line, column, count), kind: 'exclusive' };
    case '0':
      return { row, column: 0, kind: 'exclusive' };
    case '^':
      return { row, column: firstWord(line), kind: 'exclusive' };
    case '$':
      return lineEnd(moment, row + count - 1);
    case 'w':
    case 'W':
    case 'b':
    case 'B':
    case 'e':
    case 'E':
      return wordTarget(moment, name, count);
    case 'f':
    case 't':
    case 'F':
    case 'T':
      return characterTarget(line, moment, motion);
    default:
      return rowTarget(moment, motion);
  }
}

function rowTarget({ lines, row, column }: Moment, { name, count }: Motion): Target | undefined {
  const last = lines.length - 1;
  const atStart = (to: number): Target | undefined =>
    to < 0 || to > last ? undefined : { row: to, column: firstWord(lines[to] ?? ''), kind: 'lines' };
  const same = (to: number): Target | undefined =>
    to < 0 || to > last ? undefined : { row: to, column: boundary(lines[to] ?? '', column), kind: 'lines' };
  switch (name) {
    case 'j':
      return row === last ? undefined : same(Math.min(last, row + (count ?? 1)));
    case 'k':
      return row === 0 ? undefined : same(Math.max(0, row - (count ?? 1)));
    case '+':
      return atStart(row + (count ?? 1));
    case '-':
      return atStart(row - (count ?? 1));
    case 'G':
      return atStart(Math.min(last, (count ?? last + 1) - 1));
    case 'gg':
      return atStart(Math.min(last, (count ?? 1) - 1));
    case '}':
      return paragraph(lines, row, 1);
    case '{':
      return paragraph(lines, row, -1);
    default:
      return undefined;
  }
}

/** The first character of a line that is no blank. */
export function firstWord(line: string): number {
  const column = line.search(/\S/);
  return column < 0 ? Math.max(0, line.length - 1) : column;
}

/** `count` graphemes on from a column, within the line. */
export function shifted(line: string, column: number, count: number): number {
  if (count >= 0) return column + graphemes(line.slice(column)).slice(0, count).join('').length;
  const before = graphemes(line.slice(0, column));
  return before.slice(0, Math.max(0, before.length + count)).join('').length;
}

function lineEnd({ lines, row }: Moment, wanted: number): Target {
  const to = Math.min(lines.length - 1, Math.max(row, wanted));
  const line = lines[to] ?? '';
  return { row: to, column: line === '' ? 0 : shifted(line, line.length, -1), kind: 'inclusive' };
}

function paragraph(lines: readonly string[], row: number, step: 1 | -1): Target {
  let to = row + step;
  while (to > 0 && to < lines.length - 1 && lines[to] !== '') to += step;
  const end = Math.max(0, Math.min(lines.length - 1, to));
  return {
    row: end,
    column: step === 1 && end === lines.length - 1 ? (lines[end] ?? '').length : 0,
    kind: 'exclusive',
  };
}

interface Cell extends Place {
  /** Blank, word, signs, or a script of its own. An empty line is a word. */
  readonly group: number;
}

function wordTarget(moment: Moment, name: string, count: number): Target | undefined {
  const isBig = name === name.toUpperCase();
  let place: Place = moment;
  for (let step = 0; step < count; step += 1) {
    const next = oneWord(moment.lines, place, name.toLowerCase(), isBig);
    if (next === undefined) break;
    place = next;
  }
  const isSame = place.row === moment.row && place.column === moment.column;
  return isSame ? undefined : { ...place, kind: name.toLowerCase() === 'e' ? 'inclusive' : 'exclusive' };
}

function oneWord(lines: readonly string[], from: Place, name: string, isBig: boolean): Place | undefined {
  const step = name === 'b' ? -1 : 1;
  const cells = walk(lines, from, step, isBig);
  const first = cells.next().value;
  if (first === undefined) return undefined;
  return name === 'w' ? nextStart(cells, first, lines) : farEnd(cells);
}

/** The beginning of the next word; behind the last one the end of the text. */
function nextStart(cells: Cells, first: Cell, lines: readonly string[]): Place {
  let group = first.group;
  let row = first.row;
  for (const cell of cells) {
    const isBreak = cell.row !== row || cell.group !== group;
    if (isBreak && cell.group !== blank) return cell;
    group = cell.row === row ? cell.group : blank;
    row = cell.row;
  }
  return { row: lines.length - 1, column: lines.at(-1)?.length ?? 0 };
}

/** The far end of the word that lies in the direction of the walk. */
function farEnd(cells: Cells): Place | undefined {
  let inside: Cell | undefined;
  for (const cell of cells) {
    if (inside === undefined) {
      if (cell.group !== blank) inside = cell;
    } else if (cell.row !== inside.row || cell.group !== inside.group) return inside;
    else inside = cell;
  }
  return inside;
}

type Cells = Generator<Cell, undefined>;

const blank = 0;
const emptyLine = 9;

function* walk(lines: readonly string[], from: Place, step: 1 | -1, isBig: boolean): Cells {
  for (let row = from.row; row >= 0 && row < lines.length; row += step) {
    const cells = cellsOf(lines[row] ?? '', row, isBig);
    const ordered = step === 1 ? cells : cells.toReversed();
    for (const cell of ordered) {
      const isBehind = step === 1 ? cell.column < from.column : cell.column > from.column;
      if (row !== from.row || !isBehind) yield cell;
    }
    // At the end of a line there is no character: the walk begins there all the same.
    if (row === from.row && step === 1 && from.column >= (lines[row] ?? '').length && cells[0]?.group !== emptyLine)
      yield { row, column: from.column, group: blank };
  }
  return undefined;
}

function cellsOf(line: string, row: number, isBig: boolean): readonly Cell[] {
  if (line === '') return [{ row, column: 0, group: emptyLine }];
  let column = 0;
  return graphemes(line).map((grapheme) => {
    const cell = { row, column, group: groupOf(grapheme, isBig) };
    column += grapheme.length;
    return cell;
  });
}

function groupOf(grapheme: string, isBig: boolean): number {
  if (/^\s/.test(grapheme)) return blank;
  if (isBig || /^\p{Script=Hiragana}/u.test(grapheme)) return 1;
  if (/^\p{Script=Katakana}|^ー/u.test(grapheme)) return 2;
  if (/^\p{Script=Han}/u.test(grapheme)) return 3;
  return /^[\p{L}\p{N}_]/u.test(grapheme) ? 4 : 5;
}

function characterTarget(line: string, { row, column }: Place, { name, count = 1, argument = '' }: Motion) {
  const isForward = name === 'f' || name === 't';
  let at = column;
  for (let step = 0; step < count; step += 1) {
    const found = isForward ? line.indexOf(argument, at + 1) : at === 0 ? -1 : line.lastIndexOf(argument, at - 1);
    if (found < 0 || argument === '') return undefined;
    at = found;
  }
  const till = name === 't' ? shifted(line, at, -1) : name === 'T' ? shifted(line, at, 1) : at;
  const kind = isForward ? ('inclusive' as const) : ('exclusive' as const);
  return { row, column: till, kind };
}

/** The word under the cursor, for `iw` and `aw`. */
export function wordAround(moment: Moment, withBlanks: boolean): readonly [number, number] {
  const line = lineOf(moment);
  const cells = cellsOf(line, moment.row, false);
  const index = Math.max(
    0,
    cells.findLastIndex((cell) => cell.column <= moment.column),
  );
  const group = cells[index]?.group;
  let first = index;
  let end = index;
  while (cells[first - 1]?.group === group && first > 0) first -= 1;
  while (cells[end]?.group === group && end < cells.length) end += 1;
  while (withBlanks && cells[end]?.group === blank) end += 1;
  return [cells[first]?.column ?? 0, cells[end]?.column ?? line.length];
}
