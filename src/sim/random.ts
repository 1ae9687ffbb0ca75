import type { Saved } from './registry.js';

/** The world's one source of chance: xoshiro128** from a seed, its state plain data. */
export interface Random {
  /** A float in [0, 1). */
  next(): number;
  /** An integer in [0, limit). */
  below(limit: number): number;
  /** `length` characters of `alphabet`, each drawn alike. */
  text(length: number, alphabet: string): string;
  /** A version 4 UUID. */
  uuid(): string;
}

type Words = [number, number, number, number];

export function createRandom(seed: number): { random: Random; saved: Saved } {
  let state = expand(seed);
  const word = () => {
    const [word, next] = advance(state);
    state = next;
    return word;
  };
  const below = (limit: number) => Math.floor((word() / 2 ** 32) * limit);
  const text = (length: number, alphabet: string) =>
    Array.from({ length }, () => alphabet[below(alphabet.length)] ?? '').join('');
  const random: Random = { next: () => word() / 2 ** 32, below, text, uuid: () => uuid(text) };
  return {
    random,
    saved: {
      save: () => [...state],
      load: (data) => {
        state = data as Words;
      },
    },
  };
}

function uuid(text: Random['text']): string {
  const hex = (length: number) => text(length, '0123456789abcdef');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${text(1, '89ab')}${hex(3)}-${hex(12)}`;
}

/** One step of xoshiro128** (Blackman and Vigna, public domain algorithm). */
function advance([a, b, c, d]: Words): [number, Words] {
  const word = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
  const c2 = c ^ a;
  const d2 = d ^ b;
  return [word, [a ^ d2, b ^ c2, c2 ^ (b << 9), rotate(d2, 11)]];
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** Spreads one seed over four words (splitmix32), so that near seeds give far worlds. */
function expand(seed: number): Words {
  let x = seed | 0;
  const next = () => {
    x = (x + 0x9e3779b9) | 0;
    let z = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return z ^ (z >>> 16);
  };
  return [next(), next(), next(), next()];
}
