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

/** Who writes: what the entries of one hand have in common. */
export interface FieldWriter {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string | undefined;
}

/** In upstream's order: operation, time, manager, version, subresource. */
export function sortEntries(entries: readonly ManagedFieldsEntry[]): readonly ManagedFieldsEntry[] {
  return entries.every((entry, at) => at === 0 || compare(entries[at - 1] ?? entry, entry) <= 0)
    ? entries
    : [...entries].sort(compare);
}

export function makeEntry(writer: FieldWriter, time: string, fieldsV1: FieldSet): ManagedFieldsEntry {
  const { manager, operation, apiVersion, subresource } = writer;
  const entry = { manager, operation, apiVersion, time, fieldsType: 'FieldsV1' as const, fieldsV1 };
  return subresource === undefined ? entry : { ...entry, subresource };
}

export function isSameWriter(a: ManagedFieldsEntry, b: FieldWriter): boolean {
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
