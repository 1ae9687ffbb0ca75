/** cobra's "Did you mean this?". */
import type { Command } from './command.js';

/** Names that the typed word may have meant, in the order of the list. */
export function suggestions(typed: string, commands: readonly Command[]): string[] {
  const word = typed.toLowerCase();
  return commands
    .map(({ name }) => name)
    .filter((name) => distance(word, name.toLowerCase()) <= 2 || name.toLowerCase().startsWith(word));
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
