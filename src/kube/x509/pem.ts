const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Bytes of a text in Base64; what lies outside the alphabet is skipped. */
export function base64DecodeBytes(text: string): Uint8Array {
  const digits = Array.from(text.replace(/[^A-Za-z0-9+/]/g, ''), (letter) => LETTERS.indexOf(letter));
  const bytes: number[] = [];
  for (let at = 0; at + 1 < digits.length; at += 4) {
    const [a = 0, b = 0, c, d] = digits.slice(at, at + 4);
    bytes.push((a << 2) | (b >> 4));
    if (c !== undefined) bytes.push(((b & 0xf) << 4) | (c >> 2));
    if (c !== undefined && d !== undefined) bytes.push(((c & 3) << 6) | d);
  }
  return Uint8Array.from(bytes);
}
