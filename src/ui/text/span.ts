// A row of the screen before it becomes bytes: pieces of text, each in one style.
import type { StyleName } from '../screen/theme.js';
import { graphemes, graphemeWidth, textWidth } from './width.js';

export interface Span {
  readonly text: string;
  readonly style?: StyleName | undefined;
  /** Parameters of a colour sequence that a program wrote, e.g. `1;31`. */
  readonly sgr?: string | undefined;
}

export type Row = readonly Span[];

export function span(text: string, style?: StyleName): Span {
  return style === undefined ? { text } : { text, style };
}

export function rowWidth(row: Row): number {
  return row.reduce((sum, piece) => sum + textWidth(piece.text), 0);
}

/** The row cut or padded to exactly `width` columns. */
export function fitRow(row: Row, width: number): Row {
  const fitted: Span[] = [];
  let left = width;
  for (const piece of row) {
    const own = textWidth(piece.text);
    if (own <= left) {
      fitted.push(piece);
      left -= own;
      continue;
    }
    const text = cut(piece.text, left);
    fitted.push({ ...piece, text });
    left -= textWidth(text);
    break;
  }
  return left > 0 ? [...fitted, { text: ' '.repeat(left) }] : fitted;
}

/** A text that is cut ends with that mark. */
export function shortened(text: string, width: number, mark: string): string {
  return textWidth(text) <= width ? text : `${cut(text, Math.max(0, width - 1))}${mark}`;
}

/** A row that is cut ends with that mark. */
export function shortenedRow(row: Row, width: number, mark: string): Row {
  return rowWidth(row) <= width ? row : [...fitRow(row, width - 1), span(mark, 'dim')];
}

/** As much of the text as fits into `width` columns. */
function cut(text: string, width: number): string {
  if (textWidth(text) <= width) {
    return text;
  }
  let taken = '';
  let used = 0;
  for (const grapheme of graphemes(text)) {
    const next = used + graphemeWidth(grapheme);
    if (next > width) {
      break;
    }
    taken += grapheme;
    used = next;
  }
  return taken;
}

/** Left and right part of one row with the gap between them; the right part yields first. */
export function spread(left: Row, right: Row, width: number): Row {
  const gap = width - rowWidth(left) - rowWidth(right);
  return gap >= 1 ? [...left, span(' '.repeat(gap)), ...right] : fitRow(left, width);
}
