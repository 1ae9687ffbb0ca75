// A recording of the screen in asciinema's format, version 2: a header, then one line an event.

export interface CastHeader {
  readonly columns: number;
  readonly rows: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly title: string;
}

export function castHeader({ columns, rows, timestamp, title }: CastHeader): string {
  const header = { version: 2, width: columns, height: rows, timestamp, title, env: { TERM: 'xterm-256color' } };
  return `${JSON.stringify(header)}\n`;
}

/** `o`: bytes for the terminal; `r`: its new size, as `120x36`. */
export function castEvent(ms: number, kind: 'o' | 'r', data: string): string {
  return `${JSON.stringify([Math.round(ms) / 1000, kind, data])}\n`;
}
