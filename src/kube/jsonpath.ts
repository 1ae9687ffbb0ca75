/** kubectl's JSONPath templates over JSON values, as client-go's `util/jsonpath` runs them. */
import { goJson, goText } from './go-value.js';
import { JsonPathError, type PathList, type PathNode, parseJsonPath, type SliceParam } from './jsonpath-parse.js';

export { JsonPathError } from './jsonpath-parse.js';

export interface JsonPathOptions {
  /** A field that is missing gives nothing instead of an error. */
  readonly allowMissingKeys?: boolean;
}

export interface JsonPath {
  /** One list of values for each action of the template. */
  find(data: unknown): unknown[][];
  /** The template's text for this value. */
  text(data: unknown): string;
  /** What `-o jsonpath-as-json` prints. */
  json(data: unknown): string;
}

/** Throws JsonPathError in client-go's words, for the template now and for values later. */
export function jsonPath(template: string, options: JsonPathOptions = {}): JsonPath {
  const root = parseJsonPath(template);
  const find = (data: unknown) => new Run(root, options).results(data);
  return {
    find,
    text: (data) => find(data).map(resultText).join(''),
    json: (data) =>
      find(data)
        .map((results) => `${goJson(results, '    ')}\n`)
        .join(''),
  };
}

/** `.spec.x`, `spec.x` and `{.spec.x}` are the same to kubectl's columns, sort keys and wait conditions. */
export function relaxedJsonPath(expression: string): string {
  if (expression === '') return expression;
  const match = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(expression);
  if (!match) {
    throw new JsonPathError(
      `unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`,
    );
  }
  return `{.${match[1] ?? match[2] ?? ''}}`;
}

function resultText(results: readonly unknown[]): string {
  return results
    .map((value) => (typeof value === 'object' && value !== null ? goJson(value) : scalarText(value)))
    .join(' ');
}

function scalarText(value: unknown): string {
  return value === null || value === undefined ? 'null' : goText(value);
}

/** One pass over a value; `range` and `end` steer it. */
class Run {
  constructor(
    private readonly root: PathList,
    private readonly options: JsonPathOptions,
  ) {}

  results(data: unknown): unknown[][] {
    return this.walkAll([data], this.root.nodes);
  }

  private walkAll(current: readonly unknown[], nodes: readonly PathNode[]): unknown[][] {
    const full: unknown[][] = [];
    for (let i = 0; i < nodes.length; i += 1) {
      const node = nodes[i];
      if (!node) break;
      const word = keyword(node);
      // A range that is never closed runs to the end of the template.
      if (word === 'range') {
        const end = closing(nodes, i);
        const values = this.list(current, { type: 'list', nodes: (node as PathList).nodes.slice(1) });
        const body = nodes.slice(i + 1, end);
        for (const value of values) full.push(...this.walkAll([value], body));
        i = end;
        continue;
      }
      if (word === 'end') throw new JsonPathError('not in range, nothing to end');
      full.push(this.walk(current, node));
    }
    return full;
  }

  private walk(current: readonly unknown[], node: PathNode): unknown[] {
    switch (node.type) {
      case 'list':
        return this.list(current, node);
      case 'text':
        return [node.text];
      case 'value':
        return [node.value];
      case 'field':
        return this.field(current, node.name);
      case 'slice':
        return current.flatMap((value) => this.slice(value, node.params));
      case 'filter':
        return current.flatMap((value) => this.filter(value, node));
      case 'wildcard':
        return current.flatMap(children);
      case 'recursive':
        return current.flatMap(descendants);
      case 'union':
        return node.nodes.flatMap((part) => this.list(current, part));
      case 'identifier':
        throw new JsonPathError(`unrecognized identifier ${node.name}`);
    }
  }

  private list(current: readonly unknown[], node: PathList): unknown[] {
    let values: unknown[] = [...current];
    for (const part of node.nodes) values = this.walk(values, part);
    return values;
  }

  private field(current: readonly unknown[], name: string): unknown[] {
    const found: unknown[] = [];
    for (const value of current) {
      if (isMap(value) && Object.hasOwn(value, name)) found.push(value[name]);
    }
    if (found.length === 0 && !this.options.allowMissingKeys) throw new JsonPathError(`${name} is not found`);
    return found;
  }

