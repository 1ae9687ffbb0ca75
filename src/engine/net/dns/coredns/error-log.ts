import type { Sys } from '../../../../sh/program.js';
import type { CorednsFrame } from './coredns-frame.js';
import { expressionOf } from './rewrite.js';

/** Writes what the plugin errors says of a failure; those that are consolidated are only counted. */
export function tellError(frame: CorednsFrame, sys: Sys, message: string): void {
  const rule = rulesOf(frame).find(({ pattern }) => expressionOf(pattern)?.test(message));
  if (rule === undefined) {
    sys.write(1, `[ERROR] plugin/errors: ${message}\n`);
    return;
  }
  frame.consolidated ??= {};
  const known = frame.consolidated[rule.pattern];
  if (known === undefined && rule.showsFirst) sys.write(1, `[${rule.level}] plugin/errors: ${message}\n`);
  frame.consolidated[rule.pattern] = { count: (known?.count ?? 0) + 1, until: known?.until ?? sys.now() + rule.ms };
}

/** Writes the sums whose time is over. */
export function tellSums(frame: CorednsFrame, sys: Sys): void {
  for (const [pattern, { count, until }] of Object.entries(frame.consolidated ?? {})) {
    if (!sys.sleepUntil(until)) continue;
    delete frame.consolidated?.[pattern];
    const rule = rulesOf(frame).find((known) => known.pattern === pattern);
    // What was shown at once needs no sum when nothing followed.
    if (rule === undefined || (rule.showsFirst && count === 1)) continue;
    sys.write(
      1,
      `[${rule.level}] plugin/errors: ${count} errors like '${pattern}' occurred in last ${rule.duration}\n`,
    );
  }
}

function rulesOf({ servers }: CorednsFrame) {
  return servers.flatMap(({ plugins }) => plugins.errors?.consolidated ?? []);
}
