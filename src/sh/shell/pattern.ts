import { joinPath, resolvePath } from '../paths.js';
import type { Files } from '../program.js';

/** Text that a pattern matches only as itself. */
export function escapePattern(text: string): string {
  return /[*?[\]\\]/.test(text) ? text.replace(/[*?[\]\\]/g, '\\$&') : text;
}

/** Whether a shell pattern matches the whole text. */
export function matchesPattern(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    const after = pattern[p] === '*' ? -1 : matchOne(pattern, p, text[t] ?? '');
    if (pattern[p] === '*') {
      star = p;
      mark = t;
      p += 1;
    } else if (after > 0) {
      p = after;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      mark += 1;
      t = mark;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p >= pattern.length;
}

/** Where the pattern goes on after matching one character, -1 when it does not match. */
function matchOne(pattern: string, at: number, char: string): number {
  const head = pattern[at];
  if (head === undefined) return -1;
  if (head === '?') return at + 1;
  if (head === '\\' && at + 1 < pattern.length) return pattern[at + 1] === char ? at + 2 : -1;
  if (head === '[') {
    const set = readSet(pattern, at);
    if (set) return set.has(char) ? set.end : -1;
  }
  return head === char ? at + 1 : -1;
}

const classes: Readonly<Record<string, RegExp>> = {
  alpha: /[A-Za-z]/,
  digit: /\d/,
  alnum: /[A-Za-z0-9]/,
  upper: /[A-Z]/,
  lower: /[a-z]/,
  space: /\s/,
  blank: /[ \t]/,
  punct: /[!-/:-@[-`{-~]/,
  xdigit: /[0-9A-Fa-f]/,
};

function readSet(pattern: string, at: number): { has(char: string): boolean; readonly end: number } | undefined {
  let pos = at + 1;
  const negated = pattern[pos] === '!' || pattern[pos] === '^';
  if (negated) pos += 1;
  const tests: ((char: string) => boolean)[] = [];
  for (let first = true; ; first = false) {
    const char = pattern[pos];
    if (char === undefined) return undefined;
    if (char === ']' && !first) break;
    const named = /^\[:(\w+):\]/.exec(pattern.slice(pos, pos + 12));
    if (named) {
      const test = classes[named[1] ?? ''];
      tests.push((other) => test?.test(other) ?? false);
      pos += named[0].length;
      continue;
    }
    if (char === '\\') pos += 1;
    const low = pattern[pos] ?? '';
    if (pattern[pos + 1] === '-' && pattern[pos + 2] !== undefined && pattern[pos + 2] !== ']') {
      const high = pattern[pos + 2] ?? '';
      tests.push((other) => other >= low && other <= high);
      pos += 3;
    } else {
      tests.push((other) => other === low);
      pos += 1;
    }
  }
  return { has: (char) => tests.some((test) => test(char)) !== negated, end: pos + 1 };
}

/** Paths that a pattern names, sorted; empty when there is none. */
export function expandPath(pattern: string, files: Files, cwd: string): string[] {
  let found = [pattern.startsWith('/') ? '/' : ''];
  const parts = pattern.split('/').filter((part) => part !== '');
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    found = found
      .flatMap((base) => step(base, part, files, cwd))
      .filter((path) => {
        return isLast || files.stat(resolvePath(cwd, path))?.type === 'directory';
      });
  }
  if (pattern.endsWith('/')) {
    found = found.filter((path) => files.stat(resolvePath(cwd, path))?.type === 'directory').map((path) => `${path}/`);
  }
  return found;
}

function step(base: string, part: string, files: Files, cwd: string): string[] {
  const join = (name: string) => (base === '' ? name : joinPath(base, name));
  if (!/[*?[]/.test(part)) {
    const path = join(part.replace(/\\(.)/g, '$1'));
    return files.stat(resolvePath(cwd, path)) ? [path] : [];
  }
  const names = files.list(resolvePath(cwd, base));
  if (typeof names === 'string') return [];
  return names
    .filter((name) => (!name.startsWith('.') || part.startsWith('.')) && matchesPattern(part, name))
    .map(join);
}

/** Removes the shortest or longest part that matches from the start or the end. */
export function trimPattern(text: string, pattern: string, where: '#' | '##' | '%' | '%%'): string {
  const sizes = Array.from({ length: text.length + 1 }, (_, size) => size);
  if (where.length === 2) sizes.reverse();
  for (const size of sizes) {
    const fromStart = where.startsWith('#');
    const part = fromStart ? text.slice(0, size) : text.slice(text.length - size);
    if (matchesPattern(pattern, part)) return fromStart ? text.slice(size) : text.slice(0, text.length - size);
  }
  return text;
}

/** Replaces the first or every longest match. `anchor`: only at the start (`#`) or the end (`%`). */
export function replacePattern(
  text: string,
  pattern: string,
  replacement: string,
  where: { readonly all: boolean; readonly anchor: '' | '#' | '%' },
): string {
  if (pattern === '') return text;
  let result = '';
  for (let start = 0; start < text.length; ) {
    let end = text.length;
    while (end > start && !matchesPattern(pattern, text.slice(start, end)))
      end = where.anchor === '%' ? start : end - 1;
    if (end > start) {
      result += replacement;
      start = end;
      if (!where.all || where.anchor === '#') return result + text.slice(start);
    } else {
      if (where.anchor === '#') return text;
      result += text[start];
      start += 1;
    }
  }
  return result;
}
