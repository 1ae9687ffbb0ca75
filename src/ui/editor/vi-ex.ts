// vi's commands behind a colon.
import { type FileEditor, isChanged } from './editor-state.js';
import { matcherOf } from './find-text.js';
import { atRow, changed } from './text-buffer.js';
import type { ViMessage, ViState, ViWish } from './vi-state.js';

/** `text` is what was typed behind the colon. */
export function runEx(editor: FileEditor, vi: ViState, text: string): FileEditor {
  const command = text.trim();
  const wishing = (wish: ViWish): FileEditor => ({ ...editor, vi: { ...vi, wish } });
  const saying = (message: ViMessage): FileEditor => ({ ...editor, vi: { ...vi, message } });
  if (/^(\d+|\$)$/.test(command)) {
    return { ...atRow(editor, command === '$' ? editor.lines.length - 1 : Number(command) - 1, 0), vi };
  }
  const substitution = /^(%)?s(\W)(.*?)\2(.*?)(?:\2(g?))?$/u.exec(command);
  if (substitution !== null) {
    const [, all, , pattern = '', by = '', flags] = substitution;
    const next = substituted(editor, { all: all !== undefined, pattern, by, isEach: flags === 'g' });
    return next === undefined ? saying({ type: 'not-found', text: pattern }) : { ...next, vi };
  }
  switch (command) {
    case '':
    case 'noh':
    case 'nohlsearch':
      return { ...editor, vi };
    case 'w':
    case 'w!':
    case 'write':
      return wishing('save');
    case 'wq':
    case 'wq!':
    case 'x':
    case 'x!':
    case 'wqa':
      return wishing('save-and-leave');
    case 'q':
    case 'qa':
    case 'quit':
      return isChanged(editor) ? saying({ type: 'unsaved' }) : wishing('leave');
    case 'q!':
    case 'qa!':
    case 'quit!':
      return wishing('leave');
    case 'cq':
    case 'cq!':
      return wishing('fail');
    default:
      return saying({ type: 'unknown-command', text: command });
  }
}

interface Substitution {
  readonly all: boolean;
  readonly pattern: string;
  readonly by: string;
  readonly isEach: boolean;
}

/** Undefined when the pattern stands nowhere. */
function substituted(editor: FileEditor, { all, pattern, by, isEach }: Substitution): FileEditor | undefined {
  const { flags, source } = matcherOf({ pattern, isExact: true });
  const matcher = new RegExp(source, isEach ? flags : flags.replace('g', ''));
  let last = -1;
  const lines = editor.lines.map((line, row) => {
    if (pattern === '' || (!all && row !== editor.row) || line.search(matcher) < 0) return line;
    last = row;
    return line.replace(matcher, () => by);
  });
  return last < 0 ? undefined : changed(editor, { lines, row: last, column: 0 });
}
