/** RFC 1321, in hexadecimal, of a text of ASCII characters. Upstream sorts ports by it. */
export function md5(text: string): string {
  const words = padded(text);
  const state: [number, number, number, number] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let block = 0; block < words.length; block += 16) mix(state, words, block);
  return state.map(hex).join('');
}

const SHIFTS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const;

function padded(text: string): readonly number[] {
  const words = Array.from({ length: (((text.length + 8) >> 6) + 1) * 16 }, () => 0);
  const put = (index: number, byte: number) => {
    words[index >> 2] = (words[index >> 2] ?? 0) | (byte << ((index % 4) * 8));
  };
  for (let i = 0; i < text.length; i += 1) put(i, text.charCodeAt(i) & 0xff);
  put(text.length, 0x80);
  words[words.length - 2] = text.length * 8;
  return words;
}

function mix(state: [number, number, number, number], words: readonly number[], block: number): void {
  let [a, b, c, d] = state;
  for (let i = 0; i < 64; i += 1) {
    const round = i >> 4;
    const [f, word] = step(round, i, [b, c, d]);
    const constant = Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32);
    const sum = (a + f + constant + (words[block + word] ?? 0)) | 0;
    const by = SHIFTS[round]?.[i % 4] ?? 0;
    [a, d, c, b] = [d, c, b, (b + ((sum << by) | (sum >>> (32 - by)))) | 0];
  }
  state[0] = (state[0] + a) | 0;
  state[1] = (state[1] + b) | 0;
  state[2] = (state[2] + c) | 0;
  state[3] = (state[3] + d) | 0;
}

function step(round: number, i: number, [b, c, d]: readonly [number, number, number]): [number, number] {
  if (round === 0) return [(b & c) | (~b & d), i];
  if (round === 1) return [(d & b) | (~d & c), (5 * i + 1) % 16];
  if (round === 2) return [b ^ c ^ d, (3 * i + 5) % 16];
  return [c ^ (b | ~d), (7 * i) % 16];
}

/** Little-endian bytes. */
function hex(word: number): string {
  return [0, 8, 16, 24].map((by) => ((word >>> by) & 0xff).toString(16).padStart(2, '0')).join('');
}
