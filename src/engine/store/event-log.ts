import type { Change } from '../control/cluster-api.js';

/** The newest changes, for watches that begin in the past. */
interface EventLog {
  push(revision: number, change: Change): void;
  since(revision: number): readonly Change[] | { readonly oldest: number };
  /** Drops everything: watches may begin at this revision at the earliest. */
  forget(revision: number): void;
}

const WINDOW = 5000;

export function createEventLog(start: number): EventLog {
  let entries: { readonly revision: number; readonly change: Change }[] = [];
  let oldest = start;
  return {
    push(revision, change) {
      entries.push({ revision, change });
      if (entries.length < WINDOW * 2) return;
      oldest = entries[WINDOW - 1]?.revision ?? revision;
      entries = entries.slice(WINDOW);
    },
    since(revision) {
      if (revision < oldest) return { oldest };
      return entries.slice(firstAfter(entries, revision)).map(({ change }) => change);
    },
    forget(revision) {
      entries = [];
      oldest = revision;
    },
  };
}

function firstAfter(entries: readonly { readonly revision: number }[], revision: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.revision ?? 0) <= revision) low = middle + 1;
    else high = middle;
  }
  return low;
}
