// Completion: what all candidates share is typed at once, the rest is chosen from a menu.
import { graphemes } from '../text/width.js';
import { type Completion, type CompletionMenu, edited, type LineState } from './state.js';

export function applyCompletion(state: LineState, completion: Completion): LineState {
  const [only, ...others] = completion.candidates;
  if (only === undefined) {
    return { ...state, menu: undefined };
  }
  if (others.length === 0) {
    const space = /[/=]$/.test(only.text) || state.text[completion.to] === ' ' ? '' : ' ';
    return replaced(state, completion, only.text + space);
  }
  const common = commonPrefix(completion.candidates.map((candidate) => candidate.text));
  const typed = state.text.slice(completion.from, completion.to);
  const line = common.length > typed.length && common.startsWith(typed) ? replaced(state, completion, common) : state;
  const to = completion.to + line.text.length - state.text.length;
  const before = { text: line.text, cursor: line.cursor };
  return { ...line, menu: { ...completion, to, selected: -1, before } };
}

/** Another candidate is tried in the line; typing on keeps it, Esc takes it back. */
export function moveInMenu(state: LineState, step: -1 | 1): LineState {
  if (state.menu === undefined) {
    return state;
  }
  const count = state.menu.candidates.length;
  const selected = state.menu.selected < 0 && step < 0 ? count - 1 : (state.menu.selected + step + count) % count;
  const menu: CompletionMenu = { ...state.menu, selected };
  const text = menu.candidates[selected]?.text ?? '';
  const whole = menu.before.text.slice(0, menu.from) + text + menu.before.text.slice(menu.to);
  return { ...state, text: whole, cursor: menu.from + text.length, menu, last: 'other' };
}

function replaced(state: LineState, range: Completion, text: string): LineState {
  const whole = state.text.slice(0, range.from) + text + state.text.slice(range.to);
  return edited(state, { text: whole, cursor: range.from + text.length });
}

function commonPrefix(texts: readonly string[]): string {
  let prefix = graphemes(texts[0] ?? '');
  for (const text of texts) {
    const parts = graphemes(text);
    const end = prefix.findIndex((part, index) => part !== parts[index]);
    prefix = end < 0 ? prefix : prefix.slice(0, end);
  }
  return prefix.join('');
}
