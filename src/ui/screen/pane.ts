// A framed pane: title in the upper border, a note in the lower one, rows of exact width between them.
import type { Lang } from '../../words/sentence.js';
import { fitRow, type Row, rowWidth, span } from '../text/span.js';
import { paintRow, type Theme } from './theme.js';

/** What every view needs to draw. */
export interface View {
  readonly lang: Lang;
  readonly theme: Theme;
}

export interface PaneOptions {
  readonly title: Row;
  /** Stands in the lower border, e.g. how much follows. */
  readonly note?: string | undefined;
  readonly width: number;
  readonly height: number;
  readonly isFocused: boolean;
}

/** Columns and rows that the frame takes from its content. */
export const frameColumns = 4;
export const frameRows = 2;

export function paintPane(rows: readonly Row[], options: PaneOptions, view: View): readonly string[] {
  const { symbols } = view.theme;
  const style = options.isFocused ? 'frame-focused' : 'frame';
  const inner = options.width - frameColumns;
  const edge = paintRow([span(symbols.vertical, style)], 1, view.theme);
  const painted = [paintRow(topBorder(options, view), options.width, view.theme)];
  for (let index = 0; index < options.height - frameRows; index += 1) {
    painted.push(`${edge} ${paintRow(rows[index] ?? [], inner, view.theme)} ${edge}`);
  }
  return [...painted, paintRow(bottomBorder(options, view), options.width, view.theme)];
}

function topBorder(options: PaneOptions, view: View): Row {
  const { symbols } = view.theme;
  const style = options.isFocused ? 'frame-focused' : 'frame';
  const title = fitRow(options.title, Math.min(rowWidth(options.title), options.width - 4));
  const rest = options.width - 4 - rowWidth(title);
  return [
    span(`${symbols.topLeft} `, style),
    ...title,
    span(` ${symbols.horizontal.repeat(rest)}${symbols.topRight}`, style),
  ];
}

function bottomBorder(options: PaneOptions, view: View): Row {
  const { symbols } = view.theme;
  const style = options.isFocused ? 'frame-focused' : 'frame';
  const wanted = options.note === undefined ? [] : [span(` ${options.note} `, 'note')];
  const note = rowWidth(wanted) > options.width - 6 ? [] : wanted;
  const rest = options.width - 2 - rowWidth(note);
  const left = Math.max(0, rest - 2);
  return [
    span(symbols.bottomLeft + symbols.horizontal.repeat(left), style),
    ...note,
    span(symbols.horizontal.repeat(rest - left) + symbols.bottomRight, style),
  ];
}
