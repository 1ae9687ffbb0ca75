/** Fetches what was selected, one answer for each request, errors kept beside. */
import { resourcePath } from '../../client/resource-mapper.js';
import type { RestClient } from '../../client/rest-client.js';
import { ApiError } from '../../kube/api-error.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Selection } from './arguments.js';

export interface FetchOptions {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Size of a page, 0 for all at once. */
  readonly chunkSize?: number;
  readonly subresource?: string;
  readonly ignoreNotFound?: boolean;
  /** Of the Accept header; JSON objects without it. */
  readonly accept?: string;
  readonly includeObject?: string;
}

/** An answer: an object, a list of them or a Table. */
export interface Fetched {
  readonly selection: Selection;
  readonly body: KubeObject;
}

/** All that could be fetched, in order, and what went wrong. */
export async function fetchAll(
  client: RestClient,
  selections: readonly Selection[],
  options: FetchOptions,
): Promise<{ readonly fetched: readonly Fetched[]; readonly failures: readonly unknown[] }> {
  const fetched: Fetched[] = [];
  const failures: unknown[] = [];
  for (const selection of selections) {
    try {
      for await (const body of pages(client, selection, options)) fetched.push({ selection, body });
    } catch (failure) {
      if (options.ignoreNotFound && failure instanceof ApiError && failure.reason === 'NotFound') continue;
      failures.push(selection.name === undefined ? asSelectorFailure(failure, selection, options) : failure);
    }
  }
  return { fetched, failures };
}

async function* pages(client: RestClient, selection: Selection, options: FetchOptions): AsyncGenerator<KubeObject> {
  const headers = options.accept === undefined ? undefined : { accept: options.accept };
  const { resource, namespace, name } = selection;
  const path = resourcePath(resource, { namespace, name, subresource: options.subresource });
  const include = options.includeObject === undefined ? {} : { includeObject: options.includeObject };
  if (name !== undefined) {
    yield await client.get(path, include, headers);
    return;
  }
  const query = {
    ...include,
    ...selectorQuery(options),
    ...(options.chunkSize ? { limit: `${options.chunkSize}` } : {}),
  };
  let next: string | undefined;
  do {
    const page: KubeObject & { metadata?: { continue?: string } } = await client.get(
      path,
      next === undefined ? query : { ...query, continue: next },
      headers,
    );
    yield page;
    next = page.metadata?.continue || undefined;
  } while (next !== undefined);
}

/** The query of selectors. */
export function selectorQuery(options: Pick<FetchOptions, 'labelSelector' | 'fieldSelector'>): Record<string, string> {
  return {
    ...(options.fieldSelector ? { fieldSelector: options.fieldSelector } : {}),
    ...(options.labelSelector ? { labelSelector: options.labelSelector } : {}),
  };
}

/** cli-runtime wraps what a list with selectors was refused for. */
function asSelectorFailure(failure: unknown, { resource }: Selection, options: FetchOptions): unknown {
  const isWrapped = failure instanceof ApiError && (failure.reason === 'BadRequest' || failure.reason === 'NotFound');
  if (!isWrapped) return failure;
  const what = `"${resource.group}/${resource.version}, Resource=${resource.name}"`;
  const { labelSelector = '', fieldSelector = '' } = options;
  const head =
    labelSelector === '' && fieldSelector === ''
      ? `Unable to list ${what}`
      : `Unable to find ${what} that match label selector "${labelSelector}", field selector "${fieldSelector}"`;
  return new ApiError({ ...failure.status, message: `${head}: ${failure.message}` });
}
