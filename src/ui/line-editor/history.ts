// Walking and searching the lines typed before. Entries are handed in, oldest first.
import type { HistorySearch, LineState } from './state.js';

/** The next older or newer entry that begins with what was typed before the walk. */
export function walkHistory(state: LineState, direction: 'older' | 'newer', entries: readonly string[]): LineState {
  const walk = state.history ?? { index: -1, prefix: state.text };
  const step = direction === 'older' ? 1 : -1;
  for (let index = walk.index + step; index >= 0 && index < entries.length; index += step) {
    const entry = entryAt(entries, index);
    if (entry.startsWith(walk.prefix) && entry !== state.text) {
      return shown(state, entry, { index, prefix: walk.prefix });
    }
  }
  return direction === 'newer' ? shown(state, walk.prefix, undefined) : state;
}

export function startSearch(state: LineState): LineState {
  const before = { text: state.text, cursor: state.cursor };
  return { ...state, menu: undefined, search: { query: '', index: -1, found: true, before }, last: 'other' };
}

/** Another query: the newest entry that contains it. */
export function searchFor(state: LineState, query: string, entries: readonly string[]): LineState {
  return state.search === undefined ? state : found(state, { ...state.search, query, index: -1 }, entries);
}

/** The same query: the next older entry. */
export function searchFurther(state: LineState, entries: readonly string[]): LineState {
  return state.search === undefined ? state : found(state, state.search, entries);
}

function found(state: LineState, search: HistorySearch, entries: readonly string[]): LineState {
  if (search.query === '') {
    return { ...state, ...search.before, search: { ...search, index: -1, found: true } };
  }
  for (let index = search.index + 1; index < entries.length; index += 1) {
    const entry = entryAt(entries, index);
    if (entry.includes(search.query) && (search.index < 0 || entry !== state.text)) {
      const cursor = entry.indexOf(search.query);
      return { ...state, text: entry, cursor, search: { ...search, index, found: true } };
    }
  }
  return { ...state, search: { ...search, found: false } };
}

function entryAt(entries: readonly string[], index: number): string {
  return entries[entries.length - 1 - index] ?? '';
}

function shown(state: LineState, text: string, history: LineState['history']): LineState {
  return { ...state, text, cursor: text.length, history, menu: undefined, search: undefined, last: 'other' };
}
