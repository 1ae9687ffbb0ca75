/** A kubelet does only so much at a time: what comes behind waits for the next turn. Plain data, part of the world. */
export interface Turn {
  /** Virtual ms. */
  readonly at: number;
  /** How many have this turn already. */
  readonly taken: number;
}

const AT_A_TIME = 20;
const TURN_MS = 100;

/** The first turn from `earliest` on that has room. */
export function takeTurn(last: Turn | undefined, earliest: number): Turn {
  if (last === undefined || last.at < earliest) return { at: earliest, taken: 1 };
  return last.taken < AT_A_TIME ? { at: last.at, taken: last.taken + 1 } : { at: last.at + TURN_MS, taken: 1 };
}
