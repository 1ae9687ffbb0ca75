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
  let [a, b, c, d] = expand(seed);
  // One step of xoshiro128** (Blackman and Vigna, public domain algorithm).
  const word = () => {
    const word = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const c2 = c ^ a;
    const d2 = d ^ b;
    a ^= d2;
    const shifted = b << 9;
    b ^= c2;
    c = c2 ^ shifted;
    d = rotate(d2, 11);
    return word;
  };
  const below = (limit: number) => Math.floor((word() / 2 ** 32) * limit);
  const random: Random = {
    next: () => word() / 2 ** 32,
    below,
    text(length, alphabet) {
      const codes: number[] = [];
      for (let at = 0; at < length; at += 1) codes.push(alphabet.charCodeAt(below(alphabet.length)));
      return String.fromCharCode(...codes);
    },
    uuid: () => uuid(below),
  };
  return {
    random,
    saved: {
      save: () => [a, b, c, d],
      load: (data) => {
        [a, b, c, d] = data as Words;
      },
    },
  };
}

const UUID_FORM = '00000000-0000-4000-8000-000000000000';
const HEX = '0123456789abcdef';
const VARIANT = '89ab';

function uuid(below: Random['below']): string {
  const codes: number[] = [];
  for (let at = 0; at < UUID_FORM.length; at += 1) {
    const form = UUID_FORM[at];
    if (form === '0') codes.push(HEX.charCodeAt(below(16)));
    else codes.push(form === '8' ? VARIANT.charCodeAt(below(4)) : UUID_FORM.charCodeAt(at));
  }
  return String.fromCharCode(...codes);
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
