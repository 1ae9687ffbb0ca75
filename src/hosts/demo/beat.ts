import type { Ticker } from '../../ui/screen/ticker.js';

/** What comes by itself after a while. */
export interface Beat {
  /** In place of what was to come before. */
  wait(ms: number, then: () => void): void;
  cancel(): void;
  leftMs(): number;
}

const SECOND_MS = 1000;

/** `passed` hears each second, so that a screen can say how long it still takes. */
export function createBeat(ticker: Ticker, passed: () => void): Beat {
  let at = 0;
  let undo: readonly (() => void)[] = [];
  const cancel = () => {
    for (const one of undo) one();
    undo = [];
    at = 0;
  };
  return {
    wait(ms, then) {
      cancel();
      at = ticker.now() + ms;
      const undoThen = ticker.after(ms, then);
      const tick = () => {
        passed();
        if (at - ticker.now() > SECOND_MS) undo = [undoThen, ticker.after(SECOND_MS, tick)];
      };
      undo = [undoThen, ...(ms > SECOND_MS ? [ticker.after(SECOND_MS, tick)] : [])];
    },
    cancel,
    leftMs: () => Math.max(0, at - ticker.now()),
  };
}
