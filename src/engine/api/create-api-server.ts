import type { ApiRequest, ApiResponse } from '../../kube/api.js';
import { ApiError, apiError } from '../../kube/api-error.js';
import { parseResourcePath, type ResourcePath } from '../../kube/resource-path.js';
import type { Sim } from '../../sim/index.js';
import type { Change } from '../control/cluster-api.js';
import type { Allocators, Kind } from '../kinds/kind.js';
import type { Store } from '../store/store.js';
import { createAdmission } from './admission.js';
import type { ApiServer, NodeApi } from './api-server.js';
import { authorize } from './authorize.js';
import { type Call, createCall } from './call.js';
import { createClusterFace } from './cluster-face.js';
import { createDocuments } from './documents.js';
import { methodNotAllowed } from './errors.js';
import { createKindRegistry, type Served } from './kind-registry.js';
import { createObjectDeleter } from './object-deleter.js';
import { createObjectWriter } from './object-writer.js';
import { patchVerb } from './patch-verb.js';
import { connectPod, streamLogs } from './pod-streams.js';
import { respond } from './presentation.js';
import { readList, readObject } from './reader.js';
import { reviewVerb } from './reviews.js';
import { subresourceVerb } from './subresources.js';
import { createWatchHub } from './watch-hub.js';
import {
  createVerb,
  deleteManyVerb,
  deleteVerb,
  updateVerb,
  type VerbParts,
  type Where,
  warningHeaders,
} from './write-verbs.js';

interface ApiServerParts {
  readonly sim: Pick<Sim, 'on' | 'schedule' | 'now' | 'epoch' | 'random' | 'registry'>;
  readonly store: Store;
  readonly kinds: readonly Kind[];
  readonly allocators: Allocators;
  /** The kubelets, for logs, exec and attach. */
  readonly nodeApi?: () => NodeApi;
  /** Hears of every change after its commit. */
  readonly onChange?: (change: Change) => void;
}

const ADMIN = 'kubernetes-admin';

export function createApiServer(parts: ApiServerParts): ApiServer {
  const { sim, store, allocators, onChange } = parts;
  const kinds = createKindRegistry(parts.kinds);
  const now = () => sim.epoch + sim.now();
  const admission = createAdmission({ sim, store });
  const writer = createObjectWriter({ sim, store, allocators, admission });
  const deleteObject = createObjectDeleter({ store, allocators, now });
  const hub = createWatchHub({ sim, store });
  const verbs: VerbParts = { store, writer, deleteObject, now };
  const documents = createDocuments(kinds);
  if (onChange) store.subscribe(onChange);

  const serve = (call: Call): ApiResponse => {
    const path = parseResourcePath(call.request.path);
    if (path === undefined) return documents(call);
    const review = reviewVerb(call, path, now());
    if (review) return review;
    const served = kinds.byPath(path.group, path.version, path.resource);
    authorize(call, path);
    if (served === undefined) return documents.missing(path);
    return withDeprecation(
      served,
      answer(() => verb(call, { served, path })),
    );
  };
  const verb = (call: Call, where: Where): ApiResponse => {
    const { subresource } = where.path;
    if (subresource === undefined || PLAIN.includes(subresource)) return plainVerb(verbs, call, where);
    return subresourceVerb({ ...verbs, nodeApi: parts.nodeApi }, call, where);
  };

  return {
    handle: (request, user = ADMIN) => answer(() => serve(createCall(request, user))),
    stream(request, sink, user = ADMIN) {
      let close = () => {};
      const response = answer(() => {
        const call = createCall(request, user);
        const where = locate(kinds.byPath, request);
        if (where === undefined) return documents(call);
        authorize(call, where.path);
        const isLog = where.path.subresource === 'log';
        close = isLog
          ? streamLogs({ store, nodeApi: parts.nodeApi }, call, { ...where, sink })
          : hub.open(call, where, sink);
        return withDeprecation(where.served, respond(200, isLog ? '' : null));
      });
      return { response, close: () => close() };
    },
    connect: (request, sink, user = ADMIN) => {
      const where = locate(kinds.byPath, request);
      return connectPod({ store, nodeApi: parts.nodeApi }, createCall(request, user), { where, sink, answer });
    },
    as: (user) => createClusterFace({ kinds, store, writer, deleteObject, now }, user),
    endStreams: hub.endAll,
  };
}

/** Subresources that are the object itself, of which a write changes one part. */
const PLAIN = ['status', 'finalize', 'ephemeralcontainers'];

function plainVerb(parts: VerbParts, call: Call, where: Where): ApiResponse {
  const { path, served } = where;
  const { name, namespace } = path;
  const { method } = call.request;
  if (served.kind.constant && method !== 'GET') throw methodNotAllowed();
  if (path.subresource !== undefined && !served.kind.subresources.includes(path.subresource as never)) {
    throw apiError('NotFound', 'the server could not find the requested resource', {});
  }
  if (name === undefined) {
    if (method === 'GET') return readList(parts, call, served, path);
    if (method === 'POST' && (namespace !== undefined || !served.kind.namespaced))
      return createVerb(parts, call, where);
    if (method === 'DELETE' && served.resource !== 'namespaces') return deleteManyVerb(parts, call, where);
    throw methodNotAllowed();
  }
  switch (method) {
    case 'GET':
      return readObject(parts, call, served, path);
    case 'PUT':
      return updateVerb(parts, call, where);
    case 'PATCH':
      return patchVerb(parts, call, where);
    case 'DELETE':
      if (path.subresource === undefined) return deleteVerb(parts, call, where);
      throw methodNotAllowed();
    case 'POST':
      throw methodNotAllowed();
  }
}

function locate(
  byPath: (group: string, version: string, plural: string) => Served | undefined,
  { path: text }: ApiRequest,
): { readonly served: Served; readonly path: ResourcePath } | undefined {
  const path = parseResourcePath(text);
  const served = path && byPath(path.group, path.version, path.resource);
  return path && served ? { path, served } : undefined;
}

function answer(work: () => ApiResponse): ApiResponse {
  try {
    return work();
  } catch (error) {
    if (error instanceof ApiError) return respond(error.code, error.status);
    throw error;
  }
}

/** Upstream's deprecation notice goes out with every answer, good or bad. */
function withDeprecation({ kind }: Served, response: ApiResponse): ApiResponse {
  if (kind.deprecation === undefined) return response;
  const deprecated = warningHeaders([kind.deprecation]);
  const warning = [deprecated['warning'], response.headers['warning']].filter((text) => text !== undefined).join('\n');
  return { ...response, headers: { ...response.headers, warning } };
}
