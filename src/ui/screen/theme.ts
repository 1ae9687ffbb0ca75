// How styles look: colours from the terminal's own palette, so that dark and light backgrounds both work. Colour adds, it never carries meaning alone.
import { fitRow, type Row, type Span } from '../text/span.js';

export type StyleName =
  | 'dim'
  | 'bold'
  | 'title'
  | 'heading'
  | 'accent'
  | 'code'
  | 'good'
  | 'bad'
  | 'warn'
  | 'key'
  | 'bar'
  | 'prompt'
  | 'chosen'
  | 'frame'
  | 'frame-focused'
  | 'note';

export interface Theme {
  readonly colour: boolean;
  readonly symbols: Symbols;
}

export interface Symbols {
  readonly horizontal: string;
  readonly vertical: string;
  readonly topLeft: string;
  readonly topRight: string;
  readonly bottomLeft: string;
  readonly bottomRight: string;
  readonly tee: string;
  readonly ready: string;
  readonly waiting: string;
  readonly failed: string;
  readonly leaving: string;
  readonly branch: string;
  readonly down: string;
  readonly marker: string;
  /** Stands where a text is cut, one column wide. */
  readonly cut: string;
  readonly bullet: string;
  /** Repeated, it makes a bar. */
  readonly bar: string;
}

export interface ThemeOptions {
  /** Only ASCII in frames and symbols. */
  readonly ascii: boolean;
  /** False when NO_COLOR is set: weight and shape remain. */
  readonly colour: boolean;
}

export function createTheme(options: ThemeOptions): Theme {
  return { colour: options.colour, symbols: options.ascii ? asciiSymbols : lineSymbols };
}

/** The row as bytes of exactly `width` columns. */
export function paintRow(row: Row, width: number, theme: Theme): string {
  return fitRow(row, width)
    .map((piece) => paintSpan(piece, theme))
    .join('');
}

function paintSpan(piece: Span, theme: Theme): string {
  const codes = [piece.style === undefined ? '' : codesOf(piece.style, theme), theme.colour ? (piece.sgr ?? '') : '']
    .filter((code) => code !== '')
    .join(';');
  return codes === '' || piece.text === '' ? piece.text : `\x1b[${codes}m${piece.text}\x1b[0m`;
}

function codesOf(style: StyleName, theme: Theme): string {
  return theme.colour ? colours[style] : weights[style];
}

const colours: Readonly<Record<StyleName, string>> = {
  dim: '2',
  bold: '1',
  title: '1',
  heading: '1;36',
  accent: '36',
  code: '36',
  good: '32',
  bad: '31',
  warn: '33',
  key: '1',
  bar: '7',
  prompt: '32',
  chosen: '7',
  frame: '2',
  'frame-focused': '36',
  note: '35',
};

const weights: Readonly<Record<StyleName, string>> = {
  dim: '',
  bold: '1',
  title: '1',
  heading: '1',
  accent: '',
  code: '1',
  good: '',
  bad: '1',
  warn: '',
  key: '1',
  bar: '7',
  prompt: '',
  chosen: '7',
  frame: '',
  'frame-focused': '1',
  note: '',
};

const lineSymbols: Symbols = {
  horizontal: '─',
  vertical: '│',
  topLeft: '┌',
  topRight: '┐',
  bottomLeft: '└',
  bottomRight: '┘',
  tee: '┬',
  ready: '✓',
  waiting: '~',
  failed: '✗',
  leaving: '◂',
  branch: '└▸',
  down: '▾',
  marker: '▸',
  cut: '…',
  bullet: '▪',
  bar: '▪',
};

const asciiSymbols: Symbols = {
  horizontal: '-',
  vertical: '|',
  topLeft: '+',
  topRight: '+',
  bottomLeft: '+',
  bottomRight: '+',
  tee: '+',
  ready: 'o',
  waiting: '~',
  failed: 'x',
  leaving: '<',
  branch: '+>',
  down: 'v',
  marker: '>',
  cut: '~',
  bullet: '-',
  bar: '#',
};
