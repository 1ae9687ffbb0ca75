// The file editor as rows: the line of the cursor always in sight, problems marked at their lines, the bottom line for words.
import { editorWords, notFoundWords, problemLine, problemWords, viWords } from '../../words/editor.js';
import { uiWords } from '../../words/ui.js';
import type { CursorPlace } from '../frame/painter.js';
import type { View } from '../screen/pane.js';
import { visible } from '../text/sanitize.js';
import { fitRow, type Row, type Span, span, spread } from '../text/span.js';
import { graphemes, textWidth } from '../text/width.js';
import { wrapProse } from '../text/wrap.js';
import { type FileEditor, isChanged } from './editor-state.js';
import { yamlRow } from './yaml-colours.js';

export interface EditorPicture {
  readonly rows: readonly Row[];
  readonly cursor: CursorPlace;
}

export function editorPicture(editor: FileEditor, width: number, height: number, view: View): EditorPicture {
  const below = bottomRows(editor, width, view);
  const room = Math.max(1, height - below.rows.length);
  const top = Math.max(0, Math.min(editor.row - Math.floor(room / 2), editor.lines.length - room));
  const gutter = String(editor.lines.length).length + 2;
  const before = textWidth(visible((editor.lines[editor.row] ?? '').slice(0, editor.column)));
  const left = Math.max(0, before - (width - gutter - 1));
  const wrong = new Set(editor.problems.map(({ line }) => line - 1));
  const isYaml = /\.(ya?ml)$/.test(editor.path);
  const rows = editor.lines.slice(top, top + room).map((line, index): Row => {
    const text = isYaml ? yamlRow(line) : [span(visible(line))];
    return [...margin(top + index, gutter, wrong, view), ...fitRow(shifted(text, left), width - gutter)];
  });
  const blank = Array.from({ length: room - rows.length }, (): Row => []);
  const inText = { x: gutter + before - left, y: editor.row - top };
  const cursor = below.cursor === undefined ? inText : { x: below.cursor, y: room };
  return { rows: [...rows, ...blank, ...below.rows], cursor };
}

export function editorTitle(editor: FileEditor, view: View): Row {
  const changed = isChanged(editor) ? [span(`  ${uiWords.editorChanged[view.lang]()}`, 'warn')] : [];
  return [span(`${editor.vi === undefined ? '' : 'vi '}${visible(editor.path)}`, 'title'), ...changed];
}

/** The line's number; a mark tells that something is wrong there. */
function margin(row: number, gutter: number, wrong: ReadonlySet<number>, view: View): Row {
  const number = String(row + 1).padStart(gutter - 2);
  return wrong.has(row)
    ? [span(number, 'bad'), span(view.theme.symbols.failed, 'bad'), span(' ')]
    : [span(`${number}  `, 'dim')];
}

interface BottomRows {
  readonly rows: readonly Row[];
  /** Column of the cursor while the bottom line asks. */
  readonly cursor?: number | undefined;
}

function bottomRows(editor: FileEditor, width: number, view: View): BottomRows {
  if (editor.isAsking) return { rows: wrapProse([span(uiWords.editorAsk[view.lang](), 'note')], width) };
  const asked = question(editor, view);
  if (asked !== undefined) {
    const row = [span(asked.label, 'note'), span(visible(asked.text))];
    const end = textWidth(asked.label) + textWidth(visible(asked.text));
    return { rows: [fitRow(shifted(row, Math.max(0, end - width + 1)), width)], cursor: Math.min(end, width - 1) };
  }
  const place = `${editor.row + 1}:${graphemes((editor.lines[editor.row] ?? '').slice(0, editor.column)).length + 1}`;
  const pending = editor.vi?.pending ?? '';
  const right = [span(`${pending === '' ? '' : `${pending}  `}${place}`, 'dim')];
  const words = said(editor, view);
  const lines = wrapProse(words, Math.max(10, width - textWidth(place) - textWidth(pending) - 3)).slice(0, 3);
  const last = lines.at(-1) ?? [];
  return { rows: [...lines.slice(0, -1), spread(last, right, width)] };
}

function question(
  { prompt, vi }: FileEditor,
  view: View,
): { readonly label: string; readonly text: string } | undefined {
  if (vi?.command !== undefined) return { label: '', text: vi.command };
  return prompt && { label: `${editorWords[prompt.type][view.lang]()}: `, text: prompt.text };
}

/** What the bottom line tells: an answer to the last key first, then what is wrong in the text. */
function said(editor: FileEditor, view: View): Row {
  const { vi, notFound } = editor;
  if (notFound !== undefined) return [span(notFoundWords[view.lang](visible(notFound)), 'note')];
  if (vi?.message !== undefined) {
    const about = 'text' in vi.message ? visible(vi.message.text) : '';
    return [span(viWords[vi.message.type]?.[view.lang](about) ?? '', 'note')];
  }
  const mode = vi?.mode === 'insert' ? [span(editorWords.insert[view.lang](), 'bold')] : [];
  const problem = problemSpans(editor, view);
  return mode.length > 0 && problem.length > 0 ? [...mode, span('  '), ...problem] : [...mode, ...problem];
}

/** The problem of the cursor's line, else the first one. */
function problemSpans({ problems, row }: FileEditor, view: View): readonly Span[] {
  const problem = problems.find(({ line }) => line === row + 1) ?? problems[0];
  if (problem === undefined) return [];
  const { line, reason, text, meant } = problem;
  const sentence = problemWords[reason]?.[view.lang](shortened(visible(text)), meant) ?? '';
  const { failed } = view.theme.symbols;
  return [span(`${failed} `, 'bad'), span(problemLine[view.lang](line, sentence, problems.length - 1))];
}

function shortened(text: string): string {
  const all = graphemes(text);
  return all.length > 30 ? `${all.slice(0, 30).join('')}...` : text;
}

/** The row without its first `columns` columns. */
function shifted(row: Row, columns: number): Row {
  let left = columns;
  if (left === 0) return row;
  return row.map((piece): Span => {
    if (left <= 0) return piece;
    const all = graphemes(piece.text);
    let index = 0;
    while (left > 0 && index < all.length) {
      left -= textWidth(all[index] ?? '');
      index += 1;
    }
    // Half of a wide character is a blank.
    return { ...piece, text: ' '.repeat(left < 0 ? -left : 0) + all.slice(index).join('') };
  });
}
