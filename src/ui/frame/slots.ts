// Rows are painted before Ink sees them, so Ink lays out slots: one private character marks where a row begins, blanks its width.
// That keeps Ink from taking every coloured character apart again, and from remembering every text it ever measured.

const base = 0xf0000;
const rowsPerBlock = 512;

/** The mark of a row: the block's place in reading order and the row's number within it. */
export function slotMark(block: number, row: number): string {
  return String.fromCodePoint(base + block * rowsPerBlock + row);
}

/** Blank text of a block's size, for the layout. */
export function blankBlock(width: number, height: number): string {
  return Array.from({ length: height }, () => ' '.repeat(width)).join('\n');
}

/** A frame of slots with the painted rows in their places. */
export function fillSlots(frame: string, blocks: readonly (readonly string[])[]): readonly string[] {
  return frame.split('\n').map((line) =>
    Array.from(line)
      .map((char) => (char === ' ' ? '' : paintedRow(char, blocks)))
      .join(''),
  );
}

function paintedRow(mark: string, blocks: readonly (readonly string[])[]): string {
  const slot = (mark.codePointAt(0) ?? 0) - base;
  return blocks[Math.floor(slot / rowsPerBlock)]?.[slot % rowsPerBlock] ?? '';
}
