// The terminal of the page: xterm.js with the screen's own widths, as large as the window.
import { type IUnicodeVersionProvider, Terminal } from '@xterm/xterm';
import type { ScreenTerminal } from '../../ui/start-screen.js';
import { graphemeWidth } from '../../ui/text/width.js';
import { hearInputMethod } from './input-method.js';
import { measureTogether } from './letter-widths.js';

export interface PageTerminal extends ScreenTerminal {
  /** Resolves when something stands on the glass, or when that takes too long, as it does in a hidden tab. */
  painted(): Promise<void>;
  /** Draws with the graphics card from now on, where there is one. */
  quicken(): Promise<void>;
  /** Shows plain lines instead of the screen. */
  say(lines: string): void;
}

/** A Latin face first: the widths of the cells come from it; then the faces that have Japanese of twice that width. */
const FONTS =
  'Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK JP", "BIZ UDGothic", "MS Gothic", "Osaka-Mono", monospace';
/** The largest size at which the screen has room for its panes; a small window gets the smallest. */
const SIZES = [15, 14, 13, 12, 11, 10];
const PATIENCE_MS = 1000;
const ROOMY = { columns: 120, rows: 36 };

export function openPageTerminal(element: HTMLElement): PageTerminal {
  const terminal = new Terminal({
    allowProposedApi: true,
    fontFamily: FONTS,
    scrollback: 0,
    macOptionIsMeta: true,
    theme: { background: '#10141a', foreground: '#d8dee6', cursor: '#d8dee6' },
  });
  terminal.unicode.register(screenWidths);
  terminal.unicode.activeVersion = screenWidths.version;
  terminal.open(element);
  const widths = measureTogether(element);
  const inputMethod = hearInputMethod(terminal);
  terminal.attachCustomKeyEventHandler((event) => !inputMethod.takes(event) && isForTerminal(event, terminal));
  fill(terminal, element);
  new ResizeObserver(() => fill(terminal, element)).observe(element);
  terminal.focus();
  return {
    size: () => ({ columns: terminal.cols, rows: terminal.rows }),
    write(bytes) {
      widths.expect(bytes);
      terminal.write(bytes);
    },
    onInput: keptInput(terminal),
    onResize: (listener) => undo(terminal.onResize(listener)),
    painted: () => Promise.race([afterPaint(terminal), later(PATIENCE_MS)]),
    quicken: () => drawWithCard(terminal),
    say(lines) {
      terminal.reset();
      terminal.write(lines.replaceAll('\n', '\r\n'));
    },
  };
}

/** The terminal counts columns as the screen does: a character that they judge differently would bend its row. */
const screenWidths: IUnicodeVersionProvider = {
  version: 'svc-learn',
  wcwidth: (code) => columnsOf(code),
  charProperties(code, preceding) {
    const before = (preceding >> 1) & 3;
    const own = columnsOf(code);
    const isJoined = own === 0 && preceding !== 0 && before > 0;
    return ((isJoined ? before : own) << 1) | (isJoined ? 1 : 0);
  },
};

function columnsOf(code: number): 0 | 1 | 2 {
  if (code >= 0x20 && code < 0x7f) return 1;
  const width = graphemeWidth(String.fromCodePoint(code));
  return width === 0 || width === 2 ? width : 1;
}

/** Keys that come before anybody listens wait. */
function keptInput(terminal: Terminal): ScreenTerminal['onInput'] {
  const early: string[] = [];
  const waiting = terminal.onData((text) => early.push(text));
  return (listener) => {
    waiting.dispose();
    for (const text of early.splice(0)) listener(text);
    return undo(terminal.onData(listener));
  };
}

/** The window's keys stay the window's: reload, full screen, developer tools; copy when something is selected; paste. */
function isForTerminal(event: KeyboardEvent, terminal: Terminal): boolean {
  if (event.key === 'F5' || event.key === 'F11' || event.key === 'F12') return false;
  const isPlainCtrl = event.ctrlKey && !event.altKey && !event.shiftKey && !event.metaKey;
  if (isPlainCtrl && event.key === 'v') return false;
  return !(isPlainCtrl && event.key === 'c' && terminal.hasSelection());
}

/** As many cells as the element holds. */
function fill(terminal: Terminal, element: HTMLElement): void {
  const { width, height } = element.getBoundingClientRect();
  if (width === 0 || height === 0) return;
  for (const fontSize of SIZES) {
    terminal.options.fontSize = fontSize;
    const cell = cellSize(terminal, element);
    const columns = Math.floor(width / cell.width);
    const rows = Math.floor(height / cell.height);
    if (columns < ROOMY.columns || (rows < ROOMY.rows && fontSize !== SIZES.at(-1))) continue;
    terminal.resize(columns, rows);
    return;
  }
  const cell = cellSize(terminal, element);
  terminal.resize(Math.max(2, Math.floor(width / cell.width)), Math.max(1, Math.floor(height / cell.height)));
}

function cellSize(terminal: Terminal, element: HTMLElement): { readonly width: number; readonly height: number } {
  const { width = 0, height = 0 } = element.querySelector('.xterm-screen')?.getBoundingClientRect() ?? {};
  return { width: width / terminal.cols, height: height / terminal.rows };
}

/** The rows are made in one animation frame; the next one begins when they have been painted. */
function afterPaint(terminal: Terminal): Promise<void> {
  return new Promise((resolve) => {
    const drawn = terminal.onRender(() => {
      drawn.dispose();
      requestAnimationFrame(() => setTimeout(resolve, 0));
    });
  });
}

function later(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

/** Borders without gaps, and rows that are straight whatever the browser does with Japanese text. Without a card the page stays as it is. */
async function drawWithCard(terminal: Terminal): Promise<void> {
  const { WebglAddon } = await import('@xterm/addon-webgl');
  const addon = new WebglAddon();
  addon.onContextLoss(() => addon.dispose());
  try {
    terminal.loadAddon(addon);
  } catch {
    addon.dispose();
  }
}

function undo({ dispose }: { readonly dispose: () => void }): () => void {
  return dispose;
}
