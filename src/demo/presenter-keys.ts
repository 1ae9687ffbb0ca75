// What a key of the instructor means; nothing is done here.
import { chordOf, type Key } from '../ui/keys/key.js';
import type { Presenter, Wish } from './presenter.js';

/** `pass`: the key is the screen's own; `nothing`: it has no meaning here and must not reach the screen either. */
export type KeyMeaning = Wish | 'pass' | 'nothing';

export interface KeySituation {
  readonly presenter: Pick<Presenter, 'isFree' | 'isAuto'>;
  readonly pane: 'terminal' | 'lesson' | 'cluster';
  /** A page or a file has the terminal pane for itself. */
  readonly isReading: boolean;
  /** Numbers are answers now. */
  readonly isAsking: boolean;
}

export function keyMeaning(key: Key, situation: KeySituation): KeyMeaning {
  const { presenter, pane } = situation;
  const chord = chordOf(key);
  if (presenter.isFree) return chord === 'f9' ? { type: 'return' } : chord === 'f3' ? 'nothing' : 'pass';
  if (situation.isReading) return 'pass';
  if (key.type === 'text') return textMeaning(key.text.normalize('NFKC'), situation);
  const own = chord === undefined ? undefined : CHORDS[chord];
  if (own !== undefined && !PANE_KEYS[pane].has(chord ?? '')) return own;
  return SCREEN_KEYS.has(chord ?? '') || pane !== 'terminal' ? 'pass' : 'nothing';
}

function textMeaning(text: string, { presenter, isAsking }: KeySituation): Wish {
  if (isAsking && /^[1-9]$/.test(text)) return { type: 'choose', index: Number(text) - 1 };
  if (text === 't') return { type: 'free' };
  if (text === '+') return { type: 'faster' };
  if (text === '-') return { type: 'slower' };
  return text === ' ' && presenter.isAuto ? { type: 'auto' } : { type: 'type' };
}

const CHORDS: Readonly<Record<string, Wish>> = {
  enter: { type: 'enter' },
  tab: { type: 'whole' },
  backspace: { type: 'erase' },
  right: { type: 'next' },
  pagedown: { type: 'next' },
  left: { type: 'back' },
  pageup: { type: 'back' },
  home: { type: 'first' },
  end: { type: 'last' },
  f5: { type: 'auto' },
  'ctrl+c': { type: 'interrupt' },
  'ctrl+d': { type: 'leave' },
};

const SCROLLING = ['tab', 'pagedown', 'pageup', 'home', 'end'];
/** What these panes do with a key themselves, as for a learner. */
const PANE_KEYS: Readonly<Record<KeySituation['pane'], ReadonlySet<string>>> = {
  terminal: new Set(),
  lesson: new Set(SCROLLING),
  cluster: new Set([...SCROLLING, 'enter']),
};
/** What the screen does for an instructor as for a learner. */
const SCREEN_KEYS: ReadonlySet<string> = new Set(['f1', 'f2', 'f4', 'f6', 'shift+f6', 'shift+up', 'shift+down']);
