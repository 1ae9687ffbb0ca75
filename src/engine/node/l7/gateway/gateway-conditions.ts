import type { Condition, KubeObject } from '../../../../kube/shapes/meta.js';

/** What is said of an object: type, whether it holds, why, in words. */
export type Said = readonly [type: string, status: 'True' | 'False', reason: string, message: string];

/** The conditions of a status; their time is that of the last change of their status. */
export function conditionsOf(
  { metadata }: KubeObject,
  present: readonly Condition[] | undefined,
  now: string,
  said: readonly Said[],
): readonly Condition[] {
  return said.map(([type, status, reason, message]) => {
    const before = present?.find((condition) => condition.type === type);
    const lastTransitionTime = before?.status === status ? (before.lastTransitionTime ?? now) : now;
    return { type, status, reason, message, lastTransitionTime, observedGeneration: metadata.generation ?? 1 };
  });
}

export function isSameStatus(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
