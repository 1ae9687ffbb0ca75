// vi's commands in normal mode, each one whole.
import { graphemes } from '../text/width.js';
import type { FileEditor } from './editor-state.js';
import { findText } from './find-text.js';
import {
  atRow,
  changed,
  lineOf,
  momentOf,
  placeBefore,
  type Range,
  redone,
  replaced,
  textBetween,
  undone,
  withoutLines,
} from './text-buffer.js';
import type { Operator, ViCommand } from './vi-command.js';
import { firstWord, type Motion, shifted, targetOf, wordAround } from './vi-motions.js';
import type { Register, ViState } from './vi-state.js';

/** The editor while it is `vi`. */
export type ViEditor = FileEditor & { readonly vi: ViState };

export function runVi(editor: ViEditor, command: ViCommand): ViEditor {
  switch (command.type) {
    case 'move':
      return moved(editor, command.motion);
    case 'operate':
      return operated(editor, command.operator, command.motion);
    case 'act':
      return acted(editor, command);
  }
}

function moved(editor: ViEditor, motion: Motion): ViEditor {
  const isVertical = motion.name === 'j' || motion.name === 'k';
  const goal = isVertical
    ? (editor.vi.goal ?? editor.column)
    : motion.name === '$'
      ? Number.MAX_SAFE_INTEGER
      : undefined;
  const from = isVertical ? { ...editor, column: goal ?? 0 } : editor;
  const target = targetOf(from, motion);
  if (target === undefined) return editor;
  return { ...editor, row: target.row, column: target.column, lastWasTyping: false, vi: { ...editor.vi, goal } };
}

function operated(editor: ViEditor, operator: Operator, motion: Motion): ViEditor {
  const rows = rowsOf(editor, operator, motion);
  if (rows !== undefined) return onRows(editor, operator, rows);
  const range = rangeOf(editor, operator, motion);
  if (range === undefined) return editor;
  const taken = withRegister(editor, { text: textBetween(editor, range), isLines: false });
  if (operator === 'y') return { ...taken, row: range[0].row, column: range[0].column };
  const begun = operator === 'c' ? inserting(taken) : taken;
  const isEmpty = range[0].row === range[1].row && range[0].column === range[1].column;
  return isEmpty ? begun : replaced(begun, range, '');
}

interface Rows {
  readonly first: number;
  readonly count: number;
}

/** The lines that are meant, when whole lines are. */
function rowsOf(editor: ViEditor, operator: Operator, motion: Motion): Rows | undefined {
  if (motion.name === operator) {
    return { first: editor.row, count: Math.min(motion.count ?? 1, editor.lines.length - editor.row) };
  }
  const target = /^[ia]w$/.test(motion.name) ? undefined : targetOf(editor, motion);
  if (target === undefined || (target.kind !== 'lines' && operator !== '>' && operator !== '<')) return undefined;
  return { first: Math.min(editor.row, target.row), count: Math.abs(editor.row - target.row) + 1 };
}

function onRows(editor: ViEditor, operator: Operator, { first, count }: Rows): ViEditor {
  const lines = editor.lines.slice(first, first + count);
  const taken = withRegister(editor, { text: lines.join('\n'), isLines: true });
  switch (operator) {
    case 'y':
      return { ...atRow(taken, first) };
    case 'd': {
      const next = withoutLines(taken, first, count);
      return { ...next, column: firstWord(lineOf(next)) };
    }
    case 'c': {
      const indent = /^ */.exec(lines[0] ?? '')?.[0] ?? '';
      const kept = editor.lines.toSpliced(first, count, indent);
      return changed(inserting(taken), { lines: kept, row: first, column: indent.length });
    }
    case '>':
    case '<': {
      const shift = (line: string) =>
        operator === '>' ? (line === '' ? '' : `  ${line}`) : line.replace(/^ {1,2}/, '');
      const shiftedLines = lines.map(shift);
      const next = editor.lines.toSpliced(first, count, ...shiftedLines);
      return changed(editor, { lines: next, row: first, column: firstWord(shiftedLines[0] ?? '') });
    }
  }
}

function rangeOf(editor: ViEditor, operator: Operator, motion: Motion): Range | undefined {
  const { row } = editor;
  if (/^[ia]w$/.test(motion.name)) {
    const [first, end] = wordAround(editor, motion.name === 'aw');
    return [
      { row, column: first },
      { row, column: end },
    ];
  }
  // `cw` leaves the blanks behind the word, as `ce` does.
  const isOnWord = /\S/.test(lineOf(editor)[editor.column] ?? '');
  const name = operator === 'c' && isOnWord ? ({ w: 'e', W: 'E' }[motion.name] ?? motion.name) : motion.name;
  const target =
    targetOf(editor, { ...motion, name }) ??
    (name === 'e' || name === 'E' ? { ...momentOf(editor), kind: 'inclusive' as const } : undefined);
  if (target === undefined) return undefined;
  const isBefore = target.row < row || (target.row === row && target.column < editor.column);
  const [from, to] = isBefore ? [target, editor] : [editor, target];
  // A word at the end of its line does not take the next line along.
  if (/^w$/i.test(name) && to.row > from.row) {
    const last = to.column > firstWord(editor.lines[to.row] ?? '') ? to.row : to.row - 1;
    const end = editor.lines[last]?.length ?? 0;
    return [from, { row: last, column: last === to.row ? to.column : end }];
  }
  const end = target.kind === 'inclusive' && !isBefore ? shifted(editor.lines[to.row] ?? '', to.column, 1) : to.column;
  return [from, { row: to.row, column: end }];
}

