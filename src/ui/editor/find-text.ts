// Searching in lines: forward or backward from a place, around the end.
import type { Place } from './text-buffer.js';

export interface Search {
  readonly pattern: string;
  readonly direction: 1 | -1;
  /** A regular expression that tells capitals apart, as vi has it; else plain text in any case. */
  readonly isExact: boolean;
}

/** The next place where the text stands; undefined when it stands nowhere. */
export function findText(lines: readonly string[], from: Place, search: Search): Place | undefined {
  const matcher = matcherOf(search);
  if (search.pattern === '' || lines.length === 0) return undefined;
  for (let step = 0; step <= lines.length; step += 1) {
    const row = (from.row + step * search.direction + lines.length * 2) % lines.length;
    const columns = columnsIn(lines[row] ?? '', matcher);
    const isNear = (column: number) => {
      if (step === 0) return search.direction === 1 ? column > from.column : column < from.column;
      return step < lines.length || (search.direction === 1 ? column <= from.column : column >= from.column);
    };
    const column = search.direction === 1 ? columns.find(isNear) : columns.findLast(isNear);
    if (column !== undefined) return { row, column };
  }
  return undefined;
}

/** Finds every match; a pattern that is no regular expression is searched as it stands. */
export function matcherOf({ pattern, isExact }: Pick<Search, 'pattern' | 'isExact'>): RegExp {
  if (!isExact) return new RegExp(escaped(pattern), 'giu');
  try {
    return new RegExp(pattern, 'gu');
  } catch {
    return new RegExp(escaped(pattern), 'gu');
  }
}

function columnsIn(line: string, matcher: RegExp): readonly number[] {
  return Array.from(line.matchAll(matcher), (match) => match.index);
}

function escaped(pattern: string): string {
  return pattern.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
