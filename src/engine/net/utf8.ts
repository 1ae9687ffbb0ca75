/** Lengths of text in bytes of UTF-8, as HTTP counts. */

export function byteLength(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at += 1) bytes += text.charCodeAt(at) < 0x80 ? 1 : bytesAt(text, at);
  return bytes;
}

/** Where the first so many bytes end (a letter that they cut counts whole), `undefined` when there are fewer. */
export function endOfBytes(text: string, bytes: number): number | undefined {
  let at = 0;
  for (let taken = 0; taken < bytes; at += 1) {
    if (at >= text.length) return undefined;
    taken += text.charCodeAt(at) < 0x80 ? 1 : bytesAt(text, at);
  }
  return isSecondHalf(text, at) ? at + 1 : at;
}

/** Bytes of one unit of UTF-16: the two halves of a surrogate pair are two bytes each. */
function bytesAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  if (unit < 0xd800 || unit > 0xdfff) return 3;
  return isPaired(text, at) ? 2 : 3;
}

function isPaired(text: string, at: number): boolean {
  return isSecondHalf(text, at) || isSecondHalf(text, at + 1);
}

/** The second half of a pair that is whole. */
function isSecondHalf(text: string, at: number): boolean {
  const [first, second] = [text.charCodeAt(at - 1), text.charCodeAt(at)];
  return first >= 0xd800 && first <= 0xdbff && second >= 0xdc00 && second <= 0xdfff;
}
