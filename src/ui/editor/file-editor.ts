// The file editor: a pure reducer over lines, with undo, redo, search and one cut buffer.
import type { YamlProblem } from '../../kube/yaml-problems.js';
import type { EditorPrompt, FileEditor } from './editor-state.js';
import { findText, type Search } from './find-text.js';
import {
  atRow,
  bufferOf,
  changed,
  cleanText,
  lineOf,
  placeAfter,
  placeBefore,
  redone,
  replaced,
  undone,
  withoutLines,
} from './text-buffer.js';
import { reduceVi } from './vi.js';
import { type ViKey, viStart } from './vi-state.js';

export type FileAction =
  | EditAction
  | { readonly type: 'saved' | 'ask' }
  | { readonly type: 'problems'; readonly problems: readonly YamlProblem[] }
  | { readonly type: 'vi'; readonly key: ViKey };

type EditAction =
  | { readonly type: 'insert'; readonly text: string }
  | {
      readonly type:
        | 'newline'
        | 'backspace'
        | 'delete'
        | 'cut-line'
        | 'paste-line'
        | 'undo'
        | 'redo'
        | 'find-next'
        | 'answer'
        | 'go-on';
    }
  | { readonly type: 'prompt'; readonly prompt: EditorPrompt['type'] }
  | { readonly type: 'move'; readonly to: 'left' | 'right' | 'home' | 'end' | 'top' | 'bottom' }
  | { readonly type: 'rows'; readonly by: number };

export interface Opening {
  readonly path: string;
  readonly text: string;
  readonly flavour?: 'nano' | 'vi' | undefined;
  /** Counted from 1. */
  readonly line?: number | undefined;
}

export function openFile({ path, text, flavour, line = 1 }: Opening): FileEditor {
  const lines = text.replace(/\n$/, '').split('\n');
  const editor = { ...bufferOf(lines), path, saved: lines, cut: { lines: [], isFresh: false }, isAsking: false };
  return atRow({ ...editor, problems: [], vi: flavour === 'vi' ? viStart : undefined }, line - 1);
}

export function reduceFile(editor: FileEditor, action: FileAction): FileEditor {
  switch (action.type) {
    case 'problems':
      return { ...editor, problems: action.problems };
    case 'saved':
      return { ...editor, saved: editor.lines, isAsking: false };
    case 'ask':
      return { ...editor, isAsking: true };
    case 'vi':
      return reduceVi(editor, action.key);
    default: {
      const next = editor.prompt === undefined ? edited(editor, action) : prompted(editor, editor.prompt, action);
      const isFresh = action.type === 'cut-line' && editor.prompt === undefined;
      const cut = next.cut.isFresh === isFresh ? next.cut : { ...next.cut, isFresh };
      const notFound = next.notFound === editor.notFound ? undefined : next.notFound;
      return { ...next, cut, notFound, isAsking: false };
    }
  }
}

function edited(editor: FileEditor, action: EditAction): FileEditor {
  switch (action.type) {
    case 'insert':
      return inserted(editor, cleanText(action.text));
    case 'newline':
      return inserted(editor, `\n${/^ */.exec(lineOf(editor).slice(0, editor.column))?.[0] ?? ''}`);
    case 'backspace':
      return erased(editor, 'before');
    case 'delete':
      return erased(editor, 'after');
    case 'cut-line':
      return cutLine(editor);
    case 'paste-line':
      return pasted(editor);
    case 'undo':
      return undone(editor);
    case 'redo':
      return redone(editor);
    case 'prompt':
      return { ...editor, prompt: { type: action.prompt, text: '' } };
    case 'find-next':
      return editor.search === undefined ? editor : found(editor, editor.search);
    case 'move':
      return { ...moved(editor, action.to), lastWasTyping: false };
    case 'rows':
      return atRow(editor, editor.row + action.by);
    case 'answer':
    case 'go-on':
      return editor;
  }
}

/** While the bottom line asks, typing answers; any other act drops the question. */
function prompted(editor: FileEditor, prompt: EditorPrompt, action: EditAction): FileEditor {
  const closed = { ...editor, prompt: undefined };
  switch (action.type) {
    case 'insert':
      return { ...editor, prompt: { ...prompt, text: prompt.text + cleanText(action.text).replaceAll('\n', '') } };
    case 'backspace':
      return { ...editor, prompt: { ...prompt, text: Array.from(prompt.text).slice(0, -1).join('') } };
    case 'newline':
    case 'answer':
      return prompt.type === 'search' ? searched(closed, prompt.text) : wentToLine(closed, prompt.text);
    case 'go-on':
      return closed;
    default:
      return edited(closed, action);
  }
}

/** An empty answer repeats the last search. */
function searched(editor: FileEditor, pattern: string): FileEditor {
  const search = pattern === '' ? editor.search : { pattern, direction: 1 as const, isExact: false };
  return search === undefined ? editor : found({ ...editor, search }, search);
}

function found(editor: FileEditor, search: Search): FileEditor {
  const place = findText(editor.lines, editor, search);
  return place === undefined
    ? { ...editor, notFound: search.pattern }
    : { ...editor, ...place, lastWasTyping: false, notFound: undefined };
}

function wentToLine(editor: FileEditor, text: string): FileEditor {
  const line = Number.parseInt(text.normalize('NFKC'), 10);
  return Number.isNaN(line) ? editor : atRow(editor, line - 1, 0);
}

function inserted(editor: FileEditor, text: string): FileEditor {
  return text === '' ? editor : replaced(editor, [editor, editor], text);
}

function erased(editor: FileEditor, side: 'before' | 'after'): FileEditor {
  const other = side === 'before' ? placeBefore(editor) : placeAfter(editor);
  if (other.row === editor.row && other.column === editor.column) return editor;
  return replaced(editor, side === 'before' ? [other, editor] : [editor, other], '');
}

function cutLine(editor: FileEditor): FileEditor {
  const lines = [...(editor.cut.isFresh ? editor.cut.lines : []), lineOf(editor)];
  return { ...withoutLines(editor, editor.row, 1), cut: { lines, isFresh: true } };
}

function pasted(editor: FileEditor): FileEditor {
  const { lines } = editor.cut;
  if (lines.length === 0) return editor;
  const next = editor.lines.toSpliced(editor.row, 0, ...lines);
  return changed(editor, { lines: next, row: editor.row + lines.length, column: 0 });
}

function moved(editor: FileEditor, to: Extract<FileAction, { type: 'move' }>['to']): FileEditor {
  switch (to) {
    case 'left':
      return { ...editor, ...placeBefore(editor) };
    case 'right':
      return { ...editor, ...placeAfter(editor) };
    case 'home':
      return { ...editor, column: 0 };
    case 'end':
      return { ...editor, column: lineOf(editor).length };
    case 'top':
      return atRow(editor, 0);
    case 'bottom':
      return atRow(editor, editor.lines.length - 1);
  }
}
