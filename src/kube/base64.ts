const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** A text's UTF-8 bytes as base64, as `stringData` of a Secret becomes `data`. */
export function base64(text: string): string {
  const bytes = utf8(text);
  let out = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const [a = 0, b, c] = bytes.slice(index, index + 3);
    out += LETTERS[a >> 2] ?? '';
    out += LETTERS[((a & 3) << 4) | ((b ?? 0) >> 4)] ?? '';
    out += b === undefined ? '=' : (LETTERS[((b & 15) << 2) | ((c ?? 0) >> 6)] ?? '');
    out += c === undefined ? '=' : (LETTERS[c & 63] ?? '');
  }
  return out;
}

function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}

/** The text again; characters outside the alphabet are skipped, bytes that are no UTF-8 become U+FFFD. */
export function base64Decode(encoded: string): string {
  const bytes: number[] = [];
  let word = 0;
  let bits = 0;
  for (const letter of encoded) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) continue;
    word = ((word << 6) | value) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((word >> bits) & 0xff);
  }
  return fromUtf8(bytes);
}

function fromUtf8(bytes: readonly number[]): string {
  try {
    return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return bytes.map((byte) => (byte < 128 ? String.fromCharCode(byte) : '\uFFFD')).join('');
  }
}
