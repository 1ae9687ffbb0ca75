/** Go's text/template as a tree; the part that kubectl's `-o go-template` needs. */

export type TemplateNode =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'print'; readonly pipe: Pipe }
  | { readonly type: 'if' | 'with' | 'range'; readonly pipe: Pipe; readonly body: Block; readonly otherwise: Block }
  | { readonly type: 'define'; readonly name: string; readonly body: Block }
  | { readonly type: 'template'; readonly name: string; readonly pipe?: Pipe }
  | { readonly type: 'break' | 'continue' };

export type Block = readonly TemplateNode[];

export interface Pipe {
  /** Variables that `:=` declares or `=` sets. */
  readonly variables: readonly string[];
  readonly isDeclared: boolean;
  readonly commands: readonly Operand[][];
  readonly source: string;
}

export type Operand =
  | { readonly type: 'field'; readonly path: readonly string[] }
  | { readonly type: 'variable'; readonly name: string; readonly path: readonly string[] }
  | { readonly type: 'constant'; readonly value: unknown }
  | { readonly type: 'function'; readonly name: string }
  | { readonly type: 'pipe'; readonly pipe: Pipe; readonly path: readonly string[] };

export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/** Throws TemplateError: `template: output:1: unclosed action`. */
export function parseGoTemplate(text: string, isFunction: (name: string) => boolean): Block {
  const parser = new Parser(pieces(text), isFunction);
  const { body, end } = parser.block();
  if (end !== '') throw new TemplateError(`template: output:${parser.line}: unexpected {{${end}}}`);
  return body;
}

interface Piece {
  readonly type: 'text' | 'action';
  readonly text: string;
  readonly line: number;
}

function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  let trim = false;
  while (at < text.length) {
    const open = text.indexOf('{{', at);
    let plain = text.slice(at, open < 0 ? undefined : open);
    if (trim) plain = plain.trimStart();
    const line = lineOf(text, open);
    if (open >= 0 && /^\{\{-\s/.test(text.slice(open))) plain = plain.trimEnd();
    if (plain !== '') found.push({ type: 'text', text: plain, line });
    if (open < 0) break;
    const close = actionEnd(text, open + 2);
    if (close < 0) throw new TemplateError(`template: output:${lineOf(text, text.length)}: unclosed action`);
    const inner = text.slice(open + 2, close);
    trim = /\s-$/.test(inner);
    const action = inner.replace(/^-\s/, '').replace(/\s-$/, '').trim();
    if (!action.startsWith('/*')) found.push({ type: 'action', text: action, line });
    at = close + 2;
  }
  return found;
}

function actionEnd(text: string, from: number): number {
  let quote = '';
  for (let i = from; i < text.length; i += 1) {
    const sign = text[i] ?? '';
    if (quote !== '') {
      if (sign === '\\' && quote !== '`') i += 1;
      else if (sign === quote) quote = '';
    } else if (sign === '"' || sign === '`' || sign === "'") quote = sign;
    else if (text.startsWith('}}', i)) return i;
  }
  return -1;
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at < 0 ? text.length : at).split('\n').length;
}

class Parser {
  private at = 0;
  line = 1;

  constructor(
    private readonly list: readonly Piece[],
    private readonly isFunction: (name: string) => boolean,
  ) {}

  block(): { body: Block; end: string } {
    const body: TemplateNode[] = [];
    for (;;) {
      const piece = this.list[this.at];
      if (!piece) return { body, end: '' };
      this.at += 1;
      this.line = piece.line;
      if (piece.type === 'text') {
        body.push({ type: 'text', text: piece.text });
        continue;
      }
      const [word = ''] = piece.text.split(/\s+/, 1);
      if (word === 'end' || word === 'else') return { body, end: piece.text };
      body.push(this.action(word, piece.text));
    }
  }

  private action(word: string, text: string): TemplateNode {
    const rest = text.slice(word.length).trim();
    switch (word) {
      case 'if':
      case 'with':
      case 'range':
        return { type: word, pipe: this.pipe(rest), ...this.branches(word) };
      case 'break':
      case 'continue':
        return { type: word };
      case 'define':
        return { type: 'define', name: unquoted(rest), body: this.closed() };
      case 'template': {
        const match = /^("[^"]*")\s*(.*)$/s.exec(rest);
        const pipe = match?.[2] ? { pipe: this.pipe(match[2]) } : {};
        return { type: 'template', name: unquoted(match?.[1] ?? ''), ...pipe };
      }
      default:
        return { type: 'print', pipe: this.pipe(text) };
    }
  }

