import type { ApiRequest, ApiResponse } from '../../src/kube/api.js';
import type { Trace } from '../../src/kube/hop.js';
import type { KubeObject } from '../../src/kube/shapes/meta.js';
import type { ClusterPort, ProbeAnswer, ProbeRequest } from '../../src/port/port.js';

/** A cluster of a few objects, traces and answers that a test writes down. */
export interface FakeWorld {
  objects: Readonly<Record<string, KubeObject>>;
  lists: Readonly<Record<string, readonly KubeObject[]>>;
  logs: Readonly<Record<string, string>>;
  traces: readonly Trace[];
  answers: readonly ProbeAnswer[];
  readonly probes: ProbeRequest[];
}

export function fakePort(): { readonly port: ClusterPort; readonly world: FakeWorld } {
  const world: FakeWorld = { objects: {}, lists: {}, logs: {}, traces: [], answers: [], probes: [] };
  const port: ClusterPort = {
    api: {
      request: async (request) => answer(world, request),
      stream: () => Promise.reject(new Error('nobody streams here')),
      connect: () => Promise.reject(new Error('nobody connects here')),
    },
    clock: { now: () => 0, sleep: async () => true, busy: () => () => {} },
    spawn: () => {
      throw new Error('no programs here');
    },
    probe: async (request) => {
      world.probes.push(request);
      return { answers: world.answers };
    },
    traces: { since: (after) => world.traces.filter(({ id }) => id > after), subscribe: () => () => {} },
  };
  return { port, world };
}

function answer(world: FakeWorld, { path }: ApiRequest): ApiResponse {
  const found = world.objects[path] ?? world.logs[path] ?? (world.lists[path] && { items: world.lists[path] });
  const gone = { kind: 'Status', code: 404, reason: 'NotFound', message: 'not found' };
  return { status: found === undefined ? 404 : 200, headers: {}, body: found ?? gone };
}

export function trace(id: number, over: Partial<Trace> = {}): Trace {
  return {
    id,
    at: 0,
    cause: 'program',
    from: 'pod/default/client',
    host: 'my-service',
    port: 80,
    protocol: 'TCP',
    outcome: 'reply',
    service: 'default/my-service',
    pod: 'default/a',
    httpStatus: 200,
    tookMs: 1,
    hops: [],
    ...over,
  };
}
