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

/** What `kubectl apply` sends for kinds without a schema: changes against `current`, deletions against `original`. */
export function makeThreeWayMergePatch({
  original,
  modified,
  current,
}: {
  readonly original: unknown;
  readonly modified: unknown;
  readonly current: unknown;
}): unknown {
  const changes = filterNulls(makeMergePatch(current, modified), false);
  const deletions = filterNulls(makeMergePatch(original, modified), true);
  return join(deletions, changes);
}

/** Keeps only the deletions of a patch, or only the rest. */
function filterNulls(patch: Readonly<Record<string, unknown>>, nulls: boolean): Readonly<Record<string, unknown>> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(patch)) {
    if (isRecord(value)) {
      const below = filterNulls(value, nulls);
      if (Object.keys(below).length > 0 || (!nulls && Object.keys(value).length === 0)) kept[key] = below;
    } else if ((value === null) === nulls) kept[key] = value;
  }
  return kept;
}

function join(first: unknown, second: unknown): unknown {
  if (!isRecord(first) || !isRecord(second)) return second;
  const joined: Record<string, unknown> = { ...first };
  for (const [key, value] of Object.entries(second)) joined[key] = join(joined[key], value);
  return joined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
