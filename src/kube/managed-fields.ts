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
  return [...entries].sort((a, b) => compare(orderOf(a), orderOf(b)));
}

export function makeEntry(
  { manager, operation, apiVersion, subresource }: ManagedFieldsEntry,
  time: string,
  fieldsV1: FieldSet,
): ManagedFieldsEntry {
  return {
    ...(manager === undefined ? {} : { manager }),
    ...(operation === undefined ? {} : { operation }),
    ...(apiVersion === undefined ? {} : { apiVersion }),
    time,
    fieldsType: 'FieldsV1',
    fieldsV1,
    ...(subresource === undefined ? {} : { subresource }),
  };
}

export function isSameWriter(a: ManagedFieldsEntry, b: ManagedFieldsEntry): boolean {
  return (
    a.manager === b.manager &&
    a.operation === b.operation &&
    a.subresource === b.subresource &&
    (a.apiVersion === b.apiVersion || a.operation === 'Apply')
  );
}

function orderOf({ operation, time = '', manager = '', apiVersion = '', subresource = '' }: ManagedFieldsEntry) {
  return [operation ?? '', time, manager, apiVersion, subresource];
}

function compare(a: readonly string[], b: readonly string[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? '';
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
