/** Objects as YAML text, byte for byte as sigs.k8s.io/yaml writes them: sorted keys, YAML 1.1 quoting, lines folded at 80. */
import { scalarLines } from './yaml-scalar.js';

/** One document, ending with a line feed. Fields that are `undefined` are left out. */
export function yamlText(value: unknown): string {
  return `${blockLines(value, 0).join('\n')}\n`;
}

/** Go's shortest form of a number: an exponent from 1e21 on, with at least two digits. */
export function numberText(value: number): string {
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2');
}

function blockLines(value: unknown, indent: number): string[] {
  if (isBlockMap(value)) return mapLines(value, indent);
  if (isBlockList(value)) return listLines(value, indent);
  return leafLines(value, indent + 2, indent);
}

function mapLines(map: object, indent: number): string[] {
  return entries(map).flatMap(([key, value]) => {
    const name = scalarLines(key, { indent, column: indent, isKey: true })[0] ?? '';
    const head = `${' '.repeat(indent)}${name}:`;
    if (isBlockMap(value)) return [head, ...mapLines(value, indent + 2)];
    if (isBlockList(value)) return [head, ...listLines(value, indent)];
    const [first = '', ...rest] = leafLines(value, indent + 2, head.length + 1);
    return [`${head} ${first}`, ...rest];
  });
}

function listLines(list: readonly unknown[], indent: number): string[] {
  const dash = `${' '.repeat(indent)}- `;
  return list.flatMap((item) => {
    const isBlock = isBlockMap(item) || isBlockList(item);
    const [first = '', ...rest] = isBlock ? blockLines(item, indent + 2) : leafLines(item, indent + 2, indent + 2);
    return [dash + (isBlock ? first.slice(indent + 2) : first), ...rest];
  });
}

function leafLines(value: unknown, indent: number, column: number): string[] {
  if (value === null || value === undefined) return ['null'];
  if (typeof value === 'string') return scalarLines(value, { indent, column, isKey: false });
  if (Array.isArray(value)) return ['[]'];
  if (typeof value === 'object') return ['{}'];
  return [typeof value === 'number' ? numberText(value) : String(value)];
}

function isBlockMap(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).some((field) => field !== undefined)
  );
}

function isBlockList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0;
}

function entries(map: object): [string, unknown][] {
  return Object.entries(map)
    .filter(([, value]) => value !== undefined)
    .sort(([left], [right]) => compareKeys([...left], [...right]));
}

/** go-yaml's order of keys: letters after other signs, runs of digits by their value. */
function compareKeys(left: readonly string[], right: readonly string[]): number {
  const shared = Math.min(left.length, right.length);
  for (let i = 0; i < shared; i += 1) {
    const a = left[i] ?? '';
    const b = right[i] ?? '';
    if (a === b) continue;
    const isLetterA = /\p{L}/u.test(a);
    const isLetterB = /\p{L}/u.test(b);
    if (isLetterA && isLetterB) return a < b ? -1 : 1;
    if (isLetterA || isLetterB) return isLetterB ? -1 : 1;
    return compareDigits(left, right, i);
  }
  return left.length - right.length;
}

function compareDigits(left: readonly string[], right: readonly string[], at: number): number {
  const before = /\d*$/.exec(left.slice(0, at).join(''))?.[0] ?? '';
  const zero = left[at] === '0' || right[at] === '0';
  const lead = zero && /[1-9]/.test(before) ? '1' : '';
  const a = lead + (/^\d*/.exec(left.slice(at).join(''))?.[0] ?? '');
  const b = lead + (/^\d*/.exec(right.slice(at).join(''))?.[0] ?? '');
  const byValue = Number(a || 0) - Number(b || 0);
  if (byValue !== 0) return byValue;
  if (a.length !== b.length) return a.length - b.length;
  return (left[at] ?? '') < (right[at] ?? '') ? -1 : 1;
}
