import type { ApiResponse } from '../../kube/api.js';
import { apiError } from '../../kube/api-error.js';
import type { ResourcePath } from '../../kube/resource-path.js';
import { parseGroupVersion } from '../../kube/resource-path.js';
import { schemaOf } from '../../kube/schema.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { DeleteOptions } from '../control/cluster-api.js';
import { keyOf } from '../control/keys.js';
import type { Store } from '../store/store.js';
import { admitDelete } from './admission.js';
import { authorOf, type Call } from './call.js';
import { DecodeError, decode } from './decode.js';
import { badRequest, notFound } from './errors.js';
import type { Served } from './kind-registry.js';
import type { ObjectDeleter } from './object-deleter.js';
import type { ObjectWriter } from './object-writer.js';
import { presentationOf, presentList, presentObject, respond } from './presentation.js';
import { select, selectionOf } from './selection.js';

export interface VerbParts {
  readonly store: Store;
  readonly writer: ObjectWriter;
  readonly deleteObject: ObjectDeleter;
  /** Now, in ms since 1970. */
  readonly now: () => number;
}

export interface Where {
  readonly served: Served;
  readonly path: ResourcePath;
}

export function createVerb({ writer, now }: VerbParts, call: Call, { served, path }: Where): ApiResponse {
  const presentation = presentationOf(call);
  const author = authorOf(call, 'CreateOptions');
  const { object, warnings } = decodeObject(call, served, call.body(served.kind.kind));
  const created = writer.create(served.stored, inNamespace(served, object, path), author);
  return respond(
    201,
    presentObject(served, created, presentation, now()),
    warningHeaders([...warnings, ...kindWarnings(served, created)]),
  );
}

export function updateVerb(parts: VerbParts, call: Call, { served, path }: Where): ApiResponse {
  const { writer, store, now } = parts;
  const presentation = presentationOf(call);
  const author = authorOf(call, 'UpdateOptions');
  const decoded = decodeObject(call, served, call.body(served.kind.kind));
  const object = withName(inNamespace(served, decoded.object, path), path.name ?? '');
  const old = store.get(served.resource, keyOf(object));
  const isNew = old === undefined && served.kind.createOnUpdate === true && path.subresource === undefined;
  const written = isNew
    ? writer.create(served.stored, object, author)
    : writer.update(
        served.stored,
        object,
        author,
        path.subresource === undefined ? {} : { subresource: path.subresource },
      );
  const warnings = [...decoded.warnings, ...kindWarnings(served, written, old)];
  return respond(isNew ? 201 : 200, presentObject(served, written, presentation, now()), warningHeaders(warnings));
}

export function deleteVerb({ store, deleteObject, now }: VerbParts, call: Call, { served, path }: Where): ApiResponse {
  const { name = '', namespace = '' } = path;
  const presentation = presentationOf(call);
  const dryRun = isDryDeletion(call);
  if (store.get(served.resource, `${namespace}/${name}`) === undefined) throw notFound(served.kind, name);
  admitDelete(served, name);
  const { gone, object } = deleteObject(served, `${namespace}/${name}`, { ...deleteOptions(call), dryRun });
  if (!gone) return respond(200, presentObject(served, object, presentation, now()));
  const { group, plural } = served.kind;
  const details = { name, ...(group === '' ? {} : { group }), kind: plural, uid: object.metadata.uid };
  return respond(200, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details });
}

export function deleteManyVerb(
  { store, deleteObject, now }: VerbParts,
  call: Call,
  { served, path }: Where,
): ApiResponse {
  const presentation = presentationOf(call);
  const dryRun = isDryDeletion(call);
  const options = deleteOptions(call);
  const items = [...select(store, served, selectionOf(call, served, path.namespace))];
  for (const object of items) deleteObject(served, keyOf(object), { ...options, dryRun });
  const metadata = { resourceVersion: String(store.revision) };
  return respond(200, presentList(served, { metadata, items }, presentation, now()));
}

export interface DecodedObject {
  readonly object: KubeObject;
  readonly warnings: readonly string[];
}

/** Reads a body as an object of the kind that the path serves. */
export function decodeObject(call: Call, served: Served, body: unknown): DecodedObject {
  const { kind, apiVersion } = served;
  const head = (body ?? {}) as { readonly kind?: unknown; readonly apiVersion?: unknown };
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    const what = Array.isArray(body) ? 'array' : body === null ? 'null' : typeof body;
    throw badRequest(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${what} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
    );
  }
  const [givenVersion, givenKind] = [head.apiVersion || apiVersion, head.kind || kind.kind];
  const as = `${givenKind} in version "${wireVersion(String(givenVersion))}" cannot be handled as a ${kind.kind}`;
  if (givenVersion !== apiVersion || givenKind !== kind.kind) {
    throw badRequest(`${as}: ${mismatch(String(givenVersion), String(givenKind), served)}`);
  }
  return read(call, served, { body, as });
}

