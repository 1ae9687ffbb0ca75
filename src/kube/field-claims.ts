import { deepEqual, kept } from './deep-equal.js';
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
import { type FieldSet, isEmptySet, LEAF, node } from './field-set.js';
import type { Schema } from './schema.js';

/** A new object and the fields that its creator owns of it: the next one is often alike. */
export interface Made {
  readonly sample: object;
  readonly fields: FieldSet;
}

/** The fields that come into being with an object, in order: what its creator owns. The very set of the `last` one when it is alike. */
export function fieldsOfNew(schema: Schema, value: object, owned: Owned, last?: Made): FieldSet {
  const isAgain = last !== undefined && isLike(schema, last.sample as Fields, value as Fields, owned);
  return isAgain ? last.fields : kept(last?.fields, created(schema, { value, isThere: true, owned }) ?? LEAF);
}

/** The fields that a value names: what an applier claims. */
export function fieldsOf(schema: Schema, value: object, owned: Owned): FieldSet {
  return claimed(schema, value, owned) ?? LEAF;
}

/** A value that comes into being; with `owned` it is a whole object, or its metadata. */
interface Subject {
  readonly value: unknown;
  readonly isThere: boolean;
  readonly owned?: Owned | undefined;
}

/** What lies in one field of it. */
function within({ owned }: Subject, schema: Schema, key: string, value: unknown): Subject {
  const isThere = schema.type === 'object' && ALWAYS_THERE.has(key);
  return { value, isThere, owned: key === 'metadata' ? owned?.metadata : undefined };
}

function created(schema: Schema, subject: Subject): FieldSet | undefined {
  const { value, isThere, owned } = subject;
  if (value === undefined || value === null) return undefined;
  if (isAtomic(schema)) return LEAF;
  const fields: Record<string, FieldSet> = isThere ? {} : { '.': LEAF };
  if (schema.type === 'list') {
    for (const [element, item] of inOrder(byElement(schema, value as List))) {
      const below = schema.listType === 'set' ? LEAF : created(schema.items, { value: item, isThere: false });
      if (below !== undefined) fields[element] = below;
    }
  } else {
    const record = value as Fields;
    for (const key of Object.keys(record).sort()) {
      const field = owned?.has(key) === false ? undefined : fieldSchema(schema, key);
      const below = field && created(field, within(subject, schema, key, record[key]));
      if (below !== undefined) fields[fieldElement(schema, key)] = below;
    }
  }
  for (const element in fields) if (element !== '.') return fields;
  return isThere ? undefined : LEAF;
}

/** Whether `created` gives the same for both. It may be `false` in vain. */
function isLike(schema: Schema, a: Fields, b: Fields, owned?: Owned): boolean {
  for (const key in b) {
    const [left, right] = [a[key], b[key]];
    if (left === right || (isPlain(left) && isPlain(right)) || owned?.has(key) === false) continue;
    const field = fieldSchema(schema, key);
    if (field !== undefined && !isLikeValue(field, left, right, key === 'metadata' ? owned?.metadata : undefined))
      return false;
  }
  for (const key in a) {
    if (key in b || isNothing(a[key]) || owned?.has(key) === false) continue;
    if (fieldSchema(schema, key) !== undefined) return false;
  }
  return true;
}

function isLikeValue(schema: Schema, left: unknown, right: unknown, owned: Owned | undefined): boolean {
  if (isNothing(left) || isNothing(right)) return isNothing(left) && isNothing(right);
  if (isAtomic(schema)) return true;
  if (schema.type !== 'list') return isLike(schema, left as Fields, right as Fields, owned);
  const [before, after] = [left as List, right as List];
  if (schema.listType === 'set' || before.length !== after.length) return deepEqual(left, right);
  for (let at = 0; at < after.length; at += 1) {
    if (!isAlike(schema, before[at], after[at])) return false;
    if (!isLike(schema.items, before[at] as Fields, after[at] as Fields)) return false;
  }
  return true;
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' && value !== undefined;
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

function inOrder(items: ReadonlyMap<string, unknown>): readonly (readonly [string, unknown])[] {
  return items.size < 2 ? [...items] : [...items].sort(([a], [b]) => (a < b ? -1 : 1));
}

function claimed(schema: Schema, value: unknown, owned?: Owned): FieldSet | undefined {
  if (isAtomic(schema) || value === null) return LEAF;
  if (schema.type === 'list') {
    const items: Record<string, FieldSet> = {};
    for (const item of value as List) {
      const below = schema.listType === 'set' ? LEAF : claimed(schema.items, item);
      items[elementOf(schema, item)] = node(true, below === undefined || isEmptySet(below) ? undefined : below) ?? LEAF;
    }
    return items;
  }
  const fields: Record<string, FieldSet> = {};
  for (const [key, item] of Object.entries(value as object)) {
    const below = owned?.has(key) === false ? undefined : fieldSchema(schema, key);
    const inMeta = key === 'metadata' ? owned?.metadata : undefined;
    const set = below === undefined || item === undefined ? undefined : claimed(below, item, inMeta);
    if (set !== undefined && !(inMeta && isEmptySet(set))) fields[fieldElement(schema, key)] = set;
  }
  return fields;
}
