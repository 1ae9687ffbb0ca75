import type { FieldSet } from './field-set.js';

/** One entry of `metadata.managedFields`: who owns which fields. */
export interface ManagedFieldsEntry {
  readonly manager?: string;
  readonly operation?: 'Apply' | 'Update';
  readonly apiVersion?: string;
  readonly time?: string;
  readonly fieldsType?: 'FieldsV1';
  readonly fieldsV1?: FieldSet;
  readonly subresource?: string;
}

/** In upstream's order: operation, time, manager, version, subresource. */
export function sortEntries(entries: readonly ManagedFieldsEntry[]): readonly ManagedFieldsEntry[] {
  return entries.every((entry, at) => at === 0 || compare(entries[at - 1] ?? entry, entry) <= 0)
    ? entries
    : [...entries].sort(compare);
}

export function makeEntry(writer: ManagedFieldsEntry, time: string, fieldsV1: FieldSet): ManagedFieldsEntry {
  const { manager, operation, apiVersion, subresource } = writer;
  const entry: Mutable<ManagedFieldsEntry> = {};
  if (manager !== undefined) entry.manager = manager;
  if (operation !== undefined) entry.operation = operation;
  if (apiVersion !== undefined) entry.apiVersion = apiVersion;
  entry.time = time;
  entry.fieldsType = 'FieldsV1';
  entry.fieldsV1 = fieldsV1;
  if (subresource !== undefined) entry.subresource = subresource;
  return entry;
}

type Mutable<T> = { -readonly [Field in keyof T]: T[Field] };

export function isSameWriter(a: ManagedFieldsEntry, b: ManagedFieldsEntry): boolean {
  return (
    a.manager === b.manager &&
    a.operation === b.operation &&
    a.subresource === b.subresource &&
    (a.apiVersion === b.apiVersion || a.operation === 'Apply')
  );
}

const ORDER = ['operation', 'time', 'manager', 'apiVersion', 'subresource'] as const;

function compare(a: ManagedFieldsEntry, b: ManagedFieldsEntry): number {
  for (const field of ORDER) {
    const left = a[field] ?? '';
    const right = b[field] ?? '';
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
