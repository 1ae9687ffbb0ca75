import type { ObjectMeta } from '../../kube/shapes/meta.js';

/** The client's metadata with the system's part of the stored one. */
export function keptMeta(meta: ObjectMeta, old: ObjectMeta): ObjectMeta {
  const { deletionTimestamp, deletionGracePeriodSeconds, uid, creationTimestamp, generation, resourceVersion } = old;
  const { generateName } = old;
  return newMeta(generateName === undefined ? meta : { ...meta, generateName }, {
    uid,
    resourceVersion,
    generation,
    creationTimestamp,
    deletionTimestamp,
    deletionGracePeriodSeconds,
  });
}

/** In the order of Go's struct, which is the order on the wire. */
export function newMeta(meta: ObjectMeta, made: SystemMeta): ObjectMeta {
  const next: Record<string, unknown> = {};
  if (meta.name !== undefined) next['name'] = meta.name;
  if (meta.generateName !== undefined) next['generateName'] = meta.generateName;
  if (meta.namespace !== undefined) next['namespace'] = meta.namespace;
  if (made.uid !== undefined) next['uid'] = made.uid;
  next['resourceVersion'] = made.resourceVersion ?? '';
  for (const key in made) {
    const value = made[key as keyof ObjectMeta];
    if (value !== undefined && key !== 'managedFields') next[key] = value;
  }
  // Empty labels, annotations, finalizers and owners are left out by Go's `omitempty`.
  for (const key in meta) {
    const value = meta[key as keyof ObjectMeta];
    if (!SYSTEM_META.has(key) && !isEmpty(value)) next[key] = value;
  }
  if (made.managedFields) next['managedFields'] = made.managedFields;
  return next;
}

type SystemMeta = { readonly [Field in keyof ObjectMeta]: ObjectMeta[Field] | undefined };

/** What comes first in metadata, or is not the client's to say. */
const SYSTEM_META = new Set([
  'name',
  'generateName',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
]);

function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === undefined || value === null;
  for (const _ in value) return false;
  return true;
}
