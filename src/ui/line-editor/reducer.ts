// What a person can do to the line, as data, and what becomes of it.
import { searchFor, searchFurther, startSearch, walkHistory } from './history.js';
import { applyCompletion, moveInMenu } from './menu.js';
import {
  type Completion,
  edited,
  emptyLine,
  killed,
  type LineState,
  lineEdge,
  moved,
  redone,
  stepped,
  undone,
  wordStep,
} from './state.js';

export type LineAction =
  | { readonly type: 'insert'; readonly text: string }
  | { readonly type: 'paste'; readonly text: string }
  | { readonly type: 'move'; readonly to: 'left' | 'right' | 'word-left' | 'word-right' | 'home' | 'end' }
  | { readonly type: 'delete'; readonly what: 'left' | 'right' }
  | { readonly type: 'kill'; readonly what: 'word-left' | 'space-word-left' | 'word-right' | 'to-end' | 'to-start' }
  | { readonly type: 'yank' | 'transpose' | 'undo' | 'redo' | 'clear' | 'close' }
  | { readonly type: 'history'; readonly direction: 'older' | 'newer'; readonly entries: readonly string[] }
  | { readonly type: 'search'; readonly entries: readonly string[] }
  | { readonly type: 'search-type'; readonly query: string; readonly entries: readonly string[] }
  | { readonly type: 'complete'; readonly completion: Completion }
  | { readonly type: 'menu'; readonly step: -1 | 1 }
  | { readonly type: 'set'; readonly text: string };

export function reduceLine(state: LineState, action: LineAction): LineState {
  switch (action.type) {
    case 'insert':
      return inserted(state, action.text, 'type');
    case 'paste':
      return inserted(state, action.text, 'other');
    case 'move':
      return moved(state, targetOf(state, action.to));
    case 'delete':
      return deleted(state, action.what);
    case 'kill':
      return killedBy(state, action.what);
    case 'yank':
      return inserted(state, state.kills[0] ?? '', 'other');
    case 'transpose':
      return transposed(state);
    case 'undo':
      return undone(state);
    case 'redo':
      return redone(state);
    case 'clear':
      return { ...emptyLine, kills: state.kills };
    case 'close':
      return closed(state);
    case 'history':
      return walkHistory(state, action.direction, action.entries);
    case 'search':
      return state.search === undefined ? startSearch(state) : searchFurther(state, action.entries);
    case 'search-type':
      return searchFor(state, action.query, action.entries);
    case 'complete':
      return applyCompletion(state, action.completion);
    case 'menu':
      return moveInMenu(state, action.step);
    case 'set':
      return edited(state, { text: action.text, cursor: action.text.length });
  }
}

function inserted(state: LineState, raw: string, kind: 'type' | 'other'): LineState {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters never enter the line
  const text = raw.replace(/\t/g, '  ').replace(/[\x00-\x09\x0b-\x1f\x7f]/g, '');
  if (text === '') {
    return state;
  }
  const whole = state.text.slice(0, state.cursor) + text + state.text.slice(state.cursor);
  return edited(state, { text: whole, cursor: state.cursor + text.length }, kind);
}

function targetOf(state: LineState, to: Extract<LineAction, { type: 'move' }>['to']): number {
  switch (to) {
    case 'left':
      return stepped(state, -1);
    case 'right':
      return stepped(state, 1);
    case 'word-left':
      return wordStep(state, -1);
    case 'word-right':
      return wordStep(state, 1);
    case 'home':
      return lineEdge(state, -1);
    case 'end':
      return lineEdge(state, 1);
  }
}

function deleted(state: LineState, what: 'left' | 'right'): LineState {
  const other = stepped(state, what === 'left' ? -1 : 1);
  if (other === state.cursor) {
    return state;
  }
  const from = Math.min(other, state.cursor);
  const text = state.text.slice(0, from) + state.text.slice(Math.max(other, state.cursor));
  return edited(state, { text, cursor: from });
}

function killedBy(state: LineState, what: Extract<LineAction, { type: 'kill' }>['what']): LineState {
  switch (what) {
    case 'word-left':
      return killed(state, wordStep(state, -1), state.cursor);
    case 'space-word-left':
      return killed(
        state,
        state.cursor - (/\S*\s*$/.exec(state.text.slice(0, state.cursor))?.[0].length ?? 0),
        state.cursor,
      );
    case 'word-right':
      return killed(state, state.cursor, wordStep(state, 1));
    case 'to-end':
      return killed(state, state.cursor, lineEdge(state, 1));
    case 'to-start':
      return killed(state, lineEdge(state, -1), state.cursor);
  }
}

function transposed(state: LineState): LineState {
  const middle = state.cursor === state.text.length ? stepped(state, -1) : state.cursor;
  const left = stepped({ ...state, cursor: middle }, -1);
  const right = stepped({ ...state, cursor: middle }, 1);
  if (left === middle || middle === right) {
    return state;
  }
  const swapped = state.text.slice(middle, right) + state.text.slice(left, middle);
  return edited(state, { text: state.text.slice(0, left) + swapped + state.text.slice(right), cursor: right });
}

/** Esc: the menu closes and its trial is taken back, a search gives the old line back. */
function closed(state: LineState): LineState {
  const before = state.menu?.before ?? state.search?.before;
  return before === undefined ? state : { ...state, ...before, menu: undefined, search: undefined, last: 'other' };
}
