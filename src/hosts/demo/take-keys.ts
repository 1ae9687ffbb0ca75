import type { Wish } from '../../demo/presenter.js';
import { type KeySituation, keyMeaning } from '../../demo/presenter-keys.js';
import type { Key } from '../../ui/keys/key.js';

interface Taking {
  /** As it is now: each key may change it. */
  readonly situation: () => KeySituation;
  readonly wish: (what: Wish) => void;
}

/** Fast typing comes in one piece, and each character means something of its own; returns what is left for the screen. */
export function takeKeys(key: Key, { situation, wish }: Taking): Key | undefined {
  for (let rest: Key | undefined = key; rest !== undefined; ) {
    const [first, later]: readonly [Key, Key | undefined] = firstOf(rest);
    const meaning = keyMeaning(first, situation());
    if (meaning === 'pass') return rest;
    if (meaning !== 'nothing') wish(meaning);
    rest = later;
  }
  return undefined;
}

function firstOf(key: Key): readonly [Key, Key | undefined] {
  if (key.type !== 'text') return [key, undefined];
  const [first = '', ...later] = Array.from(key.text);
  return [{ type: 'text', text: first }, later.length === 0 ? undefined : { type: 'text', text: later.join('') }];
}
