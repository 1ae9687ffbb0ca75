// From frames to bytes: only rows that changed are written, each at its own place, then the real cursor.

export interface Frame {
  /** Rows from the top, each of exactly the screen's width. */
  readonly rows: readonly string[];
  /** Where the terminal's own cursor stands (an input method opens there), counted from 0; hidden when absent. */
  readonly cursor?: CursorPlace | undefined;
}

export interface CursorPlace {
  readonly x: number;
  readonly y: number;
}

const beginUpdate = '\x1b[?2026h';
const endUpdate = '\x1b[?2026l';
const hideCursor = '\x1b[?25l';
const showCursor = '\x1b[?25h';

/** Alternate screen, no automatic wrap (so that a misjudged width spoils one row at most), bracketed paste, no cursor. */
export const enterScreen = `\x1b[?1049h\x1b[?7l\x1b[?2004h\x1b[2J\x1b[H${hideCursor}`;
/** Undoes `enterScreen`, in the other order. */
export const leaveScreen = `\x1b[0m${showCursor}\x1b[?2004l\x1b[?7h\x1b[?1049l`;

/** Buttons and wheel are reported, as SGR. */
export const mouseOn = '\x1b[?1000h\x1b[?1006h';
export const mouseOff = '\x1b[?1006l\x1b[?1000l';

/** The bytes that turn `previous` into `next`; without `previous` the whole screen is cleared first. */
export function paintFrame(previous: Frame | undefined, next: Frame): string {
  let rows = previous === undefined ? '\x1b[0m\x1b[2J' : '';
  const count = Math.max(next.rows.length, previous?.rows.length ?? 0);
  for (let index = 0; index < count; index += 1) {
    const row = next.rows[index] ?? '';
    if (row !== previous?.rows[index]) {
      // The row is erased before it is written: erasing afterwards would take the last column with it.
      rows += `\x1b[${index + 1};1H\x1b[2K${row}\x1b[0m`;
    }
  }
  if (rows === '' && samePlace(previous?.cursor, next.cursor)) {
    return '';
  }
  const cursor = next.cursor === undefined ? '' : `\x1b[${next.cursor.y + 1};${next.cursor.x + 1}H${showCursor}`;
  return `${beginUpdate}${hideCursor}${rows}${cursor}${endUpdate}`;
}

function samePlace(one: CursorPlace | undefined, other: CursorPlace | undefined): boolean {
  return one?.x === other?.x && one?.y === other?.y;
}
