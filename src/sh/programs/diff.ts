import { resolvePath } from '../paths.js';
import { parseArguments } from './arguments.js';
import { formatDate } from './date-format.js';
import { instantProgram } from './instant-program.js';

/** One step from the old lines to the new. */
interface Change {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
}

/** `diff [-u] [-q] OLD NEW` */
export const diff = instantProgram((sys, args, { out, fail }) => {
  const { options, operands, error } = parseArguments(args, {
    flags: 'uqrNbwB',
    values: 'U',
    long: { unified: 'u', brief: 'q' },
  });
  if (error) return fail(error, 2);
  const [oldName, newName] = operands;
  if (oldName === undefined || newName === undefined) return fail(`missing operand after '${oldName ?? 'diff'}'`, 2);
  const stats = operands.map((name) => sys.files.stat(resolvePath(sys.cwd, name)));
  const bad = operands.filter((_, at) => stats[at] === undefined);
  for (const name of bad) fail(`${name}: No such file or directory`);
  if (bad.length > 0) return 2;
  const [before, after] = [oldName, newName].map((name) => sys.files.read(resolvePath(sys.cwd, name)));
  if (before === after) return 0;
  if ('q' in options) {
    out(`Files ${oldName} and ${newName} differ\n`);
    return 1;
  }
  const changes = compareLines(linesOf(before ?? ''), linesOf(after ?? ''));
  if (!('u' in options || 'U' in options)) out(normal(changes));
  else {
    const stamp = (at: number) => formatDate('%Y-%m-%d %H:%M:%S.%N +0000', stats[at]?.mtime ?? 0);
    out(`--- ${oldName}\t${stamp(0)}\n+++ ${newName}\t${stamp(1)}\n${unified(changes, Number(options['U'] ?? 3))}`);
  }
  return 1;
});

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  else lines.push(`${lines.pop()}\n\\ No newline at end of file`);
  return lines;
}

/** Shortest edit by the longest common part, after equal ends are set aside. */
function compareLines(before: readonly string[], after: readonly string[]): Change[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end))
    end += 1;
  const a = before.slice(start, before.length - end);
  const b = after.slice(start, after.length - end);
  const same = (line: string): Change => ({ sign: ' ', line });
  return [...before.slice(0, start).map(same), ...middle(a, b), ...before.slice(before.length - end).map(same)];
}

function middle(a: readonly string[], b: readonly string[]): Change[] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (row) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const changes: Change[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      changes.push({ sign: ' ', line: a[i] ?? '' });
      i += 1;
      j += 1;
    } else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1))) {
      changes.push({ sign: '-', line: a[i] ?? '' });
      i += 1;
    } else {
      changes.push({ sign: '+', line: b[j] ?? '' });
      j += 1;
    }
  }
  return changes;
}

function normal(changes: readonly Change[]): string {
  let text = '';
  let oldLine = 0;
  let newLine = 0;
  for (let at = 0; at < changes.length; ) {
    if (changes[at]?.sign === ' ') {
      oldLine += 1;
      newLine += 1;
      at += 1;
      continue;
    }
    const removed: string[] = [];
    const added: string[] = [];
    for (; at < changes.length && changes[at]?.sign !== ' '; at += 1) {
      (changes[at]?.sign === '-' ? removed : added).push(changes[at]?.line ?? '');
    }
    const range = (from: number, count: number) =>
      count === 0 ? `${from}` : count === 1 ? `${from + 1}` : `${from + 1},${from + count}`;
    const letter = removed.length === 0 ? 'a' : added.length === 0 ? 'd' : 'c';
    text += `${range(oldLine, removed.length)}${letter}${range(newLine, added.length)}\n`;
    text +=
      removed.map((line) => `< ${line}\n`).join('') +
      (letter === 'c' ? '---\n' : '') +
      added.map((line) => `> ${line}\n`).join('');
    oldLine += removed.length;
    newLine += added.length;
  }
  return text;
}

function unified(changes: readonly Change[], context: number): string {
  let text = '';
  for (let at = 0; at < changes.length; ) {
    const first = changes.findIndex(({ sign }, index) => index >= at && sign !== ' ');
    if (first < 0) break;
    let last = first;
    for (let index = first; index < changes.length && index - last <= context * 2; index += 1)
      if (changes[index]?.sign !== ' ') last = index;
    const from = Math.max(at, first - context);
    const to = Math.min(changes.length, last + context + 1);
    const hunk = changes.slice(from, to);
    const before = changes.slice(0, from);
    const range = (sign: '+' | '-') => {
      const start = before.filter((change) => change.sign !== sign).length;
      const count = hunk.filter((change) => change.sign !== sign).length;
      return `${count === 0 ? start : start + 1}${count === 1 ? '' : `,${count}`}`;
    };
    text += `@@ -${range('+')} +${range('-')} @@\n${hunk.map(({ sign, line }) => `${sign}${line}\n`).join('')}`;
    at = to;
  }
  return text;
}
