/** The hunks of `diff -u` for two texts; `''` when they are equal. */
export function unifiedDiff(before: string, after: string): string {
  const [old, next] = [linesOf(before), linesOf(after)];
  const steps = editSteps(old, next);
  return hunksOf(steps)
    .map((hunk) => hunkText(hunk))
    .join('');
}

interface Step {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
  /** Lines of either text before this one. */
  readonly old: number;
  readonly next: number;
}

const CONTEXT = 3;

function linesOf(text: string): readonly string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

/** Longest common subsequence by table; removals come before additions. */
function editSteps(old: readonly string[], next: readonly string[]): readonly Step[] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Array<number>(next.length + 1).fill(0));
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1) {
    const row = lengths[i] ?? [];
    for (let j = next.length - 1; j >= 0; j -= 1) {
      row[j] = old[i] === next[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const steps: Step[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < next.length) {
    const place = { old: i, next: j };
    if (i < old.length && j < next.length && old[i] === next[j]) {
      steps.push({ sign: ' ', text: old[i] ?? '', ...place });
      i += 1;
      j += 1;
    } else if (i < old.length && (j >= next.length || at(i + 1, j) >= at(i, j + 1))) {
      steps.push({ sign: '-', text: old[i] ?? '', ...place });
      i += 1;
    } else {
      steps.push({ sign: '+', text: next[j] ?? '', ...place });
      j += 1;
    }
  }
  return steps;
}

function hunksOf(steps: readonly Step[]): readonly (readonly Step[])[] {
  const hunks: Step[][] = [];
  let end = -1;
  steps.forEach((step, index) => {
    if (step.sign === ' ') return;
    const from = Math.max(0, index - CONTEXT);
    const last = hunks.at(-1);
    if (last && from <= end) last.push(...steps.slice(end, Math.min(steps.length, index + CONTEXT + 1)));
    else hunks.push([...steps.slice(from, index + CONTEXT + 1)]);
    end = Math.min(steps.length, index + CONTEXT + 1);
  });
  return hunks;
}

function hunkText(hunk: readonly Step[]): string {
  const [first] = hunk;
  const count = (sign: '-' | '+') => hunk.filter((step) => step.sign === ' ' || step.sign === sign).length;
  const range = (start: number, lines: number) =>
    lines === 1 ? `${start + 1}` : `${lines === 0 ? start : start + 1},${lines}`;
  const head = `@@ -${range(first?.old ?? 0, count('-'))} +${range(first?.next ?? 0, count('+'))} @@\n`;
  return head + hunk.map(({ sign, text }) => `${sign}${text}\n`).join('');
}
