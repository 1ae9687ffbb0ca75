// The pager: a pure reducer over where one reads in a text that may still be growing.
import type { PagedText } from '../app-model.js';
import { matcherOf } from '../editor/find-text.js';
import { visible } from '../text/sanitize.js';
import { textWidth } from '../text/width.js';
import { wrapCells } from '../text/wrap.js';

export interface Pager {
  readonly id: number;
  readonly top: Spot;
  /** The end was asked for: the view follows until something else is. */
  readonly followsEnd: boolean;
  /** Columns to the left that are out of sight, where long lines are cut. */
  readonly left: number;
  /** A count that was typed. */
  readonly count: string;
  readonly prompt?: { readonly sign: '/' | '?'; readonly text: string } | undefined;
  readonly search?: { readonly pattern: string; readonly direction: 1 | -1 } | undefined;
  /** Line of the last match. */
  readonly found?: number | undefined;
  readonly notFound?: string | undefined;
}

/** A row of the screen: which row of a wrapped line. */
export interface Spot {
  readonly line: number;
  readonly row: number;
}

export type PagerAction =
  | { readonly type: 'rows' | 'pages' | 'half-pages' | 'columns'; readonly by: number }
  | { readonly type: 'line'; readonly from: 'top' | 'bottom' }
  | { readonly type: 'digit'; readonly digit: string }
  | { readonly type: 'prompt'; readonly sign: '/' | '?' }
  | { readonly type: 'type'; readonly text: string }
  | { readonly type: 'again'; readonly direction: 1 | -1 }
  | { readonly type: 'backspace' | 'answer' | 'cancel' };

/** What the reader has before the eyes: the text and the room for it. */
export interface Sheet {
  readonly text: PagedText;
  readonly width: number;
  /** Rows for text, without the line below. */
  readonly height: number;
}

export function openPager(id: number): Pager {
  return { id, top: { line: 0, row: 0 }, followsEnd: false, left: 0, count: '' };
}

export function reducePager(before: Pager, action: PagerAction, sheet: Sheet): Pager {
  const pager = { ...before, notFound: undefined };
  const count = Math.min(1_000_000, Number(pager.count || 1));
  switch (action.type) {
    case 'rows':
      return moved(pager, action.by * count, sheet);
    case 'pages':
      return moved(pager, action.by * count * sheet.height, sheet);
    case 'half-pages':
      return moved(pager, action.by * Math.max(1, Math.floor(sheet.height / 2)), sheet);
    case 'columns':
      return { ...pager, left: Math.max(0, pager.left + action.by * Math.floor(sheet.width / 2)) };
    case 'line':
      return action.from === 'bottom' && pager.count === ''
        ? { ...pager, followsEnd: true, found: undefined }
        : toLine(pager, count - 1, sheet);
    case 'digit':
      return { ...pager, count: `${pager.count}${action.digit}`.slice(0, 7) };
    case 'prompt':
      return { ...pager, prompt: { sign: action.sign, text: '' } };
    case 'type':
      return pager.prompt ? { ...pager, prompt: { ...pager.prompt, text: pager.prompt.text + action.text } } : pager;
    case 'backspace':
      return erased(pager);
    case 'cancel':
      return { ...pager, prompt: undefined, count: '' };
    case 'answer':
      return answered(pager, sheet);
    case 'again':
      return pager.search
        ? searched(pager, action.direction === 1 ? pager.search : turned(pager.search), sheet)
        : pager;
  }
}

/** The first row in sight. */
export function topOf({ top, followsEnd }: Pager, sheet: Sheet): Spot {
  const end = endSpot(sheet);
  if (followsEnd) return end;
  const isBehind = top.line > end.line || (top.line === end.line && top.row > end.row);
  return isBehind ? end : { line: top.line, row: Math.min(top.row, rowsOf(top.line, sheet) - 1) };
}

/** True when the last row of what has come is in sight. */
export function isAtEnd(pager: Pager, sheet: Sheet): boolean {
  const top = topOf(pager, sheet);
  const end = endSpot(sheet);
  return top.line === end.line && top.row === end.row;
}

