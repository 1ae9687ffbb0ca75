import type { ApiResponse } from '../../kube/api.js';
import { apiError } from '../../kube/api-error.js';
import { base64Decode, base64Encode } from '../../kube/base64.js';
import type { ResourcePath } from '../../kube/resource-path.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { keyOf } from '../control/keys.js';
import type { Store } from '../store/store.js';
import { goJsonError } from './body.js';
import type { Call } from './call.js';
import { badRequest, notFound } from './errors.js';
import type { Served } from './kind-registry.js';
import { presentationOf, presentList, presentObject, respond } from './presentation.js';
import { isEverything, select, selectionOf } from './selection.js';

interface ReaderParts {
  readonly store: Store;
  /** Now, in ms since 1970. */
  readonly now: () => number;
}

export function readObject({ store, now }: ReaderParts, call: Call, served: Served, path: ResourcePath): ApiResponse {
  const presentation = presentationOf(call);
  const object = find(store, served, path);
  return respond(200, presentObject(served, object, presentation, now()));
}

export function find(store: Store, served: Served, { namespace, name = '' }: ResourcePath): KubeObject {
  const object = served.kind.constant
    ? served.kind.constant.find(({ metadata }) => metadata.name === name)
    : store.get(served.resource, `${namespace ?? ''}/${name}`);
  if (object === undefined) throw notFound(served.kind, name);
  return object;
}

export function readList({ store, now }: ReaderParts, call: Call, served: Served, path: ResourcePath): ApiResponse {
  const presentation = presentationOf(call);
  refuseFuture(store, call.query('resourceVersion'));
  const selection = selectionOf(call, served, path.namespace);
  const start = continueFrom(call.query('continue'), path.namespace);
  const all = select(store, served, selection);
  const from = start === undefined ? 0 : all.findIndex((object) => keyOf(object) >= start.key);
  const rest = from < 0 ? [] : all.slice(from);
  const limit = Number(call.query('limit') ?? 0);
  const isCut = limit > 0 && rest.length > limit && call.query('resourceVersion') !== '0';
  const items = isCut ? rest.slice(0, limit) : rest;
  const last = items.at(-1);
  const revision = start?.revision ?? store.revision;
  const metadata = {
    resourceVersion: String(revision),
    ...(isCut && last ? { continue: token(revision, last, path.namespace) } : {}),
    ...(isCut && isEverything(selection) ? { remainingItemCount: rest.length - items.length } : {}),
  };
  return respond(200, presentList(served, { metadata, items }, presentation, now()));
}

function refuseFuture(store: Store, version: string | undefined): void {
  if (version === undefined || version === '') return;
  const revision = Number(version);
  if (!/^\d+$/.test(version)) {
    throw apiError(
      'Invalid',
      `resourceVersion: Invalid value: ${JSON.stringify(version)}: strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`,
    );
  }
  if (revision <= store.revision) return;
  throw apiError('Timeout', `Timeout: Too large resource version: ${version}, current: ${store.revision}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}

/** Where the next page begins, in the form that upstream's tokens have. */
function token(revision: number, last: KubeObject, namespace: string | undefined): string {
  const key = namespace === undefined ? keyOf(last).replace(/^\//, '') : (last.metadata.name ?? '');
  const start = JSON.stringify(`/${key}\0`);
  return base64Encode(`{"v":"meta.k8s.io/v1","rv":${revision},"start":${start}}`)
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

function continueFrom(
  text: string | undefined,
  namespace: string | undefined,
): { readonly revision: number; readonly key: string } | undefined {
  if (text === undefined || text === '') return undefined;
  const json = base64Decode(text.replaceAll('-', '+').replaceAll('_', '/'));
  const fail = (why: string) => badRequest(`invalid continue token: continue key is not valid: ${why}`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    throw fail(goJsonError(json));
  }
  const { rv, start } = (parsed ?? {}) as { readonly rv?: unknown; readonly start?: unknown };
  if (typeof rv !== 'number' || typeof start !== 'string')
    throw fail('incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  const key = start.slice(1);
  return { revision: rv, key: namespace !== undefined ? `${namespace}/${key}` : key.includes('/') ? key : `/${key}` };
}
