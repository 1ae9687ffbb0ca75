/** kubectl's JSONPath template language as a tree. The texts of its errors are client-go's. */

export type PathNode =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'list'; readonly nodes: readonly PathNode[] }
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'identifier'; readonly name: string }
  | { readonly type: 'value'; readonly value: string | number | boolean }
  | { readonly type: 'slice'; readonly params: readonly [SliceParam, SliceParam, SliceParam] }
  | { readonly type: 'filter'; readonly left: PathList; readonly right: PathList; readonly operator: string }
  | { readonly type: 'wildcard' }
  | { readonly type: 'recursive' }
  | { readonly type: 'union'; readonly nodes: readonly PathList[] };

export type PathList = Extract<PathNode, { type: 'list' }>;

export interface SliceParam {
  readonly value: number;
  readonly known: boolean;
  readonly derived: boolean;
}

export class JsonPathError extends Error {
  override readonly name = 'JsonPathError';
}

/** Parses a template such as `{.items[*].metadata.name}` with text around its actions. */
export function parseJsonPath(template: string): PathList {
  return new Parser(template).template();
}

const NOT_A_NAME = new Set([' ', '\t', '\r', '\n', ...'.,[]$@{}', '']);
const IDENTIFIER = /^[\p{L}\p{N}_]$/u;

class Parser {
  private position = 0;
  private start = 0;

  constructor(private readonly input: string) {}

  template(): PathList {
    const nodes: PathNode[] = [];
    while (this.position < this.input.length) {
      const open = this.input.indexOf('{', this.position);
      const text = this.input.slice(this.position, open < 0 ? undefined : open);
      if (text !== '') nodes.push({ type: 'text', text });
      if (open < 0) break;
      this.position = open + 1;
      nodes.push(this.action());
    }
    return { type: 'list', nodes };
  }

  /** `{ … }`, with its nodes side by side in one list. */
  private action(): PathList {
    const nodes: PathNode[] = [];
    for (;;) {
      this.start = this.position;
      const sign = this.next();
      if (sign === '' || sign === '\n') throw new JsonPathError('unclosed action');
      if (sign === '}') return { type: 'list', nodes };
      if (sign === ' ') continue;
      nodes.push(...this.node(sign));
    }
  }

  /** The list of a path without braces, as inside a filter. */
  path(): PathList {
    const nodes: PathNode[] = [];
    while (this.position < this.input.length) {
      this.start = this.position;
      const sign = this.next();
      if (sign === ' ') continue;
      if (sign === '}') throw new JsonPathError('unclosed action');
      nodes.push(...this.node(sign));
    }
    return { type: 'list', nodes };
  }

  private node(sign: string): PathNode[] {
    if (sign === '@' || sign === '$') return [];
    if (sign === '[') return [this.array()];
    if (sign === '"' || sign === "'") return [this.quote(sign)];
    if (sign === '.') return this.field();
    if (/[-+\d]/.test(sign)) return [this.number()];
    if (IDENTIFIER.test(sign)) return [this.identifier()];
    throw new JsonPathError(`unrecognized character in action: ${unicode(sign)}`);
  }

  private identifier(): PathNode {
    while (IDENTIFIER.test(this.peek())) this.next();
    const name = this.consumed();
    return name === 'true' || name === 'false'
      ? { type: 'value', value: name === 'true' }
      : { type: 'identifier', name };
  }

  private field(): PathNode[] {
    if (this.peek() === '.') {
      this.next();
      return IDENTIFIER.test(this.peek()) ? [{ type: 'recursive' }, ...this.field()] : [{ type: 'recursive' }];
    }
    let name = '';
    for (let sign = this.peek(); !NOT_A_NAME.has(sign); sign = this.peek()) {
      this.next();
      name += sign === '\\' ? this.next() : sign;
    }
    return [name === '*' ? { type: 'wildcard' } : { type: 'field', name }];
  }

  private number(): PathNode {
    while (/[-+.\d]/.test(this.peek())) this.next();
    const text = this.consumed();
    if (!/^[-+]?(\d+\.?\d*|\.\d+)$/.test(text)) throw new JsonPathError(`cannot parse number ${text}`);
    return { type: 'value', value: Number(text) };
  }

