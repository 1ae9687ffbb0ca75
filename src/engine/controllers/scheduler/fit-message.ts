import type { Refusal } from './filters.js';

/** Upstream's FitError text with what its PostFilter plugins add. */
export function fitMessage(refusals: readonly Refusal[]): string {
  if (refusals.length === 0) return 'no nodes available to schedule pods';
  const head = `0/${refusals.length} nodes are available: `;
  const why = counted(refusals.flatMap(({ reasons }) => reasons));
  const preemption = counted(
    refusals.map(({ isFinal }) =>
      isFinal ? 'Preemption is not helpful for scheduling' : 'No preemption victims found for incoming pod',
    ),
  );
  return `${head}${why}. no new claims to deallocate, preemption: ${head}${preemption}.`;
}

function counted(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(', ');
}
