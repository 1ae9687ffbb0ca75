// The terminal pane: the end of the output, the prompt with the line being typed, the completion menu.
import { uiWords } from '../../words/ui.js';
import type { TerminalData } from '../app-model.js';
import type { CursorPlace } from '../frame/painter.js';
import { menuRows } from '../line-editor/menu-view.js';
import { emptyLine, type LineState } from '../line-editor/state.js';
import type { View } from '../screen/pane.js';
import { visible, visibleGrapheme } from '../text/sanitize.js';
import { type Row, type Span, span } from '../text/span.js';
import { graphemes, textWidth } from '../text/width.js';
import { wrapCells } from '../text/wrap.js';
import { type Line, lineRow, type TerminalOutput } from './output.js';

export interface TerminalPicture {
  readonly rows: readonly Row[];
  /** Within the rows; absent while the pane is scrolled back. */
  readonly cursor?: CursorPlace | undefined;
}

export interface TerminalPaneState {
  readonly output: TerminalOutput;
  readonly line: LineState;
  readonly terminal: TerminalData;
  /** Rows scrolled back from the end. */
  readonly scroll: number;
}

export function terminalPicture(state: TerminalPaneState, width: number, height: number, view: View): TerminalPicture {
  const input = inputRows(state, width, view);
  const menu = state.line.menu === undefined ? [] : menuRows(state.line.menu, width, Math.min(8, height - 2), view);
  const below = [...input.rows, ...menu];
  const above = state.output.lines.slice(0, lastLine(state.output));
  if (state.scroll > 0) {
    const rows = [...lastRows(above, width, height + state.scroll - below.length), ...below];
    const start = Math.max(0, rows.length - height - state.scroll);
    return { rows: rows.slice(start, start + height) };
  }
  const shown = lastRows(above.slice(state.output.top), width, Math.max(0, height - below.length));
  const rows = [...shown, ...below];
  const cut = Math.max(0, rows.length - height);
  // With more input than fits, the row of the cursor stays in sight.
  const start = Math.min(cut, shown.length + input.cursor.y);
  return {
    rows: rows.slice(start, start + height),
    cursor: { x: input.cursor.x, y: shown.length + input.cursor.y - start },
  };
}

/** More than the largest pane holds. */
const charactersInSight = 8000;

/** Of a long command that is to come so many lines are shown below the first one. */
const ghostLines = 2;

/** How far the pane can be scrolled back. */
export function scrollDepth(state: TerminalPaneState, width: number, height: number, view: View): number {
  const below = inputRows(state, width, view).rows.length;
  const above = state.output.lines.slice(0, lastLine(state.output));
  return Math.max(0, lastRows(above, width, Number.POSITIVE_INFINITY).length + below - height);
}

/** Index of the line that the prompt continues: the one the program left unfinished. */
function lastLine(output: TerminalOutput): number {
  return Math.min(output.row, output.lines.length - 1);
}

function lastRows(lines: readonly Line[], width: number, count: number): readonly Row[] {
  const rows: Row[] = [];
  for (let index = lines.length - 1; index >= 0 && rows.length < count; index -= 1) {
    rows.unshift(...wrapCells(lineRow(lines[index] ?? []), width));
  }
  return count < rows.length ? rows.slice(rows.length - count) : rows;
}

interface InputPicture {
  readonly rows: readonly Row[];
  readonly cursor: CursorPlace;
}

function inputRows(state: TerminalPaneState, width: number, view: View): InputPicture {
  const { output, terminal } = state;
  const { scripted } = terminal;
  const line = scripted ? { ...emptyLine, text: scripted.typed, cursor: scripted.typed.length } : state.line;
  const unfinished = lineRow(output.lines[lastLine(output)] ?? []);
  const lead = [...unfinished, ...leadOf(state, view)];
  const continuation = span(terminal.continuation ?? '> ', 'dim');
  const { text: inSight, start } = aroundCursor(line);
  const typed = inSight.split('\n');
  const [beside = '', ...below] = scripted?.rest.split('\n') ?? [];
  const rows: Row[] = [];
  let cursor: CursorPlace = { x: 0, y: 0 };
  let offset = start;
  typed.forEach((text, index) => {
    const head = index === 0 ? lead : [continuation];
    const end = offset + text.length;
    if (line.cursor >= offset && line.cursor <= end) {
      const before = [...head, ...typedSpans(text.slice(0, line.cursor - offset))];
      cursor = cursorAfter(before, width, rows.length);
    }
    const ghost = index === typed.length - 1 ? ghostSpans(beside) : [];
    rows.push(...wrapCells([...head, ...typedSpans(text), ...ghost], width));
    offset = end + 1;
  });
  for (const text of below.slice(0, ghostLines)) {
    rows.push(...wrapCells([continuation, ...ghostSpans(text)], width));
  }
  if (below.length > ghostLines) {
    rows.push([span(view.theme.symbols.cut, 'dim')]);
  }
  // A cursor behind a full row stands at the beginning of the next one.
  return { rows: cursor.y >= rows.length ? [...rows, []] : rows, cursor };
}

/** Of a very long line only the part around the cursor is laid out. */
function aroundCursor({ text, cursor }: LineState): { readonly text: string; readonly start: number } {
  const start = Math.max(0, cursor - charactersInSight);
  return text.length <= charactersInSight
    ? { text, start: 0 }
    : { text: text.slice(start, cursor + charactersInSight), start };
}

function leadOf(state: TerminalPaneState, view: View): Row {
  const { search } = state.line;
  if (search !== undefined) {
    const words = search.found ? uiWords.searchHistory : uiWords.searchFailed;
    return [span(`${words[view.lang](visible(search.query))}: `, 'note')];
  }
  return state.terminal.prompt === undefined ? [] : [span(visible(state.terminal.prompt), 'prompt')];
}

function typedSpans(text: string): readonly Span[] {
  return text === '' ? [] : [span(graphemes(text).map(visibleGrapheme).join(''))];
}

/** What a demo is going to type. */
function ghostSpans(text: string): readonly Span[] {
  return typedSpans(text).map((piece) => ({ ...piece, style: 'dim' }));
}

function cursorAfter(row: Row, width: number, y: number): CursorPlace {
  const rows = wrapCells(row, width);
  const last = row.length === 0 ? 0 : usedIn(rows.at(-1) ?? []);
  const below = rows.length - 1;
  return last >= width ? { x: 0, y: y + below + 1 } : { x: last, y: y + below };
}

/** Columns of the row without the padding that wrapping adds as a span of its own. */
function usedIn(row: Row): number {
  const padding = row.at(-1);
  const isPadded = padding !== undefined && padding.style === undefined && padding.sgr === undefined;
  const own = isPadded && /^ +$/.test(padding.text) ? row.slice(0, -1) : row;
  return own.reduce((sum, piece) => sum + textWidth(piece.text), 0);
}
