// Which key does what in the file editor.
import { chordOf, type Key } from '../keys/key.js';
import type { FileAction, FileEditor } from './file-editor.js';

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
  'ctrl+_': { type: 'undo' },
  escape: { type: 'go-on' },
};

export function editorIntent(key: Key, editor: FileEditor, pageRows: number): EditorIntent | undefined {
  if (key.type === 'text' || key.type === 'paste') {
    return { type: 'edit', action: { type: 'insert', text: key.text } };
  }
  const chord = chordOf(key);
  switch (chord) {
    case undefined:
      return undefined;
    case 'ctrl+s':
    case 'ctrl+o':
      return { type: 'save' };
    case 'ctrl+x':
      return { type: 'leave' };
    case 'pageup':
    case 'pagedown':
      return { type: 'edit', action: { type: 'rows', by: chord === 'pageup' ? -pageRows : pageRows } };
    default: {
      const action = actions[chord];
      return action === undefined || (action.type === 'go-on' && !editor.isAsking)
        ? undefined
        : { type: 'edit', action };
    }
  }
}
