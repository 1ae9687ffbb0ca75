import { elementOf, fieldSchema, isAtomic } from './field-elements.js';
import { type FieldSet, isEmptySet, LEAF, pathsOf } from './field-set.js';
import type { ListSchema, Schema } from './schema.js';

/** What an applier says laid over what is there: atomic parts are replaced, the rest merges by fields, keys and values. */
export function applyValue(schema: Schema, live: unknown, patch: unknown): unknown {
  if (patch === undefined) return live;
  if (live === undefined || live === null || patch === null || isAtomic(schema)) return patch;
  if (schema.type === 'list') return applyList(schema, live as readonly unknown[], patch as readonly unknown[]);
  const merged: Record<string, unknown> = { ...(live as object) };
  for (const [key, value] of Object.entries(patch as object)) {
    const below = fieldSchema(schema, key);
    merged[key] = below === undefined ? value : applyValue(below, merged[key], value);
  }
  return merged;
}

/** The value without the fields of `dropped`; what someone owns stays, and so do the containers of what stays. */
export function removeFields(
  schema: Schema,
  value: unknown,
  { dropped, owned }: { readonly dropped: FieldSet; readonly owned: FieldSet },
): unknown {
  if (isEmptySet(dropped) || typeof value !== 'object' || value === null || isAtomic(schema)) return value;
  const isGone = (element: string) => isMember(dropped[element]) && owned[element] === undefined;
  const sets = (element: string) => ({ dropped: dropped[element] ?? LEAF, owned: owned[element] ?? LEAF });
  if (schema.type === 'list') {
    return (value as readonly unknown[])
      .map((item) => ({ item, element: elementOf(schema, item) }))
      .filter(({ element }) => !isGone(element))
      .map(({ item, element }) =>
        schema.listType === 'set' ? item : removeFields(schema.items, item, childSets(sets(element))),
      );
  }
  const kept: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (isGone(`f:${key}`)) continue;
    const below = fieldSchema(schema, key);
    kept[key] = below === undefined ? item : removeFields(below, item, childSets(sets(`f:${key}`)));
  }
  return kept;
}

/** What a patch says that its schema does not know: `.spec.foo: field not declared in schema`, or a value of the wrong type. */
export function schemaErrors(schema: Schema, value: unknown, path = ''): readonly string[] {
  if (value === null || value === undefined) return [];
  switch (schema.type) {
    case 'list':
      if (!Array.isArray(value)) return [`${path}: expected list, got ${goKind(value)}`];
      return value.flatMap((item, index) => schemaErrors(schema.items, item, path + placeOf(schema, item, index)));
    case 'object':
    case 'map':
      if (typeof value !== 'object' || Array.isArray(value)) return [`${path}: expected map, got ${goKind(value)}`];
      return Object.entries(value).flatMap(([key, item]) => {
        const below = fieldSchema(schema, key);
        return below ? schemaErrors(below, item, `${path}.${key}`) : [`${path}.${key}: field not declared in schema`];
      });
    case 'integer':
    case 'number':
      return typeof value === 'number' ? [] : [`${path}: expected numeric (int or float), got ${goKind(value)}`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${path}: expected boolean, got ${goKind(value)}`];
    case 'string':
      return typeof value === 'string' ? [] : [`${path}: expected string, got ${goValue(value)}`];
    default:
      return [];
  }
}

function placeOf(schema: ListSchema, item: unknown, index: number): string {
  const element = isAtomic(schema) ? undefined : elementOf(schema, item);
  return element === undefined ? `[${index}]` : pathsOf({ [element]: LEAF }).join('');
}

function goKind(value: unknown): string {
  if (typeof value === 'object') return Array.isArray(value) ? 'list' : 'map';
  return typeof value === 'string' ? 'string' : goValue(value);
}

function goValue(value: unknown): string {
  return `&value.valueUnstructured{Value:${JSON.stringify(value)}}`;
}

function applyList(schema: ListSchema, live: readonly unknown[], patch: readonly unknown[]): unknown[] {
  const wanted = new Map(patch.map((item) => [elementOf(schema, item), item]));
  const merged = live.map((item) => {
    const element = elementOf(schema, item);
    const change = wanted.get(element);
    wanted.delete(element);
    return change === undefined ? item : applyValue(schema.items, item, change);
  });
  return [...merged, ...wanted.values()];
}

function childSets({ dropped, owned }: { readonly dropped: FieldSet; readonly owned: FieldSet }) {
  return { dropped: onlyBelow(dropped), owned };
}

function onlyBelow(set: FieldSet): FieldSet {
  const { '.': _self, ...below } = set;
  return below;
}

function isMember(set: FieldSet | undefined): boolean {
  return set !== undefined && (set['.'] !== undefined || isEmptySet(set));
}
