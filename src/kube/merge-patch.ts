import { deepEqual } from './deep-equal.js';

/** RFC 7386: objects merge, `null` removes, everything else replaces. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const merged: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else if (value !== undefined) merged[key] = mergePatch(merged[key], value);
  }
  return merged;
}

/** The merge patch that makes `after` of `before`. */
export function makeMergePatch(before: unknown, after: unknown): Readonly<Record<string, unknown>> {
  const old = isRecord(before) ? before : {};
  const next = isRecord(after) ? after : {};
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(old)) if (next[key] === undefined) patch[key] = null;
  for (const [key, value] of Object.entries(next)) {
    const was = old[key];
    if (value === undefined || deepEqual(was, value)) continue;
    patch[key] = isRecord(was) && isRecord(value) ? makeMergePatch(was, value) : value;
  }
  return patch;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
