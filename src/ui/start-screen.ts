// Puts the screen onto a terminal, real or in a browser: input to keys, pictures through a layout to the painter.
import type { Lang } from '../words/sentence.js';
import type { AppModel } from './app-model.js';
import { type LayOut, layOutInBands } from './frame/band-layout.js';
import { FrameSink } from './frame/frame-sink.js';
import { enterScreen, leaveScreen, mouseOff, mouseOn } from './frame/painter.js';
import { emptyTokenizer, type TokenizerInput, tokenize } from './keys/tokenizer.js';
import { Screen } from './screen/screen.js';
import { createTheme } from './screen/theme.js';
import type { Ticker } from './screen/ticker.js';

/** The terminal as the screen uses it. */
export interface ScreenTerminal {
  size(): { readonly columns: number; readonly rows: number };
  write(bytes: string): void;
  /** Raw input as text; returns the undo. */
  onInput(listener: (text: string) => void): () => void;
  onResize(listener: () => void): () => void;
}

export interface StartOptions {
  readonly model: AppModel;
  readonly terminal: ScreenTerminal;
  readonly ticker: Ticker;
  readonly lang: Lang;
  readonly ascii: boolean;
  readonly colour: boolean;
}

export interface RunningScreen {
  /** Another layout takes over. The first frame waits for none that must be loaded. */
  layOut(layOut: LayOut): void;
  /** Gives the terminal back as it was; may be called more than once. */
  stop(): void;
}

/** How long an ESC may stay alone before it is a key of its own. */
const escapeMs = 40;

export function startScreen(options: StartOptions): RunningScreen {
  const { model, terminal, ticker } = options;
  const view = { lang: options.lang, theme: createTheme(options) };
  const size = terminal.size();
  const screen = new Screen({ model, view, ticker, ...size });
  const sink = new FrameSink({ ...size, write: (bytes) => terminal.write(bytes), soon: (run) => queueMicrotask(run) });
  terminal.write(enterScreen);
  let hearsMouse = false;
  const show = () => {
    const { shape, bands, cursor } = screen.picture();
    sink.show({ shape, blocks: bands.flat().map((block) => block.rows), cursor });
    if (screen.wantsMouse() !== hearsMouse) {
      hearsMouse = !hearsMouse;
      terminal.write(hearsMouse ? mouseOn : mouseOff);
    }
  };
  show();
  screen.subscribe(show);
  let undoLayout = layOutInBands(screen, sink);
  const undoInput = terminal.onInput(keyReader(screen, ticker));
  const undoResize = terminal.onResize(() => {
    const { columns, rows } = terminal.size();
    sink.reset(columns, rows);
    screen.resize(columns, rows);
  });
  let isRunning = true;
  return {
    layOut: (next) => {
      if (!isRunning) {
        return;
      }
      undoLayout();
      undoLayout = next(screen, sink);
    },
    stop: () => {
      if (!isRunning) {
        return;
      }
      isRunning = false;
      undoInput();
      undoResize();
      screen.close();
      sink.close();
      undoLayout();
      terminal.write(hearsMouse ? mouseOff + leaveScreen : leaveScreen);
    },
  };
}

function keyReader(screen: Screen, ticker: Ticker): (text: string) => void {
  let state = emptyTokenizer;
  let cancel = () => {};
  const step = (input: TokenizerInput) => {
    const next = tokenize(state, input);
    state = next.state;
    for (const key of next.keys) {
      screen.key(key);
    }
  };
  return (text) => {
    cancel();
    step({ type: 'data', text });
    if (state.pending !== '' && state.paste === undefined) {
      cancel = ticker.after(escapeMs, () => step({ type: 'timeout' }));
    }
  };
}
