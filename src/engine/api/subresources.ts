import type { ApiResponse } from '../../kube/api.js';
import { apiError } from '../../kube/api-error.js';
import type { KubeObject, ObjectReference } from '../../kube/shapes/meta.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { NodeApi } from './api-server.js';
import { bindPod } from './binding.js';
import { authorOf, type Call } from './call.js';
import { badRequest, methodNotAllowed } from './errors.js';
import { readLogs } from './pod-streams.js';
import { respond } from './presentation.js';
import { find } from './reader.js';
import { scaleVerb } from './scale.js';
import { tokenVerb } from './token.js';
import type { deleteOptions, VerbParts, Where } from './write-verbs.js';

type Parts = VerbParts & { readonly nodeApi: (() => NodeApi) | undefined };

/** Everything below an object that is not the object itself. */
export function subresourceVerb(parts: Parts, call: Call, where: Where): ApiResponse {
  const { served, path } = where;
  const { method } = call.request;
  const { subresource = '' } = path;
  if (!served.kind.subresources.includes(subresource as never)) {
    throw apiError('NotFound', 'the server could not find the requested resource', {});
  }
  switch (subresource) {
    case 'scale':
      return scaleVerb(parts, call, where);
    case 'log':
      if (method !== 'GET') throw methodNotAllowed();
      return respond(200, readLogs(parts, call, where));
    case 'exec':
    case 'attach':
    case 'portforward':
      find(parts.store, served, path);
      throw badRequest('Upgrade request required');
    case 'binding':
      if (method !== 'POST') throw methodNotAllowed();
      return bindingVerb(parts, call, where);
    case 'eviction':
      if (method !== 'POST') throw methodNotAllowed();
      return evict(parts, call, where);
    case 'token':
      if (method !== 'POST') throw methodNotAllowed();
      return tokenVerb(parts, call, where);
    default:
      throw methodNotAllowed();
  }
}

const CREATED = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };

function bindingVerb({ store, writer, now }: Parts, call: Call, { served, path }: Where): ApiResponse {
  const { target } = call.body('Binding') as { readonly target?: ObjectReference };
  const author = authorOf(call, 'CreateOptions');
  const key = { namespace: path.namespace ?? '', name: path.name ?? '' };
  bindPod({ served, store, writer, author, now }, key, target?.name ?? '');
  return respond(201, CREATED);
}

function evict({ store, deleteObject }: Parts, call: Call, { served, path }: Where): ApiResponse {
  const pod = find(store, served, path) as Pod;
  const { dryRun } = authorOf(call, 'CreateOptions');
  const body = call.body('Eviction') as KubeObject & { readonly deleteOptions?: object };
  if (body.metadata?.name && body.metadata.name !== path.name) {
    throw badRequest(`name in URL does not match name in Eviction object`);
  }
  const options = { ...body.deleteOptions } as ReturnType<typeof deleteOptions>;
  deleteObject(served, `${pod.metadata.namespace}/${pod.metadata.name}`, { ...options, dryRun });
  return respond(201, CREATED);
}
