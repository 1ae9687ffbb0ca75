// How far a window on rows is scrolled.

export interface Extent {
  /** First row that is shown. */
  readonly start: number;
  /** Rows of the content and of the window on it. */
  readonly rows: number;
  readonly height: number;
}

export const noExtent: Extent = { start: 0, rows: 0, height: 0 };

export function extentOf(rows: readonly unknown[], height: number, scroll: number): Extent {
  return { start: Math.max(0, Math.min(scroll, rows.length - height)), rows: rows.length, height };
}
