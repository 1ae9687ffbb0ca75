// Which key does what in the file editor.
import { chordOf, type Key } from '../keys/key.js';
import type { FileEditor } from './editor-state.js';
import type { FileAction } from './file-editor.js';

export type EditorIntent =
  | { readonly type: 'edit'; readonly action: FileAction }
  | { readonly type: 'save' }
  | { readonly type: 'leave' };

const actions: Readonly<Record<string, FileAction>> = {
  left: { type: 'move', to: 'left' },
  right: { type: 'move', to: 'right' },
  up: { type: 'rows', by: -1 },
  down: { type: 'rows', by: 1 },
  'ctrl+b': { type: 'move', to: 'left' },
  'ctrl+f': { type: 'move', to: 'right' },
  'ctrl+p': { type: 'rows', by: -1 },
  'ctrl+n': { type: 'rows', by: 1 },
  home: { type: 'move', to: 'home' },
  end: { type: 'move', to: 'end' },
  'ctrl+a': { type: 'move', to: 'home' },
  'ctrl+e': { type: 'move', to: 'end' },
  'ctrl+home': { type: 'move', to: 'top' },
  'ctrl+end': { type: 'move', to: 'bottom' },
  enter: { type: 'newline' },
  tab: { type: 'insert', text: '  ' },
  backspace: { type: 'backspace' },
  'ctrl+h': { type: 'backspace' },
  delete: { type: 'delete' },
  'ctrl+d': { type: 'delete' },
  'ctrl+k': { type: 'cut-line' },
  'ctrl+u': { type: 'paste-line' },
  'ctrl+z': { type: 'undo' },
  'alt+u': { type: 'undo' },
  'ctrl+y': { type: 'redo' },
  'alt+e': { type: 'redo' },
  'ctrl+w': { type: 'prompt', prompt: 'search' },
  'alt+w': { type: 'find-next' },
  'ctrl+_': { type: 'prompt', prompt: 'go-to-line' },
  'alt+g': { type: 'prompt', prompt: 'go-to-line' },
  escape: { type: 'go-on' },
  'ctrl+c': { type: 'go-on' },
};

/** To "leave without saving?", as nano has them. */
const answers: Readonly<Record<string, 'save' | 'leave'>> = { y: 'save', n: 'leave' };

export function editorIntent(key: Key, editor: FileEditor, pageRows: number): EditorIntent | undefined {
  const chord = chordOf(key);
  if (chord === 'ctrl+s') return { type: 'save' };
  const rows = rowsOf(chord, pageRows, editor.vi?.mode);
  if (rows !== undefined) return { type: 'edit', action: { type: 'rows', by: rows } };
  if (editor.vi !== undefined) return viIntent(key, chord);
  const answer = editor.isAsking && key.type === 'text' ? answers[key.text.normalize('NFKC').toLowerCase()] : undefined;
  if (answer !== undefined) return { type: answer };
  if (key.type === 'text' || key.type === 'paste') {
    return { type: 'edit', action: { type: 'insert', text: key.text } };
  }
  switch (chord) {
    case undefined:
      return undefined;
    case 'ctrl+o':
      return { type: 'save' };
    case 'ctrl+x':
      return { type: 'leave' };
    default: {
      const action = actions[chord];
      return action && { type: 'edit', action };
    }
  }
}

/** Keys that go by pages: half a page with ^D and ^U of vi. */
function rowsOf(
  chord: string | undefined,
  pageRows: number,
  mode: 'normal' | 'insert' | undefined,
): number | undefined {
  const half = Math.max(1, Math.floor(pageRows / 2));
  const isNormal = mode === 'normal';
  switch (chord) {
    case 'pageup':
      return -pageRows;
    case 'pagedown':
      return pageRows;
    case 'ctrl+b':
      return isNormal ? -pageRows : undefined;
    case 'ctrl+f':
      return isNormal ? pageRows : undefined;
    case 'ctrl+u':
      return isNormal ? -half : undefined;
    case 'ctrl+d':
      return isNormal ? half : undefined;
    default:
      return undefined;
  }
}

function viIntent(key: Key, chord: string | undefined): EditorIntent | undefined {
  if (key.type === 'text' || key.type === 'paste') {
    return { type: 'edit', action: { type: 'vi', key: { type: key.type, text: key.text } } };
  }
  return chord === undefined ? undefined : { type: 'edit', action: { type: 'vi', key: { type: 'chord', chord } } };
}
