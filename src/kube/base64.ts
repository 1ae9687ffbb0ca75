const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 of the text's UTF-8 bytes, padded. */
export function base64Encode(text: string): string {
  return base64OfBytes(utf8Bytes(text));
}

export function base64OfBytes(bytes: readonly number[]): string {
  let encoded = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.slice(at, at + 3);
    const word = (a << 16) | (b << 8) | c;
    const letters = [18, 12, 6, 0].map((shift) => ALPHABET[(word >> shift) & 63] ?? '');
    encoded += letters
      .slice(0, Math.min(3, bytes.length - at) + 1)
      .join('')
      .padEnd(4, '=');
  }
  return encoded;
}

/** The text again; characters outside the alphabet are skipped, bytes that are no UTF-8 become U+FFFD. */
export function base64Decode(encoded: string): string {
  const bytes: number[] = [];
  let word = 0;
  let bits = 0;
  for (const letter of encoded) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) continue;
    word = ((word << 6) | value) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((word >> bits) & 0xff);
  }
  return fromUtf8(bytes);
}

function utf8Bytes(text: string): number[] {
  return [...encodeURIComponent(text).matchAll(/%(..)|(.)/gs)].map(([, hex, letter]) =>
    hex === undefined ? (letter ?? '').charCodeAt(0) : Number.parseInt(hex, 16),
  );
}

function fromUtf8(bytes: readonly number[]): string {
  try {
    return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return bytes.map((byte) => (byte < 128 ? String.fromCharCode(byte) : '\uFFFD')).join('');
  }
}
