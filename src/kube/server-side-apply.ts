import { apiError } from './api-error.js';
import { applyValue, removeFields, schemaErrors } from './apply-merge.js';
import { deepEqual, kept } from './deep-equal.js';
import { fieldsOf, fieldsOfNew, type Made } from './field-claims.js';
import { diffFields, type FieldDiff } from './field-diff.js';
import type { Owned } from './field-elements.js';
import { difference, type FieldSet, intersection, isEmptySet, LEAF, pathsOf, sortedSet, union } from './field-set.js';
import { type FieldWriter, isSameWriter, type ManagedFieldsEntry, makeEntry, sortEntries } from './managed-fields.js';
import type { ObjectSchema, Schema } from './schema.js';
import type { KubeObject } from './shapes/meta.js';

/** Who writes, and the book of owners before it. */
interface FieldWrite {
  readonly manager: string;
  readonly apiVersion: string;
  readonly time: string;
  readonly subresource?: string | undefined;
  readonly schema: Schema;
  readonly entries: readonly ManagedFieldsEntry[];
  /** What the same writer did last to such objects; the new write is noted in it. */
  readonly habit?: Habit | undefined;
}

/** Like writes share their sets of fields. It holds nothing that the objects do not say. */
export interface Habit {
  made?: Made & { readonly book: readonly ManagedFieldsEntry[] };
  step?: Step;
}

/** What a write did to the set of its writer. */
interface Step {
  readonly before: FieldSet;
  readonly changed: FieldSet;
  readonly removed: FieldSet;
  readonly after: FieldSet;
}

/** The book of owners after a create, update or patch that is not an apply. */
export function trackUpdate(
  live: KubeObject | undefined,
  next: KubeObject,
  write: FieldWrite,
): readonly ManagedFieldsEntry[] {
  const writer = writerOf(write, 'Update');
  if (live === undefined && write.entries.length === 0) {
    return bookOfNew(next, writer, write);
  }
  const { changed, removed } = diffFields(write.schema, live ?? NOTHING, next, ownedBy(write));
  if (isEmptySet(changed) && isEmptySet(removed)) return write.entries;
  const touched = union(changed, removed);
  const book: ManagedFieldsEntry[] = [];
  let before = LEAF;
  for (const entry of write.entries) {
    const { fieldsV1 = LEAF } = entry;
    const isOwn = isSameWriter(entry, writer);
    if (isOwn) before = fieldsV1;
    if (isOwn && !isEmptySet(changed)) continue;
    const left = withFields(entry, difference(fieldsV1, isOwn ? removed : touched));
    if (isNotEmpty(left)) book.push(left);
  }
  if (isEmptySet(changed)) return book;
  book.push(makeEntry(writer, write.time, fieldsAfter(before, { changed, removed }, write.habit)));
  return sortEntries(book);
}

function bookOfNew(
  next: KubeObject,
  writer: FieldWriter,
  { schema, time, habit = {}, ...write }: FieldWrite,
): readonly ManagedFieldsEntry[] {
  const { made } = habit;
  const fields = fieldsOfNew(schema, next, ownedBy({ schema, time, ...write }), made);
  if (made?.fields === fields && made.book[0]?.time === time) return made.book;
  const book = isEmptySet(fields) ? [] : [makeEntry(writer, time, fields)];
  habit.made = { sample: made?.fields === fields ? made.sample : next, fields, book };
  return book;
}

function fieldsAfter(before: FieldSet, { changed, removed }: FieldDiff, habit: Habit = {}): FieldSet {
  const { step } = habit;
  if (step?.before === before && deepEqual(step.changed, changed) && deepEqual(step.removed, removed))
    return step.after;
  const left = inOrder(before, difference(before, removed));
  const after = kept(step?.after, inOrder(left, union(left, changed)));
  habit.step = { before, changed, removed, after };
  return after;
}

interface Applied {
  readonly object: KubeObject;
  readonly entries: readonly ManagedFieldsEntry[];
}

