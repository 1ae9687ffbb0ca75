/** Values as Go's `%v` and `%#v` print them, where kubectl shows such texts. */
import { numberText } from './yaml-text.js';

/** `fmt.Sprint` of a decoded JSON value. */
export function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'number') return numberText(value);
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (typeof value === 'object') {
    const entries = sortedEntries(value).map(([key, field]) => `${key}:${goText(field)}`);
    return `map[${entries.join(' ')}]`;
  }
  return String(value);
}

/** `fmt.Sprintf("%#v")` of a decoded JSON value. */
export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (typeof value === 'string') return goQuote(value);
  if (typeof value === 'number') return numberText(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (typeof value === 'object') {
    const entries = sortedEntries(value).map(([key, field]) => `${goQuote(key)}:${goSyntax(field)}`);
    return `map[string]interface {}{${entries.join(', ')}}`;
  }
  return String(value);
}

/** `strconv.Quote`. */
export function goQuote(text: string): string {
  let quoted = '';
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0;
    const short = SHORT[sign];
    if (short !== undefined) quoted += short;
    else if (code < 0x20 || code === 0x7f) quoted += `\\x${code.toString(16).padStart(2, '0')}`;
    else quoted += sign;
  }
  return `"${quoted}"`;
}

/** Compact JSON as Go's encoder writes it: sorted keys, `<`, `>` and `&` escaped. */
export function goJson(value: unknown, indent = ''): string {
  const text = JSON.stringify(sorted(value), null, indent) ?? 'null';
  return text.replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const SHORT: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
};

function sortedEntries(value: object): [string, unknown][] {
  return Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(sortedEntries(value).map(([key, field]) => [key, sorted(field)]));
}