/** One line as it is drawn: tabs as blanks, control characters made visible. */
export function drawnLine(line: string): string {
  if (!line.includes('\t')) return visible(line);
  let drawn = '';
  for (const [index, part] of line.split('\t').entries()) {
    if (index > 0) drawn += ' '.repeat(8 - (textWidth(drawn) % 8));
    drawn += visible(part);
  }
  return drawn;
}

/** Columns for the text beside the line numbers. */
export function textColumns({ text, width }: Sheet): number {
  return text.showsNumbers ? Math.max(1, width - numberColumns) : width;
}

export const numberColumns = 8;

function rowsOf(line: number, sheet: Sheet): number {
  if (sheet.text.chopsLines) return 1;
  const drawn = drawnLine(sheet.text.lines[line] ?? '');
  const width = textColumns(sheet);
  if (/^[\x20-\x7e]*$/.test(drawn)) return Math.max(1, Math.ceil(drawn.length / width));
  return wrapCells([{ text: drawn }], width).length;
}

/** The first row of the last full page. */
function endSpot(sheet: Sheet): Spot {
  let rows = 0;
  for (let line = sheet.text.lines.length - 1; line >= 0; line -= 1) {
    rows += rowsOf(line, sheet);
    if (rows >= sheet.height) return { line, row: rows - sheet.height };
  }
  return { line: 0, row: 0 };
}

function moved(pager: Pager, by: number, sheet: Sheet): Pager {
  let { line, row } = topOf(pager, sheet);
  row += by;
  while (row < 0 && line > 0) {
    line -= 1;
    row += rowsOf(line, sheet);
  }
  while (line < sheet.text.lines.length - 1 && row >= rowsOf(line, sheet)) {
    row -= rowsOf(line, sheet);
    line += 1;
  }
  return at(pager, { line, row: Math.max(0, row) }, sheet);
}

function toLine(pager: Pager, line: number, sheet: Sheet): Pager {
  return at(pager, { line: Math.max(0, Math.min(line, sheet.text.lines.length - 1)), row: 0 }, sheet);
}

function at(pager: Pager, top: Spot, sheet: Sheet): Pager {
  const next = { ...pager, top, followsEnd: false, count: '', found: undefined };
  return { ...next, top: topOf(next, sheet) };
}

function erased(pager: Pager): Pager {
  const { prompt } = pager;
  if (prompt === undefined) return { ...pager, count: pager.count.slice(0, -1) };
  const text = Array.from(prompt.text).slice(0, -1).join('');
  return { ...pager, prompt: prompt.text === '' ? undefined : { ...prompt, text } };
}

function answered(pager: Pager, sheet: Sheet): Pager {
  const { prompt, search } = pager;
  if (prompt === undefined) return pager;
  const pattern = prompt.text === '' ? (search?.pattern ?? '') : prompt.text;
  const closed = { ...pager, prompt: undefined };
  return pattern === '' ? closed : searched(closed, { pattern, direction: prompt.sign === '/' ? 1 : -1 }, sheet, true);
}

type LineSearch = NonNullable<Pager['search']>;

function turned({ pattern, direction }: LineSearch): LineSearch {
  return { pattern, direction: direction === 1 ? -1 : 1 };
}

/** The next line with a match. A new search remembers its direction; capitals are told apart, as less does. */
function searched(pager: Pager, search: LineSearch, sheet: Sheet, isNew = false): Pager {
  const { lines } = sheet.text;
  const matcher = matcherOf({ pattern: search.pattern, isExact: true });
  const remembered = isNew ? { ...pager, search } : pager;
  const start = pager.found ?? topOf(pager, sheet).line - (isNew && search.direction === 1 ? 1 : 0);
  for (let line = start + search.direction; line >= 0 && line < lines.length; line += search.direction) {
    if ((lines[line] ?? '').search(matcher) >= 0) return { ...toLine(remembered, line, sheet), found: line };
  }
  return { ...remembered, notFound: search.pattern };
}
