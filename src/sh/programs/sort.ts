import { parseArguments } from './arguments.js';
import { filterProgram } from './stream-program.js';
import { bodyOf } from './text-filters.js';

interface Key {
  readonly from: number;
  readonly fromChar: number;
  /** 0: to the end of the line. */
  readonly to: number;
  readonly flags: string;
}

interface SortMemory {
  readonly flags: string;
  readonly keys: readonly Key[];
  readonly separator?: string;
  lines: string[];
}

const long = {
  reverse: 'r',
  'numeric-sort': 'n',
  unique: 'u',
  key: 'k',
  'field-separator': 't',
  'human-numeric-sort': 'h',
  'version-sort': 'V',
  'ignore-case': 'f',
};

export const sort = filterProgram<SortMemory>({
  failure: 2,
  complaint: (name, reason) => `cannot read: ${name}: ${reason}`,
  parse: (argv) => {
    const keys: Key[] = [];
    for (const [at, word] of argv.entries()) {
      if (word.startsWith('-k')) keys.push(keyOf(word.length > 2 ? word.slice(2) : (argv[at + 1] ?? '')));
    }
    const { options, operands, error } = parseArguments(argv, { flags: 'rnufbhVgMsdi', values: 'kto', long });
    if (error) return { error, code: 2 };
    const flags = Object.keys(options).join('').replace(/[kto]/g, '');
    const separator = options['t'] === '\\t' ? '\t' : options['t'];
    return { memory: { flags, keys, lines: [], ...(separator === undefined ? {} : { separator }) }, sources: operands };
  },
  line: (memory, line) => {
    memory.lines.push(bodyOf(line));
    return true;
  },
  finish: (memory, out) => {
    const { lines, flags } = memory;
    lines.sort(
      (a, b) =>
        compareLines(a, b, memory) || (/[us]/.test(flags) ? 0 : compareText(a, b) * (flags.includes('r') ? -1 : 1)),
    );
    const kept = flags.includes('u')
      ? lines.filter((line, at) => at === 0 || compareLines(lines[at - 1] ?? '', line, memory) !== 0)
      : lines;
    out(kept.map((line) => `${line}\n`).join(''));
    return 0;
  },
});

function keyOf(word: string): Key {
  const [from = '1', to = ''] = word.split(',');
  const [field = '1', char = '1'] = from.replace(/[a-zA-Z]+$/, '').split('.');
  const flags = (/[a-zA-Z]+$/.exec(from)?.[0] ?? '') + (/[a-zA-Z]+$/.exec(to)?.[0] ?? '');
  return { from: Number(field), fromChar: Number(char), to: Number.parseInt(to, 10) || 0, flags };
}

function compareLines(a: string, b: string, { keys, flags, separator }: SortMemory): number {
  if (keys.length === 0) return compare(a, b, flags);
  for (const key of keys) {
    const own = key.flags.replace('b', '') === '' ? flags : key.flags;
    const order = compare(keyText(a, key, separator), keyText(b, key, separator), own);
    if (order !== 0) return order;
  }
  return 0;
}

function keyText(line: string, { from, fromChar, to }: Key, separator: string | undefined): string {
  const fields = separator === undefined ? (line.match(/\s*\S+/g) ?? []) : line.split(separator);
  const text = fields.slice(from - 1, to === 0 ? undefined : to).join(separator ?? '');
  return fromChar > 1 ? text.slice(fromChar - 1) : text;
}

function compare(a: string, b: string, flags: string): number {
  const sign = flags.includes('r') ? -1 : 1;
  if (flags.includes('h')) return sign * (human(a) - human(b));
  if (/[ng]/.test(flags)) return sign * (numberOf(a) - numberOf(b));
  if (flags.includes('V')) return sign * compareVersions(a, b);
  const fold = (text: string) => {
    const trimmed = flags.includes('b') ? text.trimStart() : text;
    return flags.includes('f') ? trimmed.toUpperCase() : trimmed;
  };
  return sign * compareText(fold(a), fold(b));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function numberOf(text: string): number {
  return Number(/^\s*(-?\d*\.?\d+)/.exec(text)?.[1] ?? 0);
}

function human(text: string): number {
  const [, digits = '0', unit = ''] = /^\s*(-?\d*\.?\d+)([KMGTP]?)/i.exec(text) ?? [];
  return Number(digits) * 1024 ** ' KMGTP'.indexOf(unit.toUpperCase() || ' ');
}

function compareVersions(a: string, b: string): number {
  const parts = (text: string) => text.match(/\d+|\D+/g) ?? [];
  const left = parts(a);
  const right = parts(b);
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const x = left[at] ?? '';
    const y = right[at] ?? '';
    const order = /^\d/.test(x) && /^\d/.test(y) ? Number(x) - Number(y) : compareText(x, y);
    if (order !== 0) return order;
  }
  return 0;
}
