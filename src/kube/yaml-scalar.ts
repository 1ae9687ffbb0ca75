/** How go-yaml writes a string: plain, quoted or as a literal block, folded behind column 80. */

/** Where a scalar stands: `indent` of its further lines, `column` of its first sign. */
export interface ScalarPlace {
  readonly indent: number;
  readonly column: number;
  readonly isKey: boolean;
}

/** The first line without indentation, further lines whole. */
export function scalarLines(text: string, place: ScalarPlace): string[] {
  const allowed = analyze(text);
  if (text.includes('\n') && !place.isKey) return allowed.block ? literal(text, place) : doubleQuoted(text, place);
  if (text.includes('\n') || !isString(text)) return doubleQuoted(text, place);
  if (allowed.plain) return folded(text, place, 'plain');
  return allowed.single ? folded(text, place, 'single') : doubleQuoted(text, place);
}

/** Whether a YAML 1.1 reader takes the unquoted text for a string. */
export function isString(text: string): boolean {
  return !(
    text === '' ||
    WORDS.has(text) ||
    NUMBER.test(text.replaceAll('_', '')) ||
    SEXAGESIMAL.test(text) ||
    TIMESTAMP.test(text)
  );
}

const WORDS = new Set(
  'y Y yes Yes YES on On ON n N no No NO off Off OFF true True TRUE false False FALSE ~ null Null NULL << .nan .NaN .NAN .inf .Inf .INF +.inf +.Inf +.INF -.inf -.Inf -.INF'.split(
    ' ',
  ),
);
const NUMBER = /^[-+]?(0b[01]+|0o?[0-7]+|0x[0-9a-fA-F]+|(0|[1-9]\d*)|(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?)$/;
const SEXAGESIMAL = /^[-+]?\d[\d_]*(:[0-5]?\d)+(\.[\d_]*)?$/;
const TIMESTAMP =
  /^\d{4}-\d{1,2}-\d{1,2}(([Tt]\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?(Z|[-+]\d{2}:\d{2}))|( \d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?))?$/;

interface Allowed {
  readonly plain: boolean;
  readonly single: boolean;
  readonly block: boolean;
}

/** libyaml's analyze_scalar. */
function analyze(text: string): Allowed {
  const isSpecial = /[^\n\x20-\x7e\xa0-\ud7ff\ud800-\udfff\ue000-\ufefe\uff00-\ufffd]/.test(text) || / [\n]/.test(text);
  const isIndicated =
    /^(---|\.\.\.)/.test(text) ||
    /^[#,[\]{}&*!|>'"%@`]/.test(text) ||
    /^[?:-]( |\n|$)/.test(text) ||
    /:( |\n|$)/.test(text) ||
    /[ \n]#/.test(text);
  const isEdged = /^[ \n]|[ \n]$/.test(text);
  const isBroken = /\n /.test(text);
  return {
    plain: !isSpecial && !isIndicated && !isEdged && !isBroken && !text.includes('\n'),
    single: !isSpecial && !isBroken,
    block: !isSpecial && !text.endsWith(' '),
  };
}

function literal(text: string, place: ScalarPlace): string[] {
  const pad = ' '.repeat(place.indent);
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const chomp = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
  const lines = text.replace(/\n$/, '').split('\n');
  return [`|${hint}${chomp}`, ...lines.map((line) => (line === '' ? '' : pad + line))];
}

function folded(text: string, place: ScalarPlace, style: 'plain' | 'single'): string[] {
  const quote = style === 'single' ? "'" : '';
  const fold = new Fold(place, quote);
  const signs = [...text];
  signs.forEach((sign, i) => {
    const isInside = style === 'plain' || (i > 0 && i < signs.length - 1);
    if (sign === ' ' && isInside && signs[i - 1] !== ' ' && signs[i + 1] !== ' ' && fold.isFull()) fold.newLine('');
    else fold.put(sign === "'" && style === 'single' ? "''" : sign);
  });
  fold.put(quote);
  return fold.lines();
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\x85': '\\N',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function doubleQuoted(text: string, place: ScalarPlace): string[] {
  const fold = new Fold(place, '"');
  const signs = [...text];
  let wasSpace = false;
  signs.forEach((sign, i) => {
    const isInside = i > 0 && i < signs.length - 1;
    if (sign === ' ' && !wasSpace && isInside && fold.isFull()) fold.newLine(signs[i + 1] === ' ' ? '\\' : '');
    else fold.put(ESCAPES[sign] ?? escaped(sign));
    wasSpace = sign === ' ';
  });
  fold.put('"');
  return fold.lines();
}

function escaped(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  if (code === 0xfeff || code < 0x20 || (code > 0x7e && code < 0xa0)) {
    const hex = code.toString(16).toUpperCase();
    return code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`;
  }
  return sign;
}

const BEST_WIDTH = 80;

/** A scalar on its way out, with the column that the writer stands in. */
class Fold {
  private readonly done: string[] = [];
  private current: string;
  private column: number;

  constructor(
    private readonly place: ScalarPlace,
    open: string,
  ) {
    this.current = open;
    this.column = place.column + open.length;
  }

  isFull(): boolean {
    return !this.place.isKey && this.column > BEST_WIDTH;
  }

  put(text: string): void {
    this.current += text;
    this.column += [...text].length;
  }

  newLine(first: string): void {
    this.done.push(this.current);
    this.current = ' '.repeat(this.place.indent) + first;
    this.column = this.current.length;
  }

  lines(): string[] {
    return [...this.done, this.current];
  }
}
