// vi: a pure reducer over keys, on the same text as the small editor.
import { graphemes } from '../text/width.js';
import type { FileEditor } from './editor-state.js';
import { findText } from './find-text.js';
import { boundary, cleanText, lineOf, placeAfter, placeBefore, replaced } from './text-buffer.js';
import { runVi, type ViEditor } from './vi-act.js';
import { parseVi } from './vi-command.js';
import { runEx } from './vi-ex.js';
import { shifted } from './vi-motions.js';
import type { ViKey, ViState } from './vi-state.js';

export function reduceVi(editor: FileEditor, key: ViKey): FileEditor {
  if (!isVi(editor)) return editor;
  const fresh = withVi(editor, { message: undefined, wish: undefined });
  return settled(keysOf(key, fresh.vi).reduce(pressed, fresh));
}

function isVi(editor: FileEditor): editor is ViEditor {
  return editor.vi !== undefined;
}

function withVi(editor: FileEditor & { readonly vi: ViState }, vi: Partial<ViState>): ViEditor {
  return { ...editor, vi: { ...editor.vi, ...vi } };
}

/** In normal mode every character is a key of its own. */
function keysOf(key: ViKey, { mode, command }: ViState): readonly ViKey[] {
  if (key.type !== 'text' || mode === 'insert' || command !== undefined) return [key];
  return graphemes(key.text).map((text) => ({ type: 'text', text }));
}

function pressed(editor: ViEditor, key: ViKey): ViEditor {
  const { vi } = editor;
  if (vi.command !== undefined) return commandKey(editor, vi.command, key);
  const rest = vi.recording.length === 0 ? editor.lines : vi.rest;
  const recorded = withVi(editor, { recording: [...vi.recording, key], rest });
  return atRest(vi.mode === 'insert' ? insertKey(recorded, key) : normalKey(recorded, key));
}

/** A command that is whole and changed the text is what `.` repeats. */
function atRest(editor: ViEditor): ViEditor {
  const { mode, pending, recording, rest } = editor.vi;
  if (mode === 'insert' || pending !== '' || recording.length === 0) return editor;
  const isChange = rest !== undefined && rest !== editor.lines;
  return withVi(editor, { recording: [], ...(isChange ? { lastChange: recording } : {}) });
}

function insertKey(editor: ViEditor, key: ViKey): ViEditor {
  if (key.type !== 'chord') return typed(editor, cleanText(key.text));
  switch (key.chord) {
    case 'escape':
    case 'ctrl+c':
    case 'ctrl+[':
      return leftInsert(editor);
    case 'enter':
      return typed(editor, `\n${/^ */.exec(lineOf(editor).slice(0, editor.column))?.[0] ?? ''}`);
    case 'tab':
      return typed(editor, '  ');
    case 'backspace':
    case 'ctrl+h': {
      const before = placeBefore(editor);
      const isStart = before.row === editor.row && before.column === editor.column;
      return isStart ? editor : replaced(editor, [before, editor], '');
    }
    case 'delete': {
      const after = placeAfter(editor);
      const isEnd = after.row === editor.row && after.column === editor.column;
      return isEnd ? editor : replaced(editor, [editor, after], '');
    }
    default:
      return insertMove(editor, key.chord);
  }
}

function insertMove(editor: ViEditor, chord: string): ViEditor {
  const { row, lines, column } = editor;
  switch (chord) {
    case 'left':
      return { ...editor, column: shifted(lineOf(editor), column, -1) };
    case 'right':
      return { ...editor, column: shifted(lineOf(editor), column, 1) };
    case 'up':
    case 'down': {
      const to = Math.max(0, Math.min(lines.length - 1, row + (chord === 'up' ? -1 : 1)));
      return { ...editor, row: to, column: boundary(lines[to] ?? '', column) };
    }
    case 'home':
      return { ...editor, column: 0 };
    case 'end':
      return { ...editor, column: lineOf(editor).length };
    default:
      return editor;
  }
}

function typed(editor: ViEditor, text: string): ViEditor {
  return text === '' ? editor : replaced(editor, [editor, editor], text);
}

