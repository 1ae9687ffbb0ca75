import type { ApiResponse } from '../../kube/api.js';
import { invalidObject } from '../../kube/invalid-object.js';
import { applyJsonPatch, type JsonPatchOperation } from '../../kube/json-patch.js';
import { mergePatch } from '../../kube/merge-patch.js';
import { schemaOf } from '../../kube/schema.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { parseBody } from './body.js';
import { authorOf, type Call, mediaType } from './call.js';
import { DecodeError, decode } from './decode.js';
import { badRequest, methodNotAllowed, staleObject } from './errors.js';
import type { Served } from './kind-registry.js';
import { respond } from './presentation.js';
import { find } from './reader.js';
import type { VerbParts, Where } from './write-verbs.js';

interface Scale extends KubeObject {
  readonly spec: { readonly replicas?: number };
  readonly status: { readonly replicas: number; readonly selector?: string };
}

/** The scale subresource: autoscaling/v1 Scale made of the object, and its replicas written back. */
export function scaleVerb({ store, writer }: VerbParts, call: Call, { served, path }: Where): ApiResponse {
  const object = find(store, served, path) as KubeObject & { readonly spec?: object };
  const scale = scaleOf(served, object);
  const { method } = call.request;
  if (method === 'GET') return respond(200, scale);
  if (method !== 'PUT' && method !== 'PATCH') throw methodNotAllowed();
  const author = authorOf(call, method === 'PUT' ? 'UpdateOptions' : 'PatchOptions');
  const wanted = typed(method === 'PUT' ? call.body('Scale') : patched(call, scale));
  const version = wanted.metadata?.resourceVersion;
  if (version && version !== object.metadata.resourceVersion) throw staleObject(served.kind, path.name ?? '');
  const replicas = wanted.spec?.replicas ?? 0;
  if (replicas < 0) {
    throw invalidObject({ group: 'autoscaling', kind: 'Scale' }, path.name ?? '', [
      { type: 'Invalid', field: 'spec.replicas', value: replicas, detail: 'must be greater than or equal to 0' },
    ]);
  }
  const scaled = writer.update(served, { ...object, spec: { ...object.spec, replicas } } as KubeObject, author, {
    subresource: 'scale',
  });
  return respond(200, scaleOf(served, scaled));
}

function patched(call: Call, scale: Scale): unknown {
  const patch = parseBody(call.request.body, { isYaml: false, expected: 'Scale' });
  const isJsonPatch = mediaType(call.header('content-type')) === 'application/json-patch+json';
  return isJsonPatch ? applyJsonPatch(scale, patch as JsonPatchOperation[]) : mergePatch(scale, patch);
}

function typed(body: unknown): Partial<Scale> {
  const schema = schemaOf('autoscaling/v1', 'Scale');
  try {
    return (schema === undefined ? body : decode(schema, body).value) as Partial<Scale>;
  } catch (error) {
    if (error instanceof DecodeError)
      throw badRequest(`Scale in version "v1" cannot be handled as a Scale: ${error.message}`);
    throw error;
  }
}

function scaleOf({ kind }: Served, object: KubeObject): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const { spec, status } = object as { readonly spec?: { replicas?: number }; readonly status?: { replicas?: number } };
  const selector = kind.scale?.selector(object) ?? '';
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: {
      ...(name === undefined ? {} : { name }),
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    },
    spec: spec?.replicas ? { replicas: spec.replicas } : {},
    status: { replicas: status?.replicas ?? 0, ...(selector === '' ? {} : { selector }) },
  };
}
