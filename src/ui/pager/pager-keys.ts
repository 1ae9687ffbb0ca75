// Which key does what in the pager; the keys are those of less.
import { chordOf, type Key } from '../keys/key.js';
import { graphemes } from '../text/width.js';
import type { Pager, PagerAction } from './pager.js';

export type PagerIntent =
  | { readonly type: 'act'; readonly action: PagerAction }
  | { readonly type: 'leave' }
  /** Ctrl-C: whoever still writes is ended. */
  | { readonly type: 'interrupt' };

const rows = (by: number): PagerAction => ({ type: 'rows', by });
const pages = (by: number): PagerAction => ({ type: 'pages', by });
const halves = (by: number): PagerAction => ({ type: 'half-pages', by });

const letters: Readonly<Record<string, PagerAction>> = {
  ' ': pages(1),
  f: pages(1),
  b: pages(-1),
  j: rows(1),
  e: rows(1),
  k: rows(-1),
  y: rows(-1),
  d: halves(1),
  u: halves(-1),
  g: { type: 'line', from: 'top' },
  '<': { type: 'line', from: 'top' },
  G: { type: 'line', from: 'bottom' },
  '>': { type: 'line', from: 'bottom' },
  '/': { type: 'prompt', sign: '/' },
  '?': { type: 'prompt', sign: '?' },
  n: { type: 'again', direction: 1 },
  N: { type: 'again', direction: -1 },
};

const chords: Readonly<Record<string, PagerAction>> = {
  down: rows(1),
  'ctrl+n': rows(1),
  'ctrl+e': rows(1),
  enter: rows(1),
  up: rows(-1),
  'ctrl+p': rows(-1),
  'ctrl+y': rows(-1),
  pagedown: pages(1),
  'ctrl+f': pages(1),
  'ctrl+v': pages(1),
  pageup: pages(-1),
  'ctrl+b': pages(-1),
  'alt+v': pages(-1),
  'ctrl+d': halves(1),
  'ctrl+u': halves(-1),
  home: { type: 'line', from: 'top' },
  end: { type: 'line', from: 'bottom' },
  left: { type: 'columns', by: -1 },
  right: { type: 'columns', by: 1 },
  backspace: { type: 'backspace' },
  escape: { type: 'cancel' },
};

export function pagerIntents(key: Key, pager: Pager): readonly PagerIntent[] {
  const chord = chordOf(key);
  if (pager.prompt !== undefined) return promptIntents(key, chord);
  if (chord === 'ctrl+c') return [{ type: 'interrupt' }];
  if (chord !== undefined) {
    const action = chords[chord];
    return action === undefined ? [] : [{ type: 'act', action }];
  }
  return key.type === 'text' ? letterIntents(key.text) : [];
}

/** What follows a `/` within the same burst of keys is what is searched. */
function letterIntents(text: string): readonly PagerIntent[] {
  const intents: PagerIntent[] = [];
  const all = graphemes(text);
  for (const [index, grapheme] of all.entries()) {
    const letter = grapheme.normalize('NFKC');
    if (letter === 'q' || letter === 'Q') return [...intents, { type: 'leave' }];
    const action: PagerAction | undefined = /^\d$/.test(letter) ? { type: 'digit', digit: letter } : letters[letter];
    if (action === undefined) continue;
    intents.push({ type: 'act', action });
    if (action.type === 'prompt') {
      const rest = all.slice(index + 1).join('');
      return rest === '' ? intents : [...intents, { type: 'act', action: { type: 'type', text: rest } }];
    }
  }
  return intents;
}

function promptIntents(key: Key, chord: string | undefined): readonly PagerIntent[] {
  const act = (action: PagerAction): readonly PagerIntent[] => [{ type: 'act', action }];
  if (key.type === 'text' || key.type === 'paste') {
    return act({ type: 'type', text: key.text.replace(/\p{Cc}/gu, '') });
  }
  switch (chord) {
    case 'enter':
      return act({ type: 'answer' });
    case 'backspace':
    case 'ctrl+h':
      return act({ type: 'backspace' });
    case 'escape':
    case 'ctrl+c':
    case 'ctrl+g':
      return act({ type: 'cancel' });
    default:
      return [];
  }
}
