/** Runs Go templates over JSON values. */
import { goText } from '../../kube/go-value.js';
import { callFunction, isFunction, isTrue } from './go-template-functions.js';
import {
  type Block,
  type Operand,
  type Pipe,
  parseGoTemplate,
  TemplateError,
  type TemplateNode,
} from './go-template-parse.js';

export { TemplateError } from './go-template-parse.js';

export interface GoTemplate {
  /** Throws TemplateError. */
  run(data: unknown): string;
}

/** Throws TemplateError when the template is broken. */
export function goTemplate(text: string, options: { readonly allowMissingKeys: boolean }): GoTemplate {
  const block = parseGoTemplate(text, isFunction);
  return { run: (data) => new Run(block, data, options.allowMissingKeys).text() };
}

type Flow = 'on' | 'break' | 'continue';

/** A field that is not there; it prints as `<no value>`. */
const MISSING = undefined;

class Run {
  private out = '';
  private readonly templates = new Map<string, Block>();
  private scopes: Map<string, unknown>[];

  constructor(
    private readonly root: Block,
    private readonly data: unknown,
    private readonly allowMissingKeys: boolean,
  ) {
    this.scopes = [new Map([['$', data]])];
    for (const node of root) if (node.type === 'define') this.templates.set(node.name, node.body);
  }

  text(): string {
    this.block(this.root, this.data);
    return this.out;
  }

  private block(nodes: Block, dot: unknown): Flow {
    this.scopes.push(new Map());
    let flow: Flow = 'on';
    for (const node of nodes) {
      flow = this.node(node, dot);
      if (flow !== 'on') break;
    }
    this.scopes.pop();
    return flow;
  }

  private node(node: TemplateNode, dot: unknown): Flow {
    switch (node.type) {
      case 'text':
        this.out += node.text;
        return 'on';
      case 'print': {
        const value = this.pipe(node.pipe, dot);
        if (node.pipe.variables.length === 0) this.out += printed(value);
        return 'on';
      }
      case 'if':
      case 'with': {
        this.scopes.push(new Map());
        const value = this.pipe(node.pipe, dot);
        const inner = node.type === 'with' && isTrue(value) ? value : dot;
        const flow = this.block(isTrue(value) ? node.body : node.otherwise, inner);
        this.scopes.pop();
        return flow;
      }
      case 'range':
        this.range(node, dot);
        return 'on';
      case 'template':
        this.template(node.name, node.pipe === undefined ? null : this.pipe(node.pipe, dot));
        return 'on';
      case 'define':
        return 'on';
      case 'break':
      case 'continue':
        return node.type;
    }
  }

  private range(node: Extract<TemplateNode, { body: Block; pipe: Pipe }>, dot: unknown): void {
    const value = this.commands(node.pipe, dot);
    const entries = rangeEntries(value);
    if (entries === undefined) throw new TemplateError(`range can't iterate over ${goText(value)}`);
    for (const [key, item] of entries) {
      this.scopes.push(new Map());
      const [first, second] = node.pipe.variables;
      if (second !== undefined)
        this.scopes
          .at(-1)
          ?.set(first ?? '', key)
          .set(second, item);
      else if (first !== undefined) this.scopes.at(-1)?.set(first, item);
      const flow = this.block(node.body, item);
      this.scopes.pop();
      if (flow === 'break') break;
    }
    if (entries.length === 0) this.block(node.otherwise, dot);
  }

  private template(name: string, data: unknown): void {
    const body = this.templates.get(name);
    if (!body) throw new TemplateError(`template "${name}" not defined`);
    const outer = this.scopes;
    this.scopes = [new Map([['$', data]])];
    this.block(body, data);
    this.scopes = outer;
  }

  private pipe(pipe: Pipe, dot: unknown): unknown {
    const value = this.commands(pipe, dot);
    for (const name of pipe.variables) {
      const scope = pipe.isDeclared ? this.scopes.at(-1) : this.scopes.findLast((candidate) => candidate.has(name));
      scope?.set(name, value);
    }
    return value;
  }

  private commands(pipe: Pipe, dot: unknown): unknown {
    let value: unknown;
    pipe.commands.forEach((command, index) => {
      value = this.command(command, { dot, last: index > 0 ? [value] : [] });
    });
    return value;
  }

  private command([first, ...rest]: readonly Operand[], at: { dot: unknown; last: unknown[] }): unknown {
    if (first?.type !== 'function') {
      return first === undefined ? undefined : this.operand(first, at.dot);
    }
    if (first.name === 'and' || first.name === 'or') {
      return this.shortCut(first.name, rest, at);
    }
    return callFunction(first.name, [...rest.map((operand) => this.operand(operand, at.dot)), ...at.last]);
  }

  private shortCut(name: 'and' | 'or', operands: readonly Operand[], at: { dot: unknown; last: unknown[] }): unknown {
    let value: unknown;
    for (const operand of operands) {
      value = this.operand(operand, at.dot);
      if (isTrue(value) === (name === 'or')) return value;
    }
    return at.last.length > 0 ? at.last[0] : value;
  }

  private operand(operand: Operand, dot: unknown): unknown {
    switch (operand.type) {
      case 'constant':
        return operand.value;
      case 'field':
        return this.walk(dot, operand.path);
      case 'variable': {
        const scope = this.scopes.findLast((candidate) => candidate.has(operand.name));
        if (!scope) throw new TemplateError(`undefined variable "${operand.name}"`);
        return this.walk(scope.get(operand.name), operand.path);
      }
      case 'pipe':
        return this.walk(this.pipe(operand.pipe, dot), operand.path);
      case 'function':
        return callFunction(operand.name, []);
    }
  }

  private walk(from: unknown, path: readonly string[]): unknown {
    let value = from;
    for (const name of path) {
      // A field of what is missing is missing, too.
      if (value === MISSING) return MISSING;
      if (value === null) {
        throw new TemplateError(`nil pointer evaluating interface {}.${name}`);
      }
      if (typeof value !== 'object' || Array.isArray(value)) {
        throw new TemplateError(`can't evaluate field ${name} in type interface {}`);
      }
      const map = value as Readonly<Record<string, unknown>>;
      if (!Object.hasOwn(map, name) && !this.allowMissingKeys)
        throw new TemplateError(`map has no entry for key "${name}"`);
      value = map[name];
    }
    return value;
  }
}

function printed(value: unknown): string {
  return value === MISSING || value === null ? '<no value>' : goText(value);
}

function rangeEntries(value: unknown): (readonly [unknown, unknown])[] | undefined {
  if (value === null || value === MISSING) return [];
  if (Array.isArray(value)) return value.map((item, index) => [index, item]);
  if (typeof value === 'number') return Array.from({ length: value }, (_, index) => [index, index]);
  if (typeof value !== 'object') return undefined;
  return Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
}
