import { resolvePath } from '../paths.js';
import type { Sys } from '../program.js';
import { ArithmeticError, evaluateArithmetic } from './arithmetic.js';
import type { Part, Word } from './ast.js';
import { expandBraces } from './braces.js';
import { NeedsOutput, ShellFailure } from './failures.js';
import { FieldBuilder } from './fields.js';
import { escapePattern, expandPath, replacePattern, trimPattern } from './pattern.js';
import type { ShellState } from './state.js';
import { Variables } from './variables.js';

type Parameter = Extract<Part, { kind: 'parameter' }>;

/**
 * Expands words. An expansion that runs commands is repeated from its start each time one of them has ended: outputs and
 * everything else that must happen once stand in the log, in order.
 */
export class Expander {
  private cursor = 0;
  readonly variables: Variables;

  constructor(
    readonly state: ShellState,
    readonly sys: Sys,
    private readonly log: string[],
    private readonly runs: boolean,
  ) {
    this.variables = new Variables(state, sys);
  }

  /** Fields of words, split and with paths found. */
  fields(words: readonly Word[]): string[] {
    const fields: string[] = [];
    for (const word of words) {
      if (word.plain !== undefined) fields.push(word.plain);
      else if (this.state.flavour !== 'bash') this.wordFields(word, fields);
      else for (const each of expandBraces(word)) this.wordFields(each, fields);
    }
    return fields;
  }

  /** A word as one text: assignments, redirections, here-documents. */
  text(word: Word): string {
    if (word.plain !== undefined) return word.plain;
    return word.parts.map((part) => this.partText(part)).join('');
  }

  /** A word as a pattern: what was quoted stands for itself. */
  pattern(word: Word): string {
    return word.parts
      .map((part) => (part.kind !== 'tilde' && part.quoted ? escapePattern(this.partText(part)) : this.partText(part)))
      .join('');
  }

  private wordFields(word: Word, fields: string[]): void {
    const builder = new FieldBuilder(this.variables.get('IFS') ?? ' \t\n');
    this.addParts(word.parts, builder, false);
    for (const { text, pattern, glob } of builder.finish()) {
      const paths = glob && !this.state.options['f'] ? expandPath(pattern, this.sys.files, this.sys.cwd) : [];
      if (paths.length > 0) fields.push(...paths);
      else fields.push(text);
    }
  }

  private addParts(parts: readonly Part[], builder: FieldBuilder, split: boolean): void {
    for (const part of parts) {
      if (part.kind === 'text') {
        if (part.quoted) builder.quoted(part.text);
        else if (split) builder.split(part.text);
        else builder.literal(part.text);
      } else if (part.kind === 'tilde') builder.quoted(this.partText(part));
      else if (part.kind === 'parameter') this.addParameter(part, builder);
      else if (part.quoted) builder.quoted(this.partText(part));
      else builder.split(this.partText(part));
    }
  }

  private addParameter(part: Parameter, builder: FieldBuilder): void {
    const isList = part.name === '@' || part.name === '*';
    if (isList && part.op === '') {
      this.addList(part, builder);
      return;
    }
    const word = this.alternative(part);
    if (word) {
      if (part.quoted) builder.quoted(this.text(word));
      else this.addParts(word.parts, builder, true);
    } else if (isList && /^:?[-+=?]$/.test(part.op)) {
      if (!part.op.endsWith('+')) this.addList(part, builder);
    } else if (part.quoted) builder.quoted(this.parameterText(part));
    else builder.split(this.parameterText(part));
  }

  private addList({ name, quoted }: Parameter, builder: FieldBuilder): void {
    const { parameters } = this.state;
    if (quoted && name === '*') builder.quoted(parameters.join(this.separator()));
    else {
      for (const [index, parameter] of parameters.entries()) {
        if (index > 0) builder.flush();
        if (quoted) builder.quoted(parameter);
        else builder.split(parameter);
      }
    }
  }

  private separator(): string {
    return (this.variables.get('IFS') ?? ' ').slice(0, 1);
  }

  private partText(part: Part): string {
    switch (part.kind) {
      case 'text':
        return part.text;
      case 'tilde':
        return part.user === ''
          ? (this.variables.get('HOME') ?? '~')
          : part.user === 'root'
            ? '/root'
            : `~${part.user}`;
      case 'command':
        return this.output(part.body);
      case 'arithmetic': {
        const text = this.text(part.expression);
        return this.once(() => String(this.arithmetic(text)));
      }
      case 'parameter': {
        const word = this.alternative(part);
        return word ? this.text(word) : this.parameterText(part);
      }
    }
  }

  private output(body: number): string {
    const known = this.log[this.cursor];
    if (known === undefined) throw new NeedsOutput(body);
    this.cursor += 1;
    return known;
  }

  /** Does something that must not be repeated. */
  private once(act: () => string): string {
    if (!this.runs) return act();
    const known = this.log[this.cursor];
    if (known !== undefined) {
      this.cursor += 1;
      return known;
    }
    const value = act();
    this.log.push(value);
    this.cursor += 1;
    return value;
  }

