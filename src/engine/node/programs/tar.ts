import { readTar, type TarEntry, writeTar } from '../../../kube/tar.js';
import type { Program, Sys } from '../../../sh/program.js';

interface TarFrame {
  /** What has come of an archive on standard input. */
  input: string;
  pending: { readonly fd: number; readonly text: string }[];
  code?: number;
}

interface TarWish {
  readonly mode: 'c' | 'x' | 't';
  readonly archive: string;
  readonly directory: string;
  readonly names: readonly string[];
}

interface TarWords {
  readonly leadingSlash: string;
  readonly missing: (name: string) => string;
  readonly failed: string;
  readonly noDirectory: (name: string) => string;
  readonly failure: number;
}

const GNU: TarWords = {
  leadingSlash: "tar: Removing leading `/' from member names",
  missing: (name) => `tar: ${name}: Cannot stat: No such file or directory`,
  failed: 'tar: Exiting with failure status due to previous errors',
  noDirectory: (name) =>
    `tar: ${name}: Cannot open: No such file or directory\ntar: Error is not recoverable: exiting now`,
  failure: 2,
};

const BUSYBOX: TarWords = {
  leadingSlash: "tar: removing leading '/' from member names",
  missing: (name) => `tar: ${name}: No such file or directory`,
  failed: 'tar: error exit delayed from previous errors',
  noDirectory: (name) => `tar: can't change directory to '${name}': No such file or directory`,
  failure: 1,
};

/** Archives without compression: `tar cf`, `xf`, `tf`; `-` is the standard stream. */
export const tar = tarProgram(BUSYBOX);
export const gnuTar = tarProgram(GNU);

const PIECE = 16_384;

function tarProgram(words: TarWords): Program {
  const program: Program<TarFrame> = {
    start: () => ({ input: '', pending: [] }),
    step(frame, sys) {
      if (frame.code === undefined) {
        const code = work(frame, sys, words);
        if (code === undefined) return undefined;
        frame.code = code;
      }
      for (let next = frame.pending[0]; next !== undefined; next = frame.pending[0]) {
        if (sys.write(next.fd, next.text) === undefined) return undefined;
        frame.pending.shift();
      }
      return frame.code;
    },
  };
  return program as Program;
}

/** The exit code, once all has been read and made; `undefined` while input is awaited. */
function work(frame: TarFrame, sys: Sys, words: TarWords): number | undefined {
  const say = (fd: number, text: string) => {
    for (let at = 0; at < text.length; at += PIECE) frame.pending.push({ fd, text: text.slice(at, at + PIECE) });
  };
  const wish = wishOf(sys.argv.slice(1));
  if (typeof wish === 'string') {
    say(2, `${wish}\n`);
    return words.failure;
  }
  const base = absolute(sys.cwd, wish.directory);
  if (sys.files.stat(base)?.type !== 'directory') {
    say(2, `${words.noDirectory(wish.directory)}\n`);
    return words.failure;
  }
  if (wish.mode === 'c') return create({ sys, words, say }, wish, base);
  const archive = wish.archive === '-' ? wholeInput(frame, sys) : sys.files.read(absolute(sys.cwd, wish.archive));
  if (archive === undefined) return undefined;
  const entries = readTar(archive);
  if (entries === undefined) {
    say(2, archive === '' ? 'tar: short read\n' : 'tar: invalid tar header checksum\n');
    return words.failure;
  }
  return wish.mode === 't' ? list(entries, say) : extract(entries, { sys, say, base });
}

function wholeInput(frame: TarFrame, sys: Sys): string | undefined {
  for (;;) {
    const text = sys.read(0);
    if (text === undefined) return undefined;
    if (text === null) return frame.input;
    frame.input += text;
  }
}

interface Work {
  readonly sys: Sys;
  readonly words: TarWords;
  readonly say: (fd: number, text: string) => void;
}

function create({ sys, words, say }: Work, { names, archive }: TarWish, base: string): number {
  const missing = names.filter((name) => sys.files.stat(absolute(base, name)) === undefined);
  if (names.some((name) => name.startsWith('/') && !missing.includes(name))) say(2, `${words.leadingSlash}\n`);
  for (const name of missing) say(2, `${words.missing(name)}\n`);
  if (missing.length > 0) say(2, `${words.failed}\n`);
  const entries = names.flatMap((name) => (missing.includes(name) ? [] : entriesOf(sys, name, absolute(base, name))));
  const text = writeTar(entries);
  if (archive === '-') say(1, text);
  else sys.files.write(absolute(sys.cwd, archive), text);
  return missing.length > 0 ? words.failure : 0;
}

function entriesOf(sys: Sys, name: string, path: string): readonly TarEntry[] {
  const stat = sys.files.stat(path);
  const own = name.replace(/^\/+/, '').replace(/\/+$/, '') || '.';
  const times = { mode: (stat?.mode ?? 0o644) & 0o7777, mtime: Math.floor((stat?.mtime ?? 0) / 1000) };
  if (stat?.type !== 'directory') {
    return [{ name: own, ...times, text: sys.files.read(path) }];
  }
  const names = sys.files.list(path);
  const inside = typeof names === 'string' ? [] : names;
  const below = inside.flatMap((each) => entriesOf(sys, `${own}/${each}`, absolute(path, each)));
  return [{ name: `${own}/`, ...times }, ...below];
}

function list(entries: readonly TarEntry[], say: Work['say']): number {
  say(1, entries.map(({ name }) => `${name}\n`).join(''));
  return 0;
}

function extract(
  entries: readonly TarEntry[],
  { sys, say, base }: Pick<Work, 'sys' | 'say'> & { readonly base: string },
): number {
  let code = 0;
  for (const { name, mode, text } of entries) {
    const path = absolute(base, name.replace(/^\/+/, '').replace(/\/$/, ''));
    makeParents(sys, text === undefined ? path : path.replace(/\/[^/]*$/, ''));
    if (text === undefined) continue;
    const done = sys.files.write(path, text);
    if (done !== true) {
      const why =
        done === 'EROFS' ? 'Read-only file system' : done === 'EISDIR' ? 'Is a directory' : 'Permission denied';
      say(2, `tar: can't open '${name}': ${why}\n`);
      code = 1;
    } else sys.files.changeMode(path, mode);
  }
  return code;
}

function makeParents(sys: Sys, path: string): void {
  const parts = path.split('/').filter((part) => part !== '');
  for (let count = 1; count <= parts.length; count += 1) {
    const folder = `/${parts.slice(0, count).join('/')}`;
    if (sys.files.stat(folder) === undefined) sys.files.makeDirectory(folder);
  }
}

function absolute(base: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${base}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Old style (`cf -`) and new; the argument of a letter follows. */
function wishOf(argv: readonly string[]): TarWish | string {
  let mode: TarWish['mode'] | undefined;
  let archive = '-';
  let directory = '.';
  const names: string[] = [];
  const rest = [...argv];
  for (let first = true; rest.length > 0; first = false) {
    const arg = rest.shift() ?? '';
    if (arg.startsWith('--')) continue;
    if (!first && !arg.startsWith('-')) {
      names.push(arg);
      continue;
    }
    for (const letter of arg.replace(/^-/, '')) {
      if (letter === 'c' || letter === 'x' || letter === 't') mode = letter;
      else if (letter === 'f') archive = rest.shift() ?? '-';
      else if (letter === 'C') directory = rest.shift() ?? '.';
      else if (!'mopv'.includes(letter)) return `tar: invalid option -- '${letter}'`;
    }
  }
  if (mode === undefined) return 'tar: must specify one of -c, -x, -t';
  return { mode, archive, directory, names };
}
