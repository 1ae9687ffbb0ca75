import type { ListSchema, Schema } from './schema.js';

type Fields = Readonly<Record<string, unknown>>;

/** Applies a strategic merge patch with its directives ($patch, $retainKeys, $setElementOrder, $deleteFromPrimitiveList). */
export function strategicMerge(schema: Schema | undefined, target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch;
  if (patch['$patch'] === 'delete') return {};
  if (patch['$patch'] === 'replace') return without(patch, ['$patch']);
  const base = retained(isFields(target) ? target : {}, patch);
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (key === '$retainKeys' || key === '$patch' || key.startsWith('$setElementOrder/')) continue;
    if (key.startsWith('$deleteFromPrimitiveList/')) {
      const name = key.slice(key.indexOf('/') + 1);
      const list = merged[name];
      if (Array.isArray(list) && Array.isArray(value)) merged[name] = list.filter((item) => !value.includes(item));
    } else if (value === null) delete merged[key];
    else
      merged[key] = mergeValue(fieldOf(schema, key), merged[key], { value, order: patch[`$setElementOrder/${key}`] });
  }
  for (const [key, order] of Object.entries(patch)) {
    if (!key.startsWith('$setElementOrder/')) continue;
    const name = key.slice(key.indexOf('/') + 1);
    const list = fieldOf(schema, name);
    if (patch[name] !== undefined || !Array.isArray(merged[name]) || list?.type !== 'list') continue;
    merged[name] = ordered(list, merged[name], { order, server: merged[name] });
  }
  return merged;
}

/** The map's or the object's schema for that key. */
export function fieldOf(schema: Schema | undefined, key: string): Schema | undefined {
  if (schema?.type === 'map') return schema.values;
  return schema?.type === 'object' ? schema.fields[key] : undefined;
}

/** An entry's key as text; `undefined` when the list does not merge by one. */
export function entryKey({ patchKey }: ListSchema, item: unknown): string | undefined {
  if (patchKey === undefined) return undefined;
  if (patchKey === '') return JSON.stringify(item);
  const value = isFields(item) ? item[patchKey] : undefined;
  return value === undefined ? undefined : JSON.stringify(value);
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function without(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !names.includes(key)));
}

function retained(target: Fields, patch: Fields): Fields {
  const keep = patch['$retainKeys'];
  return Array.isArray(keep)
    ? Object.fromEntries(Object.entries(target).filter(([key]) => keep.includes(key)))
    : target;
}

function mergeValue(
  schema: Schema | undefined,
  target: unknown,
  { value, order }: { readonly value: unknown; readonly order: unknown },
): unknown {
  if (Array.isArray(value)) {
    if (schema?.type !== 'list' || schema.patchKey === undefined) return value.filter((item) => !isDirective(item));
    return mergeList(schema, Array.isArray(target) ? target : [], { patch: value, order });
  }
  return isFields(value) ? strategicMerge(schema, target, value) : value;
}

function mergeList(
  schema: ListSchema,
  target: readonly unknown[],
  { patch, order }: { readonly patch: readonly unknown[]; readonly order: unknown },
): readonly unknown[] {
  const replaces = patch.some((item) => isFields(item) && item['$patch'] === 'replace');
  if (replaces) return patch.filter((item) => !isDirective(item));
  const merged = new Map<string, unknown>();
  for (const item of target) merged.set(entryKey(schema, item) ?? `#${merged.size}`, item);
  const keyOf = (item: unknown) => {
    const key = entryKey(schema, item);
    if (key === undefined) throw new MergeKeyError(schema.patchKey ?? '', item);
    return key;
  };
  // Deletions come first, wherever they stand: an entry may go and come back in one patch.
  const isDeletion = (item: unknown) => isFields(item) && item['$patch'] === 'delete';
  for (const item of patch) if (isDeletion(item)) merged.delete(keyOf(item));
  const kept = patch.filter((item) => !isDeletion(item));
  for (const item of kept) {
    const key = keyOf(item);
    merged.set(key, schema.patchKey === '' ? item : strategicMerge(schema.items, merged.get(key), item));
  }
  const items = [...merged.values()];
  return ordered(schema, items, { order: Array.isArray(order) ? order : kept, server: target });
}

/** A list merges by a key that one of its entries lacks. */
export class MergeKeyError extends Error {
  override readonly name = 'MergeKeyError';
  constructor(key: string, item: unknown) {
    super(`map: ${goMap(item)} does not contain declared merge key: ${key}`);
  }
}

/** A value as Go's `%+v` prints it. */
export function goMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  if (!isFields(value)) return String(value ?? '<nil>');
  return `map[${Object.keys(value)
    .sort()
    .map((key) => `${key}:${goMap(value[key])}`)
    .join(' ')}]`;
}

/** Entries that the patch orders stand in that order; those that only the server has keep their place among their neighbours. */
function ordered(
  schema: ListSchema,
  items: readonly unknown[],
  { order, server }: { readonly order: unknown; readonly server: readonly unknown[] },
): readonly unknown[] {
  if (!Array.isArray(order)) return items;
  const rank = new Map(order.map((item, index) => [entryKey(schema, item) ?? '', index]));
  const keyed = (item: unknown) => entryKey(schema, item) ?? '';
  const place = new Map(server.map((item, index) => [keyed(item), index]));
  const inPatch = items
    .filter((item) => rank.has(keyed(item)))
    .sort((a, b) => (rank.get(keyed(a)) ?? 0) - (rank.get(keyed(b)) ?? 0));
  const serverOnly = items.filter((item) => !rank.has(keyed(item)));
  const result: unknown[] = [];
  while (inPatch.length > 0 || serverOnly.length > 0) {
    const [first] = inPatch;
    const [other] = serverOnly;
    const takesOther =
      other !== undefined && (first === undefined || (place.get(keyed(other)) ?? -1) < (place.get(keyed(first)) ?? -1));
    result.push(takesOther ? serverOnly.shift() : inPatch.shift());
  }
  return result;
}

function isDirective(item: unknown): boolean {
  return isFields(item) && item['$patch'] !== undefined && Object.keys(item).length === 1;
}
