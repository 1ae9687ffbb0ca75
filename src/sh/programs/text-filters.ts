import { byteLength } from '../files.js';
import { parseArguments } from './arguments.js';
import { decodeBase64, encodeBase64 } from './base64.js';
import { filterProgram, type Output } from './stream-program.js';

/** Splits a line from its line feed. */
export function bodyOf(line: string): string {
  return line.endsWith('\n') ? line.slice(0, -1) : line;
}

interface CatMemory {
  readonly numbered: boolean;
  readonly full: boolean;
  readonly ends: boolean;
  count: number;
}

const plainCat = filterProgram<object>({
  parse: (argv) => ({ memory: {}, sources: argv.filter((word) => word !== '-u' && word !== '--') }),
  text: (_, text, out) => {
    out(text);
    return true;
  },
});

const numberedCat = filterProgram<CatMemory>({
  parse: (argv) => {
    const { options, operands, error } = parseArguments(argv, { flags: 'nbeEuAtTv', long: { number: 'n' } });
    if (error) return { error };
    const memory = {
      numbered: 'n' in options,
      full: 'b' in options,
      ends: 'E' in options || 'A' in options || 'e' in options,
      count: 0,
    };
    return { memory, sources: operands };
  },
  line: (memory, line, out) => {
    const isCounted = memory.full ? line !== '\n' : memory.numbered;
    if (isCounted) memory.count += 1;
    const text = memory.ends ? line.replace(/\n$/, '$\n') : line;
    out(isCounted ? `${String(memory.count).padStart(6)}\t${text}` : text);
    return true;
  },
});

export const cat = {
  ...plainCat,
  start: (process: Parameters<typeof plainCat.start>[0]) =>
    process.argv.slice(1).some((word) => /^-[^u-]|^--./.test(word))
      ? numberedCat.start(process)
      : plainCat.start(process),
  step: (frame: never, sys: Parameters<typeof plainCat.step>[1]) =>
    sys.argv.slice(1).some((word) => /^-[^u-]|^--./.test(word))
      ? numberedCat.step(frame, sys)
      : plainCat.step(frame, sys),
};

interface HeadMemory {
  /** Lines or bytes; negative: all but the last. */
  readonly limit: number;
  readonly bytes: boolean;
  readonly headers: boolean;
  left: number;
  first: boolean;
  held: string[];
}

export const head = filterProgram<HeadMemory>({
  complaint: (name, reason) => `cannot open '${name}' for reading: ${reason}`,
  parse: (argv) => {
    const accepted = { flags: 'qv', values: 'nc', long: { lines: 'n', bytes: 'c', quiet: 'q' }, number: 'n' };
    const { options, operands, error } = parseArguments(argv, accepted);
    if (error) return { error };
    const word = options['c'] ?? options['n'] ?? '10';
    if (!/^[-+]?\d+[kKmM]?$/.test(word))
      return { error: `invalid number of ${'c' in options ? 'bytes' : 'lines'}: '${word}'` };
    const limit = Number.parseInt(word, 10) * (/[kK]$/.test(word) ? 1024 : /[mM]$/.test(word) ? 1048576 : 1);
    const headers = 'v' in options || (operands.length > 1 && !('q' in options));
    return { memory: { limit, bytes: 'c' in options, headers, left: limit, first: true, held: [] }, sources: operands };
  },
  begin: (memory, name, out) => {
    memory.left = memory.limit;
    memory.held = [];
    header(memory, name, out);
  },
  line: (memory, line, out) => {
    if (memory.bytes) {
      out(line.slice(0, memory.left));
      memory.left -= byteLength(line);
    } else if (memory.limit < 0) {
      memory.held.push(line);
      if (memory.held.length > -memory.limit) out(memory.held.shift() ?? '');
      return true;
    } else if (memory.left > 0) {
      out(line);
      memory.left -= 1;
    }
    return memory.left > 0 || memory.headers;
  },
});

export function header(memory: { readonly headers: boolean; first: boolean }, name: string, out: Output): void {
  if (memory.headers) out(`${memory.first ? '' : '\n'}==> ${name === '-' ? 'standard input' : name} <==\n`);
  memory.first = false;
}

interface WcMemory {
  readonly columns: string;
  counts: readonly [number, number, number, number];
  inWord: boolean;
  readonly rows: { readonly counts: readonly [number, number, number, number]; readonly name: string }[];
}

