import { deepEqual } from './deep-equal.js';
import type { ListSchema, Schema } from './schema.js';
import { entryKey, fieldOf, isFields } from './strategic-merge-patch.js';

type Fields = Readonly<Record<string, unknown>>;

/** The strategic merge patch that makes `after` of `before`; empty when nothing differs. */
export function makeStrategicPatch(schema: Schema | undefined, before: Fields, after: Fields): Fields {
  return diffMaps(schema, before, after, { deletions: true, changes: true });
}

/**
 * What `kubectl apply` sends: changes from `current` to `modified`, and deletions of what `original` (applied last) had and
 * `modified` has not. What others have added to `current` stays.
 */
export function makeThreeWayStrategicPatch(
  schema: Schema | undefined,
  { original, modified, current }: { readonly original: Fields; readonly modified: Fields; readonly current: Fields },
): Fields {
  const delta = diffMaps(schema, current, modified, { deletions: false, changes: true });
  const deletions = diffMaps(schema, original, modified, { deletions: true, changes: false });
  return joinPatches(schema, deletions, delta);
}

interface Options {
  readonly deletions: boolean;
  readonly changes: boolean;
}

function diffMaps(schema: Schema | undefined, before: Fields, after: Fields, options: Options): Fields {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(before).sort()) {
    const [was, is] = [before[key], after[key]];
    if (is === undefined || is === null) {
      if (options.deletions && was !== undefined && was !== null) patch[key] = null;
    } else if (isFields(was) && isFields(is)) {
      const below = diffMaps(fieldOf(schema, key), was, is, options);
      if (Object.keys(below).length > 0) patch[key] = below;
    } else if (Array.isArray(was) && Array.isArray(is)) {
      Object.assign(patch, diffLists(key, fieldOf(schema, key), { was, is, options }));
    } else if (options.changes && !deepEqual(was, is)) patch[key] = is;
  }
  for (const key of Object.keys(after).sort()) {
    if (options.changes && (before[key] === undefined || before[key] === null) && after[key] !== undefined) {
      if (after[key] !== null || before[key] === undefined) patch[key] = after[key];
    }
  }
  const retains = schema?.type === 'object' && schema.retainKeys && Object.keys(patch).length > 0;
  return retains ? { ...patch, $retainKeys: Object.keys(after).sort() } : patch;
}

interface Lists {
  readonly was: readonly unknown[];
  readonly is: readonly unknown[];
  readonly options: Options;
}

function diffLists(key: string, schema: Schema | undefined, { was, is, options }: Lists): Fields {
  if (schema?.type !== 'list' || schema.patchKey === undefined) {
    return options.changes && !deepEqual(was, is) ? { [key]: is } : {};
  }
  if (was.length === 0) return is.length === 0 || !options.changes ? {} : { [key]: is };
  return schema.patchKey === '' ? diffSets(key, { was, is, options }) : diffEntries(key, schema, { was, is, options });
}

function diffSets(key: string, { was, is, options }: Lists): Fields {
  const added = options.changes ? is.filter((item) => !was.includes(item)) : [];
  const removed = options.deletions ? was.filter((item) => !is.includes(item)) : [];
  if (added.length === 0 && removed.length === 0) return {};
  return {
    [`$setElementOrder/${key}`]: is,
    ...(removed.length > 0 ? { [`$deleteFromPrimitiveList/${key}`]: removed } : {}),
    ...(added.length > 0 ? { [key]: added } : {}),
  };
}

function diffEntries(key: string, schema: ListSchema, { was, is, options }: Lists): Fields {
  const { patchKey = '' } = schema;
  const old = byKey(schema, was);
  const next = byKey(schema, is);
  const patch: unknown[] = [];
  for (const [name, item] of next) {
    const before = old.get(name);
    if (before === undefined) {
      if (options.changes) patch.push(item);
      continue;
    }
    const below = diffMaps(schema.items, before, item, options);
    if (Object.keys(below).length > 0) patch.push({ ...below, [patchKey]: item[patchKey] });
  }
  if (options.deletions) {
    for (const item of unmatched(schema, was, is)) patch.push({ $patch: 'delete', [patchKey]: item[patchKey] });
  }
  const common = (map: Map<string, Fields>, other: Map<string, Fields>) =>
    [...map.keys()].filter((name) => other.has(name));
  const isSameOrder = deepEqual(common(old, next), common(next, old));
  if (patch.length === 0 && (isSameOrder || !options.changes)) return {};
  return {
    [`$setElementOrder/${key}`]: is.map((item) => ({ [patchKey]: (item as Fields)[patchKey] })),
    ...(patch.length > 0 ? { [key]: patch } : {}),
  };
}

/** Entries of which the new list has fewer: each is deleted once, also where several share a key. */
function unmatched(schema: ListSchema, was: readonly unknown[], is: readonly unknown[]): readonly Fields[] {
  const left = is.map((item) => entryKey(schema, item));
  return was.filter((item): item is Fields => {
    const at = left.indexOf(entryKey(schema, item));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function byKey(schema: ListSchema, items: readonly unknown[]): Map<string, Fields> {
  const found = new Map<string, Fields>();
  for (const item of items) {
    const key = entryKey(schema, item) ?? JSON.stringify(item);
    if (!found.has(key)) found.set(key, item as Fields);
  }
  return found;
}

/** Two patches as one: the second says what is to be, the first what is to go. */
function joinPatches(schema: Schema | undefined, first: Fields, second: Fields): Fields {
  const joined: Record<string, unknown> = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const was = joined[key];
    const below = fieldOf(schema, key);
    if (isFields(was) && isFields(value)) joined[key] = joinPatches(below, was, value);
    else if (
      Array.isArray(was) &&
      Array.isArray(value) &&
      below?.type === 'list' &&
      below.patchKey &&
      !key.startsWith('$')
    ) {
      joined[key] = joinEntries(below, was, value);
    } else joined[key] = value;
  }
  return joined;
}

function joinEntries(schema: ListSchema, first: readonly unknown[], second: readonly unknown[]): readonly unknown[] {
  const old = byKey(schema, first);
  const entries = second.map((item) => {
    const was = old.get(entryKey(schema, item) ?? '');
    return was === undefined ? item : joinPatches(schema.items, was, item as Fields);
  });
  const names = new Set(second.map((item) => entryKey(schema, item) ?? ''));
  const joined = new Set<unknown>([...names].map((name) => old.get(name)));
  return [...entries, ...first.filter((item) => !joined.has(item))];
}
