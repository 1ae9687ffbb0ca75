import { baseNameOf, directoryOf, joinPath, resolvePath } from '../paths.js';
import type { FileError, Sys } from '../program.js';
import { parseArguments } from './arguments.js';
import { type InstantIo, instantProgram } from './instant-program.js';
import { errorWords } from './stream-program.js';

const missing = (name: string) => `missing operand\nTry '${name} --help' for more information.`;

export const mkdir = instantProgram((sys, args, io) => {
  const { options, operands, error } = parseArguments(args, { flags: 'pv', values: 'm', long: { parents: 'p' } });
  if (error || operands.length === 0) return io.fail(error ?? missing('mkdir'));
  let code = 0;
  for (const name of operands) {
    const path = resolvePath(sys.cwd, name);
    const done = 'p' in options ? makeParents(sys, path) : sys.files.makeDirectory(path);
    if (done !== true) code = io.fail(`cannot create directory '${name}': ${errorWords[done]}`);
  }
  return code;
});

function makeParents(sys: Sys, path: string): true | FileError {
  const stat = sys.files.stat(path);
  if (stat) return stat.type === 'directory' ? true : 'EEXIST';
  const parent = makeParents(sys, directoryOf(path));
  return parent === true ? sys.files.makeDirectory(path) : parent;
}

export const rm = instantProgram((sys, args, io) => {
  const { options, operands, error } = parseArguments(args, { flags: 'rRfvi', long: { recursive: 'r', force: 'f' } });
  if (error || (operands.length === 0 && !('f' in options))) return io.fail(error ?? missing('rm'));
  let code = 0;
  for (const name of operands) {
    const path = resolvePath(sys.cwd, name);
    const stat = sys.files.stat(path);
    if (stat === undefined) {
      if (!('f' in options)) code = io.fail(`cannot remove '${name}': No such file or directory`);
    } else if (stat.type === 'directory' && !('r' in options || 'R' in options))
      code = io.fail(`cannot remove '${name}': Is a directory`);
    else removeAll(sys, path);
  }
  return code;
});

function removeAll(sys: Sys, path: string): void {
  const names = sys.files.stat(path)?.type === 'directory' ? sys.files.list(path) : [];
  if (typeof names !== 'string') for (const name of names) removeAll(sys, joinPath(path, name));
  sys.files.remove(path);
}

export const rmdir = instantProgram((sys, args, io) => {
  let code = 0;
  for (const name of args.filter((word) => !word.startsWith('-'))) {
    const path = resolvePath(sys.cwd, name);
    const done = sys.files.stat(path)?.type === 'file' ? 'ENOTDIR' : sys.files.remove(path);
    if (done !== true) code = io.fail(`failed to remove '${name}': ${errorWords[done]}`);
  }
  return code;
});

export const touch = instantProgram((sys, args, io) => {
  const { options, operands, error } = parseArguments(args, { flags: 'cam', values: 'drt' });
  if (error || operands.length === 0)
    return io.fail(error ?? `missing file operand\nTry 'touch --help' for more information.`);
  let code = 0;
  for (const name of operands) {
    const path = resolvePath(sys.cwd, name);
    const stat = sys.files.stat(path);
    if (stat === undefined && 'c' in options) continue;
    const done = stat ? sys.files.changeMode(path, stat.mode) : sys.files.write(path, '');
    if (done !== true) code = io.fail(`cannot touch '${name}': ${errorWords[done]}`);
  }
  return code;
});

export const chmod = instantProgram((sys, args, io) => {
  const [mode, ...names] = args.filter((word) => !/^-[Rvf]+$/.test(word));
  if (mode === undefined || names.length === 0) return io.fail(missing('chmod'));
  let code = 0;
  for (const name of names) {
    const path = resolvePath(sys.cwd, name);
    const stat = sys.files.stat(path);
    const next = stat && changedMode(stat.mode, mode);
    if (stat === undefined) code = io.fail(`cannot access '${name}': No such file or directory`);
    else if (next === undefined) return io.fail(`invalid mode: '${mode}'`);
    else sys.files.changeMode(path, next);
  }
  return code;
});

