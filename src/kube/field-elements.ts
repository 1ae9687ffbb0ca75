// How fields and list entries are named and told apart in FieldsV1.
import { deepEqual } from './deep-equal.js';
import type { ListSchema, Schema } from './schema.js';

export type List = readonly unknown[];
export type Fields = Readonly<Record<string, unknown>>;

/** Which fields of an object somebody owns; what lies below them is owned with them, but for metadata. */
export interface Owned {
  has(key: string): boolean;
  readonly metadata?: Owned;
}

/** `k:{"port":80,"protocol":"TCP"}` or `v:"text"`: how a list tells its entries apart. */
export function elementOf(schema: ListSchema, item: unknown): string {
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

/** `f:name`. Fields of structs are few and asked for again and again. */
export function fieldElement(schema: Schema, key: string): string {
  if (schema.type !== 'object') return `f:${key}`;
  const known = ELEMENTS.get(key);
  if (known !== undefined) return known;
  const element = `f:${key}`;
  ELEMENTS.set(key, element);
  return element;
}

/** Of the schema table's names alone, which never change: every world may share them. */
const ELEMENTS = new Map<string, string>();

/** Defaults of list keys that clients leave out. */
const KEY_DEFAULTS: Readonly<Record<string, unknown>> = { protocol: 'TCP' };

/** Whether both would be the same element of the list. */
export function isAlike(schema: ListSchema, a: unknown, b: unknown): boolean {
  for (const key of schema.keys ?? []) {
    const left = (a as Fields | null)?.[key] ?? KEY_DEFAULTS[key];
    const right = (b as Fields | null)?.[key] ?? KEY_DEFAULTS[key];
    if (left !== right && (typeof left !== 'object' || !deepEqual(left, right))) return false;
  }
  return true;
}

/** By element; of two with the same keys the last one counts. */
export function byElement(schema: ListSchema, list: List): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const item of list) found.set(elementOf(schema, item), item);
  return found;
}

/** Structs (not pointers) of upstream's types: they are always there, so nobody brings them into being. */
export const ALWAYS_THERE = new Set([
  'metadata',
  'spec',
  'status',
  'strategy',
  'template',
  'containers',
  'loadBalancer',
]);
