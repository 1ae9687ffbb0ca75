// The small file editor: a pure reducer over lines, with undo and one cut buffer.
import { graphemes } from '../text/width.js';

export interface FileEditor {
  readonly path: string;
  readonly lines: readonly string[];
  readonly row: number;
  /** Offset into the line, between two graphemes. */
  readonly column: number;
  readonly saved: readonly string[];
  readonly past: readonly Moment[];
  readonly cutLine: string | undefined;
  readonly lastWasTyping: boolean;
  /** Leaving with unsaved changes asks once. */
  readonly isAsking: boolean;
}

interface Moment {
  readonly lines: readonly string[];
  readonly row: number;
  readonly column: number;
}

export type FileAction =
  | { readonly type: 'insert'; readonly text: string }
  | {
      readonly type:
        | 'newline'
        | 'backspace'
        | 'delete'
        | 'cut-line'
        | 'paste-line'
        | 'undo'
        | 'saved'
        | 'ask'
        | 'go-on';
    }
  | { readonly type: 'move'; readonly to: 'left' | 'right' | 'home' | 'end' | 'top' | 'bottom' }
  | { readonly type: 'rows'; readonly by: number };

const undoDepth = 200;

export function openFile(path: string, text: string): FileEditor {
  const lines = text.replace(/\n$/, '').split('\n');
  return {
    path,
    lines,
    row: 0,
    column: 0,
    saved: lines,
    past: [],
    cutLine: undefined,
    lastWasTyping: false,
    isAsking: false,
  };
}

/** The text as it is written to the file: it ends with a line feed. */
export function fileText(editor: FileEditor): string {
  const text = editor.lines.join('\n');
  return text === '' ? '' : `${text}\n`;
}

export function isChanged(editor: FileEditor): boolean {
  return editor.lines !== editor.saved && fileText(editor) !== fileText({ ...editor, lines: editor.saved });
}

export function reduceFile(editor: FileEditor, action: FileAction): FileEditor {
  switch (action.type) {
    case 'insert':
      return inserted(editor, action.text);
    case 'newline':
      return inserted(editor, `\n${/^ */.exec(lineOf(editor).slice(0, editor.column))?.[0] ?? ''}`);
    case 'backspace':
      return erased(editor, 'before');
    case 'delete':
      return erased(editor, 'after');
    case 'cut-line':
      return cutLine(editor);
    case 'paste-line':
      return editor.cutLine === undefined ? editor : pasteLine(editor, editor.cutLine);
    case 'undo':
      return undone(editor);
    case 'saved':
      return { ...editor, saved: editor.lines, isAsking: false };
    case 'ask':
      return { ...editor, isAsking: true };
    case 'go-on':
      return { ...editor, isAsking: false };
    case 'move':
      return { ...moved(editor, action.to), lastWasTyping: false, isAsking: false };
    case 'rows':
      return { ...atRow(editor, editor.row + action.by), lastWasTyping: false, isAsking: false };
  }
}

function inserted(editor: FileEditor, raw: string): FileEditor {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters never enter the file this way
  const text = raw.replace(/\t/g, '  ').replace(/[\x00-\x09\x0b-\x1f\x7f]/g, '');
  const line = lineOf(editor);
  const parts = (line.slice(0, editor.column) + text).split('\n');
  const last = parts.at(-1) ?? '';
  const added = [...parts.slice(0, -1), last + line.slice(editor.column)];
  const lines = editor.lines.toSpliced(editor.row, 1, ...added);
  const moment = { lines, row: editor.row + parts.length - 1, column: last.length };
  return changed(editor, moment, !text.includes('\n') && graphemes(text).length === 1);
}

function erased(editor: FileEditor, side: 'before' | 'after'): FileEditor {
  const line = lineOf(editor);
  const before = line.slice(0, editor.column);
  const after = line.slice(editor.column);
  if (side === 'before' && before === '') {
    return editor.row === 0 ? editor : joined(editor, editor.row - 1);
  }
  if (side === 'after' && after === '') {
    return editor.row >= editor.lines.length - 1 ? editor : joined(editor, editor.row);
  }
  const kept = side === 'before' ? graphemes(before).slice(0, -1).join('') : before;
  const rest = side === 'after' ? graphemes(after).slice(1).join('') : after;
  return changed(editor, { lines: editor.lines.with(editor.row, kept + rest), row: editor.row, column: kept.length });
}

/** Line `row` and the one below become one. */
function joined(editor: FileEditor, row: number): FileEditor {
  const upper = editor.lines[row] ?? '';
  const lines = editor.lines.toSpliced(row, 2, upper + (editor.lines[row + 1] ?? ''));
  return changed(editor, { lines, row, column: upper.length });
}

function cutLine(editor: FileEditor): FileEditor {
  const rest = editor.lines.toSpliced(editor.row, 1);
  const lines = rest.length === 0 ? [''] : rest;
  const next = changed(editor, { lines, row: Math.min(editor.row, lines.length - 1), column: 0 });
  return { ...next, cutLine: lineOf(editor) };
}

function pasteLine(editor: FileEditor, line: string): FileEditor {
  return changed(editor, { lines: editor.lines.toSpliced(editor.row, 0, line), row: editor.row + 1, column: 0 });
}

function undone(editor: FileEditor): FileEditor {
  const moment = editor.past.at(-1);
  return moment === undefined ? editor : { ...editor, ...moment, past: editor.past.slice(0, -1), lastWasTyping: false };
}

function changed(editor: FileEditor, moment: Moment, isTyping = false): FileEditor {
  const joins = isTyping && editor.lastWasTyping && editor.past.length > 0;
  const before = { lines: editor.lines, row: editor.row, column: editor.column };
  const past = joins ? editor.past : [...editor.past.slice(-undoDepth), before];
  return { ...editor, ...moment, past, lastWasTyping: isTyping, isAsking: false };
}

function moved(editor: FileEditor, to: Extract<FileAction, { type: 'move' }>['to']): FileEditor {
  const line = lineOf(editor);
  switch (to) {
    case 'left':
      if (editor.column === 0) {
        return editor.row === 0 ? editor : moved({ ...editor, row: editor.row - 1 }, 'end');
      }
      return { ...editor, column: editor.column - (graphemes(line.slice(0, editor.column)).at(-1)?.length ?? 0) };
    case 'right':
      if (editor.column >= line.length) {
        return editor.row >= editor.lines.length - 1 ? editor : { ...editor, row: editor.row + 1, column: 0 };
      }
      return { ...editor, column: editor.column + (graphemes(line.slice(editor.column))[0]?.length ?? 0) };
    case 'home':
      return { ...editor, column: 0 };
    case 'end':
      return { ...editor, column: line.length };
    case 'top':
      return atRow(editor, 0);
    case 'bottom':
      return atRow(editor, editor.lines.length - 1);
  }
}

/** The cursor in another row, never inside a grapheme. */
function atRow(editor: FileEditor, wanted: number): FileEditor {
  const row = Math.max(0, Math.min(wanted, editor.lines.length - 1));
  let column = 0;
  for (const grapheme of graphemes(editor.lines[row] ?? '')) {
    if (column + grapheme.length > editor.column) {
      break;
    }
    column += grapheme.length;
  }
  return { ...editor, row, column };
}

function lineOf(editor: FileEditor): string {
  return editor.lines[editor.row] ?? '';
}
