// Lines of text with a cursor and the way back: what every kind of editing stands on.
import { graphemes } from '../text/width.js';

/** A place between two graphemes. */
export interface Place {
  readonly row: number;
  /** Offset into the line. */
  readonly column: number;
}

export interface Moment extends Place {
  readonly lines: readonly string[];
}

export interface TextBuffer extends Moment {
  readonly past: readonly Moment[];
  readonly future: readonly Moment[];
  readonly lastWasTyping: boolean;
}

const undoDepth = 200;

export function bufferOf(lines: readonly string[]): TextBuffer {
  return { lines: lines.length === 0 ? [''] : lines, row: 0, column: 0, past: [], future: [], lastWasTyping: false };
}

export function lineOf({ lines, row }: Moment): string {
  return lines[row] ?? '';
}

/** The buffer after a change that undo takes back; single characters in a row are one change. */
export function changed<B extends TextBuffer>(buffer: B, next: Moment, isTyping = false): B {
  const joins = isTyping && buffer.lastWasTyping && buffer.past.length > 0;
  const past = joins ? buffer.past : [...buffer.past.slice(1 - undoDepth), momentOf(buffer)];
  return { ...buffer, ...next, past, future: [], lastWasTyping: isTyping };
}

export function momentOf({ lines, row, column }: Moment): Moment {
  return { lines, row, column };
}

/** The text between two places becomes another; the cursor stands behind it. */
export function replaced<B extends TextBuffer>(buffer: B, [from, to]: Range, text: string): B {
  const parts = (lineAt(buffer, from.row).slice(0, from.column) + text).split('\n');
  const last = parts.at(-1) ?? '';
  const rest = lineAt(buffer, to.row).slice(to.column);
  const lines = buffer.lines.toSpliced(from.row, to.row - from.row + 1, ...parts.slice(0, -1), last + rest);
  const isTyping = !text.includes('\n') && from.row === to.row && from.column === to.column && isOne(text);
  return changed(buffer, { lines, row: from.row + parts.length - 1, column: last.length }, isTyping);
}

export type Range = readonly [from: Place, to: Place];

export function textBetween({ lines }: Moment, [from, to]: Range): string {
  if (from.row === to.row) return (lines[from.row] ?? '').slice(from.column, to.column);
  const between = lines.slice(from.row + 1, to.row);
  return [(lines[from.row] ?? '').slice(from.column), ...between, (lines[to.row] ?? '').slice(0, to.column)].join('\n');
}

/** Without the lines from `first` on; one empty line stays. */
export function withoutLines<B extends TextBuffer>(buffer: B, first: number, count: number): B {
  const rest = buffer.lines.toSpliced(first, count);
  const lines = rest.length === 0 ? [''] : rest;
  return changed(buffer, { lines, row: Math.min(first, lines.length - 1), column: 0 });
}

export function undone<B extends TextBuffer>(buffer: B): B {
  const before = buffer.past.at(-1);
  if (before === undefined) return buffer;
  const future = [...buffer.future, momentOf(buffer)];
  return { ...buffer, ...before, past: buffer.past.slice(0, -1), future, lastWasTyping: false };
}

export function redone<B extends TextBuffer>(buffer: B): B {
  const after = buffer.future.at(-1);
  if (after === undefined) return buffer;
  const past = [...buffer.past, momentOf(buffer)];
  return { ...buffer, ...after, past, future: buffer.future.slice(0, -1), lastWasTyping: false };
}

/** The place one grapheme to the left, in the line above at its beginning. */
export function placeBefore({ lines, row, column }: Moment): Place {
  if (column > 0) {
    const before = (lines[row] ?? '').slice(0, column);
    return { row, column: column - (graphemes(before).at(-1)?.length ?? 0) };
  }
  return row === 0 ? { row, column } : { row: row - 1, column: (lines[row - 1] ?? '').length };
}

/** The place one grapheme to the right, in the line below at its end. */
export function placeAfter({ lines, row, column }: Moment): Place {
  const line = lines[row] ?? '';
  if (column < line.length) {
    return { row, column: column + (graphemes(line.slice(column))[0]?.length ?? 0) };
  }
  return row >= lines.length - 1 ? { row, column } : { row: row + 1, column: 0 };
}

/** The cursor in another row, never inside a grapheme. */
export function atRow<B extends TextBuffer>(buffer: B, wanted: number, column = buffer.column): B {
  const row = Math.max(0, Math.min(wanted, buffer.lines.length - 1));
  return { ...buffer, row, column: boundary(buffer.lines[row] ?? '', column), lastWasTyping: false };
}

/** The last offset up to `column` that stands between two graphemes. */
export function boundary(line: string, column: number): number {
  if (column >= line.length) return line.length;
  let offset = 0;
  for (const grapheme of graphemes(line)) {
    if (offset + grapheme.length > column) break;
    offset += grapheme.length;
  }
  return offset;
}

/** Text as it may enter a file: tabs become blanks, other control characters are left out. */
export function cleanText(raw: string): string {
  return raw
    .replace(/\r\n?/g, '\n')
    .replace(/\t/g, '  ')
    .replace(/(?!\n)\p{Cc}/gu, '');
}

function lineAt({ lines }: Moment, row: number): string {
  return lines[row] ?? '';
}

function isOne(text: string): boolean {
  return text.length < 16 && graphemes(text).length === 1;
}
