/** Bytes of an IPv4 or IPv6 address, `undefined` for what is none. */
export function ipBytes(text: string): readonly number[] | undefined {
  if (!text.includes(':')) return v4Bytes(text);
  const [head = '', tail, more] = text.split('::');
  if (more !== undefined) return undefined;
  const left = groups(head);
  const right = groups(tail ?? '');
  if (left === undefined || right === undefined) return undefined;
  const missing = 16 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined;
  return [...left, ...Array.from({ length: missing }, () => 0), ...right];
}

function v4Bytes(text: string): readonly number[] | undefined {
  const parts = text.split('.');
  const isFit = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
  return isFit ? parts.map(Number) : undefined;
}

function groups(text: string): readonly number[] | undefined {
  if (text === '') return [];
  const bytes = text.split(':').map((group) => {
    if (group.includes('.')) return v4Bytes(group);
    return /^[0-9a-f]{1,4}$/i.test(group)
      ? [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]
      : undefined;
  });
  return bytes.every((pair) => pair !== undefined) ? bytes.flat() : undefined;
}

/** RFC 5952: the longest run of zero groups becomes `::`. */
export function formatIp(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  const words = Array.from({ length: 8 }, (_, at) => ((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0));
  let best = { start: 0, length: 1 };
  for (let start = 0; start < 8; start += 1) {
    let length = 0;
    while (words[start + length] === 0) length += 1;
    if (length > best.length) best = { start, length };
  }
  const text = (from: number, to?: number) =>
    words
      .slice(from, to)
      .map((word) => word.toString(16))
      .join(':');
  return best.length < 2 ? text(0) : `${text(0, best.start)}::${text(best.start + best.length)}`;
}
