// Time as the screen knows it: handed in, so that tests need no clock.

export interface Ticker {
  /** Milliseconds that only grow. */
  now(): number;
  /** Runs the function later; returns the undo. */
  after(ms: number, run: () => void): () => void;
}
