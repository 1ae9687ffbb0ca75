import { deepEqual } from '../../kube/deep-equal.js';
import type { FieldError } from '../../kube/field-error.js';
import { invalidObject } from '../../kube/invalid-object.js';
import type { ManagedFieldsEntry } from '../../kube/managed-fields.js';
import { rfc3339 } from '../../kube/rfc3339.js';
import { type Habit, trackUpdate } from '../../kube/server-side-apply.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Sim } from '../../sim/index.js';
import { keyOf } from '../control/keys.js';
import type { Allocators } from '../kinds/kind.js';
import type { Store } from '../store/store.js';
import type { Admission } from './admission.js';
import { alreadyExists, conflict, internalError, notFound, staleObject } from './errors.js';
import type { Served } from './kind-registry.js';
import { isReadyToVanish } from './object-deleter.js';
import { keptMeta, newMeta } from './object-meta.js';

/** Who writes, and how. */
export interface Author {
  readonly user: string;
  /** Owner of the fields in managedFields. */
  readonly manager: string;
  readonly dryRun: boolean;
  /** A loop of the control plane: what it hands in it never changes afterwards. */
  readonly isLoop?: boolean;
}

interface UpdateOptions {
  readonly subresource?: string;
  /** Set by server-side apply, which keeps its own book of owners. */
  readonly managedFields?: readonly ManagedFieldsEntry[];
}

/** The path of every write: admission, defaults, the kind's preparation, validation, allocation, store. */
export interface ObjectWriter {
  create(served: Served, object: KubeObject, author: Author, managedFields?: readonly ManagedFieldsEntry[]): KubeObject;
  /** `object` as the client wants it; what clients may not change is taken from the stored one. */
  update(served: Served, object: KubeObject, author: Author, options?: UpdateOptions): KubeObject;
}

interface Parts {
  readonly sim: Pick<Sim, 'now' | 'epoch' | 'random'>;
  readonly store: Store;
  readonly allocators: Allocators;
  readonly admission: Admission;
  /** By manager, resource and subresource. */
  readonly habits: Map<string, Habit>;
}

const SUFFIX_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

export function createObjectWriter(given: Omit<Parts, 'habits'>): ObjectWriter {
  const parts: Parts = { ...given, habits: new Map() };
  return {
    create: (served, object, author, managedFields) => create(parts, { served, object, author, managedFields }),
    update: (served, object, author, options = {}) => update(parts, { served, object, author, options }),
  };
}

function create(
  parts: Parts,
  {
    served,
    object,
    author,
    managedFields,
  }: {
    readonly served: Served;
    readonly object: KubeObject;
    readonly author: Author;
    readonly managedFields?: readonly ManagedFieldsEntry[] | undefined;
  },
): KubeObject {
  const { kind } = served;
  if (object.metadata.resourceVersion)
    throw internalError('resourceVersion should not be set on objects to be created');
  const time = now(parts);
  const defaulted = parts.admission.defaults(served, kind.defaults(named(parts, served, object)));
  const owners = managedFields ?? ownersOfNew(parts, served, { object: defaulted, author, time });
  const admitted = parts.admission.create(served, defaulted, author.user);
  const complete: KubeObject = {
    ...admitted,
    metadata: newMeta(admitted.metadata, {
      uid: parts.sim.random.uuid(),
      generation: kind.generation ? 1 : undefined,
      creationTimestamp: time,
      managedFields: owners,
    }),
  };
  return allocating(parts, { kind, author }, () => {
    const allocated = kind.allocate?.(complete, undefined, parts.allocators) ?? complete;
    const prepared = kind.prepareCreate?.(allocated) ?? allocated;
    refuse(served, prepared, kind.validateCreate(prepared));
    parts.admission.validate(served, prepared);
    const key = keyOf(prepared);
    if (parts.store.get(served.resource, key) !== undefined) throw alreadyExists(kind, prepared.metadata.name ?? '');
    return author.dryRun ? unversioned(prepared) : parts.store.put(served.resource, prepared, key);
  });
}

function ownersOfNew(
  parts: Parts,
  { kind, apiVersion, resource }: Served,
  { object, author, time }: { readonly object: KubeObject; readonly author: Author; readonly time: string },
): readonly ManagedFieldsEntry[] {
  const { manager } = author;
  const habit = habitOf(parts, author, resource);
  return trackUpdate(undefined, object, { manager, apiVersion, time, schema: kind.schema, entries: [], habit });
}

