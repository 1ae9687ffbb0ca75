// Which key does what in the line editor.
import { chordOf, type Key } from '../keys/key.js';
import type { LineAction } from './reducer.js';
import type { LineState } from './state.js';

export type LineIntent =
  | { readonly type: 'edit'; readonly action: LineAction }
  | { readonly type: 'submit' | 'complete' | 'interrupt' | 'end-of-input' | 'clear-screen' };

const edits: Readonly<Record<string, LineAction>> = {
  left: { type: 'move', to: 'left' },
  right: { type: 'move', to: 'right' },
  'ctrl+b': { type: 'move', to: 'left' },
  'ctrl+f': { type: 'move', to: 'right' },
  'alt+b': { type: 'move', to: 'word-left' },
  'alt+f': { type: 'move', to: 'word-right' },
  'ctrl+left': { type: 'move', to: 'word-left' },
  'ctrl+right': { type: 'move', to: 'word-right' },
  'alt+left': { type: 'move', to: 'word-left' },
  'alt+right': { type: 'move', to: 'word-right' },
  home: { type: 'move', to: 'home' },
  end: { type: 'move', to: 'end' },
  'ctrl+a': { type: 'move', to: 'home' },
  'ctrl+e': { type: 'move', to: 'end' },
  backspace: { type: 'delete', what: 'left' },
  'ctrl+h': { type: 'delete', what: 'left' },
  delete: { type: 'delete', what: 'right' },
  'ctrl+k': { type: 'kill', what: 'to-end' },
  'ctrl+u': { type: 'kill', what: 'to-start' },
  'ctrl+w': { type: 'kill', what: 'space-word-left' },
  'alt+backspace': { type: 'kill', what: 'word-left' },
  'alt+d': { type: 'kill', what: 'word-right' },
  'ctrl+y': { type: 'yank' },
  'ctrl+t': { type: 'transpose' },
  'ctrl+_': { type: 'undo' },
  'ctrl+z': { type: 'undo' },
  'alt+z': { type: 'redo' },
  'alt+enter': { type: 'insert', text: '\n' },
  escape: { type: 'close' },
  'ctrl+g': { type: 'close' },
};

/** What the key asks for; undefined when the line editor has no use for it. */
export function lineIntent(key: Key, state: LineState, entries: readonly string[]): LineIntent | undefined {
  if (key.type === 'text') {
    return edit(typed(state, key.text, entries));
  }
  if (key.type === 'paste') {
    return edit({ type: 'paste', text: key.text.replace(/\n$/, '') });
  }
  const chord = chordOf(key);
  if (chord === undefined) {
    return undefined;
  }
  if (state.search !== undefined && (chord === 'backspace' || chord === 'ctrl+h')) {
    return edit({ type: 'search-type', query: Array.from(state.search.query).slice(0, -1).join(''), entries });
  }
  if (state.menu !== undefined) {
    const inMenu = menuIntent(chord, state);
    if (inMenu !== undefined) {
      return inMenu;
    }
  }
  return commandIntent(chord, state, entries);
}

function typed(state: LineState, text: string, entries: readonly string[]): LineAction {
  return state.search === undefined
    ? { type: 'insert', text }
    : { type: 'search-type', query: state.search.query + text, entries };
}

function menuIntent(chord: string, state: LineState): LineIntent | undefined {
  switch (chord) {
    case 'tab':
    case 'down':
      return edit({ type: 'menu', step: 1 });
    case 'shift+tab':
    case 'up':
      return edit({ type: 'menu', step: -1 });
    case 'enter':
      return (state.menu?.selected ?? -1) < 0 ? undefined : edit({ type: 'insert', text: ' ' });
    default:
      return undefined;
  }
}

function commandIntent(chord: string, state: LineState, entries: readonly string[]): LineIntent | undefined {
  switch (chord) {
    case 'enter':
      return { type: 'submit' };
    case 'tab':
      return { type: 'complete' };
    case 'ctrl+c':
      return { type: 'interrupt' };
    case 'ctrl+d':
      return state.text === '' ? { type: 'end-of-input' } : edit({ type: 'delete', what: 'right' });
    case 'ctrl+l':
      return { type: 'clear-screen' };
    case 'ctrl+r':
      return edit({ type: 'search', entries });
    case 'up':
    case 'ctrl+p':
      return edit({ type: 'history', direction: 'older', entries });
    case 'down':
    case 'ctrl+n':
      return edit({ type: 'history', direction: 'newer', entries });
    default: {
      const action = edits[chord];
      return action === undefined ? undefined : edit(action);
    }
  }
}

function edit(action: LineAction): LineIntent {
  return { type: 'edit', action };
}
