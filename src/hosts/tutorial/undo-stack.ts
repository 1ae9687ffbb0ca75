import type { ActsData } from '../../ui/app-model.js';

/** What was done at a prompt, and the moment before it or, when undo took it back, behind it. */
export interface Act<T> {
  readonly command: string;
  /** One that was saved is put together when it is asked for. */
  readonly moment: () => T;
}

/** Moments before each act, and those that undo took back. */
export interface UndoStack<T> {
  push(moment: T): void;
  /** The moment to go back to; `now` is kept for redo. */
  undo(now: T): T | undefined;
  redo(now: T): T | undefined;
  /** The moment before act `index` of `acts()`, counted from 0; those on the way are kept. */
  jump(index: number, now: T): T | undefined;
  peek(): Act<T> | undefined;
  /** All acts in the order in which they were done; the same object while nothing changed. */
  acts(): ActsData;
  /** What undo would go to and what redo would, the nearest last. */
  all(): Acts<T>;
  load(acts: Acts<T>): void;
}

export interface Acts<T> {
  readonly past: readonly Act<T>[];
  readonly future: readonly Act<T>[];
}

/** Moments that are kept; they share all that did not change between them. */
const DEPTH = 200;

export function createUndoStack<T extends { readonly command: string }>(): UndoStack<T> {
  let past: readonly Act<T>[] = [];
  let future: readonly Act<T>[] = [];
  let known = { past, future, acts: actsOf(past, future) };
  const act = (command: string, moment: T): Act<T> => ({ command, moment: () => moment });
  const undo = (now: T): T | undefined => {
    const back = past.at(-1);
    if (back === undefined) return undefined;
    past = past.slice(0, -1);
    future = [...future, act(back.command, now)];
    return back.moment();
  };
  const redo = (now: T): T | undefined => {
    const forth = future.at(-1);
    if (forth === undefined) return undefined;
    future = future.slice(0, -1);
    past = [...past, act(forth.command, now)];
    return forth.moment();
  };
  return {
    push(moment) {
      past = [...past, act(moment.command, moment)].slice(-DEPTH);
      future = [];
    },
    undo,
    redo,
    jump(index, now) {
      if (index < 0 || index > past.length + future.length) return undefined;
      let there: T | undefined;
      while (past.length > index) there = undo(there ?? now);
      while (past.length < index) there = redo(there ?? now);
      return there;
    },
    peek: () => past.at(-1),
    acts() {
      if (known.past !== past || known.future !== future) known = { past, future, acts: actsOf(past, future) };
      return known.acts;
    },
    all: () => ({ past, future }),
    load(acts) {
      past = acts.past;
      future = acts.future;
    },
  };
}

function actsOf<T>(past: readonly Act<T>[], future: readonly Act<T>[]): ActsData {
  return { done: past.map(({ command }) => command), undone: future.map(({ command }) => command).reverse() };
}
