/** Labels of a name in its text form: `\.` and `\123` are parts of a label. Each label is a list of bytes. */
export function labelsOf(name: string): readonly (readonly number[])[] | undefined {
  const labels: number[][] = [];
  let label: number[] = [];
  for (let at = 0; at < name.length; at += 1) {
    const letter = name[at];
    if (letter === '.') {
      if (label.length === 0) return name === '.' ? [] : undefined;
      labels.push(label);
      label = [];
    } else if (letter === '\\') {
      const digits = /^\d{3}/.exec(name.slice(at + 1))?.[0];
      if (digits !== undefined && Number(digits) > 255) return undefined;
      label.push(digits === undefined ? (name.charCodeAt(at + 1) || 0x5c) & 0xff : Number(digits));
      at += digits === undefined ? 1 : 3;
    } else label.push(...utf8(name.codePointAt(at) ?? 0));
  }
  if (label.length > 0) labels.push(label);
  const isFit = labels.every(({ length }) => length <= 63) && wireLength(labels) <= 255;
  return isFit ? labels : undefined;
}

/** Bytes of a name without compression, its closing zero included. */
function wireLength(labels: readonly (readonly number[])[]): number {
  return labels.reduce((sum, { length }) => sum + length + 1, 1);
}

export function textOfLabel(bytes: ArrayLike<number>): string {
  return Array.from(bytes, (byte) => {
    if (byte === 0x2e || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    return byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`;
  }).join('');
}

function utf8(point: number): readonly number[] {
  if (point < 0x80) return [point];
  if (point >= 0xd800 && point < 0xe000) return [];
  if (point < 0x800) return [0xc0 | (point >> 6), 0x80 | (point & 0x3f)];
  if (point < 0x10000) return [0xe0 | (point >> 12), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f)];
  return [0xf0 | (point >> 18), ...[12, 6, 0].map((shift) => 0x80 | ((point >> shift) & 0x3f))];
}
