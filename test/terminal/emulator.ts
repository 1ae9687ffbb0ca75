import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type IPty, spawn } from '@lydell/node-pty';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import xterm from '@xterm/headless';
import { PROGRAM } from '../cli/program.js';

/** The built program in a terminal emulator. */
export interface Emulator {
  readonly pty: IPty;
  readonly ended: Promise<{ readonly exitCode: number; readonly signal?: number | undefined }>;
  /** The screen as text, a line a row. */
  screen(): string;
  /** Everything that was ever written. */
  raw(): string;
  /** Resolves when the screen holds this; rejects with the screen after a while. */
  shows(pattern: RegExp | string): Promise<void>;
  /** Resolves when the screen has stopped changing. */
  rests(): Promise<void>;
  type(text: string): void;
  resize(columns: number, rows: number): void;
}

export function stateFolder(): string {
  return mkdtempSync(join(tmpdir(), 'svc-learn-test-'));
}

const PATIENCE_MS = 12_000;

export interface Opening {
  readonly state?: string;
  readonly args?: readonly string[];
  readonly columns?: number;
  readonly rows?: number;
}

export function open({ state = stateFolder(), args = [], columns = 120, rows = 36 }: Opening = {}): Emulator {
  // Ink draws nothing where CI is set.
  const { CI: _, CONTINUOUS_INTEGRATION: __, BUILD_NUMBER: ___, RUN_ID: ____, ...env } = process.env;
  const pty = spawn(process.execPath, [PROGRAM, ...args], {
    name: 'xterm-256color',
    cols: columns,
    rows,
    env: { ...env, LANG: 'C.UTF-8', COLORTERM: 'truecolor', XDG_STATE_HOME: state } as Record<string, string>,
  });
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  const waiting = new Set<() => void>();
  let raw = '';
  pty.onData((data) => {
    raw += data;
    terminal.write(data, () => {
      for (const look of [...waiting]) look();
    });
  });
  const screen = () => {
    const { active } = terminal.buffer;
    return Array.from(
      { length: terminal.rows },
      (_row, y) => active.getLine(active.baseY + y)?.translateToString(true) ?? '',
    ).join('\n');
  };
  const until = (isThere: () => boolean, what: () => string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!isThere()) return;
        clearTimeout(alarm);
        waiting.delete(look);
        resolve();
      };
      const alarm = setTimeout(() => {
        waiting.delete(look);
        reject(new Error(`${what()} did not come:\n${screen()}`));
      }, PATIENCE_MS);
      waiting.add(look);
      look();
    });
  return {
    pty,
    // The emulator reads what was written a moment later.
    ended: new Promise((resolve) => pty.onExit((exit) => terminal.write('', () => resolve(exit)))),
    screen,
    raw: () => raw,
    shows: (pattern) =>
      until(
        () => (typeof pattern === 'string' ? screen().includes(pattern) : pattern.test(screen())),
        () => String(pattern),
      ),
    async rests() {
      for (let before = ''; before !== screen(); ) {
        before = screen();
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
    },
    type: (text) => pty.write(text),
    resize(newColumns, newRows) {
      terminal.resize(newColumns, newRows);
      pty.resize(newColumns, newRows);
    },
  };
}
