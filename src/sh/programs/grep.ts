import { parseArguments } from './arguments.js';
import { translateExpression } from './expression.js';
import { filterProgram, type Output } from './stream-program.js';
import { bodyOf } from './text-filters.js';

interface GrepMemory {
  readonly source: string;
  readonly flags: string;
  readonly options: Readonly<Record<string, string>>;
  readonly named: boolean;
  readonly before: number;
  readonly after: number;
  name: string;
  count: number;
  line: number;
  /** Lines of context that may still be printed. */
  held: string[];
  trailing: number;
  /** Number of the last printed line. */
  printed: number;
  any: boolean;
}

const long = {
  'ignore-case': 'i',
  'invert-match': 'v',
  'line-number': 'n',
  count: 'c',
  quiet: 'q',
  silent: 'q',
  'extended-regexp': 'E',
  'fixed-strings': 'F',
  'only-matching': 'o',
  recursive: 'r',
  'word-regexp': 'w',
  'line-regexp': 'x',
  'files-with-matches': 'l',
  'no-filename': 'h',
  'with-filename': 'H',
  'no-messages': 's',
  'after-context': 'A',
  'before-context': 'B',
  context: 'C',
  'max-count': 'm',
  regexp: 'e',
  color: 'k',
};

/** `grep` over lines; directories are walked by `grep -r` in `grep-recursive`. */
export function grepProgram(extended: 'E' | 'F' | '') {
  return filterProgram<GrepMemory>({
    failure: 2,
    parse: (argv) => {
      const values = 'eABCm';
      const parsed = parseArguments(
        argv.map((word) => (/^--colou?r(=.*)?$/.test(word) ? '-s' : word)),
        { flags: 'ivncqEFGoPrRwxlLhHsa', values, long },
      );
      if (parsed.error) return { error: parsed.error, code: 2 };
      const options = extended ? { ...parsed.options, [extended]: '' } : parsed.options;
      const [first, ...others] = parsed.operands;
      const pattern = options['e'] ?? first;
      if (pattern === undefined) return { error: 'usage: grep [OPTION]... PATTERNS [FILE]...', code: 2 };
      const sources = options['e'] === undefined ? others : parsed.operands;
      const source = expressionOf(pattern, options);
      if (source === undefined) return { error: 'Invalid regular expression', code: 2 };
      const context = options['C'] ?? 0;
      const named = !('h' in options) && ('H' in options || 'r' in options || 'R' in options || sources.length > 1);
      const memory = {
        source,
        flags: 'i' in options ? 'i' : '',
        options,
        named,
        before: Number(options['B'] ?? context),
        after: Number(options['A'] ?? context),
      };
      const walked = sources.length === 0 && ('r' in options || 'R' in options) ? ['.'] : sources;
      return {
        memory: { ...memory, name: '', count: 0, line: 0, held: [], trailing: 0, printed: 0, any: false },
        sources: walked,
      };
    },
    walks: ({ options }) => 'r' in options || 'R' in options,
    begin: (memory, name) => {
      memory.name = name === '-' ? '(standard input)' : name;
      Object.assign(memory, { count: 0, line: 0, held: [], trailing: 0, printed: 0 });
    },
    line: onLine,
    end: (memory, _, out) => {
      const { options, name, count, named } = memory;
      if ('q' in options) return;
      if ('c' in options) out(`${named ? `${name}:` : ''}${count}\n`);
      if ('l' in options && count > 0) out(`${name}\n`);
      if ('L' in options && count === 0) out(`${name}\n`);
    },
    finish: ({ any }) => (any ? 0 : 1),
  });
}

function expressionOf(pattern: string, options: Readonly<Record<string, string>>): string | undefined {
  const alternatives = pattern.split('\n').map((each) => {
    if ('F' in options) return each.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    return translateExpression(each, 'E' in options || 'P' in options);
  });
  const body = `(?:${alternatives.join('|')})`;
  const source = 'x' in options ? `^${body}$` : 'w' in options ? `(?<!\\w)${body}(?!\\w)` : body;
  try {
    return new RegExp(source).source;
  } catch (problem) {
    if (!(problem instanceof SyntaxError)) throw problem;
    return undefined;
  }
}

function onLine(memory: GrepMemory, line: string, out: Output): boolean {
  const { options, source, flags } = memory;
  const text = bodyOf(line);
  memory.line += 1;
  const isMatch = new RegExp(source, flags).test(text) !== 'v' in options;
  if (!isMatch) {
    context(memory, text, out);
    return true;
  }
  memory.any = true;
  memory.count += 1;
  if ('q' in options) return false;
  if (!('c' in options || 'l' in options || 'L' in options)) printMatch(memory, text, out);
  if ('l' in options) memory.count = 1;
  return !('m' in options) || memory.count < Number(options['m']);
}

function prefix({ named, name, options }: GrepMemory, line: number, mark: string): string {
  return `${named ? name + mark : ''}${'n' in options ? line + mark : ''}`;
}

function printMatch(memory: GrepMemory, text: string, out: Output): void {
  const { held, before, after, options, line } = memory;
  if ('o' in options) {
    if ('v' in options) return;
    for (const [found] of text.matchAll(new RegExp(memory.source, `g${memory.flags}`))) {
      if (found !== '') out(`${prefix(memory, line, ':')}${found}\n`);
    }
    return;
  }
  const start = line - held.length;
  if (before + after > 0 && memory.printed > 0 && start > memory.printed + 1) out('--\n');
  for (const [index, each] of held.entries()) out(`${prefix(memory, start + index, '-')}${each}\n`);
  memory.held = [];
  out(`${prefix(memory, line, ':')}${text}\n`);
  memory.printed = line;
  memory.trailing = after;
}

function context(memory: GrepMemory, text: string, out: Output): void {
  if (memory.trailing > 0) {
    memory.trailing -= 1;
    out(`${prefix(memory, memory.line, '-')}${text}\n`);
    memory.printed = memory.line;
  } else if (memory.before > 0) {
    memory.held.push(text);
    if (memory.held.length > memory.before) memory.held.shift();
  }
}