  private slice(value: unknown, params: readonly [SliceParam, SliceParam, SliceParam]): unknown[] {
    if (value === null || value === undefined) return [];
    if (!Array.isArray(value)) {
      throw new JsonPathError(`${goText(value)} is not array or slice`);
    }
    return sliceOf(value, params);
  }

  private filter(value: unknown, node: Extract<PathNode, { type: 'filter' }>): unknown[] {
    if (!Array.isArray(value)) {
      if (value === null || value === undefined) return [];
      throw new JsonPathError(`${goText(value)} is not array or slice and cannot be filtered`);
    }
    return value.filter((item) => this.matches(item, node));
  }

  private matches(item: unknown, node: Extract<PathNode, { type: 'filter' }>): boolean {
    const quiet = new Run(this.root, { allowMissingKeys: true });
    const left = quiet.list([item], node.left);
    if (node.operator === 'exists') return left.length > 0;
    if (left.length === 0) return false;
    if (left.length > 1) throw new JsonPathError('can only compare one element at a time');
    const right = quiet.list([item], node.right);
    if (right.length === 0) return false;
    if (right.length > 1) throw new JsonPathError('can only compare one element at a time');
    return compare(left[0], right[0], node.operator);
  }
}

function keyword(node: PathNode): 'range' | 'end' | undefined {
  const first = node.type === 'list' ? node.nodes[0] : undefined;
  if (first?.type !== 'identifier') return undefined;
  return first.name === 'range' || first.name === 'end' ? first.name : undefined;
}

/** Index of the `end` that closes the range at `from`. */
function closing(nodes: readonly PathNode[], from: number): number {
  let depth = 0;
  for (let i = from; i < nodes.length; i += 1) {
    const node = nodes[i];
    const word = node && keyword(node);
    if (word === 'range') depth += 1;
    if (word === 'end') depth -= 1;
    if (depth === 0) return i;
  }
  return nodes.length;
}

function sliceOf(list: readonly unknown[], params: readonly [SliceParam, SliceParam, SliceParam]): unknown[] {
  const [first, second, third] = params;
  const length = list.length;
  let from = first.known ? first.value : 0;
  if (from < 0) from += length;
  let to = second.known ? second.value : length;
  if (to < 0 || (to === 0 && second.derived)) to += length;
  if (from === to) return [];
  if (from >= length || from < 0) {
    throw new JsonPathError(`array index out of bounds: index ${from}, length ${length}`);
  }
  if (to > length) throw new JsonPathError(`array index out of bounds: index ${to - 1}, length ${length}`);
  if (to < 0) throw new JsonPathError(`array index out of bounds: index ${to - 1}, length ${length}`);
  if (from > to) throw new JsonPathError(`starting index ${from} is greater than ending index ${to}`);
  const step = third.known ? third.value : 1;
  if (step <= 0) throw new JsonPathError('step must be > 0');
  return list.slice(from, to).filter((_, index) => index % step === 0);
}

function children(value: unknown): unknown[] {
  if (Array.isArray(value)) return [...value];
  return isMap(value) ? sortedValues(value) : [];
}

/** The value itself and all below it, as `..` sees them. */
function descendants(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...children(value).flatMap(descendants)];
}

function compare(left: unknown, right: unknown, operator: string): boolean {
  if (operator === '==') return equal(left, right);
  if (operator === '!=') return !equal(left, right);
  const order = ordered(left, right);
  switch (operator) {
    case '<':
      return order < 0;
    case '>':
      return order > 0;
    case '<=':
      return order <= 0;
    case '>=':
      return order >= 0;
    default:
      throw new JsonPathError(`unrecognized filter operator ${operator}`);
  }
}

function equal(left: unknown, right: unknown): boolean {
  if (typeof left !== typeof right) throw new JsonPathError('incompatible types for comparison');
  if (typeof left === 'object') throw new JsonPathError('invalid type for comparison');
  return left === right;
}

function ordered(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
  throw new JsonPathError(
    typeof left === typeof right ? 'invalid type for comparison' : 'incompatible types for comparison',
  );
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Go walks maps in no fixed order; ours is that of the keys. */
function sortedValues(map: Readonly<Record<string, unknown>>): unknown[] {
  return Object.keys(map)
    .sort()
    .map((key) => map[key]);
}
