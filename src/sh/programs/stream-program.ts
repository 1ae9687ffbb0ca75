import { baseNameOf, joinPath, resolvePath } from '../paths.js';
import type { FileError, Program, Sys } from '../program.js';

/** What a program that reads files or its input remembers. */
export interface StreamFrame<Memory> {
  /** Files still to read; `-` is the input. */
  readonly sources: string[];
  /** Descriptor of the file that is read, -1 when the next is to be opened. */
  fd: number;
  name: string;
  readonly memory: Memory;
  /** Output that did not fit yet. */
  readonly output: { fd: number; text: string }[];
  code: number;
  /** The arguments were wrong, or nothing more is wanted. */
  done: boolean;
}

export interface Filter<Memory> {
  /** Reads the arguments; `error` ends the program with code 1 (or `code`). */
  parse(argv: readonly string[], sys: { readonly env: Readonly<Record<string, string>> }): Parsed<Memory> | Refused;
  /** One line, with its line feed when it has one. `false`: enough. */
  line?(memory: Memory, line: string, out: Output): boolean | undefined;
  /** Text as it comes, instead of lines. */
  text?(memory: Memory, text: string, out: Output): boolean | undefined;
  /** A source begins. */
  begin?(memory: Memory, name: string, out: Output): void;
  /** A source has ended. */
  end?(memory: Memory, name: string, out: Output): void;
  /** A directory's files are read in its place. */
  walks?(memory: Memory): boolean;
  /** All has been read: the last words and the exit code. */
  finish?(memory: Memory, out: Output): number | undefined;
  /** Exit code after a file that could not be read (default 1). */
  readonly failure?: number;
  /** Message for a file that could not be read, without the program's name. */
  readonly complaint?: (name: string, reason: string) => string;
}

export interface Parsed<Memory> {
  readonly memory: Memory;
  readonly sources: readonly string[];
}

export interface Refused {
  readonly error: string;
  readonly code?: number;
}

/** Writes to standard output (`fd` 1) or another descriptor. */
export type Output = (text: string, fd?: number) => void;

export const errorWords: Readonly<Record<FileError, string>> = {
  ENOENT: 'No such file or directory',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  EACCES: 'Permission denied',
  EEXIST: 'File exists',
  ENOTEMPTY: 'Directory not empty',
  EROFS: 'Read-only file system',
  ENOSPC: 'No space left on device',
};

const linesInStep = 2000;

/** A program that reads its files, or its input without any, line by line. */
export function filterProgram<Memory>(filter: Filter<Memory>): Program<StreamFrame<Memory>> {
  return {
    start: (process) => {
      const name = baseNameOf(process.argv[0] ?? '');
      const base = { fd: -1, name: '', output: [], code: 0, done: false };
      const parsed = filter.parse(process.argv.slice(1), process);
      if (!('error' in parsed)) {
        return { ...base, memory: parsed.memory, sources: parsed.sources.length > 0 ? [...parsed.sources] : ['-'] };
      }
      const output = [{ fd: 2, text: `${name}: ${parsed.error}\n` }];
      return { ...base, sources: [], memory: {} as Memory, output, code: parsed.code ?? 1, done: true };
    },
    step: (frame, sys) => {
      const out: Output = (text, fd = 1) => {
        if (text !== '') frame.output.push({ fd, text });
      };
      for (let lines = 0; lines < linesInStep; lines += 1) {
        if (!flush(frame, sys)) return undefined;
        if (frame.done) return frame.code;
        if (!advance(filter, frame, sys, out)) return undefined;
      }
      sys.giveWay();
      return undefined;
    },
  };
}

function flush<Memory>({ output }: StreamFrame<Memory>, sys: Sys): boolean {
  for (let first = output[0]; first; first = output[0]) {
    if (sys.write(first.fd, first.text) === undefined) return false;
    output.shift();
  }
  return true;
}

/** `false`: nothing to read yet. */
function advance<Memory>(filter: Filter<Memory>, frame: StreamFrame<Memory>, sys: Sys, out: Output): boolean {
  if (frame.fd < 0) {
    openNext(filter, frame, sys, out);
    return true;
  }
  const text = filter.line ? sys.readLine(frame.fd) : sys.read(frame.fd);
  if (text === undefined) return false;
  if (text === null) {
    filter.end?.(frame.memory, frame.name, out);
    closeSource(frame, sys);
    return true;
  }
  const more = filter.line ? filter.line(frame.memory, text, out) : filter.text?.(frame.memory, text, out);
  if (more === false) {
    filter.end?.(frame.memory, frame.name, out);
    frame.sources.splice(0);
    closeSource(frame, sys);
    finish(filter, frame, out);
  }
  return true;
}

function openNext<Memory>(filter: Filter<Memory>, frame: StreamFrame<Memory>, sys: Sys, out: Output): void {
  const name = frame.sources.shift();
  if (name === undefined) {
    finish(filter, frame, out);
    return;
  }
  frame.name = name;
  const isDirectory = name !== '-' && sys.files.stat(resolvePath(sys.cwd, name))?.type === 'directory';
  if (isDirectory && filter.walks?.(frame.memory)) {
    const names = sys.files.list(resolvePath(sys.cwd, name));
    if (typeof names !== 'string') frame.sources.unshift(...names.map((each) => joinPath(name, each)));
    return;
  }
  const fd = name === '-' ? 0 : isDirectory ? 'EISDIR' : sys.open(name, 'read');
  if (typeof fd === 'string') {
    const reason = errorWords[fd];
    out(`${baseNameOf(sys.argv[0] ?? '')}: ${filter.complaint?.(name, reason) ?? `${name}: ${reason}`}\n`, 2);
    frame.code = filter.failure ?? 1;
    return;
  }
  frame.fd = fd;
  filter.begin?.(frame.memory, name, out);
}

function finish<Memory>(filter: Filter<Memory>, frame: StreamFrame<Memory>, out: Output): void {
  const code = filter.finish?.(frame.memory, out);
  if (frame.code === 0 && code !== undefined) frame.code = code;
  frame.done = true;
}

function closeSource<Memory>(frame: StreamFrame<Memory>, sys: Sys): void {
  if (frame.fd > 2) sys.close(frame.fd);
  frame.fd = -1;
}
