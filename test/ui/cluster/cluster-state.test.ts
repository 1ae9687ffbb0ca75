import { describe, expect, test } from 'vitest';
import type { ApiRequest, ApiResponse, StreamSink } from '../../../src/kube/api.js';
import type { ClusterPort } from '../../../src/port/port.js';
import { emptyCluster, reduceCluster } from '../../../src/ui/cluster/cluster-state.js';
import { watchCluster } from '../../../src/ui/cluster/cluster-watch.js';
import { pod, service, trace } from '../fake-objects.js';

const shop = pod('shop', { ip: '10.244.1.5', node: 'svc-learn-worker', ready: true });

describe('cluster state', () => {
  test('objects come, change and go with the events of a watch', () => {
    const added = reduceCluster(emptyCluster(0), {
      type: 'watch',
      kind: 'pods',
      event: { type: 'ADDED', object: shop },
    });
    const gone = reduceCluster(added, { type: 'watch', kind: 'pods', event: { type: 'DELETED', object: shop } });
    expect([added.pods, gone.pods]).toEqual([{ 'default/shop': shop }, {}]);
  });

  test('a list replaces what was known', () => {
    const before = reduceCluster(emptyCluster(0), { type: 'list', kind: 'services', items: [service('old')] });
    const after = reduceCluster(before, { type: 'list', kind: 'services', items: [service('new')] });
    expect(Object.keys(after.services)).toEqual(['default/new']);
  });

  test('requests of probes and goals are not shown', () => {
    const state = emptyCluster(0);
    expect(reduceCluster(state, { type: 'trace', trace: { ...trace, cause: 'probe' } })).toBe(state);
    expect(reduceCluster(state, { type: 'trace', trace }).lastTrace).toBe(trace);
  });
});

describe('cluster watch', () => {
  test('a watch that ends is listed and begun anew', async () => {
    const sinks: StreamSink[] = [];
    const requests: string[] = [];
    const watch = watchCluster(fakePort(sinks, requests), 0);
    await turns();
    expect(requests.filter((path) => path === '/api/v1/pods')).toHaveLength(1);
    sinks[3]?.chunk({ type: 'ADDED', object: shop });
    expect(Object.keys(watch.state().pods)).toEqual(['default/shop']);
    sinks[3]?.end();
    await turns();
    expect(requests.filter((path) => path === '/api/v1/pods')).toHaveLength(2);
    expect(watch.state().pods).toEqual({});
    watch.close();
  });
});

async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) {
    await Promise.resolve();
  }
}

function fakePort(sinks: StreamSink[], requests: string[]): ClusterPort {
  const ok = (body: unknown): ApiResponse => ({ status: 200, headers: {}, body });
  return {
    api: {
      request: async (request: ApiRequest) => {
        requests.push(request.path);
        return ok({ kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items: [] });
      },
      stream: async (_: ApiRequest, sink: StreamSink) => {
        sinks.push(sink);
        return { response: ok(undefined), close: () => {} };
      },
      connect: () => Promise.reject(new Error('not used')),
    },
    clock: { now: () => 0, sleep: async () => true, busy: () => () => {} },
    spawn: () => {
      throw new Error('not used');
    },
    probe: () => Promise.reject(new Error('not used')),
    traces: { since: () => [], subscribe: () => () => {} },
  };
}