/** Objects of one kind from one loop are often alike. */
function habitOf({ habits }: Parts, { manager, isLoop }: Author, what: string): Habit | undefined {
  if (!isLoop) return undefined;
  const hand = `${manager} ${what}`;
  const known = habits.get(hand);
  if (known !== undefined) return known;
  const made: Habit = {};
  habits.set(hand, made);
  return made;
}

interface Update {
  readonly served: Served;
  readonly object: KubeObject;
  readonly author: Author;
  readonly options: UpdateOptions;
}

function update(parts: Parts, { served, object, author, options }: Update): KubeObject {
  const { kind, resource } = served;
  const { subresource } = options;
  const key = keyOf(object);
  const old = parts.store.get(resource, key);
  if (old === undefined) throw notFound(kind, object.metadata.name ?? '');
  checkPreconditions(served, object, old);
  const wanted = withKeptMeta(object, old);
  // A subresource leaves the rest as it is stored, which has its defaults already.
  const complete =
    subresource === undefined ? kind.defaults(wanted) : onlySubresource(wanted, old, { subresource, served });
  const admitted = parts.admission.update(served, complete, old);
  return allocating(parts, { kind, author }, () => {
    const prepared = subresource === undefined ? preparedUpdate(parts, served, { object: admitted, old }) : admitted;
    // A status write may change annotations, but asks for nothing new.
    // A binding is no change of what somebody wants.
    const isWish = subresource !== 'status' && subresource !== 'binding';
    const counted = isWish ? withGeneration(served, prepared, old) : prepared;
    const part = kind.parts?.[subresource ?? ''];
    const validate =
      subresource === 'status' ? (kind.validateStatus ?? (() => [])) : (part?.validate ?? kind.validateUpdate);
    if (subresource !== 'binding' && subresource !== 'finalize') refuse(served, counted, validate(counted, old));
    if (subresource === undefined) parts.admission.validate(served, counted, old);
    const isSame = isSameButBook(counted, old);
    if (isSame && options.managedFields === undefined) return old;
    const entries = options.managedFields ?? ownersAfter(parts, { served, object, author, options }, { old, admitted });
    if (isSame && deepEqual(entries, bookOf(old))) return old;
    const signed = { ...counted, metadata: { ...counted.metadata, managedFields: entries } };
    if (author.dryRun) return signed;
    if (!isReadyToVanish(signed)) return parts.store.put(resource, signed, key);
    kind.allocate?.(undefined, signed, parts.allocators);
    return parts.store.remove(resource, signed);
  });
}

/** What a kind was handed out is given back when the write fails. */
function allocating<T>(
  { allocators }: Parts,
  { kind, author }: { readonly kind: Served['kind']; readonly author: Author },
  write: () => T,
): T {
  return kind.allocate === undefined ? write() : allocators.transaction(write, author);
}

/** Who changes no more than what he read brings the metadata that is stored. */
function withKeptMeta(object: KubeObject, old: KubeObject): KubeObject {
  if (object.metadata === old.metadata) return object;
  return { ...object, metadata: keptMeta(object.metadata, old.metadata) };
}

function preparedUpdate(
  { allocators }: Parts,
  { kind }: Served,
  { object, old }: { readonly object: KubeObject; readonly old: KubeObject },
): KubeObject {
  const allocated = kind.allocate?.(object, old, allocators) ?? object;
  return kind.prepareUpdate?.(allocated, old) ?? allocated;
}

function ownersAfter(
  parts: Parts,
  { served, object, author, options }: Update,
  { old, admitted }: { readonly old: KubeObject; readonly admitted: KubeObject },
): readonly ManagedFieldsEntry[] {
  const { manager } = author;
  const subresource = options.subresource === 'binding' ? undefined : options.subresource;
  const before = bookOf(object) ?? bookOf(old) ?? NO_BOOK;
  // Somebody's first write of an object and his later ones are two different hands.
  const what = `${served.resource} ${subresource ?? ''} ${hasEntry(before, manager, subresource) ? 'again' : ''}`;
  return trackUpdate(old, admitted, {
    manager,
    apiVersion: served.apiVersion,
    time: now(parts),
    schema: served.kind.schema,
    entries: before,
    habit: habitOf(parts, author, what),
    subresource,
  });
}

