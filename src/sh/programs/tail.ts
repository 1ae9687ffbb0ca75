import { byteLength } from '../files.js';
import { resolvePath } from '../paths.js';
import type { Program, Sys } from '../program.js';
import { parseArguments } from './arguments.js';
import { filterProgram, type StreamFrame } from './stream-program.js';
import { header } from './text-filters.js';

interface TailMemory {
  readonly count: number;
  readonly fromStart: boolean;
  readonly bytes: boolean;
  readonly headers: boolean;
  readonly follow: boolean;
  readonly names: readonly string[];
  first: boolean;
  lines: string[];
  seen: number;
  /** How much of each followed file was shown. */
  shown?: Record<string, number>;
  nextLook?: number;
}

const followInterval = 1000;

const filter = filterProgram<TailMemory>({
  complaint: (name, reason) => `cannot open '${name}' for reading: ${reason}`,
  parse: (argv) => {
    const accepted = { flags: 'fFqv', values: 'nc', long: { lines: 'n', bytes: 'c', follow: 'f' }, number: 'n' };
    const plus = argv.map((word, at) =>
      /^\+\d+$/.test(word) && !/^-[nc]$/.test(argv[at - 1] ?? '') ? `-n${word}` : word,
    );
    const { options, operands, error } = parseArguments(plus, accepted);
    if (error) return { error };
    const word = options['c'] ?? options['n'] ?? '10';
    if (!/^[-+]?\d+$/.test(word))
      return { error: `invalid number of ${'c' in options ? 'bytes' : 'lines'}: '${word}'` };
    const base = {
      fromStart: word.startsWith('+'),
      bytes: 'c' in options,
      names: operands,
      first: true,
      lines: [],
      seen: 0,
    };
    const headers = operands.length > 1 && !('q' in options);
    return {
      memory: { count: Math.abs(Number(word)), headers, follow: 'f' in options || 'F' in options, ...base },
      sources: operands,
    };
  },
  begin: (memory, name, out) => {
    memory.lines = [];
    memory.seen = 0;
    header(memory, name, out);
  },
  line: (memory, line, out) => {
    memory.seen += 1;
    if (memory.fromStart && !memory.bytes) {
      if (memory.seen >= memory.count) out(line);
      return true;
    }
    memory.lines.push(line);
    if (!memory.bytes && memory.lines.length > memory.count) memory.lines.shift();
    return true;
  },
  end: (memory, _, out) => {
    const text = memory.lines.join('');
    memory.lines = [];
    if (!memory.bytes) out(text);
    else if (memory.fromStart) out(text.slice(Math.max(0, memory.count - 1)));
    else out(lastBytes(text, memory.count));
  },
});

function lastBytes(text: string, count: number): string {
  let start = text.length;
  for (let left = count; start > 0 && left > 0; start -= 1) left -= byteLength(text[start - 1] ?? '');
  return text.slice(start);
}

/** `tail`; with `-f` it looks at its files once a second. */
export const tail: Program<StreamFrame<TailMemory>> = {
  start: filter.start,
  step: (frame, sys) => {
    const { memory } = frame;
    if (memory.shown === undefined) {
      const code = filter.step(frame, sys);
      if (code === undefined || !memory.follow || memory.names.length === 0) return code;
      memory.shown = Object.fromEntries(memory.names.map((name) => [name, textOf(sys, name).length]));
      memory.nextLook = sys.now() + followInterval;
    }
    for (let first = frame.output[0]; first; first = frame.output[0]) {
      if (sys.write(first.fd, first.text) === undefined) return undefined;
      frame.output.shift();
    }
    while (sys.sleepUntil(memory.nextLook ?? 0)) {
      memory.nextLook = sys.now() + followInterval;
      for (const name of memory.names) {
        const text = textOf(sys, name);
        const shown = memory.shown[name] ?? 0;
        if (text.length > shown && sys.write(1, text.slice(shown)) === undefined) return undefined;
        memory.shown[name] = text.length;
      }
    }
    return undefined;
  },
};

function textOf(sys: Sys, name: string): string {
  const path = resolvePath(sys.cwd, name);
  return sys.files.stat(path)?.type === 'file' ? sys.files.read(path) : '';
}
