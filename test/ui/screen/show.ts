// A screen without a terminal: time is given by hand, pictures become plain text.
import { keyOf, type Modifiers } from '../../../src/ui/keys/key.js';
import { Screen } from '../../../src/ui/screen/screen.js';
import { createTheme } from '../../../src/ui/screen/theme.js';
import type { Ticker } from '../../../src/ui/screen/ticker.js';
import { type FakeModel, fakeModel } from '../fake-model.js';

export interface Shown {
  readonly model: FakeModel;
  readonly screen: Screen;
  type(text: string): void;
  press(name: string, modifiers?: Modifiers): void;
  paste(text: string): void;
  /** Lets what is due be drawn. */
  draw(): void;
  /** Rows of the picture without colours. */
  rows(): readonly string[];
  text(): string;
}

export interface ShowOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly lang?: 'ja' | 'en';
  readonly ascii?: boolean;
  readonly model?: FakeModel;
}

export function show(options: ShowOptions = {}): Shown {
  const { columns = 120, rows = 36, lang = 'ja', ascii = false, model = fakeModel() } = options;
  const clock = handTicker();
  const view = { lang, theme: createTheme({ ascii, colour: true }) };
  const screen = new Screen({ model, view, ticker: clock.ticker, columns, rows });
  const plainRows = () => {
    clock.run();
    return screen.picture().bands.flatMap((band) => {
      const height = band[0]?.rows.length ?? 0;
      return Array.from({ length: height }, (_, row) =>
        band.map((block) => withoutColours(block.rows[row] ?? '')).join(''),
      );
    });
  };
  return {
    model,
    screen,
    type: (text) => screen.key({ type: 'text', text }),
    press: (name, modifiers) => screen.key(keyOf(name, modifiers)),
    paste: (text) => screen.key({ type: 'paste', text, isCut: false }),
    draw: clock.run,
    rows: plainRows,
    text: () => plainRows().join('\n'),
  };
}

function withoutColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences
  return text.replace(/\x1b\[[\d;]*m/g, '');
}

function handTicker(): { readonly ticker: Ticker; readonly run: () => void } {
  let now = 0;
  let due: { readonly at: number; readonly run: () => void }[] = [];
  const ticker: Ticker = {
    now: () => now,
    after: (ms, run) => {
      const entry = { at: now + ms, run };
      due.push(entry);
      return () => {
        due = due.filter((other) => other !== entry);
      };
    },
  };
  return {
    ticker,
    run: () => {
      while (due.length > 0) {
        const [next, ...others] = due.toSorted((one, other) => one.at - other.at);
        due = others;
        now = Math.max(now, next?.at ?? now);
        next?.run();
      }
    },
  };
}
