import type { Builtin } from './builtin.js';
import type { Evaluator } from './evaluator.js';

interface Wanted {
  readonly raw: boolean;
  readonly prompt: string;
  readonly until?: number;
  readonly names: readonly string[];
}

/** `read [-r] [-p PROMPT] [-t SECONDS] NAME...` */
export const readBuiltin: Builtin = (shell, argv, frame) => {
  const { sys, state } = shell;
  const wanted = parse(argv, sys.now());
  if (frame.memory === undefined && wanted.prompt) shell.write(2, wanted.prompt);
  const [limit = '', ...before] = (frame.memory ?? `${wanted.until ?? ''}\n`).split('\n');
  let text = before.join('\n');
  const fd = state.fds[0];
  for (;;) {
    const line = fd === undefined ? null : sys.readLine(fd);
    if (line === undefined) {
      if (limit !== '' && sys.sleepUntil(Number(limit))) return 142;
      frame.memory = `${limit}\n${text}`;
      return undefined;
    }
    text += line ?? '';
    if (line !== null && !wanted.raw && /(^|[^\\])(\\\\)*\\\n$/.test(text)) {
      text = text.slice(0, -2);
      continue;
    }
    assign(shell, wanted, text.replace(/\n$/, ''));
    return line === null || !text.endsWith('\n') ? 1 : 0;
  }
};

function parse(argv: readonly string[], now: number): Wanted {
  const names: string[] = [];
  let raw = false;
  let prompt = '';
  let until: number | undefined;
  for (let index = 1; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    const flags = /^-([rs]*)([pt])?(.*)$/.exec(word);
    if (!flags || word === '-') {
      names.push(word);
      continue;
    }
    if (flags[1]?.includes('r')) raw = true;
    if (flags[2] === undefined) continue;
    const value = flags[3] || (argv[index + 1] ?? '');
    if (!flags[3]) index += 1;
    if (flags[2] === 'p') prompt = value;
    else until = now + Number(value) * 1000;
  }
  return { raw, prompt, names: names.length > 0 ? names : ['REPLY'], ...(until === undefined ? {} : { until }) };
}

function assign(shell: Evaluator, { raw, names }: Wanted, line: string): void {
  const separators = shell.variables.get('IFS') ?? ' \t\n';
  const blanks = [...separators].filter((char) => /\s/.test(char)).join('');
  if (names.length === 1 && names[0] === 'REPLY') {
    shell.variables.set('REPLY', raw ? line : line.replace(/\\(.)/g, '$1'));
    return;
  }
  let rest = trimStart(line, blanks);
  for (const [index, name] of names.entries()) {
    const isLast = index === names.length - 1;
    const [field, after] = isLast ? [trimEnd(rest, blanks), ''] : cut(rest, separators, blanks, raw);
    shell.variables.set(name, raw ? field : field.replace(/\\(.)/g, '$1'));
    rest = after;
  }
}

function cut(text: string, separators: string, blanks: string, raw: boolean): readonly [string, string] {
  let end = 0;
  while (end < text.length && !separators.includes(text[end] ?? '')) end += !raw && text[end] === '\\' ? 2 : 1;
  let after = trimStart(text.slice(end), blanks);
  if (after !== '' && separators.includes(after[0] ?? '') && !blanks.includes(after[0] ?? ''))
    after = trimStart(after.slice(1), blanks);
  return [text.slice(0, end), after];
}

function trimStart(text: string, blanks: string): string {
  let start = 0;
  while (start < text.length && blanks.includes(text[start] ?? '')) start += 1;
  return text.slice(start);
}

function trimEnd(text: string, blanks: string): string {
  let end = text.length;
  while (end > 0 && blanks.includes(text[end - 1] ?? '')) end -= 1;
  return text.slice(0, end);
}
