import type { CaseNode, ListItem, Node, Statement } from './ast.js';
import { CommandParser } from './command-parser.js';
import { parseCondition } from './condition-parser.js';
import type { Aliases } from './parser.js';
import type { Source } from './source.js';

const reserved =
  /(?:if|then|else|elif|fi|for|while|until|do|done|case|esac|in|function|\{|\}|!|\[\[)(?=[\s;&|<>()]|$)/y;
const functionName = /[A-Za-z_][\w-]*[ \t]*\([ \t]*\)/y;

/** Reads lists, pipelines and compound commands. */
export class CompoundParser extends CommandParser {
  constructor(source: Source, aliases: Aliases) {
    super(source, aliases, (inner, closed) => {
      const parser = inner === source ? this : new CompoundParser(inner, aliases);
      return inner.nest(() => parser.list(closed ? [')'] : []));
    });
  }

  /** One top-level statement with its terminator. */
  statement(): Statement {
    const { source } = this;
    const start = source.pos;
    const node = this.andOr();
    const end = start + source.text.slice(start, source.pos).trimEnd().length;
    this.skipBlanks();
    const background = !source.at('&&') && source.take('&');
    const ended = background || (!source.at(';;') && source.take(';')) || source.ended || source.char === '\n';
    if (!ended) source.fail(this.token());
    return { node, background, start, end, line: source.line(start) };
  }

  /** A list that ends before one of the closing words or brackets, or at the end of the text when there are none. */
  list(closers: readonly string[]): number {
    const { source } = this;
    const items: ListItem[] = [];
    for (;;) {
      this.skipLines();
      if (this.closes(closers)) break;
      if (source.ended) {
        if (closers.length === 0) break;
        source.fail('end of file', closers.length === 1 ? closers[0] : undefined);
      }
      const start = source.pos;
      const node = this.andOr();
      const text = source.text.slice(start, source.pos).trim();
      this.skipBlanks();
      const background = !source.at('&&') && source.take('&');
      items.push({ node, background, text });
      if (background || (!source.at(';;') && source.take(';')) || source.char === '\n' || source.ended) continue;
      if (!this.closes(closers.filter((closer) => /^[;)]/.test(closer)))) source.fail(this.token());
    }
    return source.add({ kind: 'list', items });
  }

  private closes(closers: readonly string[]): boolean {
    return closers.some((closer) => {
      if (/^[;)]/.test(closer)) return this.source.at(closer);
      return this.reserved() === closer;
    });
  }

  private reserved(): string | undefined {
    return this.source.match(reserved);
  }

  private andOr(): number {
    const { source } = this;
    const first = this.pipeline();
    const rest: { and: boolean; node: number }[] = [];
    for (;;) {
      this.skipBlanks();
      const and = source.take('&&');
      if (!and && !source.take('||')) break;
      this.skipLines();
      if (source.ended) source.fail('end of file');
      rest.push({ and, node: this.pipeline() });
    }
    return rest.length === 0 ? first : source.add({ kind: 'and-or', first, rest });
  }

  private pipeline(): number {
    const { source } = this;
    let negate = false;
    while (this.reserved() === '!') {
      source.pos += 1;
      this.skipBlanks();
      negate = !negate;
    }
    const stages = [this.command()];
    for (;;) {
      this.skipBlanks();
      if (source.at('||') || !source.take('|')) break;
      this.skipLines();
      if (source.ended) source.fail('end of file');
      stages.push(this.command());
    }
    const [only] = stages;
    if (!negate && stages.length === 1 && only !== undefined) return only;
    return source.add({ kind: 'pipeline', negate, stages });
  }

  private command(): number {
    this.skipBlanks();
    return this.source.nest(() => {
      const { source } = this;
      if (source.at('((')) return this.arithmeticCommand() ?? this.bracketed('(', ')', 'subshell');
      if (source.char === '(') return this.bracketed('(', ')', 'subshell');
      const word = this.reserved();
      if (word === undefined) return this.function() ?? this.simple();
      if (word === '{') return this.bracketed('{', '}', 'group');
      if (word === 'if') return this.if();
      if (word === 'for') return this.for();
      if (word === 'while' || word === 'until') return this.while(word);
      if (word === 'case') return this.case();
      if (word === 'function') {
        this.expect('function');
        return this.functionBody(this.source.match(/[^\s(){};]+/y) ?? source.fail(this.token()));
      }
      if (word === '[[') {
        this.expect('[[');
        const test = parseCondition(this, this.words);
        return this.compound({ kind: 'condition', test, redirects: [] });
      }
      return word === 'in' ? this.simple() : source.fail(word);
    });
  }

  /** `((expression))` is `[ $((expression)) -ne 0 ]`. */
  private arithmeticCommand(): number | undefined {
    const { source } = this;
    const start = source.pos;
    source.text = `${source.text.slice(0, start)}$${source.text.slice(start)}`;
    const left = this.words.word();
    if (left?.parts.length === 1 && left.parts[0]?.kind === 'arithmetic') {
      const right = { parts: [], runs: false, plain: '0' };
      return this.compound({ kind: 'condition', test: { op: 'binary', name: '-ne', left, right }, redirects: [] });
    }
    source.pos = start;
    source.text = source.text.slice(0, start) + source.text.slice(start + 1);
    return undefined;
  }

  private compound(node: Exclude<Node, { kind: 'list' | 'and-or' | 'pipeline' | 'function' }>): number {
    return this.source.add({ ...node, redirects: this.redirects() });
  }

  private expect(word: string): void {
    this.skipBlanks();
    const found = /^[()]/.test(word) ? this.source.at(word) : this.reserved() === word;
    if (!found) this.source.fail(this.token(), word);
    this.source.pos += word.length;
    this.skipBlanks();
  }

  private bracketed(open: string, close: string, kind: 'group' | 'subshell'): number {
    this.source.pos += open.length;
    const body = this.nonEmpty([close]);
    this.expect(close);
    return this.compound({ kind, body, redirects: [] });
  }

  private nonEmpty(closers: readonly string[]): number {
    this.skipLines();
    if (this.closes(closers)) this.source.fail(this.token());
    return this.list(closers);
  }

  private if(): number {
    const branches: { condition: number; body: number }[] = [];
    let otherwise: number | undefined;
    this.expect('if');
    for (;;) {
      const condition = this.nonEmpty(['then']);
      this.expect('then');
      branches.push({ condition, body: this.nonEmpty(['elif', 'else', 'fi']) });
      if (this.reserved() !== 'elif') break;
      this.expect('elif');
    }
    if (this.reserved() === 'else') {
      this.expect('else');
      otherwise = this.nonEmpty(['fi']);
    }
    this.expect('fi');
    return this.compound({ kind: 'if', branches, ...(otherwise === undefined ? {} : { otherwise }), redirects: [] });
  }

  private while(word: 'while' | 'until'): number {
    this.expect(word);
    const condition = this.nonEmpty(['do']);
    return this.compound({ kind: 'while', until: word === 'until', condition, body: this.doGroup(), redirects: [] });
  }

  private doGroup(): number {
    this.expect('do');
    const body = this.nonEmpty(['done']);
    this.expect('done');
    return body;
  }

  private for(): number {
    const { source } = this;
    this.expect('for');
    const name = source.match(/[A-Za-z_]\w*/y) ?? source.fail(this.token());
    source.pos += name.length;
    this.skipLines();
    if (this.reserved() !== 'in') {
      source.take(';');
      this.skipLines();
      return this.compound({ kind: 'for', name, body: this.doGroup(), redirects: [] });
    }
    this.expect('in');
    const words = [];
    for (let word = this.words.word(); word !== undefined; word = this.words.word()) {
      words.push(word);
      this.skipBlanks();
    }
    if (!source.take(';') && source.char !== '\n') source.fail(this.token(), 'do');
    this.skipLines();
    return this.compound({ kind: 'for', name, words, body: this.doGroup(), redirects: [] });
  }

  private case(): number {
    const { source } = this;
    this.expect('case');
    const word = this.words.word() ?? source.fail(this.token());
    this.skipLines();
    this.expect('in');
    const items: CaseNode['items'][number][] = [];
    for (;;) {
      this.skipLines();
      if (this.reserved() === 'esac') break;
      source.take('(');
      const patterns = [];
      do {
        this.skipBlanks();
        patterns.push(this.words.word() ?? source.fail(this.token()));
        this.skipBlanks();
      } while (source.take('|'));
      if (!source.take(')')) source.fail(this.token(), ')');
      const body = this.list([';;', ';&', 'esac']);
      const fallThrough = source.take(';&');
      items.push({ patterns, body, fallThrough });
      if (!fallThrough && !source.take(';;')) break;
    }
    this.skipLines();
    this.expect('esac');
    return this.compound({ kind: 'case', word, items, redirects: [] });
  }

  private function(): number | undefined {
    const header = this.source.match(functionName);
    return header === undefined ? undefined : this.functionBody(header.replace(/[ \t]*\(.*$/, ''));
  }

  private functionBody(name: string): number {
    const { source } = this;
    source.pos += (source.match(functionName) ?? name).length;
    this.skipLines();
    if (source.char !== '(' && this.reserved() === undefined) source.fail(this.token());
    return source.add({ kind: 'function', name, body: this.command() });
  }
}
