/** KYAML: the strict, flow-styled YAML of `-o kyaml`. */
import { isString } from '../../kube/yaml-scalar.js';

/** One document with its leading `---`; fields come sorted, or in the order of a Go struct that the value was brought into. */
export function kyamlText(value: unknown, order: 'sorted' | 'kept' = 'sorted'): string {
  return `---\n${new Kyaml(order).node(value, 0)}\n`;
}

class Kyaml {
  constructor(private readonly order: 'sorted' | 'kept') {}

  node(value: unknown, depth: number): string {
    if (value === null || value === undefined) return 'null';
    if (typeof value === 'string') return text(value, depth);
    if (Array.isArray(value)) return this.list(value, depth);
    if (typeof value === 'object') return this.map(value, depth);
    return String(value);
  }

  private map(value: object, depth: number): string {
    const entries = Object.entries(value).filter(([, field]) => field !== undefined);
    if (entries.length === 0) return '{}';
    if (this.order === 'sorted') entries.sort(([left], [right]) => (left < right ? -1 : 1));
    const pad = '  '.repeat(depth + 1);
    const lines = entries.map(([key, field]) => `${pad}${keyText(key)}: ${this.node(field, depth + 1)},\n`);
    return `{\n${lines.join('')}${'  '.repeat(depth)}}`;
  }

  /** Lists of maps keep their brackets together: `[{ … }, { … }]`. */
  private list(value: readonly unknown[], depth: number): string {
    if (value.length === 0) return '[]';
    const isCuddled = value.every((item) => typeof item === 'object' && item !== null);
    if (isCuddled) return `[${value.map((item) => this.node(item, depth)).join(', ')}]`;
    const pad = '  '.repeat(depth + 1);
    return `[\n${value.map((item) => `${pad}${this.node(item, depth + 1)},\n`).join('')}${'  '.repeat(depth)}]`;
  }
}

/** Words that YAML 1.1 does not read as text, and that `isString` lets pass. */
const NO_TEXT = /^([tf]|nan)$/i;
const NAME = /^[\p{L}\p{N}_]([-\p{L}\p{N}_./]*[\p{L}\p{N}_])?$/u;

function keyText(key: string): string {
  return NAME.test(key) && isString(key) && !NO_TEXT.test(key) && !/^\d{4}-\d\d?-\d\d?$/.test(key)
    ? key
    : `"${escaped(key)}"`;
}

/** Text of several lines is folded with escaped line ends, so that each of them has a line of its own. */
function text(value: string, depth: number): string {
  if (!value.includes('\n')) return `"${escaped(value)}"`;
  const pad = `${'  '.repeat(depth)}  `;
  const lines = value.split('\n');
  const last = lines.pop() ?? '';
  const shown = (line: string) => `${pad}${/^[ \t]/.test(line) ? '\\' : ' '}${escaped(line)}`;
  const tail = last === '' ? '' : `${shown(last)}\\\n`;
  return `"\\\n${lines.map((line) => `${shown(line)}\\n\\\n`).join('')}${tail}${pad}"`;
}

const SIGNS: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '\x85': '\\N',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function escaped(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped here
  return line.replace(/["\\\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]/g, (sign) => {
    const code = sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
    return SIGNS[sign] ?? `\\x${code}`;
  });
}
