/** Moments before each act, and those that undo took back. */
export interface UndoStack<T> {
  push(moment: T): void;
  /** The moment to go back to; `now` is kept for redo. */
  undo(now: T): T | undefined;
  redo(now: T): T | undefined;
  peek(): T | undefined;
  clear(): void;
}

/** Moments that are kept; they share all that did not change between them. */
const DEPTH = 200;

export function createUndoStack<T extends { readonly command: string }>(): UndoStack<T> {
  let past: readonly T[] = [];
  let future: readonly T[] = [];
  return {
    push(moment) {
      past = [...past, moment].slice(-DEPTH);
      future = [];
    },
    undo(now) {
      const back = past.at(-1);
      if (back === undefined) return undefined;
      past = past.slice(0, -1);
      future = [...future, { ...now, command: back.command }];
      return back;
    },
    redo(now) {
      const forth = future.at(-1);
      if (forth === undefined) return undefined;
      future = future.slice(0, -1);
      past = [...past, { ...now, command: forth.command }];
      return forth;
    },
    peek: () => past.at(-1),
    clear() {
      past = [];
      future = [];
    },
  };
}
