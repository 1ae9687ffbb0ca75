import { deepEqual } from '../../kube/deep-equal.js';
import {
  isDNS1123Label,
  isDNS1123Subdomain,
  isLabelValue,
  isQualifiedName,
  maskTrailingDash,
} from '../../kube/dns-names.js';
import { type FieldError, forbidden, invalid, required } from '../../kube/field-error.js';
import type { KubeObject, ObjectMeta, OwnerReference } from '../../kube/shapes/meta.js';

/** The rules of apimachinery's `ValidateObjectMeta`, in its order. `check` is the kind's rule for names. */
export function metadataErrors(
  { metadata }: KubeObject,
  { namespaced = true, check = isDNS1123Subdomain }: { namespaced?: boolean; check?: NameCheck } = {},
  path = 'metadata',
): FieldError[] {
  const errors: FieldError[] = [];
  if (metadata.generateName) {
    const masked = maskTrailingDash(metadata.generateName);
    for (const detail of check(masked)) errors.push(invalid(`${path}.generateName`, metadata.generateName, detail));
  }
  if (!metadata.name) errors.push(required(`${path}.name`, 'name or generateName is required'));
  else for (const detail of check(metadata.name)) errors.push(invalid(`${path}.name`, metadata.name, detail));
  errors.push(...namespaceErrors(metadata, namespaced, path));
  if ((metadata.generation ?? 0) < 0) {
    errors.push(invalid(`${path}.generation`, metadata.generation, 'must be greater than or equal to 0'));
  }
  return [...errors, ...commonErrors(metadata, path)];
}

type NameCheck = (name: string) => string[];

/** The rules that a template's metadata obeys, too. */
export function commonErrors(metadata: ObjectMeta, path: string): FieldError[] {
  if (!metadata.labels && !metadata.annotations && !metadata.ownerReferences && !metadata.finalizers) return [];
  return [
    ...labelErrors(metadata.labels, `${path}.labels`),
    ...annotationErrors(metadata.annotations, `${path}.annotations`),
    ...ownerErrors(metadata.ownerReferences ?? [], `${path}.ownerReferences`),
    ...finalizerErrors(metadata.finalizers ?? [], `${path}.finalizers`),
  ];
}

/** What `BeforeUpdate` asks of every kind: nothing that is fixed may change. */
export function metadataUpdateErrors({ metadata }: KubeObject, { metadata: old }: KubeObject): FieldError[] {
  if (metadata === old) return [];
  const errors: FieldError[] = [];
  const added = (metadata.finalizers ?? []).filter((finalizer) => !old.finalizers?.includes(finalizer));
  if (old.deletionTimestamp && added.length > 0) {
    const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${JSON.stringify(added)}`;
    errors.push(forbidden('metadata.finalizers', detail));
  }
  for (const field of FIXED) {
    if (!deepEqual(metadata[field], old[field])) {
      errors.push(invalid(`metadata.${field}`, metadata[field] ?? '', 'field is immutable'));
    }
  }
  if ((metadata.generation ?? 0) < (old.generation ?? 0)) {
    errors.push(invalid('metadata.generation', metadata.generation, 'must not be decremented'));
  }
  const { labels, annotations, ownerReferences } = metadata;
  return [
    ...errors,
    ...(labels === old.labels ? [] : labelErrors(labels, 'metadata.labels')),
    ...(annotations === old.annotations ? [] : annotationErrors(annotations, 'metadata.annotations')),
    ...ownerErrors(ownerReferences ?? [], 'metadata.ownerReferences'),
  ];
}

const FIXED = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const satisfies readonly (keyof ObjectMeta)[];

export function labelErrors(labels: Readonly<Record<string, string>> | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(labels ?? {})) {
    for (const detail of isQualifiedName(key)) errors.push(invalid(path, key, detail));
    for (const detail of isLabelValue(value)) errors.push(invalid(path, value, detail));
  }
  return errors;
}

function annotationErrors(annotations: Readonly<Record<string, string>> | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const [key, value] of Object.entries(annotations ?? {})) {
    for (const detail of isQualifiedName(key.toLowerCase())) errors.push(invalid(path, key, detail));
    size += key.length + value.length;
  }
  if (size > 256 * 1024) {
    errors.push({ type: 'TooLong', field: path, detail: 'may not be more than 262144 bytes' });
  }
  return errors;
}

function namespaceErrors({ namespace }: ObjectMeta, namespaced: boolean, path: string): FieldError[] {
  if (!namespaced) return namespace ? [forbidden(`${path}.namespace`, 'not allowed on this type')] : [];
  if (!namespace) return [required(`${path}.namespace`)];
  return isDNS1123Label(namespace).map((detail) => invalid(`${path}.namespace`, namespace, detail));
}

function ownerErrors(owners: readonly OwnerReference[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  let controller: string | undefined;
  for (const [index, owner] of owners.entries()) {
    const at = `${path}[${index}]`;
    if (!owner.apiVersion)
      errors.push(invalid(`${at}.apiVersion`, owner.apiVersion ?? '', 'version must not be empty'));
    if (!owner.kind) errors.push(invalid(`${at}.kind`, owner.kind ?? '', 'must not be empty'));
    if (!owner.name) errors.push(invalid(`${at}.name`, owner.name ?? '', 'must not be empty'));
    if (!owner.uid) errors.push(invalid(`${at}.uid`, owner.uid ?? '', 'must not be empty'));
    if (owner.controller !== true) continue;
    if (controller !== undefined) {
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${owner.name}`;
      errors.push(invalid(path, owners, detail));
    }
    controller = owner.name;
  }
  return errors;
}

function finalizerErrors(finalizers: readonly string[], path: string): FieldError[] {
  return finalizers.flatMap((name) => isQualifiedName(name).map((detail) => invalid(path, name, detail)));
}
