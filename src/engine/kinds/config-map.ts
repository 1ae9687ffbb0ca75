import { deepEqual } from '../../kube/deep-equal.js';
import { isConfigMapKey } from '../../kube/dns-names.js';
import { ageSince } from '../../kube/duration.js';
import { type FieldError, forbidden, invalid } from '../../kube/field-error.js';
import type { ConfigMap } from '../../kube/shapes/core.js';
import { column, defineKind } from './define-kind.js';
import { metadataErrors } from './metadata.js';

const LARGEST = 1024 * 1024;

export const configMapKind = defineKind<ConfigMap>({
  kind: 'ConfigMap',
  plural: 'configmaps',
  shortNames: ['cm'],
  validateCreate: configMapErrors,
  validateUpdate: (map, old) => [...frozenErrors(map, old), ...configMapErrors(map)],
  columns: [column('Name'), column('Data'), column('Age')],
  cells: ({ metadata, data = {}, binaryData = {} }, now) => [
    metadata.name ?? '',
    Object.keys(data).length + Object.keys(binaryData).length,
    ageSince(metadata.creationTimestamp, now),
  ],
});

function configMapErrors(map: ConfigMap): FieldError[] {
  const { data = {}, binaryData = {} } = map;
  const errors = metadataErrors(map);
  let size = 0;
  for (const [key, value] of Object.entries(data)) {
    errors.push(...keyErrors(key, `data[${key}]`));
    if (key in binaryData) errors.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
    size += value.length;
  }
  for (const [key, value] of Object.entries(binaryData)) {
    errors.push(...keyErrors(key, `binaryData[${key}]`));
    size += value.length;
  }
  if (size > LARGEST) errors.push({ type: 'TooLong', field: '', detail: `may not be more than ${LARGEST} bytes` });
  return errors;
}

export function keyErrors(key: string, path: string): FieldError[] {
  return isConfigMapKey(key).map((detail) => invalid(path, key, detail));
}

type Freezable = { readonly immutable?: boolean; readonly data?: unknown; readonly binaryData?: unknown };

/** What was declared immutable stays, and stays immutable. */
export function frozenErrors(object: Freezable, old: Freezable): FieldError[] {
  if (!old.immutable) return [];
  const detail = 'field is immutable when `immutable` is set';
  return (['immutable', 'data', 'binaryData'] as const)
    .filter((field) => !deepEqual(object[field], old[field]))
    .map((field) => forbidden(field, detail));
}
