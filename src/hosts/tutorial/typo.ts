/** What the shell says of a command that it does not know, at the end of what a terminal has shown. */
const UNKNOWN = /(?:^|\n)bash: ([^\s:]+): command not found\n*$/;

/** The command that was probably meant when the last one was not known. */
export function meantCommand(shown: string, known: readonly string[]): string | undefined {
  const typed = UNKNOWN.exec(shown)?.[1];
  return typed === undefined ? undefined : nearest(typed, known);
}

/** What was probably meant by a word that is not among the known ones. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  const most = typed.length <= 3 ? 1 : 2;
  const near = known
    .map((name) => ({ name, steps: distance(typed.toLowerCase(), name) }))
    .filter(({ name, steps }) => steps <= most && steps < Math.min(typed.length, name.length));
  return near.sort((one, other) => one.steps - other.steps)[0]?.name;
}

/** Letters to add, to take away, to change or to swap with their neighbour. */
function distance(one: string, other: string): number {
  const rows: number[][] = [];
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0;
  for (let i = 0; i <= one.length; i += 1) {
    rows.push([]);
    for (let j = 0; j <= other.length; j += 1) {
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const changed = at(i - 1, j - 1) + (one[i - 1] === other[j - 1] ? 0 : 1);
      const steps = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, changed, isSwap ? at(i - 2, j - 2) + 1 : changed);
      rows[i]?.push(i === 0 || j === 0 ? i + j : steps);
    }
  }
  return at(one.length, other.length);
}
