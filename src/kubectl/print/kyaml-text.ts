/** KYAML: the strict, flow-styled YAML of `-o kyaml`. */
import { isString } from '../../kube/yaml-scalar.js';

/** One document with its leading `---`. */
export function kyamlText(value: unknown): string {
  return `---\n${node(value, 0)}\n`;
}

function node(value: unknown, depth: number): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return list(value, depth);
  if (typeof value === 'object') return map(value, depth);
  return String(value);
}

function map(value: object, depth: number): string {
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  if (entries.length === 0) return '{}';
  const pad = '  '.repeat(depth + 1);
  const lines = entries
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, field]) => `${pad}${keyText(key)}: ${node(field, depth + 1)},\n`);
  return `{\n${lines.join('')}${'  '.repeat(depth)}}`;
}

/** Lists of maps keep their brackets together: `[{ … }, { … }]`. */
function list(value: readonly unknown[], depth: number): string {
  if (value.length === 0) return '[]';
  const isCuddled = value.every((item) => typeof item === 'object' && item !== null && Object.keys(item).length > 0);
  if (isCuddled) return `[${value.map((item) => node(item, depth)).join(', ')}]`;
  const pad = '  '.repeat(depth + 1);
  return `[\n${value.map((item) => `${pad}${node(item, depth + 1)},\n`).join('')}${'  '.repeat(depth)}]`;
}

function keyText(key: string): string {
  return /^[A-Za-z_][-A-Za-z0-9_./]*$/.test(key) && isString(key) ? key : JSON.stringify(key);
}
