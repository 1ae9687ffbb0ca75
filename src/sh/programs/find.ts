import { baseNameOf, joinPath, resolvePath } from '../paths.js';
import type { FileStat, Sys } from '../program.js';
import { matchesPattern } from '../shell/pattern.js';
import { type InstantIo, instantProgram } from './instant-program.js';

interface Found {
  readonly path: string;
  readonly depth: number;
  readonly stat: FileStat;
}

type Test = (found: Found) => boolean;

/** `find [PATH]... [-name|-iname|-path PATTERN] [-type f|d] [-maxdepth N] [-mindepth N] [-empty] [!] [-print|-print0|-delete]` */
export const find = instantProgram((sys, args, io) => {
  const split = args.findIndex((word) => /^[-!(]/.test(word));
  const paths = split < 0 ? args : args.slice(0, split);
  const expression = parse(split < 0 ? [] : args.slice(split), sys);
  if (typeof expression === 'string') return io.fail(expression);
  let code = 0;
  for (const path of paths.length > 0 ? paths : ['.']) {
    const stat = sys.files.stat(resolvePath(sys.cwd, path));
    if (stat) walk(sys, { path, depth: 0, stat }, expression, io);
    else code = io.fail(`'${path}': No such file or directory`);
  }
  return code;
});

interface Expression {
  readonly alternatives: readonly (readonly Test[])[];
  readonly maxDepth: number;
  readonly minDepth: number;
  readonly end: string;
  readonly remove: boolean;
}

function parse(words: readonly string[], sys: Sys): Expression | string {
  const alternatives: Test[][] = [[]];
  let maxDepth = Number.MAX_SAFE_INTEGER;
  let minDepth = 0;
  let end = '\n';
  let remove = false;
  let negate = false;
  let at = 0;
  const next = () => {
    at += 1;
    return words[at];
  };
  for (; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '!' || word === '-not') negate = true;
    else if (word === '-o' || word === '-or') alternatives.push([]);
    else if (word === '-print0') end = '\0';
    else if (word === '-delete') remove = true;
    else if (word === '-maxdepth') maxDepth = Number(next());
    else if (word === '-mindepth') minDepth = Number(next());
    else if (!['-print', '-a', '-and', '(', ')'].includes(word)) {
      const needsValue = word !== '-empty';
      const value = needsValue ? next() : '';
      if (value === undefined) return `missing argument to \`${word}'`;
      const test = testOf(word, value, sys);
      if (test === undefined) return `unknown predicate \`${word}'`;
      const wanted = !negate;
      alternatives.at(-1)?.push((found) => test(found) === wanted);
      negate = false;
    }
  }
  return { alternatives, maxDepth, minDepth, end, remove };
}

function testOf(word: string, value: string, sys: Sys): Test | undefined {
  switch (word) {
    case '-name':
      return ({ path }) => matchesPattern(value, baseNameOf(path) || path);
    case '-iname':
      return ({ path }) => matchesPattern(value.toLowerCase(), baseNameOf(path).toLowerCase());
    case '-path':
      return ({ path }) => matchesPattern(value, path);
    case '-type':
      return ({ stat }) => stat.type === { f: 'file', d: 'directory' }[value];
    case '-empty':
      return ({ path, stat }) =>
        stat.type === 'file' ? stat.size === 0 : sys.files.list(resolvePath(sys.cwd, path)).length === 0;
    default:
      return undefined;
  }
}

function walk(sys: Sys, found: Found, expression: Expression, io: InstantIo): void {
  const { alternatives, maxDepth, minDepth, end, remove } = expression;
  const path = resolvePath(sys.cwd, found.path);
  const matches = found.depth >= minDepth && alternatives.some((tests) => tests.every((test) => test(found)));
  if (matches && !remove) io.out(found.path + end);
  const names = found.stat.type === 'directory' && found.depth < maxDepth ? sys.files.list(path) : [];
  if (typeof names !== 'string') {
    for (const name of names) {
      const stat = sys.files.stat(joinPath(path, name));
      if (stat) walk(sys, { path: joinPath(found.path, name), depth: found.depth + 1, stat }, expression, io);
    }
  }
  if (matches && remove) sys.files.remove(path);
}
