// The learner's terminal as text: a bounded scrollback that programs write to. Only a small set of sequences is obeyed; the rest is shown.

import { visibleGrapheme } from '../text/sanitize.js';
import { applySgr, type Colours, plainColours, sgrOf } from '../text/sgr.js';
import type { Row } from '../text/span.js';
import { graphemes } from '../text/width.js';

export interface TerminalOutput {
  readonly lines: readonly Line[];
  readonly row: number;
  readonly column: number;
  readonly colours: Colours;
  /** First line of the screen that a program sees; what lies above is scrollback. */
  readonly top: number;
  /** The screen was cleared and drawn by a program: the next clearing replaces its picture. */
  readonly isDrawn: boolean;
  /** A sequence whose end has not arrived. */
  readonly pending: string;
}

/** Cells of one line; a cell is one grapheme with its colours. */
export type Line = readonly Cell[];

interface Cell {
  readonly text: string;
  readonly sgr: string;
}

export interface WriteOptions {
  /** The program may clear the screen and go home (`clear`, `watch`); for others such sequences are shown. */
  readonly drawsScreen: boolean;
}

export const maxLines = 5000;
const tabWidth = 8;
const tokenPattern =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the grammar of control sequences
  /\x1b\[[0-?]*[ -/]*[@-~]|[\x00-\x1f\x7f]|[^\x00-\x1f\x7f]+/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the beginning of a control sequence
const unfinishedPattern = /\x1b(?:\[[0-?]*[ -/]*)?$/;

export const emptyOutput: TerminalOutput = {
  lines: [[]],
  row: 0,
  column: 0,
  colours: plainColours,
  top: 0,
  isDrawn: false,
  pending: '',
};

export function writeOutput(output: TerminalOutput, text: string, options: WriteOptions): TerminalOutput {
  const writer = new Writer(output, options);
  const whole = output.pending + text;
  const pending = unfinishedPattern.exec(whole)?.[0] ?? '';
  const tokens = whole.slice(0, whole.length - pending.length).match(tokenPattern);
  for (const token of tokens ?? []) {
    writer.take(token);
  }
  return writer.done(pending);
}

/** The lines as rows of spans, from `from` on. */
export function lineRow(line: Line): Row {
  const row: { text: string; sgr: string }[] = [];
  for (const cell of line) {
    const last = row.at(-1);
    if (last !== undefined && last.sgr === cell.sgr) {
      last.text += cell.text;
    } else {
      row.push({ text: cell.text, sgr: cell.sgr });
    }
  }
  return row;
}

/** Changes one copy of the output; lines that stay are shared. */
class Writer {
  readonly #lines: Line[];
  #current: Cell[];
  #row: number;
  #column: number;
  #colours: Colours;
  #top: number;
  #isDrawn: boolean;
  readonly #options: WriteOptions;

  constructor(output: TerminalOutput, options: WriteOptions) {
    this.#options = options;
    this.#isDrawn = output.isDrawn && options.drawsScreen;
    this.#lines = [...output.lines];
    this.#row = output.row;
    this.#column = output.column;
    this.#colours = output.colours;
    this.#top = output.top;
    this.#current = [...(this.#lines[this.#row] ?? [])];
  }

  take(token: string): void {
    switch (token[0]) {
      case '\n':
        this.#goTo(this.#row + 1, 0);
        break;
      case '\r':
        this.#column = 0;
        break;
      case '\b':
        this.#column = Math.max(0, this.#column - 1);
        break;
      case '\t':
        this.#put(' '.repeat(tabWidth - (this.#column % tabWidth)));
        break;
      case '\x07':
        break;
      case '\x1b':
        this.#sequence(token);
        break;
      default:
        this.#put(token);
        break;
    }
  }

  done(pending: string): TerminalOutput {
    this.#lines[this.#row] = this.#current;
    const excess = Math.max(0, this.#lines.length - maxLines);
    return {
      lines: excess === 0 ? this.#lines : this.#lines.slice(excess),
      row: this.#row - excess,
      column: this.#column,
      colours: this.#colours,
      top: Math.max(0, this.#top - excess),
      isDrawn: this.#isDrawn,
      pending,
    };
  }

  #sequence(token: string): void {
    const final = token.at(-1) ?? '';
    const parameters = token.slice(2, -1);
    if (token.startsWith('\x1b[') && final === 'm' && /^[\d:;]*$/.test(parameters)) {
      this.#colours = applySgr(this.#colours, parameters);
    } else if (this.#options.drawsScreen && token.startsWith('\x1b[') && 'HJKf'.includes(final)) {
      this.#draw(final, parameters);
    } else {
      this.#put(token);
    }
  }

  #draw(final: string, parameters: string): void {
    if (final === 'K') {
      this.#current = this.#current.slice(0, this.#column);
    } else if (final === 'J') {
      this.#erase(parameters);
    } else {
      const [row = 1, column = 1] = parameters.split(';').map((part) => Number(part || 1));
      this.#goTo(this.#top + row - 1, column - 1);
    }
  }

  /** What was there before a program drew its screen stays in the scrollback; the program's own pictures do not. */
  #erase(parameters: string): void {
    if (parameters === '' || parameters === '0') {
      this.#current = this.#current.slice(0, this.#column);
      this.#lines.length = this.#row + 1;
      return;
    }
    if (parameters === '3') {
      this.#lines.splice(0, this.#top);
      this.#row -= this.#top;
      this.#top = 0;
      return;
    }
    const offset = this.#row - this.#top;
    this.#lines[this.#row] = this.#current;
    if (this.#isDrawn) {
      this.#lines.length = this.#top;
    } else {
      this.#top = lastFilled(this.#lines) + 1;
      this.#lines.length = this.#top;
    }
    this.#isDrawn = true;
    this.#row = this.#top + offset;
    this.#fill();
    this.#current = [];
  }

  #put(text: string): void {
    for (const grapheme of graphemes(text)) {
      while (this.#current.length < this.#column) {
        this.#current.push({ text: ' ', sgr: '' });
      }
      const shown = visibleGrapheme(grapheme);
      const sgr = sgrOf(this.#colours);
      const cells = shown === grapheme ? [shown] : graphemes(shown);
      for (const cell of cells) {
        this.#current[this.#column] = { text: cell, sgr };
        this.#column += 1;
      }
    }
  }

  #goTo(row: number, column: number): void {
    this.#lines[this.#row] = this.#current;
    this.#row = Math.max(0, row);
    this.#column = column;
    this.#fill();
    this.#current = [...(this.#lines[this.#row] ?? [])];
  }

  #fill(): void {
    while (this.#lines.length <= this.#row) {
      this.#lines.push([]);
    }
  }
}

function lastFilled(lines: readonly Line[]): number {
  return lines.findLastIndex((line) => line.length > 0);
}
