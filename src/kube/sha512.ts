const MASK = (1n << 64n) - 1n;

/** The algorithm's constants, worked out when they are first needed. */
let roots: { readonly squares: readonly bigint[]; readonly cubes: readonly bigint[] } | undefined;

/** SHA-512 of a text in ASCII, in hexadecimal. */
export function sha512(text: string): string {
  const words = padded(text);
  roots ??= {
    squares: firstPrimes(8).map((prime) => fraction(prime, 2n)),
    cubes: firstPrimes(80).map((prime) => fraction(prime, 3n)),
  };
  const state = [...roots.squares];
  const constants = roots.cubes;
  for (let start = 0; start < words.length; start += 16)
    mix(state, schedule(words.slice(start, start + 16)), constants);
  return state.map((word) => word.toString(16).padStart(16, '0')).join('');
}

function padded(text: string): readonly bigint[] {
  const bytes = [...Array.from(text, (letter) => letter.charCodeAt(0) & 0xff), 0x80];
  while (bytes.length % 128 !== 120) bytes.push(0);
  const words: bigint[] = [];
  for (let at = 0; at < bytes.length; at += 8) {
    words.push(bytes.slice(at, at + 8).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n));
  }
  return [...words, BigInt(text.length) * 8n];
}

function schedule(block: readonly bigint[]): readonly bigint[] {
  const words = [...block];
  const word = (at: number) => words[at] ?? 0n;
  for (let at = 16; at < 80; at += 1) {
    const [before, after] = [word(at - 15), word(at - 2)];
    const low = turn(before, 1n) ^ turn(before, 8n) ^ (before >> 7n);
    const high = turn(after, 19n) ^ turn(after, 61n) ^ (after >> 6n);
    words.push((word(at - 16) + low + word(at - 7) + high) & MASK);
  }
  return words;
}

function mix(state: bigint[], words: readonly bigint[], constants: readonly bigint[]): void {
  let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state;
  for (const [at, word] of words.entries()) {
    const high = turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n);
    const first = h + high + ((e & f) ^ (~e & MASK & g)) + (constants[at] ?? 0n) + word;
    const low = turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n);
    const second = low + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) & MASK, c, b, a, (first + second) & MASK];
  }
  for (const [at, word] of [a, b, c, d, e, f, g, h].entries()) state[at] = ((state[at] ?? 0n) + word) & MASK;
}

function turn(word: bigint, by: bigint): bigint {
  return ((word >> by) | (word << (64n - by))) & MASK;
}

function firstPrimes(count: number): readonly bigint[] {
  const primes: number[] = [];
  for (let number = 2; primes.length < count; number += 1) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  }
  return primes.map(BigInt);
}

/** The first 64 bits behind the point of a prime's root. */
function fraction(prime: bigint, degree: bigint): bigint {
  const wanted = prime << (64n * degree);
  let [low, high] = [0n, 1n << 72n];
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** degree <= wanted) low = middle;
    else high = middle;
  }
  return low & MASK;
}