  private quote(end: string): PathNode {
    for (;;) {
      const sign = this.next();
      if (sign === '' || sign === '\n') throw new JsonPathError('unterminated quoted string');
      if (sign === end && !/(?<!\\)(\\\\)*\\$/.test(this.input.slice(this.start, this.position - 1))) break;
    }
    return { type: 'value', value: unquote(this.consumed()) };
  }

  private array(): PathNode {
    for (;;) {
      const sign = this.next();
      if (sign === '' || sign === '\n') throw new JsonPathError('unterminated array');
      if (sign === ']') break;
      if (sign === '?' && this.input[this.position - 2] === '[') return this.filter();
    }
    const text = this.consumed().slice(1, -1);
    return arrayNode(text);
  }

  private filter(): PathNode {
    if (this.next() !== '(') throw new JsonPathError("unexpected character in filter expected '(' got something else");
    const from = this.position;
    let depth = 1;
    let quote = '';
    while (depth > 0) {
      const sign = this.next();
      if (sign === '' || sign === '\n') throw new JsonPathError('unterminated filter');
      if (quote !== '') {
        if (sign === quote && this.input[this.position - 2] !== '\\') quote = '';
      } else if (sign === '"' || sign === "'") quote = sign;
      else if (sign === '(') depth += 1;
      else if (sign === ')') depth -= 1;
    }
    const text = this.input.slice(from, this.position - 1);
    if (this.next() !== ']') throw new JsonPathError('unclosed array expect ]');
    return filterNode(text);
  }

  private consumed(): string {
    const text = this.input.slice(this.start, this.position);
    this.start = this.position;
    return text;
  }

  private peek(): string {
    return String.fromCodePoint(this.input.codePointAt(this.position) ?? 0).replace('\0', '');
  }

  private next(): string {
    const sign = this.peek();
    this.position += sign.length;
    return sign;
  }
}

const NO_PARAM: SliceParam = { value: 0, known: false, derived: false };
const DICT_KEY = /^'([^']*)'$/;

function arrayNode(text: string): PathNode {
  const parts = splitUnion(text);
  if (parts.length > 1) {
    return { type: 'union', nodes: parts.map((part) => ({ type: 'list', nodes: [arrayNode(part.trim())] })) };
  }
  const key = DICT_KEY.exec(text);
  if (key) return new Parser(`.${key[1]}`).path();
  if (text === '*') return { type: 'slice', params: [NO_PARAM, NO_PARAM, NO_PARAM] };
  const match = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text);
  if (!match || text === '') throw new JsonPathError(`invalid array index ${text}`);
  const params = [match[1] ?? '', match[2]?.slice(1) ?? '', match[3]?.slice(1) ?? ''];
  const [first = NO_PARAM, second = NO_PARAM, third = NO_PARAM] = params.map((param) =>
    param === '' ? NO_PARAM : { value: Number(param), known: true, derived: false },
  );
  if (match[2] === undefined && first.known) {
    return { type: 'slice', params: [first, { value: first.value + 1, known: true, derived: true }, third] };
  }
  return { type: 'slice', params: [first, second, third] };
}

/** Commas outside of quotes part a union. */
function splitUnion(text: string): string[] {
  return text.match(/(?:'[^']*'|"[^"]*"|[^,])+/g) ?? [text];
}

const OPERATOR = /^([^!<>=]+)([!<>=]+)(.+?)$/;

function filterNode(text: string): PathNode {
  const match = OPERATOR.exec(text);
  if (!match) {
    const left = new Parser(text).path();
    return { type: 'filter', left, right: { type: 'list', nodes: [] }, operator: 'exists' };
  }
  const [, left = '', operator = '', right = ''] = match;
  return {
    type: 'filter',
    left: new Parser(left.trim()).path(),
    right: new Parser(right.trim()).path(),
    operator,
  };
}

function unquote(text: string): string {
  const body = text.slice(1, -1);
  const signs: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };
  return body.replace(/\\(.)/g, (_, sign: string) => signs[sign] ?? sign);
}

function unicode(sign: string): string {
  const code = (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `U+${code} '${sign}'`;
}
