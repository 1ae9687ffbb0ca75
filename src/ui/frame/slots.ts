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

/** Where painted rows belong: for each row of the screen, from left to right. */
export type Slots = readonly (readonly { readonly block: number; readonly row: number }[])[];

/** Reads a frame of slots, once for all that will be painted in it. */
export function readSlots(frame: string): Slots {
  return frame.split('\n').map((line) => Array.from(line.replaceAll(' ', ''), slotOf));
}

function slotOf(mark: string): Slots[number][number] {
  const slot = (mark.codePointAt(0) ?? 0) - base;
  return { block: Math.floor(slot / rowsPerBlock), row: slot % rowsPerBlock };
}

/** The rows of the screen, with the painted rows in their places. */
export function fillSlots(slots: Slots, blocks: readonly (readonly string[])[]): readonly string[] {
  return slots.map((line) => {
    let text = '';
    for (const { block, row } of line) text += blocks[block]?.[row] ?? '';
    return text;
  });
}
