// The line being typed: a pure reducer over graphemes, with kill ring, undo, history and completion menu.
import { graphemes } from '../text/width.js';

export interface LineState {
  readonly text: string;
  /** Offset into `text`, always between two graphemes. */
  readonly cursor: number;
  readonly past: readonly Snapshot[];
  readonly future: readonly Snapshot[];
  /** Newest first. */
  readonly kills: readonly string[];
  readonly history?: HistoryWalk | undefined;
  readonly search?: HistorySearch | undefined;
  readonly menu?: CompletionMenu | undefined;
  /** What the last action was: kills in a row join, typed characters are undone together. */
  readonly last: 'type' | 'kill' | 'other';
}

export interface Snapshot {
  readonly text: string;
  readonly cursor: number;
}

export interface HistoryWalk {
  /** Counted from the newest entry, which is 0. */
  readonly index: number;
  /** What was typed before the walk; entries must begin with it. */
  readonly prefix: string;
}

export interface HistorySearch {
  readonly query: string;
  readonly index: number;
  readonly found: boolean;
  readonly before: Snapshot;
}

export interface Candidate {
  readonly text: string;
  readonly description?: string;
}

export interface Completion {
  /** The part of the line that a candidate replaces. */
  readonly from: number;
  readonly to: number;
  readonly candidates: readonly Candidate[];
}

export interface CompletionMenu extends Completion {
  readonly selected: number;
  /** The line as it was before a candidate was tried. */
  readonly before: Snapshot;
}

export const emptyLine: LineState = { text: '', cursor: 0, past: [], future: [], kills: [], last: 'other' };

const undoDepth = 200;
const killDepth = 20;
/** No grapheme is longer: what is further away need not be looked at. */
const neighbourhood = 200;

/** The line with other text; one step of undo unless it continues the same typing. */
export function edited(state: LineState, next: Snapshot, last: LineState['last'] = 'other'): LineState {
  const joins = last === 'type' && state.last === 'type' && state.past.length > 0;
  const past = joins ? state.past : [...state.past.slice(-undoDepth), { text: state.text, cursor: state.cursor }];
  const cursor = betweenGraphemes(next.text, next.cursor);
  return {
    ...state,
    text: next.text,
    cursor,
    past,
    future: [],
    last,
    history: undefined,
    menu: undefined,
    search: undefined,
  };
}

/** Two texts that meet may join into one grapheme: the cursor steps behind it. */
function betweenGraphemes(text: string, cursor: number): number {
  let edge = Math.max(0, cursor - neighbourhood);
  for (const grapheme of graphemes(text.slice(edge, cursor + neighbourhood))) {
    if (edge >= cursor) {
      break;
    }
    edge += grapheme.length;
  }
  return edge;
}

export function moved(state: LineState, cursor: number): LineState {
  return { ...state, cursor, last: 'other', menu: undefined, search: undefined };
}

/** Text that went to the kill ring; kills in a row become one. */
export function killed(state: LineState, from: number, to: number): LineState {
  if (from === to) {
    return state;
  }
  const gone = state.text.slice(from, to);
  const [top = '', ...rest] = state.kills;
  const joined = to === state.cursor ? gone + top : top + gone;
  const kills = state.last === 'kill' ? [joined, ...rest] : [gone, ...state.kills].slice(0, killDepth);
  const text = state.text.slice(0, from) + state.text.slice(to);
  return { ...edited(state, { text, cursor: from }, 'kill'), kills };
}

export function undone(state: LineState): LineState {
  const previous = state.past.at(-1);
  if (previous === undefined) {
    return state;
  }
  const future = [...state.future, { text: state.text, cursor: state.cursor }];
  return { ...state, ...previous, past: state.past.slice(0, -1), future, last: 'other', menu: undefined };
}

export function redone(state: LineState): LineState {
  const next = state.future.at(-1);
  if (next === undefined) {
    return state;
  }
  const past = [...state.past, { text: state.text, cursor: state.cursor }];
  return { ...state, ...next, past, future: state.future.slice(0, -1), last: 'other', menu: undefined };
}

/** Offset of the grapheme before or after the cursor. */
export function stepped(state: LineState, direction: -1 | 1): number {
  if (direction < 0) {
    return (
      state.cursor -
      (graphemes(state.text.slice(Math.max(0, state.cursor - neighbourhood), state.cursor)).at(-1)?.length ?? 0)
    );
  }
  return state.cursor + (graphemes(state.text.slice(state.cursor, state.cursor + neighbourhood))[0]?.length ?? 0);
}

/** Offset of the next end or the previous beginning of a word. */
export function wordStep(state: LineState, direction: -1 | 1): number {
  if (direction > 0) {
    const after = state.text.slice(state.cursor);
    return state.cursor + wholeLength(after, /^[^\p{L}\p{N}_]*[\p{L}\p{M}\p{N}_]*/u.exec(after)?.[0].length ?? 0);
  }
  const before = state.text.slice(0, state.cursor);
  const kept = before.length - (/[\p{L}\p{M}\p{N}_]*[^\p{L}\p{N}_]*$/u.exec(before)?.[0].length ?? 0);
  const whole = wholeLength(before, kept);
  return whole === kept ? kept : whole - (graphemes(before.slice(0, whole)).at(-1)?.length ?? 0);
}

/** So many characters, and the rest of the grapheme that begins among them. */
function wholeLength(text: string, length: number): number {
  let whole = 0;
  for (const grapheme of graphemes(text)) {
    if (whole >= length) break;
    whole += grapheme.length;
  }
  return whole;
}

/** Beginning or end of the cursor's line within a text of several lines. */
export function lineEdge(state: LineState, direction: -1 | 1): number {
  if (direction < 0) {
    return state.text.lastIndexOf('\n', state.cursor - 1) + 1;
  }
  const end = state.text.indexOf('\n', state.cursor);
  return end < 0 ? state.text.length : end;
}
