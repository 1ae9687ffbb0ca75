import {
  ALWAYS_THERE,
  byElement,
  elementOf,
  type Fields,
  fieldElement,
  fieldSchema,
  isAtomic,
  type List,
  type Owned,
} from './field-elements.js';
import { type FieldSet, isEmptySet, LEAF, node } from './field-set.js';
import type { Schema } from './schema.js';

/** The fields that come into being with an object, in order: what its creator owns. `known` itself when it says the same. */
export function fieldsOfNew(schema: Schema, value: object, owned: Owned, known?: FieldSet): FieldSet {
  const subject = { value, isThere: true, owned };
  if (known !== undefined && isCreated(schema, subject, known)) return known;
  return created(schema, subject) ?? LEAF;
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

/** Whether `created` would give that set. */
function isCreated(schema: Schema, subject: Subject, set: FieldSet | undefined): boolean {
  const { value, isThere, owned } = subject;
  if (value === undefined || value === null) return set === undefined;
  if (isAtomic(schema)) return set !== undefined && isEmptySet(set);
  if (set === undefined) return isThere && created(schema, subject) === undefined;
  let expected = isThere || isEmptySet(set) ? 0 : 1;
  if (schema.type === 'list') {
    for (const item of value as List) {
      const below = set[elementOf(schema, item)];
      if (below === undefined) return false;
      if (schema.listType !== 'set' && !isCreated(schema.items, { value: item, isThere: false }, below)) return false;
      expected += 1;
    }
  } else {
    const record = value as Fields;
    for (const key in record) {
      const field = owned?.has(key) === false ? undefined : fieldSchema(schema, key);
      if (field === undefined) continue;
      const below = set[fieldElement(schema, key)];
      if (
        isAtomic(field)
          ? !isLeafOf(record[key], below)
          : !isCreated(field, within(subject, schema, key, record[key]), below)
      )
        return false;
      if (below !== undefined) expected += 1;
    }
  }
  return count(set) === expected && (isThere || expected === 0 || set['.'] !== undefined);
}

function isLeafOf(value: unknown, set: FieldSet | undefined): boolean {
  return value === undefined || value === null ? set === undefined : set !== undefined && isEmptySet(set);
}

function count(set: FieldSet): number {
  let size = 0;
  for (const _ in set) size += 1;
  return size;
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