  arithmetic(text: string): number {
    try {
      return evaluateArithmetic(text, {
        get: (name) => this.variables.get(name),
        set: (name, value) => this.variables.set(name, value),
      });
    } catch (error) {
      if (!(error instanceof ArithmeticError)) throw error;
      throw new ShellFailure(
        this.state.flavour === 'bash' ? `${text.trim()}: ${error.bash}` : error.message,
        bashCode(this.state),
      );
    }
  }

  /** The word of `${x:-word}` and its kin when it takes the parameter's place. */
  private alternative(part: Parameter): Word | undefined {
    const found = /^(:?)([-+=?])$/.exec(part.op);
    if (found === null || part.word === undefined) return undefined;
    const value = this.value(part.name);
    const isMissing = value === undefined || (found[1] === ':' && value === '');
    if (found[2] === '+') return isMissing ? undefined : part.word;
    if (!isMissing) return undefined;
    const { word } = part;
    if (found[2] === '-') return word;
    if (found[2] === '=') {
      const text = this.text(word);
      this.once(() => {
        this.variables.set(part.name, text);
        return '';
      });
      return {
        parts: [{ kind: 'text', text, quoted: part.quoted }],
        runs: false,
        ...(part.quoted ? { plain: text } : {}),
      };
    }
    const message = this.text(word) || (found[1] === ':' ? 'parameter not set or null' : 'parameter not set');
    throw new ShellFailure(`${part.name}: ${message}`, this.state.flavour === 'bash' ? 127 : 2);
  }

  /** A parameter as it is now; expansions to its right may change it before this one is repeated. */
  private value(name: string): string | undefined {
    if (!this.runs) return this.current(name);
    const logged = this.once(() => {
      const value = this.current(name);
      return value === undefined ? '' : `=${value}`;
    });
    return logged === '' ? undefined : logged.slice(1);
  }

  private current(name: string): string | undefined {
    if (name === '@' || name === '*') {
      return this.state.parameters.length === 0
        ? undefined
        : this.state.parameters.join(name === '*' ? this.separator() : ' ');
    }
    if (name === 'RANDOM') return String(Math.floor(this.sys.random() * 32768));
    return this.variables.parameter(name);
  }

  private parameterText(part: Parameter): string {
    const { name, op, word } = part;
    if (op === 'bad')
      throw new ShellFailure(
        this.state.flavour === 'bash' ? `${name}: bad substitution` : 'bad substitution',
        bashCode(this.state),
      );
    if (op === 'length' && (name === '@' || name === '*')) return String(this.state.parameters.length);
    const value = this.value(name);
    if (/^:?\+$/.test(op)) return '';
    if (value === undefined && this.state.options['u'] && name !== '@' && name !== '*') {
      throw new ShellFailure(
        `${name}: ${this.state.flavour === 'bash' ? 'unbound variable' : 'parameter not set'}`,
        this.state.flavour === 'bash' ? 127 : 2,
      );
    }
    const text = value ?? '';
    if (op === '' || /^:?[-=?]$/.test(op) || word === undefined)
      return op === 'length' ? String([...text].length) : op === 'indirect' ? (this.value(text) ?? '') : text;
    if (op === '%' || op === '%%' || op === '#' || op === '##') return trimPattern(text, this.pattern(word), op);
    if (op.startsWith('/')) return this.replaced(text, op, word);
    if (op === ':') return this.substring(text, word);
    return changeCase(text, op);
  }

  private replaced(text: string, op: string, word: Word): string {
    const at = word.parts.findIndex((part) => part.kind === 'text' && !part.quoted && part.text.includes('/'));
    const part = word.parts[at];
    const cut = part?.kind === 'text' ? part.text.indexOf('/') : 0;
    const left =
      at < 0 || part?.kind !== 'text'
        ? word.parts
        : [...word.parts.slice(0, at), { ...part, text: part.text.slice(0, cut) }];
    const right =
      at < 0 || part?.kind !== 'text' ? [] : [{ ...part, text: part.text.slice(cut + 1) }, ...word.parts.slice(at + 1)];
    const pattern = this.pattern({ parts: left, runs: false });
    const anchor = op === '/#' ? '#' : op === '/%' ? '%' : '';
    return replacePattern(text, pattern, this.text({ parts: right, runs: false }), { all: op === '//', anchor });
  }

  private substring(text: string, word: Word): string {
    const [offset = '', length] = this.text(word).split(':');
    const start = this.arithmetic(offset);
    const from = start < 0 ? Math.max(0, text.length + start) : start;
    if (length === undefined) return text.slice(from);
    const size = this.arithmetic(length);
    return size < 0 ? text.slice(from, text.length + size) : text.slice(from, from + size);
  }

  /** Absolute form of a path that a command names. */
  path(path: string): string {
    return resolvePath(this.sys.cwd, path);
  }
}

function changeCase(text: string, op: string): string {
  const change = (part: string) => (op.startsWith('^') ? part.toUpperCase() : part.toLowerCase());
  return op.length === 2 ? change(text) : change(text.slice(0, 1)) + text.slice(1);
}

function bashCode({ flavour }: ShellState): number {
  return flavour === 'bash' ? 1 : 2;
}