/** Server-side apply of a patch whose fields are all declared. Throws a Conflict with upstream's message. */
export function applyPatch(
  live: KubeObject | undefined,
  patch: KubeObject,
  { force, ...write }: FieldWrite & { readonly force: boolean },
): Applied {
  const writer = writerOf(write, 'Apply');
  const claims = fieldsOf(write.schema, patch, ownedBy(write));
  const merged = applyValue(write.schema, live ?? bare(patch), patch) as KubeObject;
  const others = write.entries.filter((entry) => !isSameWriter(entry, writer));
  const mine = write.entries.find((entry) => isSameWriter(entry, writer));
  const { changed } = diffFields(write.schema, live ?? NOTHING, merged, ownedBy(write));
  if (!force) refuseConflicts(others, changed);
  const kept = others.map((entry) => withFields(entry, difference(entry.fieldsV1 ?? LEAF, changed))).filter(isNotEmpty);
  const owned = kept.reduce((all, { fieldsV1 = LEAF }) => union(all, fieldsV1), claims);
  const dropped = difference(mine?.fieldsV1 ?? LEAF, owned);
  const object = removeFields(write.schema, merged, { dropped, owned }) as KubeObject;
  const fields = sortedSet(claims);
  const isSame = mine !== undefined && JSON.stringify(sortedSet(mine.fieldsV1 ?? LEAF)) === JSON.stringify(fields);
  const entry = isSame && isEmptySet(changed) ? mine : makeEntry(writer, write.time, fields);
  return { object, entries: sortEntries(isEmptySet(fields) ? kept : [...kept, entry]) };
}

/** Throws for fields that the schema does not have, and values of the wrong type. */
export function checkDeclared(schema: Schema, patch: KubeObject, apiVersion: string): void {
  const errors = schemaErrors(schema, patch);
  if (errors.length === 0) return;
  const { name = '', namespace = '' } = patch.metadata ?? {};
  const version = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`;
  const why = errors.length === 1 ? errors[0] : `errors:${errors.map((error) => `\n  ${error}`).join('')}`;
  throw apiError(
    'Unknown',
    `failed to create typed patch object (${namespace}/${name}; ${version}, Kind=${patch.kind}): ${why}`,
  );
}

function writerOf({ manager, apiVersion, subresource }: FieldWrite, operation: 'Apply' | 'Update'): FieldWriter {
  return { manager, operation, apiVersion, subresource };
}

/** Metadata of the system, which nobody owns. */
const UNTRACKED_META = new Set([
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
]);

function ownedBy({ subresource, schema }: FieldWrite): Owned {
  if ((schema as ObjectSchema).fields?.['status'] === undefined) return OF_ALL;
  return subresource === 'status' ? OF_STATUS : OF_SPEC;
}

const metadata: Owned = { has: (key) => !UNTRACKED_META.has(key) };
const isBody = (key: string) => key !== 'apiVersion' && key !== 'kind';
const OF_ALL: Owned = { metadata, has: isBody };
const OF_SPEC: Owned = { metadata, has: (key) => isBody(key) && key !== 'status' };
const OF_STATUS: Owned = { metadata, has: (key) => key === 'metadata' || key === 'status' };
const NOTHING = {};

function refuseConflicts(others: readonly ManagedFieldsEntry[], changed: FieldSet): void {
  const conflicts = others.flatMap((entry) =>
    pathsOf(intersection(entry.fieldsV1 ?? LEAF, changed)).map((path) => ({ manager: printedManager(entry), path })),
  );
  const [first] = conflicts;
  if (first === undefined) return;
  const managers = [...new Set(conflicts.map(({ manager }) => manager))].sort();
  const lists = managers.map((manager) =>
    [
      `conflicts with ${manager}:`,
      ...conflicts.filter((found) => found.manager === manager).map(({ path }) => `- ${path}`),
    ].join('\n'),
  );
  const message =
    conflicts.length === 1
      ? `Apply failed with 1 conflict: conflict with ${first.manager}: ${first.path}`
      : `Apply failed with ${conflicts.length} conflicts: ${lists.join('\n')}`;
  throw apiError('Conflict', message, {
    causes: conflicts.map(({ manager, path }) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${manager}`,
      field: path,
    })),
  });
}

function printedManager({ manager = '', subresource, operation, apiVersion, time }: ManagedFieldsEntry): string {
  const name = JSON.stringify(manager) + (subresource ? ` with subresource ${JSON.stringify(subresource)}` : '');
  if (operation !== 'Update') return name;
  return `${name} using ${apiVersion}${time === undefined ? '' : ` at ${time}`}`;
}

function bare({ apiVersion, kind }: KubeObject): KubeObject {
  return { apiVersion, kind, metadata: {} };
}

function inOrder(before: FieldSet, after: FieldSet): FieldSet {
  return after === before ? before : sortedSet(after);
}

function withFields(entry: ManagedFieldsEntry, fieldsV1: FieldSet): ManagedFieldsEntry {
  return fieldsV1 === entry.fieldsV1 ? entry : { ...entry, fieldsV1: sortedSet(fieldsV1) };
}

function isNotEmpty({ fieldsV1 = LEAF }: ManagedFieldsEntry): boolean {
  return !isEmptySet(fieldsV1);
}
