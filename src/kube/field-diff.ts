import { deepEqual } from './deep-equal.js';
import {
  ALWAYS_THERE,
  byElement,
  elementOf,
  type Fields,
  fieldElement,
  fieldSchema,
  isAlike,
  isAtomic,
  type List,
  type Owned,
} from './field-elements.js';
import { type FieldSet, LEAF, node } from './field-set.js';
import type { ListSchema, Schema } from './schema.js';

/** What a write changed: fields that are new or different, and fields that are gone. */
export interface FieldDiff {
  readonly changed: FieldSet;
  readonly removed: FieldSet;
}

/** Compares two states of an object by its schema. Parts that both share cost nothing. */
export function diffFields(schema: Schema, before: object, after: object, owned: Owned): FieldDiff {
  const { changed = LEAF, removed = LEAF } = diffRecords(schema, {
    old: before as Fields,
    next: after as Fields,
    owned,
  });
  return { changed, removed };
}

interface Sets {
  readonly changed?: FieldSet | undefined;
  readonly removed?: FieldSet | undefined;
}

const NONE: Sets = {};

type Collected = { changed?: Record<string, FieldSet>; removed?: Record<string, FieldSet> };

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
      ? diffLists(schema, was ? (before as List) : NO_ITEMS, is ? (after as List) : NO_ITEMS)
      : diffRecords(schema, { old: was ? (before as Fields) : NO_FIELDS, next: is ? (after as Fields) : NO_FIELDS });
  if (was === is || isThere) return below;
  return { changed: node(is, below.changed), removed: node(was, below.removed) };
}

const NO_ITEMS: List = [];
const NO_FIELDS: Fields = {};

interface Sides {
  readonly old: Fields;
  readonly next: Fields;
  readonly owned?: Owned | undefined;
}

function diffRecords(schema: Schema, sides: Sides): Sets {
  const { old, next } = sides;
  const found: Collected = {};
  for (const key in next) if (old[key] !== next[key]) diffField(schema, key, sides, found);
  for (const key in old) if (!(key in next)) diffField(schema, key, sides, found);
  return found;
}

function diffField(schema: Schema, key: string, { old, next, owned }: Sides, found: Collected): void {
  const below = owned?.has(key) === false ? undefined : fieldSchema(schema, key);
  if (below === undefined) return;
  const sets =
    owned !== undefined && key === 'metadata'
      ? diffRecords(below, {
          old: (old[key] as Fields | undefined) ?? NO_FIELDS,
          next: (next[key] as Fields | undefined) ?? NO_FIELDS,
          owned: owned.metadata,
        })
      : diff(below, old[key], next[key], schema.type === 'object' && ALWAYS_THERE.has(key));
  if (sets !== NONE) collect(found, fieldElement(schema, key), sets);
}

/** Longer lists are compared through maps. */
const SHORT = 16;

function diffLists(schema: ListSchema, old: List, next: List): Sets {
  if (schema.listType !== 'map' || old.length > SHORT || next.length > SHORT) return diffElements(schema, old, next);
  const found: Collected = {};
  next.forEach((item, at) => {
    const sets = diff(schema.items, lastAlike(schema, old, item, -1), item, false);
    if (sets !== NONE && lastAlike(schema, next, item, at) === undefined) collect(found, elementOf(schema, item), sets);
  });
  old.forEach((item, at) => {
    if (lastAlike(schema, next, item, -1) === undefined && lastAlike(schema, old, item, at) === undefined)
      collect(found, elementOf(schema, item), diff(schema.items, item, undefined, false));
  });
  return found;
}

/** The last item after `at` with the same keys: of two such items the last one counts. */
function lastAlike(schema: ListSchema, items: List, item: unknown, at: number): unknown {
  for (let last = items.length - 1; last > at; last -= 1) if (isAlike(schema, items[last], item)) return items[last];
  return undefined;
}

function diffElements(schema: ListSchema, before: List, after: List): Sets {
  const old = byElement(schema, before);
  const next = byElement(schema, after);
  const found: Collected = {};
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

function collect(found: Collected, element: string, { changed, removed }: Sets): void {
  if (changed !== undefined) {
    found.changed ??= {};
    found.changed[element] = changed;
  }
  if (removed !== undefined) {
    found.removed ??= {};
    found.removed[element] = removed;
  }
}