/** What upstream's decoder says of a body of another kind: one that it knows, or none. */
function mismatch(apiVersion: string, kind: string, served: Served): string {
  if (schemaOf(apiVersion, kind) === undefined) {
    return `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/api/legacyscheme/scheme.go:30"`;
  }
  const { group } = parseGroupVersion(served.apiVersion);
  // The type inside the server, in the package of its group.
  const own = `${group === '' ? 'core' : group.split('.')[0]}.${served.kind.kind}`;
  return `converting (${wireVersion(apiVersion)}.${kind}) to (${own}): unknown conversion`;
}

function read(call: Call, served: Served, { body, as }: { readonly body: object; readonly as: string }): DecodedObject {
  try {
    return readFields(call, served, { body, prefix: `${as}: ` });
  } catch (error) {
    if (error instanceof DecodeError) throw badRequest(`${as}: ${error.message}`);
    throw error;
  }
}

/** The object in its stored form. Throws `DecodeError` for a wrong type, and BadRequest for unknown fields where the client asked to be strict. */
export function readFields(
  call: Call,
  { kind, apiVersion, toStored }: Served,
  { body, prefix }: { readonly body: unknown; readonly prefix: string },
): DecodedObject {
  const { value, unknown } = decode(kind.schema, body);
  const validation = call.query('fieldValidation') || 'Warn';
  const complaints = unknown.map((path) => `unknown field ${JSON.stringify(path)}`);
  if (complaints.length > 0 && validation === 'Strict') {
    throw badRequest(`${prefix}strict decoding error: ${complaints.join(', ')}`);
  }
  const { kind: _kind, apiVersion: _version, metadata = {}, ...rest } = value as Partial<KubeObject>;
  return {
    object: toStored({ kind: kind.kind, apiVersion, metadata, ...rest }),
    warnings: validation === 'Warn' ? complaints : [],
  };
}

function wireVersion(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}

export function inNamespace({ kind }: Served, object: KubeObject, { namespace }: ResourcePath): KubeObject {
  const given = object.metadata.namespace;
  if (!kind.namespaced) {
    if (given === undefined || given === '') return object;
    const { namespace: _none, ...metadata } = object.metadata;
    return { ...object, metadata };
  }
  if (given !== undefined && given !== '' && namespace !== undefined && given !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  if (namespace === undefined) throw badRequest('an empty namespace may not be set during creation');
  return given === namespace ? object : { ...object, metadata: { ...object.metadata, namespace } };
}

function withName(object: KubeObject, name: string): KubeObject {
  const given = object.metadata.name;
  if (given === name) return object;
  if (given === undefined || given === '') return { ...object, metadata: { ...object.metadata, name } };
  throw badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`);
}

export function kindWarnings({ kind }: Served, object: KubeObject, old?: KubeObject): readonly string[] {
  return kind.warnings?.(object, old) ?? [];
}

export function warningHeaders(warnings: readonly string[]): Readonly<Record<string, string>> {
  if (warnings.length === 0) return {};
  return { warning: warnings.map((text) => `299 - ${JSON.stringify(text)}`).join('\n') };
}

/** From the body, or from the query as upstream also reads them. */
export function deleteOptions(call: Call): DeleteOptions {
  const hasBody = call.request.body !== undefined && call.request.body !== null && call.request.body !== '';
  const { gracePeriodSeconds, propagationPolicy, orphanDependents, preconditions } = (
    hasBody ? call.body('DeleteOptions') : {}
  ) as DeleteOptions & { readonly orphanDependents?: boolean };
  const grace = gracePeriodSeconds ?? numberOf(call.query('gracePeriodSeconds'));
  const policy = propagationPolicy ?? (call.query('propagationPolicy') as DeleteOptions['propagationPolicy']);
  const legacy = orphanDependents === undefined ? undefined : orphanDependents ? 'Orphan' : 'Background';
  const chosen = policy ?? legacy;
  if (chosen !== undefined && !['Orphan', 'Background', 'Foreground'].includes(chosen)) {
    throw apiError(
      'Invalid',
      `DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: ${JSON.stringify(chosen)}: supported values: "Foreground", "Background", "Orphan", "nil"`,
    );
  }
  return {
    ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
    ...(chosen === undefined ? {} : { propagationPolicy: chosen }),
    ...(preconditions === undefined ? {} : { preconditions }),
  };
}

/** A deletion says it in the query or, as kubectl does, in its body. */
function isDryDeletion(call: Call): boolean {
  if (authorOf(call, 'DeleteOptions').dryRun) return true;
  const { body } = call.request;
  return (body as { readonly dryRun?: readonly string[] } | null | undefined)?.dryRun?.includes('All') ?? false;
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined || text === '' ? undefined : Number(text);
}
