/** One value of the Distinguished Encoding Rules (X.690). */
export interface DerValue {
  readonly tag: number;
  readonly content: Uint8Array;
  /** The value with its tag and length. */
  readonly whole: Uint8Array;
}

/** The bytes are no DER. */
export class DerError extends Error {}

/** The values that stand one behind the other in these bytes. */
export function readDer(bytes: Uint8Array): readonly DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at] ?? 0;
    const { length, start } = readLength(bytes, at + 1);
    if (start + length > bytes.length) throw new DerError('a value ends too early');
    values.push({ tag, content: bytes.slice(start, start + length), whole: bytes.slice(at, start + length) });
    at = start + length;
  }
  return values;
}

function readLength(bytes: Uint8Array, at: number): { readonly length: number; readonly start: number } {
  const first = bytes[at];
  if (first === undefined) throw new DerError('a value has no length');
  if (first < 0x80) return { length: first, start: at + 1 };
  const count = first & 0x7f;
  if (count === 0 || count > 4) throw new DerError('a length of an unknown kind');
  const digits = bytes.slice(at + 1, at + 1 + count);
  return { length: digits.reduce((sum, byte) => sum * 256 + byte, 0), start: at + 1 + count };
}

export function writeDer(tag: number, ...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const content = parts.flatMap((part) => [...part]);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Uint8Array.from([tag, ...size, ...content]);
}

/** `2.5.4.3` as its bytes. */
export function writeOid(text: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const base128 = (number: number): number[] => {
    const digits = [number & 0x7f];
    for (let left = number >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
    return digits;
  };
  return writeDer(0x06, [first * 40 + second, ...rest.flatMap(base128)]);
}
