import { openSync, statSync, writeSync } from 'node:fs';
import { castEvent, castHeader } from '../../demo/recording.js';
import { leaveScreen } from '../../ui/frame/painter.js';
import type { ScreenTerminal } from '../../ui/start-screen.js';

export interface CastOptions {
  readonly title: string;
  readonly now: () => number;
  /** The file can no longer be written; the demo goes on without it. */
  readonly failed: (why: string) => void;
}

/** A file for a recording. Throws when it cannot be written, and `'exists'` is the answer when something stands in it. */
export function openCast(path: string): number | 'exists' {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0) return 'exists';
  return openSync(path, 'w');
}

/** The terminal, with everything that the screen paints written down; the recording ends with the last picture. */
export function recorded(terminal: ScreenTerminal, file: number, { title, now, failed }: CastOptions): ScreenTerminal {
  const begun = now();
  let isWhole = true;
  const append = (text: string) => {
    if (!isWhole) return;
    try {
      writeSync(file, text);
    } catch (error) {
      isWhole = false;
      failed((error as NodeJS.ErrnoException).code ?? String(error));
    }
  };
  append(castHeader({ ...terminal.size(), timestamp: Math.floor(Date.now() / 1000), title }));
  return {
    ...terminal,
    write(bytes) {
      if (bytes !== leaveScreen) append(castEvent(now() - begun, 'o', bytes));
      terminal.write(bytes);
    },
    onResize: (listener) =>
      terminal.onResize(() => {
        const { columns, rows } = terminal.size();
        append(castEvent(now() - begun, 'r', `${columns}x${rows}`));
        listener();
      }),
  };
}
