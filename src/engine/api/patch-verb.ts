import type { ApiResponse } from '../../kube/api.js';
import { apiError } from '../../kube/api-error.js';
import { invalidObject } from '../../kube/invalid-object.js';
import { applyJsonPatch, JsonPatchError, type JsonPatchOperation } from '../../kube/json-patch.js';
import type { ManagedFieldsEntry } from '../../kube/managed-fields.js';
import { mergePatch } from '../../kube/merge-patch.js';
import { rfc3339 } from '../../kube/rfc3339.js';
import { applyPatch, checkDeclared } from '../../kube/server-side-apply.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { goMap, MergeKeyError, strategicMerge } from '../../kube/strategic-merge-patch.js';
import { goJsonError, parseBody } from './body.js';
import { authorOf, type Call, mediaType } from './call.js';
import { DecodeError } from './decode.js';
import { badRequest, notFound, unsupportedMediaType } from './errors.js';
import type { Author } from './object-writer.js';

import { presentationOf, presentObject, respond } from './presentation.js';
import {
  type DecodedObject,
  decodeObject,
  inNamespace,
  kindWarnings,
  readFields,
  type VerbParts,
  type Where,
  warningHeaders,
} from './write-verbs.js';

const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';
const STRATEGIC_PATCH = 'application/strategic-merge-patch+json';
const APPLY_PATCH = 'application/apply-patch+yaml';

export function patchVerb(parts: VerbParts, call: Call, where: Where): ApiResponse {
  const { served, path } = where;
  const presentation = presentationOf(call);
  const type = mediaType(call.header('content-type'));
  if (!PATCHES.includes(type)) throw unsupportedMediaType(PATCHES);
  const author = authorOf(call, 'PatchOptions');
  if (type === APPLY_PATCH) return apply(parts, call, { ...where, author });
  const stored = parts.store.get(served.resource, `${path.namespace ?? ''}/${path.name ?? ''}`);
  if (stored === undefined) throw notFound(served.kind, path.name ?? '');
  const old = served.fromStored(stored);
  const patch = parsedPatch(call.request.body);
  const patched = patchedBody({ type, patch, where }, old);
  const { object, warnings } = readPatched(call, where, { type, patch, patched });
  checkName(object, old);
  const options = path.subresource === undefined ? {} : { subresource: path.subresource };
  const written = parts.writer.update(served.stored, inNamespace(served, object, path), author, options);
  const headers = warningHeaders([...warnings, ...kindWarnings(served, written, stored)]);
  return respond(200, presentObject(served, written, presentation, parts.now()), headers);
}

function parsedPatch(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body);
  } catch {
    throw badRequest(goJsonError(body));
  }
}

/** A patch that leads to a value of the wrong type is invalid as a patch. */
function readPatched(
  call: Call,
  { served }: Where,
  { type, patch, patched }: { readonly type: string; readonly patch: unknown; readonly patched: unknown },
): DecodedObject {
  try {
    return readFields(call, served, { body: patched, prefix: '' });
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const isStrategic = type === STRATEGIC_PATCH;
    const value = isStrategic ? goMap(patch) : JSON.stringify(patched);
    const detail = isStrategic ? error.converter : error.message;
    throw invalidObject({ group: '', kind: '' }, '', [{ type: 'Invalid', field: 'patch', value, detail }]);
  }
}

const PATCHES = [JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH, APPLY_PATCH, 'application/apply-patch+cbor'];

function patchedBody(
  { type, patch, where: { served } }: { readonly type: string; readonly patch: unknown; readonly where: Where },
  old: KubeObject,
): unknown {
  if (type === JSON_PATCH) return jsonPatched(old, patch);
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
    const what = Array.isArray(patch) ? 'array' : patch === null ? 'null' : typeof patch;
    throw badRequest(`json: cannot unmarshal ${what} into Go value of type map[string]interface {}`);
  }
  if (type === MERGE_PATCH) return mergePatch(old, patch);
  try {
    return strategicMerge(served.kind.schema, old, patch);
  } catch (error) {
    if (error instanceof MergeKeyError) throw apiError('InternalError', error.message);
    throw error;
  }
}

function jsonPatched(old: KubeObject, patch: unknown): unknown {
  if (!Array.isArray(patch)) {
    const what = typeof patch === 'object' ? 'object' : typeof patch;
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${what} into Go value of type []handlers.jsonPatchOp`,
    );
  }
  try {
    return applyJsonPatch(old, patch as JsonPatchOperation[]);
  } catch (error) {
    if (!(error instanceof JsonPatchError)) throw error;
    throw apiError('Invalid', 'the server rejected our request due to an error in our request', {});
  }
}

function checkName(object: KubeObject, { metadata: { name = '' } }: KubeObject): void {
  const given = object.metadata.name ?? '';
  if (given === name) return;
  throw badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`);
}

function apply(
  parts: VerbParts,
  call: Call,
  { served, path, author }: Where & { readonly author: Author },
): ApiResponse {
  const { store, writer, now } = parts;
  const { kind, apiVersion, resource } = served;
  const presentation = presentationOf(call);
  if (!call.query('fieldManager')) {
    throw invalidObject({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [
      { type: 'Required', field: 'fieldManager', detail: 'is required for apply patch' },
    ]);
  }
  const patch = parseBody(call.request.body, { isYaml: true, expected: kind.kind }) as KubeObject;
  checkDeclared(kind.schema, patch, apiVersion);
  const name = path.name ?? '';
  const named = inNamespace(
    served,
    { ...patch, metadata: { ...patch.metadata, name: patch.metadata?.name ?? name } },
    path,
  );
  checkName(named, { ...named, metadata: { name } });
  if (named.metadata.managedFields !== undefined) throw badRequest('metadata.managedFields must be nil');
  const stored = store.get(resource, `${path.namespace ?? ''}/${name}`);
  const live = stored && served.fromStored(stored);
  const { object, entries } = applyPatch(live, named, {
    manager: author.manager,
    apiVersion,
    time: rfc3339(now()),
    schema: kind.schema,
    entries: (live?.metadata.managedFields ?? []) as readonly ManagedFieldsEntry[],
    force: call.query('force') === 'true',
    ...(path.subresource === undefined ? {} : { subresource: path.subresource }),
  });
  const decoded = decodeObject(call, served, object).object;
  const written =
    live === undefined
      ? writer.create(served.stored, decoded, author, entries)
      : writer.update(served.stored, decoded, author, {
          managedFields: entries,
          ...(path.subresource === undefined ? {} : { subresource: path.subresource }),
        });
  return respond(live === undefined ? 201 : 200, presentObject(served, written, presentation, now()));
}
