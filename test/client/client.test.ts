import { expect, it } from 'vitest';
import { formatKubeconfig, mergeKubeconfigs, parseKubeconfig } from '../../src/client/kubeconfig.js';
import { RestClient } from '../../src/client/rest-client.js';
import type { Transport } from '../../src/client/transport.js';
import { watchEvents } from '../../src/client/watch.js';
import type { ApiResponse, StreamSink } from '../../src/kube/api.js';
import { ApiError } from '../../src/kube/api-error.js';

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): ApiResponse => ({
  status,
  headers,
  body,
});

function transport(response: ApiResponse, onStream: (sink: StreamSink) => void = () => undefined): Transport {
  return {
    request: async () => response,
    stream: async (_, sink) => {
      onStream(sink);
      return { response, close: () => undefined };
    },
    connect: () => Promise.reject(new Error('no channels here')),
  };
}

it('rebuilds the ApiError of a Status and hands every warning on', async () => {
  const warnings: string[] = [];
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'm',
    reason: 'NotFound',
    code: 404,
  };
  const client = new RestClient(transport(answer(404, status, { warning: '299 - "one"\n299 - "a \\"b\\""' })), {
    onWarning: (text) => warnings.push(text),
  });
  const failure = await client.get('/api/v1/x').catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ApiError);
  expect((failure as ApiError).status).toEqual(status);
  expect(warnings).toEqual(['one', 'a "b"']);
});

it('watches until the signal aborts, without an error', async () => {
  const listeners = new Set<() => void>();
  const signal = {
    aborted: false,
    addEventListener: (_: 'abort', listener: () => void) => void listeners.add(listener),
    removeEventListener: (_: 'abort', listener: () => void) => void listeners.delete(listener),
  };
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } };
  const client = new RestClient(transport(answer(200, null), (sink) => sink.chunk({ type: 'ADDED', object })));
  const seen: string[] = [];
  for await (const { type, object: pod } of watchEvents(client, { path: '/api/v1/pods', signal })) {
    seen.push(`${type} ${pod.metadata.name}`);
    signal.aborted = true;
    for (const listener of [...listeners]) listener();
  }
  expect(seen).toEqual(['ADDED a']);
  expect(listeners.size).toBe(0);
});

it('ends a watch whose version is gone with an ApiError', async () => {
  const gone = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason: 'Expired', code: 410 };
  const client = new RestClient(transport(answer(200, null), (sink) => sink.chunk({ type: 'ERROR', object: gone })));
  await expect(watchEvents(client, { path: '/api/v1/pods' }).next()).rejects.toThrow(ApiError);
});

it('merges kubeconfig files so that the first one stands', () => {
  const first = parseKubeconfig('contexts:\n- name: a\n  context: {namespace: x}\n');
  const second = parseKubeconfig(
    'current-context: a\ncontexts:\n- name: a\n  context: {namespace: y}\n- name: b\n  context: {}\n',
  );
  expect(formatKubeconfig(mergeKubeconfigs([first, second]))).toBe(`apiVersion: v1
clusters: null
contexts:
- context:
    namespace: x
  name: a
- context: {}
  name: b
current-context: a
kind: Config
users: null
`);
});