/** All that was inserted is one change for undo. */
function leftInsert(editor: ViEditor): ViEditor {
  const { before } = editor.vi;
  const isSame = before === undefined || before.moment.lines === editor.lines;
  const past = before === undefined ? editor.past : isSame ? before.past : [...before.past, before.moment];
  const column = shifted(lineOf(editor), editor.column, -1);
  return { ...withVi(editor, { mode: 'normal', before: undefined }), past, column, lastWasTyping: false };
}

const namedKeys: Readonly<Record<string, string>> = {
  left: 'h',
  backspace: 'h',
  'ctrl+h': 'h',
  right: 'l',
  up: 'k',
  'ctrl+p': 'k',
  down: 'j',
  'ctrl+n': 'j',
  home: '0',
  end: '$',
  delete: 'x',
  enter: '+',
  'ctrl+r': '↷',
};

function normalKey(editor: ViEditor, key: ViKey): ViEditor {
  if (key.type === 'paste') return { ...typed(editor, cleanText(key.text)), lastWasTyping: false };
  const char = characterOf(key, /[rfFtT]$/.test(editor.vi.pending));
  if (char === undefined) return withVi(editor, { pending: '', goal: undefined });
  const { pending } = editor.vi;
  if (pending === '' && (char === ':' || char === '/' || char === '?'))
    return withVi(editor, { command: char, recording: [] });
  if (pending === '' && /^[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(char))
    return withVi(editor, { message: { type: 'input-method' } });
  const command = parseVi(pending + char);
  if (command === 'more') return withVi(editor, { pending: pending + char });
  const ready = withVi(editor, { pending: '' });
  if (command === 'none') return ready;
  if (command.type === 'act' && command.name === '.') return repeated(ready, command.count ?? 1);
  const next = runVi(ready, command);
  const isVertical = command.type === 'move' && /^[jk$]$/.test(command.motion.name);
  const isUndo = command.type === 'act' && /^[u↷]$/.test(command.name);
  const settledVi = { ...(isVertical ? {} : { goal: undefined }), ...(isUndo ? { recording: [] } : {}) };
  return withVi(next, settledVi);
}

/** Full-width letters count as their half-width twins, except where a character of the text is meant. */
function characterOf(key: Exclude<ViKey, { type: 'paste' }>, isOfText: boolean): string | undefined {
  if (key.type === 'text') return isOfText ? key.text : key.text.normalize('NFKC');
  return isOfText && key.chord === 'enter' ? '\n' : namedKeys[key.chord];
}

function repeated(editor: ViEditor, count: number): ViEditor {
  const { lastChange } = editor.vi;
  let next = withVi(editor, { recording: [] });
  for (let time = 0; time < Math.min(count, 1000); time += 1) next = lastChange.reduce(pressed, next);
  return withVi(next, { recording: [], lastChange });
}

function commandKey(editor: ViEditor, command: string, key: ViKey): ViEditor {
  if (key.type !== 'chord') return withVi(editor, { command: command + cleanText(key.text).replaceAll('\n', '') });
  switch (key.chord) {
    case 'enter':
      return command.startsWith(':')
        ? (runEx(editor, { ...editor.vi, command: undefined }, command.slice(1).normalize('NFKC')) as ViEditor)
        : searched(editor, command);
    case 'escape':
    case 'ctrl+c':
      return withVi(editor, { command: undefined });
    case 'backspace':
    case 'ctrl+h': {
      const shorter = graphemes(command).slice(0, -1).join('');
      return withVi(editor, { command: shorter === '' ? undefined : shorter });
    }
    default:
      return editor;
  }
}

function searched(editor: ViEditor, command: string): ViEditor {
  const closed = withVi(editor, { command: undefined });
  const typedPattern = command.slice(1);
  const pattern = typedPattern === '' ? (editor.search?.pattern ?? '') : typedPattern;
  const search = { pattern, direction: command.startsWith('/') ? (1 as const) : (-1 as const), isExact: true };
  if (pattern === '') return closed;
  const place = findText(editor.lines, editor, search);
  return place === undefined
    ? withVi({ ...closed, search }, { message: { type: 'not-found', text: pattern } })
    : { ...closed, ...place, search };
}

/** In normal mode the cursor stands on a character. */
function settled(editor: ViEditor): ViEditor {
  if (editor.vi.mode === 'insert') return editor;
  const line = lineOf(editor);
  const last = line === '' ? 0 : shifted(line, line.length, -1);
  return editor.column > last ? { ...editor, column: last } : editor;
}