function acted(editor: ViEditor, { name, count, argument }: Extract<ViCommand, { type: 'act' }>): ViEditor {
  const { row, column } = editor;
  const line = lineOf(editor);
  switch (name) {
    case 'i':
      return inserting(editor);
    case 'I':
      return { ...inserting(editor), column: /^\s*/.exec(line)?.[0].length ?? 0 };
    case 'a':
      return { ...inserting(editor), column: shifted(line, column, 1) };
    case 'A':
      return { ...inserting(editor), column: line.length };
    case 'o':
      return opened(editor, row + 1);
    case 'O':
      return opened(editor, row);
    case 'p':
    case 'P':
      return put(editor, name, count ?? 1);
    case 'J':
      return joined(editor, Math.max(1, (count ?? 2) - 1));
    case 'r':
      return overwritten(editor, argument, count ?? 1);
    case '~':
      return swapped(editor, count ?? 1);
    case 'u':
      return undone(editor);
    case '↷':
      return redone(editor);
    case 'n':
    case 'N':
      return searchedAgain(editor, name === 'N');
    case 'ZZ':
      return { ...editor, vi: { ...editor.vi, wish: 'save-and-leave' } };
    case 'ZQ':
      return { ...editor, vi: { ...editor.vi, wish: 'leave' } };
    default:
      return editor;
  }
}

function inserting(editor: ViEditor): ViEditor {
  const before = { moment: momentOf(editor), past: editor.past };
  return { ...editor, vi: { ...editor.vi, mode: 'insert', before } };
}

/** A new line at `row`, indented as the one the cursor was in. */
function opened(editor: ViEditor, row: number): ViEditor {
  const indent = /^ */.exec(lineOf(editor))?.[0] ?? '';
  return changed(inserting(editor), { lines: editor.lines.toSpliced(row, 0, indent), row, column: indent.length });
}

function withRegister(editor: ViEditor, register: Register): ViEditor {
  return { ...editor, vi: { ...editor.vi, register } };
}

function put(editor: ViEditor, name: 'p' | 'P', count: number): ViEditor {
  const { text, isLines } = editor.vi.register;
  // Many times a long text is no text that anybody wants.
  const times = Math.min(count, Math.max(1, Math.floor(200_000 / (text.length + 1))));
  if (isLines) {
    const row = name === 'p' ? editor.row + 1 : editor.row;
    const lines = Array.from({ length: times }, () => text.split('\n')).flat();
    const next = editor.lines.toSpliced(row, 0, ...lines);
    return changed(editor, { lines: next, row, column: firstWord(lines[0] ?? '') });
  }
  if (text === '') return editor;
  const line = lineOf(editor);
  const at = { row: editor.row, column: name === 'p' ? shifted(line, editor.column, 1) : editor.column };
  const next = replaced(editor, [at, at], text.repeat(times));
  return text.includes('\n')
    ? { ...next, ...at, lastWasTyping: false }
    : { ...next, ...placeBefore(next), lastWasTyping: false };
}

function joined(editor: ViEditor, count: number): ViEditor {
  const others = editor.lines.slice(editor.row + 1, editor.row + 1 + count);
  if (others.length === 0) return editor;
  let line = lineOf(editor);
  let column = line.length;
  for (const other of others) {
    const next = other.trimStart();
    column = line.length;
    line += next === '' || line === '' || line.endsWith(' ') ? next : ` ${next}`;
  }
  return changed(editor, {
    lines: editor.lines.toSpliced(editor.row, 1 + others.length, line),
    row: editor.row,
    column,
  });
}

function overwritten(editor: ViEditor, by: string, count: number): ViEditor {
  const { row, column } = editor;
  const end = shifted(lineOf(editor), column, count);
  if (graphemes(lineOf(editor).slice(column, end)).length < count) return editor;
  const next = replaced(editor, [editor, { row, column: end }], by === '\n' ? by : by.repeat(count));
  return by === '\n' ? next : { ...next, ...placeBefore(next) };
}

function swapped(editor: ViEditor, count: number): ViEditor {
  const { row, column } = editor;
  const end = shifted(lineOf(editor), column, count);
  const text = lineOf(editor).slice(column, end);
  const swap = (letter: string) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase());
  return text === '' ? editor : replaced(editor, [editor, { row, column: end }], graphemes(text).map(swap).join(''));
}

function searchedAgain(editor: ViEditor, isBack: boolean): ViEditor {
  const { search, vi } = editor;
  if (search === undefined) return editor;
  const direction = isBack ? (search.direction === 1 ? -1 : 1) : search.direction;
  const place = findText(editor.lines, editor, { ...search, direction });
  const message = { type: 'not-found' as const, text: search.pattern };
  return place === undefined ? { ...editor, vi: { ...vi, message } } : { ...editor, ...place };
}
