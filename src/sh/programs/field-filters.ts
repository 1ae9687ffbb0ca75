import { parseArguments } from './arguments.js';
import { filterProgram, type Output } from './stream-program.js';
import { bodyOf } from './text-filters.js';

interface UniqMemory {
  readonly options: string;
  readonly fields: number;
  last: string | null;
  count: number;
}

export const uniq = filterProgram<UniqMemory>({
  parse: (argv) => {
    const long = { count: 'c', repeated: 'd', unique: 'u', 'ignore-case': 'i', 'skip-fields': 'f' };
    const { options, operands, error } = parseArguments(argv, { flags: 'cdui', values: 'fsw', long });
    const memory = { options: Object.keys(options).join(''), fields: Number(options['f'] ?? 0), last: null, count: 0 };
    return error ? { error } : { memory, sources: operands.slice(0, 1) };
  },
  line: (memory, line, out) => {
    const text = bodyOf(line);
    const key = (word: string) => {
      const rest = memory.fields > 0 ? word.replace(new RegExp(`^(\\s*\\S+){0,${memory.fields}}`), '') : word;
      return memory.options.includes('i') ? rest.toLowerCase() : rest;
    };
    if (memory.last !== null && key(memory.last) === key(text)) memory.count += 1;
    else {
      printGroup(memory, out);
      memory.last = text;
      memory.count = 1;
    }
    return true;
  },
  finish: (memory, out) => {
    printGroup(memory, out);
    return 0;
  },
});

function printGroup({ last, count, options }: UniqMemory, out: Output): void {
  if (last === null || (options.includes('d') && count < 2) || (options.includes('u') && count > 1)) return;
  out(options.includes('c') ? `${String(count).padStart(7)} ${last}\n` : `${last}\n`);
}

interface CutMemory {
  readonly ranges: readonly (readonly [number, number])[];
  readonly delimiter: string;
  readonly joiner: string;
  readonly fields: boolean;
  readonly only: boolean;
}

export const cut = filterProgram<CutMemory>({
  parse: (argv) => {
    const long = {
      delimiter: 'd',
      fields: 'f',
      characters: 'c',
      bytes: 'b',
      'only-delimited': 's',
      'output-delimiter': 'O',
    };
    const { options, operands, error } = parseArguments(argv, { flags: 's', values: 'dfcbO', long });
    if (error) return { error };
    const list = options['f'] ?? options['c'] ?? options['b'];
    if (list === undefined) return { error: 'you must specify a list of bytes, characters, or fields' };
    const ranges = list.split(',').map((range) => {
      const [from = '', to] = range.split('-');
      return [Number(from || 1), to === undefined ? Number(from) : Number(to || Number.MAX_SAFE_INTEGER)] as const;
    });
    if (ranges.some(([from, to]) => Number.isNaN(from) || Number.isNaN(to)))
      return { error: `invalid field value '${list}'` };
    const delimiter = options['d'] ?? '\t';
    const fields = 'f' in options;
    return {
      memory: { ranges, delimiter, joiner: options['O'] ?? (fields ? delimiter : ''), fields, only: 's' in options },
      sources: operands,
    };
  },
  line: ({ ranges, delimiter, joiner, fields, only }, line, out) => {
    const text = bodyOf(line);
    if (fields && !text.includes(delimiter)) {
      if (!only) out(`${text}\n`);
      return true;
    }
    const parts = fields ? text.split(delimiter) : [...text];
    const kept = parts.filter((_, at) => ranges.some(([from, to]) => at + 1 >= from && at + 1 <= to));
    out(`${kept.join(joiner)}\n`);
    return true;
  },
});

interface TrMemory {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly options: string;
  last: string;
}

export const tr = filterProgram<TrMemory>({
  parse: (argv) => {
    const { options, operands, error } = parseArguments(argv, {
      flags: 'dscCt',
      long: { delete: 'd', 'squeeze-repeats': 's', complement: 'c' },
      strict: true,
    });
    if (error) return { error };
    const [from, to] = operands;
    if (from === undefined) return { error: 'missing operand' };
    if (to === undefined && !('d' in options || 's' in options)) return { error: `missing operand after '${from}'` };
    const flags = Object.keys(options).join('').replace('C', 'c');
    return { memory: { from: characters(from), to: characters(to ?? ''), options: flags, last: '' }, sources: [] };
  },
  text: (memory, text, out) => {
    const { from, to, options } = memory;
    const complement = options.includes('c');
    const has = (char: string) => from.includes(char) !== complement;
    const squeezed = options.includes('s') ? (to.length > 0 ? to : undefined) : [];
    let result = '';
    for (const char of text) {
      let next = char;
      if (has(char)) {
        if (options.includes('d')) continue;
        if (to.length > 0) next = (complement ? to.at(-1) : (to[from.lastIndexOf(char)] ?? to.at(-1))) ?? char;
      }
      const isSqueezed = squeezed === undefined ? has(next) : squeezed.includes(next);
      if (isSqueezed && memory.last === next) continue;
      memory.last = next;
      result += next;
    }
    out(result);
    return true;
  },
});

const ranges: Readonly<Record<string, string>> = {
  upper: 'A-Z',
  lower: 'a-z',
  digit: '0-9',
  alpha: 'A-Za-z',
  alnum: 'A-Za-z0-9',
  space: '\t\n\v\f\r ',
  blank: '\t ',
  punct: '!-/:-@[-`{-~',
  xdigit: '0-9A-Fa-f',
};
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '0': '\0' };

function characters(set: string): string[] {
  const plain = set
    .replace(/\[:(\w+):\]/g, (all, name: string) => ranges[name] ?? all)
    .replace(/\\(.)/g, (_, code: string) => escapes[code] ?? code);
  const found: string[] = [];
  const chars = [...plain];
  for (let at = 0; at < chars.length; at += 1) {
    const char = chars[at] ?? '';
    const end = chars[at + 2];
    if (chars[at + 1] === '-' && end !== undefined) {
      for (let code = char.charCodeAt(0); code <= end.charCodeAt(0); code += 1) found.push(String.fromCharCode(code));
      at += 2;
    } else found.push(char);
  }
  return found;
}

export const column = filterProgram<{
  readonly table: boolean;
  readonly separator?: string;
  readonly joiner: string;
  lines: string[];
}>({
  parse: (argv) => {
    const { options, operands, error } = parseArguments(argv, { flags: 't', values: 'so', long: { table: 't' } });
    const separator = options['s'] === undefined ? {} : { separator: options['s'] };
    return error
      ? { error }
      : { memory: { table: 't' in options, ...separator, joiner: options['o'] ?? '  ', lines: [] }, sources: operands };
  },
  line: ({ lines }, line) => {
    if (bodyOf(line).trim() !== '') lines.push(bodyOf(line));
    return true;
  },
  finish: ({ table, separator, joiner, lines }, out) => {
    if (!table) {
      out(lines.map((line) => `${line}\n`).join(''));
      return 0;
    }
    const rows = lines.map((line) => (separator === undefined ? line.trim().split(/\s+/) : line.split(separator)));
    const widths: number[] = [];
    for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
    for (const row of rows) {
      out(`${row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join(joiner)}\n`);
    }
    return 0;
  },
});
