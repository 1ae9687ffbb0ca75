// mulberry32: one word of state is enough for `$RANDOM`.

export function nextChance(state: number): number {
  return (state + 0x6d2b79f5) >>> 0;
}

/** The float in [0, 1) that belongs to a state. */
export function fraction(state: number): number {
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}