function hasEntry(book: readonly ManagedFieldsEntry[], manager: string, subresource: string | undefined): boolean {
  for (const entry of book) if (entry.manager === manager && entry.subresource === subresource) return true;
  return false;
}

function named({ sim }: Parts, { kind, apiVersion }: Served, object: KubeObject): KubeObject {
  const { name, generateName } = object.metadata;
  const given = name !== undefined && name !== '';
  if (given && object.apiVersion === apiVersion && object.kind === kind.kind) return object;
  const made = given || !generateName ? name : `${generateName.slice(0, 58)}${sim.random.text(5, SUFFIX_LETTERS)}`;
  const metadata = made ? { ...object.metadata, name: made } : object.metadata;
  return { ...object, apiVersion, kind: kind.kind, metadata };
}

/** What a dry run would have made was never written. */
function unversioned(object: KubeObject): KubeObject {
  const { resourceVersion: _version, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function checkPreconditions({ kind }: Served, object: KubeObject, old: KubeObject): void {
  const { name = '', uid, resourceVersion } = object.metadata;
  if (uid && uid !== old.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`;
    throw conflict(kind, name, why);
  }
  if (!resourceVersion && kind.unconditionalUpdate === false) {
    const detail = 'must be specified for an update';
    throw invalidObject(kind, name, [{ type: 'Invalid', field: 'metadata.resourceVersion', value: 0, detail }]);
  }
  if (resourceVersion && resourceVersion !== '0' && resourceVersion !== old.metadata.resourceVersion)
    throw staleObject(kind, name);
}

/** A subresource's write changes its own part and, as upstream, metadata; Deployments keep their labels. */
function onlySubresource(
  object: KubeObject,
  old: KubeObject,
  { subresource, served }: { readonly subresource: string; readonly served: Served },
): KubeObject {
  const part = served.kind.parts?.[subresource];
  if (part) return part.prepare(object, old);
  if (subresource !== 'status') return object;
  const { status } = (served.kind.statusDefaults?.(object) ?? object) as { readonly status?: unknown };
  if (object.metadata === old.metadata) return status === undefined ? old : ({ ...old, status } as KubeObject);
  const { labels, ...meta } = object.metadata;
  const keptLabels = served.kind.kind === 'Deployment' ? old.metadata.labels : labels;
  return {
    ...old,
    metadata: { ...meta, ...(keptLabels ? { labels: keptLabels } : {}) },
    ...(status === undefined ? {} : { status }),
  };
}

function withGeneration({ kind }: Served, object: KubeObject, old: KubeObject): KubeObject {
  if (kind.generation === undefined || deepEqual(kind.generation(object), kind.generation(old))) return object;
  return { ...object, metadata: { ...object.metadata, generation: (old.metadata.generation ?? 0) + 1 } };
}

function refuse({ kind }: Served, object: KubeObject, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidObject(kind, object.metadata.name ?? '', errors);
}

function bookOf(object: KubeObject): readonly ManagedFieldsEntry[] | undefined {
  const entries = object.metadata.managedFields as readonly ManagedFieldsEntry[] | undefined;
  for (const { manager } of entries ?? NO_BOOK) {
    if (manager === undefined) return entries?.filter((entry) => entry.manager !== undefined);
  }
  return entries;
}

const NO_BOOK: readonly ManagedFieldsEntry[] = [];

/** Equal but for who owns what, and the version. */
function isSameButBook(a: KubeObject, b: KubeObject): boolean {
  return isSameBut(['metadata'], a, b) && isSameBut(['managedFields', 'resourceVersion'], a.metadata, b.metadata);
}

function isSameBut(ignored: readonly string[], a: object, b: object): boolean {
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  for (const key in left) if (!ignored.includes(key) && !deepEqual(left[key], right[key])) return false;
  for (const key in right) {
    if (right[key] !== undefined && left[key] === undefined && !ignored.includes(key)) return false;
  }
  return true;
}

/** RFC 3339 in whole seconds, as API objects carry times. */
function now({ sim }: Pick<Parts, 'sim'>): string {
  return rfc3339(sim.epoch + sim.now());
}
