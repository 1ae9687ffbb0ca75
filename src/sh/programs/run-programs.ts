import type { Program, Sys } from '../program.js';
import { parseArguments } from './arguments.js';
import { formatDate } from './date-format.js';
import { durationOf } from './sleep.js';
import { errorText } from './usage.js';

interface XargsFrame {
  text: string;
  ended: boolean;
  batches?: string[][];
  pid?: number;
  code: number;
}

/** `xargs [-n N] [-I STRING] [-0] [-r] [-t] COMMAND...` */
export const xargs: Program<XargsFrame> = {
  start: () => ({ text: '', ended: false, code: 0 }),
  step: (frame, sys) => {
    const { options, operands, error } = parseArguments(sys.argv.slice(1), {
      flags: '0rtx',
      values: 'nIdLPs',
      strict: true,
    });
    if (error) return errorText(sys, `xargs: ${error}`);
    while (!frame.ended) {
      const text = sys.read(0);
      if (text === undefined) return undefined;
      if (text === null) frame.ended = true;
      else frame.text += text;
    }
    frame.batches ??= batchesOf(frame.text, options, operands.length > 0 ? operands : ['echo']);
    for (;;) {
      if (frame.pid !== undefined) {
        const code = sys.wait(frame.pid);
        if (code === undefined) return undefined;
        delete frame.pid;
        if (code === 255) return errorText(sys, `xargs: ${operands[0]}: exited with status 255; aborting`, 124);
        if (code !== 0) frame.code = code > 128 ? 125 : 123;
      }
      const argv = frame.batches.shift();
      if (argv === undefined) return frame.code;
      if ('t' in options) sys.write(2, `${argv.join(' ')}\n`);
      const pid = sys.spawn({ argv });
      if (pid === undefined) return errorText(sys, `xargs: ${argv[0]}: No such file or directory`, 127);
      frame.pid = pid;
    }
  },
};

function batchesOf(text: string, options: Readonly<Record<string, string>>, command: readonly string[]): string[][] {
  const placeholder = options['I'];
  if (placeholder !== undefined) {
    const lines = text
      .split('\n')
      .map((line) => line.trimStart())
      .filter((line) => line !== '');
    return lines.map((line) => command.map((word) => word.replaceAll(placeholder, line)));
  }
  const separator = '0' in options ? '\0' : options['d'] === '\\n' ? '\n' : options['d'];
  const words =
    separator === undefined
      ? wordsOf(text)
      : text.split(separator).filter((word, at, all) => at < all.length - 1 || word !== '');
  const size = Number(options['n'] ?? options['L'] ?? 0) || Math.max(1, words.length);
  const batches: string[][] = [];
  for (let at = 0; at < words.length; at += size) batches.push([...command, ...words.slice(at, at + size)]);
  return batches.length === 0 && !('r' in options) ? [[...command]] : batches;
}

function wordsOf(text: string): string[] {
  const found = text.match(/(?:"[^"]*"|'[^']*'|\\[\s\S]|[^\s"'\\])+/g) ?? [];
  return found.map((word) =>
    word.replace(/"([^"]*)"|'([^']*)'|\\([\s\S])/g, (_, a?: string, b?: string, c?: string) => a ?? b ?? c ?? ''),
  );
}

interface WatchFrame {
  pid?: number;
  fd?: number;
  text: string;
  next: number;
}

/** `watch [-n SECONDS] [-t] COMMAND...`: clears the terminal and shows the command's output again and again. */
export const watch: Program<WatchFrame> = {
  start: () => ({ text: '', next: 0 }),
  step: (frame, sys) => {
    const long = { interval: 'n', 'no-title': 't', differences: 'd' };
    const { options, operands, error } = parseArguments(sys.argv.slice(1), {
      flags: 'tdegbcx',
      values: 'n',
      long,
      strict: true,
    });
    if (error || operands.length === 0) return errorText(sys, `watch: ${error ?? 'no command given'}`);
    const seconds = Math.max(0.1, Number(options['n'] ?? 2) || 2);
    for (;;) {
      if (frame.pid === undefined) {
        if (!sys.sleepUntil(frame.next)) return undefined;
        begin(frame, sys, operands);
      }
      if (!collect(frame, sys)) return undefined;
      const { columns, rows } = sys.terminalSize();
      const title = 't' in options ? '' : `${titleOf(sys, { seconds, command: operands.join(' '), columns })}\n\n`;
      const room = Math.max(1, rows - ('t' in options ? 0 : 2));
      sys.write(1, `\x1b[H\x1b[2J${title}${frame.text.replace(/\n$/, '').split('\n').slice(0, room).join('\n')}`);
      frame.next = sys.now() + (durationOf(String(seconds)) ?? 2000);
    }
  },
};

function begin(frame: WatchFrame, sys: Sys, command: readonly string[]): void {
  const [reader, writer] = sys.pipe();
  const pid = sys.spawn({ argv: ['sh', '-c', command.join(' ')], fds: { 0: 0, 1: writer, 2: writer } });
  sys.close(writer);
  frame.fd = reader;
  frame.text = pid === undefined ? 'sh: not found\n' : '';
  frame.pid = pid ?? 0;
}

function collect(frame: WatchFrame, sys: Sys): boolean {
  while (frame.fd !== undefined) {
    const text = sys.read(frame.fd);
    if (text === undefined) return false;
    if (text === null) {
      sys.close(frame.fd);
      delete frame.fd;
    } else frame.text += text;
  }
  if (frame.pid !== undefined && frame.pid !== 0 && sys.wait(frame.pid) === undefined) return false;
  delete frame.pid;
  return true;
}

function titleOf(
  sys: Sys,
  { seconds, command, columns }: { readonly seconds: number; readonly command: string; readonly columns: number },
): string {
  const left = `Every ${seconds.toFixed(1)}s: ${command}`;
  const right = `${sys.hostname}: ${formatDate('%a %b %e %H:%M:%S %Y', sys.now())}`;
  return left + right.padStart(Math.max(right.length + 1, columns - left.length));
}

/** `env [-i] [-u NAME] [NAME=VALUE]... [COMMAND]`: shows the environment or runs a command in another. */
export const env: Program<{ output?: string }> = {
  start: () => ({}),
  step: (_, sys) => {
    const args = sys.argv.slice(1);
    let variables: Record<string, string> = { ...sys.env };
    while (args[0] !== undefined) {
      const [word] = args;
      if (word === '-i' || word === '-') variables = {};
      else if (word === '-u') delete variables[args[1] ?? ''];
      else if (/^[^=-][^=]*=/.test(word)) variables[word.replace(/=.*$/s, '')] = word.replace(/^.*?=/s, '');
      else break;
      args.splice(0, word === '-u' ? 2 : 1);
    }
    if (args.length > 0) {
      if (sys.exec({ argv: args, env: variables })) return undefined;
      return errorText(sys, `env: '${args[0]}': No such file or directory`, 127);
    }
    const text = Object.entries(variables)
      .map(([name, value]) => `${name}=${value}\n`)
      .join('');
    return text === '' || sys.write(1, text) ? 0 : undefined;
  },
};

/** `yes [STRING]`: writes until nobody reads. */
export const yes: Program<object> = {
  start: () => ({}),
  step: (_, sys) => {
    const line = `${sys.argv.slice(1).join(' ') || 'y'}\n`;
    const text = line.repeat(Math.max(1, Math.floor(1024 / line.length)));
    for (let count = 0; count < 64; count += 1) if (sys.write(1, text) === undefined) return undefined;
    sys.giveWay();
    return undefined;
  },
};
