// The grammar of vi's commands: count, operator, count, motion.
import type { Motion } from './vi-motions.js';

export type ViCommand =
  | { readonly type: 'move'; readonly motion: Motion }
  | { readonly type: 'operate'; readonly operator: Operator; readonly motion: Motion }
  | { readonly type: 'act'; readonly name: string; readonly count?: number | undefined; readonly argument: string };

/** `>` and `<` shift lines. */
export type Operator = 'd' | 'c' | 'y' | '>' | '<';

const motions = /^(?:gg|[hjkl 0^$wWbBeEG+{}-]|[fFtT].)$/su;
const begins = /^(?:[gZrfFtT])?$/u;
const beginsObject = /^(?:[gfFtTia])?$/u;
const acts = /^(?:[iIaAoOxXDCYpPJu.sSnN~]|ZZ|ZQ|r.|↷)$/su;
/** What a letter alone stands for. */
const short: Readonly<Record<string, readonly [Operator, string]>> = {
  x: ['d', 'l'],
  X: ['d', 'h'],
  D: ['d', '$'],
  C: ['c', '$'],
  Y: ['y', 'y'],
  s: ['c', 'l'],
  S: ['c', 'c'],
};

/** What was typed so far: a whole command, the beginning of one (`more`), or nothing that vi knows. */
export function parseVi(typed: string): ViCommand | 'more' | 'none' {
  const [, first, operator, second, rest = ''] = /^([1-9]\d*)?([dcy<>])?([1-9]\d*)?(.*)$/su.exec(typed) ?? [];
  const count = first === undefined && second === undefined ? undefined : product(first, second);
  if (operator !== undefined) {
    if (beginsObject.test(rest)) return 'more';
    if (rest !== operator && !motions.test(rest) && !/^[ia]w$/.test(rest)) return 'none';
    return { type: 'operate', operator: operator as Operator, motion: motionOf(rest, count) };
  }
  const same = short[rest];
  if (same !== undefined) return { type: 'operate', operator: same[0], motion: { name: same[1], count } };
  if (motions.test(rest)) return { type: 'move', motion: motionOf(rest, count) };
  if (acts.test(rest)) {
    const isReplace = rest.startsWith('r');
    return { type: 'act', name: isReplace ? 'r' : rest, count, argument: isReplace ? rest.slice(1) : '' };
  }
  return begins.test(rest) ? 'more' : 'none';
}

function motionOf(text: string, count: number | undefined): Motion {
  return /^[fFtT]/.test(text) ? { name: text[0] ?? '', count, argument: text.slice(1) } : { name: text, count };
}

/** No count is larger than what a text can hold. */
function product(first = '1', second = '1'): number {
  return Math.min(99_999, Number(first) * Number(second));
}
