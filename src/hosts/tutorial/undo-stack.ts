import type { ActsData } from '../../ui/app-model.js';

/** Moments before each act, and those that undo took back. */
export interface UndoStack<T> {
  push(moment: T): void;
  /** The moment to go back to; `now` is kept for redo. */
  undo(now: T): T | undefined;
  redo(now: T): T | undefined;
  /** The moment before act `index` of `acts()`, counted from 0; those on the way are kept. */
  jump(index: number, now: T): T | undefined;
  peek(): T | undefined;
  /** All acts in the order in which they were done; the same object while nothing changed. */
  acts(): ActsData;
  clear(): void;
}

/** Moments that are kept; they share all that did not change between them. */
const DEPTH = 200;

export function createUndoStack<T extends { readonly command: string }>(): UndoStack<T> {
  let past: readonly T[] = [];
  let future: readonly T[] = [];
  let known = { past, future, acts: actsOf(past, future) };
  const undo = (now: T): T | undefined => {
    const back = past.at(-1);
    if (back === undefined) return undefined;
    past = past.slice(0, -1);
    future = [...future, { ...now, command: back.command }];
    return back;
  };
  const redo = (now: T): T | undefined => {
    const forth = future.at(-1);
    if (forth === undefined) return undefined;
    future = future.slice(0, -1);
    past = [...past, { ...now, command: forth.command }];
    return forth;
  };
  return {
    push(moment) {
      past = [...past, moment].slice(-DEPTH);
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
    clear() {
      past = [];
      future = [];
    },
  };
}

function actsOf(
  past: readonly { readonly command: string }[],
  future: readonly { readonly command: string }[],
): ActsData {
  return { done: past.map(({ command }) => command), undone: future.map(({ command }) => command).reverse() };
}
