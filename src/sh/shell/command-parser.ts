import type { Assign, Redirect, Word } from './ast.js';
import type { Aliases } from './parser.js';
import { Source } from './source.js';
import { type ParseBody, WordParser } from './word-parser.js';

const blanks = /(?:[ \t]|\\\n)*(?:#[^\n]*)?/y;
const redirectStart = /\d*(?:<<<|<<-|<<|<>|<&|>>|>&|>\||<|>)|&>>|&>/y;
const assignment = /[A-Za-z_]\w*\+?=/y;

interface PendingDocument {
  readonly redirect: { -readonly [K in keyof Redirect]: Redirect[K] };
  readonly delimiter: string;
  readonly quoted: boolean;
  readonly tabs: boolean;
}

/** Reads simple commands, redirections and here-documents. */
export class CommandParser {
  private readonly documents: PendingDocument[] = [];
  protected readonly words: WordParser;

  constructor(
    readonly source: Source,
    readonly aliases: Aliases,
    parseBody: ParseBody,
  ) {
    this.words = new WordParser(source, parseBody);
  }

  skipBlanks(): void {
    const blank = this.source.match(blanks) ?? '';
    this.source.pos += blank.length;
  }

  /** Skips blanks and line ends; `true` when there was a line end. */
  skipLines(): boolean {
    let lines = false;
    for (;;) {
      this.skipBlanks();
      if (!this.source.take('\n')) return lines;
      lines = true;
      this.readDocuments();
    }
  }

  /** Ends the text: here-documents whose line end is missing are read. */
  finish(): void {
    const [open] = this.documents;
    if (open) this.source.unterminated(open.delimiter, this.source.pos);
  }

  /** What stands at the cursor, for messages. */
  token(): string {
    const { source } = this;
    if (source.ended) return 'end of file';
    if (source.char === '\n') return 'newline';
    return source.match(/;;&?|;&|&&|\|\||<<<|<<-?|>>|[;&|<>()]|[^\s;&|<>()]+/y) ?? source.char;
  }

  simple(): number {
    const { source } = this;
    const line = source.line();
    const assigns: Assign[] = [];
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    const expanded = new Set<string>();
    for (;;) {
      this.skipBlanks();
      if (words.length === 0 && this.expandAlias(expanded)) continue;
      const redirect = this.redirect();
      if (redirect) {
        redirects.push(redirect);
        continue;
      }
      const assign = words.length === 0 ? source.match(assignment) : undefined;
      if (assign !== undefined) {
        source.pos += assign.length;
        const value = this.words.word() ?? { parts: [], runs: false, plain: '' };
        assigns.push({ name: assign.replace(/\+?=$/, ''), append: assign.endsWith('+='), value });
        continue;
      }
      const word = this.words.word();
      if (word === undefined) break;
      words.push(word);
    }
    if (words.length + assigns.length + redirects.length === 0) source.fail(this.token());
    return source.add({ kind: 'simple', assigns, words, redirects, line });
  }

  redirects(): Redirect[] {
    const redirects: Redirect[] = [];
    for (;;) {
      this.skipBlanks();
      const redirect = this.redirect();
      if (redirect === undefined) return redirects;
      redirects.push(redirect);
    }
  }

  redirect(): Redirect | undefined {
    const { source } = this;
    const found = source.match(redirectStart);
    if (found === undefined) return undefined;
    source.pos += found.length;
    const [, digits = '', sign = ''] = /^(\d*)(.*)$/.exec(found) ?? [];
    const fd = digits === '' ? (sign.startsWith('<') ? 0 : 1) : Number(digits);
    this.skipBlanks();
    const start = source.pos;
    const target = this.words.word();
    if (target === undefined) return source.fail(this.token());
    if (!sign.startsWith('<<') || sign === '<<<') return { fd, op: sign as Redirect['op'], target };
    const raw = source.text.slice(start, source.pos);
    const redirect = { fd, op: '<<' as const, target };
    const delimiter = raw.replace(/\\(.)|['"]/g, '$1');
    this.documents.push({ redirect, delimiter, quoted: delimiter !== raw, tabs: sign === '<<-' });
    return redirect;
  }

  private expandAlias(expanded: Set<string>): boolean {
    const { source } = this;
    const name = source.match(/[\w.:-]+(?=[\s;&|<>()]|$)/y);
    if (name === undefined || expanded.has(name) || !Object.hasOwn(this.aliases, name)) return false;
    const text = this.aliases[name] ?? '';
    expanded.add(name);
    source.text = source.text.slice(0, source.pos) + text + source.text.slice(source.pos + name.length);
    return true;
  }

  private readDocuments(): void {
    const { source } = this;
    for (const { redirect, delimiter, quoted, tabs } of this.documents.splice(0)) {
      const start = source.pos;
      let body = '';
      for (;;) {
        if (source.ended) source.unterminated(delimiter, start);
        const line = source.match(/[^\n]*\n?/y) ?? '';
        source.pos += line.length;
        const text = tabs ? line.replace(/^\t+/, '') : line;
        if (text.replace(/\n$/, '') === delimiter) break;
        body += text;
      }
      redirect.target = quoted
        ? { parts: [{ kind: 'text', text: body, quoted: true }], runs: false, plain: body }
        : this.document(body);
    }
  }

  private document(body: string): Word {
    const inner = new Source(body, this.source.nodes, this.source.depth + 1);
    return new WordParser(inner, this.words.parseBody).hereDocument();
  }
}