function changedMode(old: number, mode: string): number | undefined {
  if (/^[0-7]+$/.test(mode)) return Number.parseInt(mode, 8);
  let result = old;
  for (const clause of mode.split(',')) {
    const [, who = '', sign, what = ''] = /^([ugoa]*)([-+=])([rwx]*)$/.exec(clause) ?? [];
    if (sign === undefined) return undefined;
    const bits = (what.includes('r') ? 4 : 0) | (what.includes('w') ? 2 : 0) | (what.includes('x') ? 1 : 0);
    for (const [letter, shift] of [
      ['u', 6],
      ['g', 3],
      ['o', 0],
    ] as const) {
      if (who !== '' && !who.includes(letter) && !who.includes('a')) continue;
      if (sign === '=') result &= ~(7 << shift);
      result = sign === '-' ? result & ~(bits << shift) : result | (bits << shift);
    }
  }
  return result;
}

export const cp = instantProgram((sys, args, io) => {
  const { options, operands, error } = parseArguments(args, {
    flags: 'rRafpvT',
    long: { recursive: 'r', archive: 'a' },
  });
  if (error) return io.fail(error);
  const recursive = 'r' in options || 'R' in options || 'a' in options;
  return eachToTarget(sys, operands, io, (from, to, name) => {
    const stat = sys.files.stat(from);
    if (stat === undefined) return io.fail(`cannot stat '${name}': No such file or directory`);
    if (stat.type === 'directory' && !recursive) return io.fail(`-r not specified; omitting directory '${name}'`);
    if (from === to) return io.fail(`'${name}' and '${operands.at(-1)}' are the same file`);
    const done = copyAll(sys, from, to);
    return done === true ? 0 : io.fail(`cannot create regular file '${operands.at(-1)}': ${errorWords[done]}`);
  });
});

function copyAll(sys: Sys, from: string, to: string): true | FileError {
  const stat = sys.files.stat(from);
  if (stat?.type === 'directory') {
    const names = sys.files.list(from);
    const made = sys.files.makeDirectory(to);
    if (made !== true && made !== 'EEXIST') return made;
    if (typeof names !== 'string') for (const name of names) copyAll(sys, joinPath(from, name), joinPath(to, name));
    return true;
  }
  const done = sys.files.write(to, sys.files.read(from));
  if (done === true && stat) sys.files.changeMode(to, stat.mode);
  return done;
}

export const mv = instantProgram((sys, args, io) => {
  const { operands, error } = parseArguments(args, { flags: 'fvnT' });
  if (error) return io.fail(error);
  return eachToTarget(sys, operands, io, (from, to, name) => {
    if (sys.files.stat(from) === undefined) return io.fail(`cannot stat '${name}': No such file or directory`);
    if (to.startsWith(`${from}/`))
      return io.fail(`cannot move '${name}' to a subdirectory of itself, '${operands.at(-1)}/${baseNameOf(from)}'`);
    const done = sys.files.rename(from, to);
    return done === true ? 0 : io.fail(`cannot move '${name}' to '${operands.at(-1)}': ${errorWords[done]}`);
  });
});

function eachToTarget(
  sys: Sys,
  operands: readonly string[],
  io: InstantIo,
  act: (from: string, to: string, name: string) => number,
): number {
  const sources = operands.slice(0, -1);
  const target = operands.at(-1);
  if (target === undefined) return io.fail('missing file operand');
  if (sources.length === 0) return io.fail(`missing destination file operand after '${target}'`);
  const to = resolvePath(sys.cwd, target);
  const isDirectory = sys.files.stat(to)?.type === 'directory';
  if (sources.length > 1 && !isDirectory) return io.fail(`target '${target}': No such file or directory`);
  let code = 0;
  for (const name of sources) {
    const from = resolvePath(sys.cwd, name);
    code = act(from, isDirectory ? joinPath(to, baseNameOf(from)) : to, name) || code;
  }
  return code;
}
