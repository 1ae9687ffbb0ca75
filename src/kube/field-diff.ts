import { deepEqual } from './deep-equal.js';
import { type FieldSet, isEmptySet, LEAF, node } from './field-set.js';
import type { ListSchema, ObjectSchema, Schema } from './schema.js';

/** What a write changed: fields that are new or different, and fields that are gone. */
interface FieldDiff {
  readonly changed: FieldSet;
  readonly removed: FieldSet;
}

/** Compares two states of an object by its schema. Parts that both share cost nothing. */
export function diffFields(schema: Schema, before: unknown, after: unknown): FieldDiff {
  const sets = diff(schema, before ?? {}, after ?? {}, false);
  return { changed: sets.changed ?? LEAF, removed: sets.removed ?? LEAF };
}

/** The fields that come into being with a value, in order: what its creator owns. `known` itself when it says the same. */
export function fieldsOfNew(schema: Schema, value: unknown, known?: FieldSet): FieldSet {
  if (known !== undefined && isCreated(schema, value, { isThere: true, set: known })) return known;
  return created(schema, value, true) ?? LEAF;
}

/** The fields that a value names: what an applier claims. */
export function fieldsOf(schema: Schema, value: unknown): FieldSet {
  return claimed(schema, value) ?? LEAF;
}

/** `k:{"port":80,"protocol":"TCP"}` or `v:"text"`: how a list tells its entries apart; `undefined` for one that lacks its keys. */
export function elementOf(schema: ListSchema, item: unknown): string | undefined {
  if (schema.listType === 'set') return `v:${JSON.stringify(item)}`;
  const given = item as Readonly<Record<string, unknown>> | null;
  const names = schema.keys ?? [];
  const [only = ''] = names;
  if (names.length === 1 && typeof given?.[only] === 'string') return `k:{"${only}":${JSON.stringify(given[only])}}`;
  const keys: Record<string, unknown> = {};
  for (const key of [...names].sort()) {
    const value = given?.[key] ?? KEY_DEFAULTS[key];
    if (value !== undefined) keys[key] = value;
  }
  return `k:${JSON.stringify(keys)}`;
}

/** Replaced as a whole, owned as a whole. */
export function isAtomic(schema: Schema): boolean {
  if (schema.type === 'list') return schema.listType !== 'map' && schema.listType !== 'set';
  if (schema.type === 'object' || schema.type === 'map') return schema.mapType === 'atomic';
  return true;
}

/** The schema of a field or map entry. */
export function fieldSchema(schema: Schema, key: string): Schema | undefined {
  if (schema.type === 'map') return schema.values;
  return schema.type === 'object' ? schema.fields[key] : undefined;
}

/** Defaults of list keys that clients leave out. */
const KEY_DEFAULTS: Readonly<Record<string, unknown>> = { protocol: 'TCP' };

/** Structs (not pointers) of upstream's types: they are always there, so nobody brings them into being. */
const ALWAYS_THERE = new Set(['metadata', 'spec', 'status', 'strategy', 'template', 'containers', 'loadBalancer']);

interface Sets {
  readonly changed?: FieldSet | undefined;
  readonly removed?: FieldSet | undefined;
}

const NONE: Sets = {};

function diff(schema: Schema, before: unknown, after: unknown, isThere: boolean): Sets {
  if (before === after) return NONE;
  const was = before !== undefined && before !== null;
  const is = after !== undefined && after !== null;
  if (!was && !is) return NONE;
  if (isAtomic(schema)) {
    if (!is) return { removed: LEAF };
    return was && deepEqual(before, after) ? NONE : { changed: LEAF };
  }
  const below =
    schema.type === 'list'
      ? diffLists(schema, was ? before : [], is ? after : [])
      : diffRecords(schema as ObjectSchema, was ? before : {}, is ? after : {});
  return {
    changed: node(is && !was && !isThere, below.changed),
    removed: node(was && !is && !isThere, below.removed),
  };
}

type Collected = { changed: Record<string, FieldSet>; removed: Record<string, FieldSet> };

function diffRecords(schema: Schema, before: unknown, after: unknown): Collected {
  const old = before as Readonly<Record<string, unknown>>;
  const next = after as Readonly<Record<string, unknown>>;
  const found: Collected = { changed: {}, removed: {} };
  for (const key in next) {
    if (old[key] === next[key]) continue;
    const below = fieldSchema(schema, key);
    if (below)
      collect(found, `f:${key}`, diff(below, old[key], next[key], schema.type === 'object' && ALWAYS_THERE.has(key)));
  }
  for (const key in old) {
    if (key in next) continue;
    const below = fieldSchema(schema, key);
    if (below) collect(found, `f:${key}`, diff(below, old[key], undefined, ALWAYS_THERE.has(key)));
  }
  return found;
}

