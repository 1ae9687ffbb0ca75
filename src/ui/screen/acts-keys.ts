// The list of prompts: which key chooses which.
import type { ActsData } from '../app-model.js';
import { chordOf, type Key } from '../keys/key.js';
import type { Intent } from './screen-keys.js';
import type { Overlay } from './ui-state.js';

type ActsOverlay = Extract<Overlay, { type: 'acts' }>;

export function actsIntents(key: Key, overlay: ActsOverlay, acts: ActsData | undefined): readonly Intent[] {
  const last = (acts?.done.length ?? 0) + (acts?.undone.length ?? 0);
  const select = (to: number, typed = ''): readonly Intent[] => {
    const selected = Math.max(0, Math.min(to, last));
    return [{ type: 'overlay', overlay: { ...overlay, selected, typed } }];
  };
  if (key.type === 'text') {
    const typed = overlay.typed + key.text.normalize('NFKC');
    return /^[0-9]{1,4}$/.test(typed) ? select(Number(typed) - 1, typed) : [];
  }
  const chord = chordOf(key) ?? '';
  const step = { up: -1, down: 1, pageup: -10, pagedown: 10, home: -last, end: last }[chord];
  if (step !== undefined) {
    return select(overlay.selected + step);
  }
  if (chord === 'backspace') {
    return select(overlay.selected);
  }
  return chord === 'enter'
    ? [
        { type: 'overlay', overlay: undefined },
        { type: 'jump', act: overlay.selected },
      ]
    : [];
}