  private branches(word: string): { body: Block; otherwise: Block } {
    const { body, end } = this.block();
    if (end === '') throw new TemplateError(`template: output:${this.line}: unexpected EOF`);
    if (end === 'end') return { body, otherwise: [] };
    const chained = /^else\s+(if|with)\s+(.*)$/s.exec(end);
    if (chained) {
      const type = chained[1] === 'with' ? 'with' : 'if';
      return { body, otherwise: [{ type, pipe: this.pipe(chained[2] ?? ''), ...this.branches(word) }] };
    }
    return { body, otherwise: this.closed() };
  }

  private closed(): Block {
    const { body, end } = this.block();
    if (end !== 'end') throw new TemplateError(`template: output:${this.line}: unexpected EOF`);
    return body;
  }

  private pipe(source: string): Pipe {
    return new PipeParser(source, this.line, this.isFunction).whole();
  }
}

const TOKEN =
  /\s+|"(?:[^"\\]|\\.)*"|`[^`]*`|'(?:[^'\\]|\\.)+'|:=|[=|(),]|(?:\$\w*|(?<=\)))?(?:\.[\p{L}_][\p{L}\p{N}_]*)+|\$\w*|\.|[-+]?\d[\w.]*|[\p{L}_][\p{L}\p{N}_]*/uy;

class PipeParser {
  private readonly tokens: string[];

  constructor(
    private readonly source: string,
    private readonly line: number,
    private readonly isFunction: (name: string) => boolean,
  ) {
    this.tokens = this.tokenize();
  }

  whole(): Pipe {
    const pipe = this.pipe();
    const [left] = this.tokens;
    if (left !== undefined) throw this.error(`unexpected "${left}" in operand`);
    return pipe;
  }

  private pipe(): Pipe {
    const { variables, isDeclared } = this.declared();
    const commands: Operand[][] = [[]];
    for (let token = this.tokens[0]; token !== undefined && token !== ')'; token = this.tokens[0]) {
      this.tokens.shift();
      if (token === '|') commands.push([]);
      else commands.at(-1)?.push(this.operand(token));
    }
    if (commands.some((command) => command.length === 0)) throw this.error('missing value for command');
    return { variables, isDeclared, commands, source: this.source };
  }

  private declared(): { variables: string[]; isDeclared: boolean } {
    const match = /^(\$\w+)( , (\$\w+))? (:=|=)( |$)/.exec(this.tokens.join(' '));
    if (!match) return { variables: [], isDeclared: false };
    this.tokens.splice(0, match[3] === undefined ? 2 : 4);
    return { variables: [match[1] ?? '', ...(match[3] ? [match[3]] : [])], isDeclared: match[4] === ':=' };
  }

  private operand(token: string): Operand {
    if (token === '(') {
      const pipe = this.pipe();
      if (this.tokens.shift() !== ')') throw this.error('unclosed left paren');
      const path = this.tokens[0]?.startsWith('.') && this.tokens[0] !== '.' ? this.tokens.shift() : undefined;
      return { type: 'pipe', pipe, path: fields(path ?? '') };
    }
    if (token.startsWith('$')) {
      const [name = '$'] = token.split('.');
      return { type: 'variable', name, path: fields(token.slice(name.length)) };
    }
    if (token.startsWith('.')) return { type: 'field', path: fields(token) };
    if (/^["`]/.test(token)) return { type: 'constant', value: unquoted(token) };
    if (token.startsWith("'")) return { type: 'constant', value: token.codePointAt(1) };
    if (/^[-+\d]/.test(token)) return { type: 'constant', value: Number(token) };
    if (token === 'true' || token === 'false') return { type: 'constant', value: token === 'true' };
    if (token === 'nil') return { type: 'constant', value: null };
    if (!this.isFunction(token)) throw this.error(`function "${token}" not defined`);
    return { type: 'function', name: token };
  }

  private tokenize(): string[] {
    const tokens: string[] = [];
    TOKEN.lastIndex = 0;
    let at = 0;
    while (at < this.source.length) {
      const match = TOKEN.exec(this.source);
      if (!match) {
        const sign = this.source[at] ?? '';
        throw this.error(`unexpected ${JSON.stringify(sign)} in operand`);
      }
      at = TOKEN.lastIndex;
      if (match[0].trim() !== '') tokens.push(match[0]);
    }
    return tokens;
  }

  private error(message: string): TemplateError {
    return new TemplateError(`template: output:${this.line}: ${message}`);
  }
}

function fields(path: string): string[] {
  return path.split('.').filter((name) => name !== '');
}

function unquoted(text: string): string {
  if (text.startsWith('`')) return text.slice(1, -1);
  const signs: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
  return text.slice(1, -1).replace(/\\(.)/g, (_, sign: string) => signs[sign] ?? sign);
}
