// Where the panes stand at a given size of the terminal.

export interface Rect {
  readonly width: number;
  readonly height: number;
}

export type Layout =
  | { readonly kind: 'small' }
  /** Lesson and cluster side by side. */
  | { readonly kind: 'wide'; readonly lesson: Rect; readonly cluster: Rect; readonly terminal: Rect }
  /** Lesson and cluster share one pane in tabs. */
  | { readonly kind: 'tabs'; readonly lesson: Rect; readonly cluster: Rect; readonly terminal: Rect };

export const minColumns = 60;
export const minRows = 16;
const wideColumns = 100;
/** From here on a note has two rows. */
const roomyRows = 30;
/** Status line and key line. */
const bars = 2;

/** Rows that a demo's note line takes. */
export function noteRows(rows: number, hasNote: boolean): number {
  return hasNote ? (rows >= roomyRows ? 2 : 1) : 0;
}

export function layoutOf(columns: number, rows: number, isEditing: boolean): Layout {
  if (columns < minColumns || rows < minRows) {
    return { kind: 'small' };
  }
  const height = rows - bars;
  if (columns >= wideColumns && rows >= 24) {
    const upper = Math.round(height * (isEditing ? 0.4 : 0.56));
    const left = Math.floor(columns / 2);
    return {
      kind: 'wide',
      lesson: { width: left, height: upper },
      cluster: { width: columns - left, height: upper },
      terminal: { width: columns, height: height - upper },
    };
  }
  const upper = Math.max(6, Math.round(height * (isEditing ? 0.35 : 0.66)));
  const shared = { width: columns, height: upper };
  return { kind: 'tabs', lesson: shared, cluster: shared, terminal: { width: columns, height: height - upper } };
}