export const wc = filterProgram<WcMemory>({
  parse: (argv) => {
    const long = { lines: 'l', words: 'w', bytes: 'c', chars: 'm' };
    const { options, operands, error } = parseArguments(argv, { flags: 'lwcm', long });
    const columns =
      'lwmc'
        .split('')
        .filter((letter) => letter in options)
        .join('') || 'lwc';
    return error
      ? { error }
      : { memory: { columns, counts: [0, 0, 0, 0], inWord: false, rows: [] }, sources: operands };
  },
  begin: (memory) => {
    memory.counts = [0, 0, 0, 0];
    memory.inWord = false;
  },
  text: (memory, text) => {
    let [lines, words, chars, bytes] = memory.counts;
    for (const char of text) {
      if (char === '\n') lines += 1;
      const isBlank = /\s/.test(char);
      if (!isBlank && !memory.inWord) words += 1;
      memory.inWord = !isBlank;
      chars += 1;
    }
    bytes += byteLength(text);
    memory.counts = [lines, words, chars, bytes];
    return true;
  },
  end: (memory, name) => {
    memory.rows.push({ counts: memory.counts, name });
  },
  finish: ({ rows, columns }, out) => {
    const total = [0, 1, 2, 3].map((at) => rows.reduce((sum, { counts }) => sum + (counts[at] ?? 0), 0));
    const all = rows.length > 1 ? [...rows, { counts: total, name: 'total' }] : rows;
    const onlyInput = rows.length === 1 && rows[0]?.name === '-';
    const digits = String(total[3] ?? 0).length;
    const width = columns.length === 1 && rows.length === 1 ? 1 : onlyInput ? 7 : digits;
    for (const { counts, name } of all) {
      const cells = columns.split('').map((letter) => String(counts['lwmc'.indexOf(letter)] ?? 0).padStart(width));
      out(`${cells.join(' ')}${name === '-' ? '' : ` ${name}`}\n`);
    }
    return 0;
  },
});

export const rev = filterProgram<object>({
  parse: (argv) => ({ memory: {}, sources: argv }),
  line: (_, line, out) => {
    out([...bodyOf(line)].reverse().join('') + (line.endsWith('\n') ? '\n' : ''));
    return true;
  },
});

export const tac = filterProgram<{ lines: string[] }>({
  parse: (argv) => ({ memory: { lines: [] }, sources: argv }),
  line: ({ lines }, line) => {
    lines.push(line);
    return true;
  },
  end: (memory, _, out) => {
    for (const line of memory.lines.reverse()) out(line);
    memory.lines = [];
  },
});

export const nl = filterProgram<{ readonly all: boolean; count: number }>({
  parse: (argv) => {
    const { options, operands, error } = parseArguments(argv, { flags: '', values: 'bnwsv' });
    return error ? { error } : { memory: { all: options['b'] === 'a', count: 0 }, sources: operands };
  },
  line: (memory, line, out) => {
    const isCounted = memory.all || line !== '\n';
    if (isCounted) memory.count += 1;
    out(isCounted ? `${String(memory.count).padStart(6)}\t${line}` : `       ${line}`);
    return true;
  },
});

export const base64 = filterProgram<{ readonly decode: boolean; readonly width: number; text: string }>({
  parse: (argv) => {
    const accepted = { flags: 'di', values: 'w', long: { decode: 'd', wrap: 'w' } };
    const { options, operands, error } = parseArguments(argv, accepted);
    return error
      ? { error }
      : { memory: { decode: 'd' in options, width: Number(options['w'] ?? 76), text: '' }, sources: operands };
  },
  text: (memory, text) => {
    memory.text += text;
    return true;
  },
  finish: ({ decode, width, text }, out) => {
    if (decode) {
      const plain = decodeBase64(text.replace(/\s/g, ''));
      if (plain === undefined) {
        out('base64: invalid input\n', 2);
        return 1;
      }
      out(plain);
      return 0;
    }
    const encoded = encodeBase64(text);
    const lines = width > 0 ? (encoded.match(new RegExp(`.{1,${width}}`, 'g')) ?? []) : [encoded];
    out(lines.map((line) => (width > 0 ? `${line}\n` : line)).join(''));
    return 0;
  },
});
