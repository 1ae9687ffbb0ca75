import type { ApiRequest, Status, WatchEvent } from '../kube/api.js';
import { ApiError } from '../kube/api-error.js';
import type { KubeObject } from '../kube/shapes/meta.js';
import type { Query, RestClient } from './rest-client.js';

/** The part of AbortSignal that is used here. */
export interface StopSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface WatchRequest {
  readonly path: string;
  readonly query?: Query;
  readonly headers?: ApiRequest['headers'];
  readonly signal?: StopSignal | undefined;
}

/** Events of a watch until the server ends it or the signal aborts; both end the iteration quietly. An ERROR throws ApiError. */
export async function* watchEvents<T = KubeObject>(
  client: RestClient,
  request: WatchRequest,
): AsyncGenerator<WatchEvent<T>> {
  for await (const chunk of streamChunks(client, { ...request, query: { ...request.query, watch: 'true' } })) {
    if (typeof chunk === 'string') continue;
    if (chunk.type === 'ERROR') throw new ApiError(chunk.object as Status);
    yield chunk as WatchEvent<T>;
  }
}

/** Chunks of any stream (events or log text), ended by the server or the signal. */
export async function* streamChunks(
  client: RestClient,
  request: WatchRequest,
): AsyncGenerator<WatchEvent<unknown> | string> {
  const { signal, path, query, headers } = request;
  const queue: (WatchEvent<unknown> | string)[] = [];
  let ended = signal?.aborted ?? false;
  let wake: () => void = () => undefined;
  const end = () => {
    ended = true;
    wake();
  };
  const push = (chunk: WatchEvent<unknown> | string) => {
    queue.push(chunk);
    wake();
  };
  if (ended) return;
  signal?.addEventListener('abort', end);
  const stream = await client.stream(
    { method: 'GET', path, ...(query ? { query } : {}), ...(headers ? { headers } : {}) },
    { chunk: push, end },
  );
  try {
    for (;;) {
      const chunk = signal?.aborted ? undefined : queue.shift();
      if (chunk !== undefined) yield chunk;
      else if (ended) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    signal?.removeEventListener('abort', end);
    stream.close();
  }
}
