import type { PodSpec } from '../../kube/shapes/pod.js';
import { podSpecDump } from './pod-spec-dump.js';

const CONTEXT = 3;

/** The lines in which two specs differ, as a unified diff from the old to the new. */
export function podSpecDiff(spec: PodSpec, old: PodSpec): string {
  const before = podSpecDump(old).split('\n');
  const after = podSpecDump(spec).split('\n');
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail))
    tail += 1;
  const start = Math.max(0, head - CONTEXT);
  const endBefore = Math.min(before.length, before.length - tail + CONTEXT);
  const endAfter = Math.min(after.length, after.length - tail + CONTEXT);
  const lines = [
    ...before.slice(start, head).map((line) => ` ${line}`),
    ...before.slice(head, before.length - tail).map((line) => `-${line}`),
    ...after.slice(head, after.length - tail).map((line) => `+${line}`),
    ...before.slice(before.length - tail, endBefore).map((line) => ` ${line}`),
  ];
  return `@@ -${start + 1},${endBefore - start} +${start + 1},${endAfter - start} @@\n${lines.join('\n')}\n`;
}