function diffLists(schema: ListSchema, before: unknown, after: unknown): Collected {
  const old = byElement(schema, before);
  const next = byElement(schema, after);
  const found: Collected = { changed: {}, removed: {} };
  for (const [element, item] of next) {
    collect(found, element, diffItems(schema, old.get(element), item));
  }
  for (const [element, item] of old) {
    if (!next.has(element)) collect(found, element, diffItems(schema, item, undefined));
  }
  return found;
}

function diffItems(schema: ListSchema, before: unknown, after: unknown): Sets {
  return schema.listType === 'set'
    ? { changed: before === undefined ? LEAF : undefined, removed: after === undefined ? LEAF : undefined }
    : diff(schema.items, before, after, false);
}

function byElement(schema: ListSchema, list: unknown): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const item of list as readonly unknown[]) found.set(elementOf(schema, item) ?? '', item);
  return found;
}

function created(schema: Schema, value: unknown, isThere: boolean): FieldSet | undefined {
  if (value === undefined || value === null) return undefined;
  if (isAtomic(schema)) return LEAF;
  const fields: Record<string, FieldSet> = isThere ? {} : { '.': LEAF };
  if (schema.type === 'list') {
    for (const [element, item] of inOrder(byElement(schema, value))) {
      const below = schema.listType === 'set' ? LEAF : created(schema.items, item, false);
      if (below !== undefined) fields[element] = below;
    }
  } else {
    const record = value as Readonly<Record<string, unknown>>;
    for (const key of Object.keys(record).sort()) {
      const field = fieldSchema(schema, key);
      const below = field && created(field, record[key], schema.type === 'object' && ALWAYS_THERE.has(key));
      if (below !== undefined) fields[`f:${key}`] = below;
    }
  }
  for (const element in fields) if (element !== '.') return fields;
  return isThere ? undefined : LEAF;
}

/** Whether `created` would give that set. */
function isCreated(
  schema: Schema,
  value: unknown,
  { isThere, set }: { readonly isThere: boolean; readonly set: FieldSet | undefined },
): boolean {
  if (value === undefined || value === null) return set === undefined;
  if (isAtomic(schema)) return set !== undefined && isEmptySet(set);
  if (set === undefined) return isThere && created(schema, value, true) === undefined;
  let expected = isThere || isEmptySet(set) ? 0 : 1;
  if (schema.type === 'list') {
    for (const item of value as readonly unknown[]) {
      const below = set[elementOf(schema, item) ?? ''];
      if (below === undefined) return false;
      if (schema.listType !== 'set' && !isCreated(schema.items, item, { isThere: false, set: below })) return false;
      expected += 1;
    }
  } else {
    const record = value as Readonly<Record<string, unknown>>;
    for (const key in record) {
      const field = fieldSchema(schema, key);
      if (field === undefined) continue;
      const below = set[`f:${key}`];
      const isFieldThere = schema.type === 'object' && ALWAYS_THERE.has(key);
      if (!isCreated(field, record[key], { isThere: isFieldThere, set: below })) return false;
      if (below !== undefined) expected += 1;
    }
  }
  return count(set) === expected && (isThere || expected === 0 || set['.'] !== undefined);
}

function count(set: FieldSet): number {
  let size = 0;
  for (const _ in set) size += 1;
  return size;
}

function inOrder(items: ReadonlyMap<string, unknown>): readonly (readonly [string, unknown])[] {
  return items.size < 2 ? [...items] : [...items].sort(([a], [b]) => (a < b ? -1 : 1));
}

function collect(found: Collected, element: string, { changed, removed }: Sets): void {
  if (changed !== undefined) found.changed[element] = changed;
  if (removed !== undefined) found.removed[element] = removed;
}

function claimed(schema: Schema, value: unknown): FieldSet | undefined {
  if (isAtomic(schema) || value === null) return LEAF;
  if (schema.type === 'list') {
    const items: Record<string, FieldSet> = {};
    for (const item of value as readonly unknown[]) {
      const below = schema.listType === 'set' ? LEAF : claimed(schema.items, item);
      items[elementOf(schema, item) ?? ''] =
        node(true, below === undefined || isEmptySet(below) ? undefined : below) ?? LEAF;
    }
    return items;
  }
  const fields: Record<string, FieldSet> = {};
  for (const [key, item] of Object.entries(value as object)) {
    const below = fieldSchema(schema, key);
    const set = below === undefined || item === undefined ? undefined : claimed(below, item);
    if (set !== undefined) fields[`f:${key}`] = set;
  }
  return fields;
}
