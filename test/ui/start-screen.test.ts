import headless from '@xterm/headless';
import { describe, expect, test } from 'vitest';
import type { LayOut } from '../../src/ui/frame/band-layout.js';
import { leaveScreen } from '../../src/ui/frame/painter.js';
import { inkLayout } from '../../src/ui/ink-layout.js';
import type { Ticker } from '../../src/ui/screen/ticker.js';
import { startScreen } from '../../src/ui/start-screen.js';
import { fakeModel } from './fake-model.js';
import { show } from './screen/show.js';

interface Tty {
  readonly written: string[];
  input(text: string): void;
  resize(columns: number, rows: number): void;
  rows(): Promise<readonly string[]>;
  cursor(): Promise<readonly [number, number]>;
}

/** A terminal emulator that the screen draws on. */
function start(columns: number, rows: number, layOut?: LayOut) {
  const emulator = new headless.Terminal({ cols: columns, rows, allowProposedApi: true });
  const inputs = new Set<(text: string) => void>();
  const resizes = new Set<() => void>();
  const written: string[] = [];
  const model = fakeModel();
  const running = startScreen({
    model,
    terminal: {
      size: () => ({ columns: emulator.cols, rows: emulator.rows }),
      write: (bytes) => {
        written.push(bytes);
        emulator.write(bytes);
      },
      onInput: (listener) => {
        inputs.add(listener);
        return () => inputs.delete(listener);
      },
      onResize: (listener) => {
        resizes.add(listener);
        return () => resizes.delete(listener);
      },
    },
    ticker: soonTicker,
    lang: 'ja',
    ascii: false,
    colour: true,
  });
  if (layOut) running.layOut(layOut);
  const drawn = async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await new Promise<void>((resolve) => emulator.write('', resolve));
  };
  const tty: Tty = {
    written,
    input: (text) => {
      for (const listener of inputs) {
        listener(text);
      }
    },
    resize: (nextColumns, nextRows) => {
      emulator.resize(nextColumns, nextRows);
      for (const listener of resizes) {
        listener();
      }
    },
    rows: async () => {
      await drawn();
      const buffer = emulator.buffer.active;
      return Array.from(
        { length: emulator.rows },
        (_, row) => buffer.getLine(row)?.translateToString(false, 0, emulator.cols) ?? '',
      );
    },
    cursor: async () => {
      await drawn();
      return [emulator.buffer.active.cursorX, emulator.buffer.active.cursorY];
    },
  };
  return { tty, model, running };
}

/** Time stands still: what is due at once runs in the next turn, the rest never. */
const soonTicker: Ticker = {
  now: () => 0,
  after: (ms, run) => {
    const handle = ms === 0 ? setImmediate(run) : undefined;
    return () => clearImmediate(handle);
  },
};

const layouts: readonly (readonly [string, LayOut | undefined])[] = [
  ['bands', undefined],
  ['Ink', inkLayout],
];

describe('the screen on a terminal', () => {
  test.each(layouts)('shows the picture, row for row, laid out by %s', async (_, layOut) => {
    const { tty, running } = start(120, 36, layOut);
    expect(await tty.rows()).toEqual(show().rows());
    running.stop();
  });

  test('typed text appears at the prompt and the real cursor behind it, for at most 400 bytes a key', async () => {
    const { tty, running } = start(120, 40);
    await tty.rows();
    tty.input('kubectl get ');
    await tty.rows();
    tty.written.length = 0;
    tty.input('日');
    expect((await tty.rows())[23]).toContain('learner@workstation:~$ kubectl get 日');
    expect(Buffer.byteLength(tty.written.join(''))).toBeLessThanOrEqual(400);
    expect(await tty.cursor()).toEqual([2 + 'learner@workstation:~$ kubectl get '.length + 2, 23]);
    running.stop();
  });

  test.each(layouts)('a resize at any moment is followed whole by %s', async (_, layOut) => {
    const { tty, running } = start(120, 36, layOut);
    tty.input('ls -l');
    for (const [columns, rows] of [
      [80, 24],
      [40, 10],
      [60, 16],
      [200, 50],
    ] as const) {
      tty.resize(columns, rows);
      const shown = show({ columns, rows });
      shown.type('ls -l');
      expect(await tty.rows()).toEqual(shown.rows());
    }
    running.stop();
  });

  test('Ink takes over from the bands unseen, and nothing of it is left at the end', async () => {
    const { tty, running } = start(120, 36);
    await tty.rows();
    tty.written.length = 0;
    running.layOut(inkLayout);
    expect(await tty.rows()).toEqual(show().rows());
    expect(tty.written).toEqual([]);
    running.stop();
    running.layOut(inkLayout);
    await new Promise((resolve) => setImmediate(resolve));
    expect(tty.written).toEqual([leaveScreen]);
  });

  test('the terminal is given back as it was, once', async () => {
    const { tty, running } = start(80, 24);
    await tty.rows();
    tty.written.length = 0;
    running.stop();
    running.stop();
    await new Promise((resolve) => setImmediate(resolve));
    expect(tty.written).toEqual(['\x1b[0m\x1b[?25h\x1b[?2004l\x1b[?7h\x1b[?1049l']);
  });

  test('the mouse is listened to only while that is wished for, and given back at the end', async () => {
    const { tty, model, running } = start(120, 36);
    await tty.rows();
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences
    const modes = () => tty.written.join('').match(/\x1b\[\?100[06][hl]/g) ?? [];
    expect(modes()).toEqual([]);
    model.change({ request: { id: 1, mouse: true } });
    await tty.rows();
    expect(modes()).toEqual(['\x1b[?1000h', '\x1b[?1006h']);
    tty.input('\x1b[<0;70;6M');
    expect((await tty.rows())[5]).toContain('▸ └▸');
    running.stop();
    expect(modes().slice(2)).toEqual(['\x1b[?1006l', '\x1b[?1000l']);
  });
});
