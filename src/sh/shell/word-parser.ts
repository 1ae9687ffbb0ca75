import type { Part, Word } from './ast.js';
import { Source } from './source.js';

/** Parses the list inside `$( )`; handed in because lists hold words and words hold lists. */
export type ParseBody = (source: Source, closed: boolean) => number;

const stop = new Set([' ', '\t', '\n', ';', '&', '|', '<', '>', '(', ')', '']);
const name = /[A-Za-z_][A-Za-z0-9_]*/y;
const special = /[@*#?$!0-9-]/y;
const operator = /:?[-=+?]|%%?|##?|\/[/#%]?|\^\^?|,,?|:/y;

/** Reads words: quotes, parameters, substitutions. */
export class WordParser {
  constructor(
    readonly source: Source,
    readonly parseBody: ParseBody,
  ) {}

  /** A word at the cursor, `undefined` when none starts there. */
  word(): Word | undefined {
    const { source } = this;
    if (stop.has(source.char)) return undefined;
    const plain = source.match(/[A-Za-z0-9_./:,@%+=^-]+/y);
    if (plain !== undefined && stop.has(source.text[source.pos + plain.length] ?? '')) {
      source.pos += plain.length;
      return { parts: [{ kind: 'text', text: plain, quoted: false }], runs: false, plain };
    }
    return this.until((char) => stop.has(char), true);
  }

  /** Everything up to the stop, with single quotes and tildes where they mean something. */
  until(isStop: (char: string) => boolean, tilde: boolean): Word {
    const { source } = this;
    const parts: Part[] = [];
    if (tilde) this.tilde(parts);
    while (!source.ended && !isStop(source.char)) {
      const start = source.pos;
      if (source.take("'")) {
        const end = source.text.indexOf("'", source.pos);
        if (end < 0) source.unterminated("'", start);
        push(parts, source.text.slice(source.pos, end), true);
        source.pos = end + 1;
      } else if (source.take("$'")) this.ansi(parts, start);
      else if (source.take('"')) {
        const before = parts.at(-1);
        this.quoted(parts, '"', start);
        if (parts.at(-1) === before) push(parts, '', true);
      } else if (source.take('\\\n')) continue;
      else if (source.take('\\')) {
        push(parts, source.char === '' ? '\\' : source.char, true);
        source.pos += 1;
      } else if (!this.dollar(parts, false)) {
        push(parts, source.char, false);
        source.pos += 1;
      }
    }
    return wordOf(parts);
  }

  /** Text of a here-document: like a double-quoted text in which `"` is nothing special. */
  hereDocument(): Word {
    const parts: Part[] = [];
    this.quoted(parts, '', 0);
    return wordOf(parts);
  }

  private quoted(parts: Part[], close: string, start: number): void {
    const { source } = this;
    for (;;) {
      if (source.ended) {
        if (close === '') return;
        source.unterminated(close, start);
      }
      if (close !== '' && source.take(close)) return;
      if (source.take('\\\n') || (close === '}' && source.take('"'))) continue;
      const escaped = source.match(close === '' ? /\\[$`\\]/y : /\\[$`"\\}]/y);
      if (escaped) {
        push(parts, escaped.slice(1), true);
        source.pos += 2;
      } else if (!this.dollar(parts, true)) {
        const run = source.match(close === '}' ? /[^"\\$`}]+/y : /[^"\\$`]+/y) ?? source.char;
        push(parts, run, true);
        source.pos += run.length;
      }
    }
  }

  private tilde(parts: Part[]): void {
    const user = this.source.match(/~[a-z0-9]*(?=[/:\s;&|)]|$)/y);
    if (user === undefined) return;
    this.source.pos += user.length;
    parts.push({ kind: 'tilde', user: user.slice(1) });
  }

  private ansi(parts: Part[], start: number): void {
    const { source } = this;
    const body = source.match(/(?:[^'\\]|\\[\s\S])*'/y);
    if (body === undefined) source.unterminated("'", start);
    source.pos += body?.length ?? 0;
    push(parts, unescapeAnsi(body?.slice(0, -1) ?? ''), true);
  }

  /** `$x`, `${x}`, `$(x)`, `$((x))` and backticks; `false` when the cursor is at none of them. */
  private dollar(parts: Part[], quoted: boolean): boolean {
    const { source } = this;
    const start = source.pos;
    if (source.take('`')) return this.backticks(parts, quoted, start);
    if (source.char !== '$') return false;
    source.pos += 1;
    if (source.at('((') && this.arithmetic(parts, quoted)) return true;
    if (source.take('(')) {
      const body = this.parseBody(source, true);
      if (!source.take(')')) source.unterminated(')', start);
      parts.push({ kind: 'command', body, quoted });
      return true;
    }
    if (source.take('{')) return this.braces(parts, quoted, start);
    const found = source.match(name) ?? source.match(special);
    if (found === undefined) {
      push(parts, '$', quoted);
      return true;
    }
    source.pos += found.length;
    parts.push({ kind: 'parameter', name: found, op: '', quoted });
    return true;
  }

  private arithmetic(parts: Part[], quoted: boolean): boolean {
    const { source } = this;
    const start = source.pos;
    source.pos += 2;
    let depth = 0;
    const inner: Part[] = [];
    for (;;) {
      if (source.ended) {
        if (closesTwice(source.text, start)) source.unterminated(')', start);
        break;
      }
      if (depth === 0 && source.at('))')) {
        source.pos += 2;
        parts.push({ kind: 'arithmetic', expression: wordOf(inner), quoted });
        return true;
      }
      if (depth === 0 && source.char === ')') break;
      if (source.char === '(') depth += 1;
      if (source.char === ')') depth -= 1;
      if (source.nest(() => this.dollar(inner, true))) continue;
      if (source.char !== '"') push(inner, source.char, true);
      source.pos += 1;
    }
    source.pos = start;
    return false;
  }

  private braces(parts: Part[], quoted: boolean, start: number): boolean {
    const { source } = this;
    const length = source.match(/#(?:[A-Za-z_]\w*|[@*#?$!-]|\d+)\}/y);
    if (length) {
      source.pos += length.length;
      parts.push({ kind: 'parameter', name: length.slice(1, -1), op: 'length', quoted });
      return true;
    }
    const indirect = source.match(/![A-Za-z_]\w*\}/y);
    if (indirect) {
      source.pos += indirect.length;
      parts.push({ kind: 'parameter', name: indirect.slice(1, -1), op: 'indirect', quoted });
      return true;
    }
    const found = source.match(name) ?? source.match(/\d+/y) ?? source.match(special);
    source.pos += found?.length ?? 0;
    if (found !== undefined && source.take('}')) {
      parts.push({ kind: 'parameter', name: found, op: '', quoted });
      return true;
    }
    const op = found === undefined ? undefined : source.match(operator);
    source.pos += op?.length ?? 0;
    const word = source.nest(() => this.bracedWord(quoted && op !== undefined && /[-=+?]$/.test(op), op, start));
    const bad = { name: source.text.slice(start, source.pos), op: 'bad' };
    parts.push({
      kind: 'parameter',
      ...(found === undefined || op === undefined ? bad : { name: found, op }),
      word,
      quoted,
    });
    return true;
  }

  private bracedWord(quoted: boolean, op: string | undefined, start: number): Word {
    const { source } = this;
    if (quoted) {
      const parts: Part[] = [];
      this.quoted(parts, '}', start);
      return wordOf(parts);
    }
    const word = this.until((char) => char === '}', op !== undefined && /[-=+?]$/.test(op));
    if (source.ended) source.unterminated('}', start);
    source.pos += 1;
    return word;
  }

  private backticks(parts: Part[], quoted: boolean, start: number): boolean {
    const { source } = this;
    const body = source.match(/(?:[^`\\]|\\[\s\S])*`/y);
    if (body === undefined) return source.unterminated('`', start);
    source.pos += body.length;
    const text = body.slice(0, -1).replace(quoted ? /\\([$`\\"])/g : /\\([$`\\])/g, '$1');
    const inner = new Source(text, source.nodes, source.depth + 1);
    parts.push({ kind: 'command', body: this.parseBody(inner, false), quoted });
    return true;
  }
}

/** Whether an unfinished `$((` could only be arithmetic. */
function closesTwice(text: string, start: number): boolean {
  return !text.slice(start).includes('\n');
}

function push(parts: Part[], text: string, quoted: boolean): void {
  const last = parts.at(-1);
  if (last?.kind === 'text' && last.quoted === quoted) parts[parts.length - 1] = { ...last, text: last.text + text };
  else parts.push({ kind: 'text', text, quoted });
}

function wordOf(parts: readonly Part[]): Word {
  const first = parts[0];
  const runs = parts.some(
    (part) =>
      part.kind === 'command' ||
      (part.kind === 'parameter' && part.word?.runs) ||
      (part.kind === 'arithmetic' && part.expression.runs),
  );
  const isPlain = parts.length === 1 && first?.kind === 'text' && (first.quoted || !/[*?{]|\[.*\]/s.test(first.text));
  return { parts, runs, ...(isPlain ? { plain: first.text } : {}) };
}

const ansi: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  v: '\v',
};

function unescapeAnsi(text: string): string {
  return text.replace(/\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|[0-7]{1,3}|[\s\S])/g, (_, code: string) => {
    if (/^[xu]./.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
    return ansi[code] ?? code;
  });
}
