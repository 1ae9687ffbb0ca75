import type { AbortSignalLike } from '../port/port.js';

/** A cancellation that a session hands to its commands. */
export interface Abort {
  readonly signal: AbortSignalLike;
  abort(): void;
}

export function createAbort(): Abort {
  const listeners = new Set<() => void>();
  let isAborted = false;
  return {
    signal: {
      get aborted() {
        return isAborted;
      },
      addEventListener: (_, listener) => void listeners.add(listener),
      removeEventListener: (_, listener) => void listeners.delete(listener),
    },
    abort() {
      if (isAborted) return;
      isAborted = true;
      for (const listener of [...listeners]) listener();
      listeners.clear();
    },
  };
}
