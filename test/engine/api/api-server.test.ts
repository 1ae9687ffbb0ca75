import { describe, expect, it } from 'vitest';
import { createApiServer } from '../../../src/engine/api/create-api-server.js';
import type { Change } from '../../../src/engine/control/cluster-api.js';
import { createStore } from '../../../src/engine/store/store.js';
import type { ApiRequest, WatchEvent } from '../../../src/kube/api.js';
import type { KubeObject } from '../../../src/kube/shapes/meta.js';
import { createSim } from '../../../src/sim/index.js';
import { NO_ALLOCATORS, SMALL_KINDS } from './small-kinds.js';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

function world() {
  const sim = createSim({ seed: 1, epoch: Date.UTC(2026, 0, 1) });
  const store = createStore(sim);
  const changes: Change[] = [];
  const api = createApiServer({
    sim,
    store,
    kinds: SMALL_KINDS,
    allocators: NO_ALLOCATORS,
    onChange: (change) => changes.push(change),
  });
  const admin = api.as('kubernetes-admin');
  admin.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } });
  admin.create('serviceaccounts', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default', namespace: 'default' },
  });
  const send = (method: ApiRequest['method'], path: string, rest: Partial<ApiRequest> = {}) => {
    const { status, body } = api.handle({
      method,
      path,
      headers: { 'user-agent': 'lab/1', ...rest.headers },
      ...without(rest),
    });
    return { status, body: body as never };
  };
  return { sim, store, api, admin, changes, send };
}

function without({ headers: _headers, ...rest }: Partial<ApiRequest>) {
  return rest;
}

const configMap = (name: string, data: Record<string, string> = {}, labels?: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...(labels ? { labels } : {}) },
  data,
});

describe('the API server', () => {
  it('lets like objects of one loop share their set of fields', () => {
    const { admin } = world();
    const fields = (name: string, data: Record<string, string>) => {
      const { metadata } = admin.create<KubeObject>('configmaps', {
        ...configMap(name, data),
        metadata: { name, namespace: 'default' },
      });
      return (metadata.managedFields as readonly { readonly fieldsV1: unknown }[])[0]?.fieldsV1;
    };
    const first = fields('one', { a: '1' });
    expect(fields('two', { a: '2' })).toBe(first);
    expect(fields('three', { b: '2' })).toEqual({ 'f:data': { '.': {}, 'f:b': {} } });
  });

  it('creates an object with what the system adds, and gives it back', () => {
    const { send } = world();
    const created = send('POST', CONFIG_MAPS, { body: configMap('web', { a: '1' }, { app: 'web' }) });
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: {
        name: 'web',
        namespace: 'default',
        uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        resourceVersion: '303',
        creationTimestamp: '2026-01-01T00:00:00Z',
        labels: { app: 'web' },
        managedFields: [
          {
            manager: 'lab',
            operation: 'Update',
            apiVersion: 'v1',
            time: '2026-01-01T00:00:00Z',
            fieldsType: 'FieldsV1',
            fieldsV1: { 'f:data': { '.': {}, 'f:a': {} }, 'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } } },
          },
        ],
      },
      data: { a: '1' },
    });
    expect(send('GET', `${CONFIG_MAPS}/web`).body).toEqual(created.body);
  });

  it('answers as upstream when something is missing, doubled or misplaced', () => {
    const { send } = world();
    send('POST', CONFIG_MAPS, { body: configMap('web') });
    const message = (answer: { body: { message: string } }) => answer.body.message;
    expect(message(send('GET', `${CONFIG_MAPS}/none`))).toBe('configmaps "none" not found');
    expect(message(send('POST', CONFIG_MAPS, { body: configMap('web') }))).toBe('configmaps "web" already exists');
    expect(message(send('POST', '/api/v1/namespaces/no/configmaps', { body: configMap('x') }))).toBe(
      'namespaces "no" not found',
    );
    expect(message(send('GET', '/apis/apps/v1/namespaces/default/deployments/web'))).toBe(
      'deployments.apps "web" not found',
    );
    expect(
      message(
        send('POST', CONFIG_MAPS, { query: { fieldValidation: 'Strict' }, body: { ...configMap('x'), dta: {} } }),
      ),
    ).toBe('ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "dta"');
    expect(message(send('POST', CONFIG_MAPS, { body: { ...configMap('x'), data: { a: 1 } } }))).toBe(
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
    );
    expect(send('GET', '/api/v1/namespaces/default/nosuch').status).toBe(404);
    expect(send('PUT', CONFIG_MAPS, { body: configMap('x') }).status).toBe(405);
  });

  it('refuses a stale update and leaves an empty one alone', () => {
    const { send } = world();
    const { body } = send('POST', CONFIG_MAPS, { body: configMap('web', { a: '1' }) });
    const old = body as KubeObject;
    expect((send('PUT', `${CONFIG_MAPS}/web`, { body: old }).body as KubeObject).metadata.resourceVersion).toBe('303');
    const changed = send('PUT', `${CONFIG_MAPS}/web`, { body: { ...old, data: { a: '2' } } });
    expect((changed.body as KubeObject).metadata.resourceVersion).toBe('304');
    expect(send('PUT', `${CONFIG_MAPS}/web`, { body: old })).toEqual({
      status: 409,
      body: {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message:
          'Operation cannot be fulfilled on configmaps "web": the object has been modified; please apply your changes to the latest version and try again',
        reason: 'Conflict',
        details: { name: 'web', kind: 'configmaps' },
        code: 409,
      },
    });
  });

  it('lists in pages, by selector, and as a Table', () => {
    const { send } = world();
    for (const name of ['c', 'a', 'b']) send('POST', CONFIG_MAPS, { body: configMap(name, {}, { app: name }) });
    const names = (body: { items: KubeObject[] }) => body.items.map(({ metadata }) => metadata.name);
    const first = send('GET', CONFIG_MAPS, { query: { limit: '2' } }).body as {
      items: KubeObject[];
      metadata: { continue: string; remainingItemCount: number };
    };
    expect([names(first), first.metadata.remainingItemCount]).toEqual([['a', 'b'], 1]);
    expect(names(send('GET', CONFIG_MAPS, { query: { limit: '2', continue: first.metadata.continue } }).body)).toEqual([
      'c',
    ]);
    expect(names(send('GET', CONFIG_MAPS, { query: { labelSelector: 'app in (a,c)' } }).body)).toEqual(['a', 'c']);
    expect(names(send('GET', CONFIG_MAPS, { query: { fieldSelector: 'metadata.name!=a' } }).body)).toEqual(['b', 'c']);
    const table = send('GET', `${CONFIG_MAPS}/a`, {
      headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' },
    });
    expect((table.body as { rows: { cells: unknown[] }[] }).rows.map(({ cells }) => cells)).toEqual([['a', 0]]);
  });

  it('streams what there is and what happens, as far as the selector goes', () => {
    const { api, admin, send } = world();
    send('POST', CONFIG_MAPS, { body: configMap('web', {}, { app: 'web' }) });
    const events: string[] = [];
    const sink = {
      chunk: (chunk: WatchEvent<unknown> | string) => {
        const { type, object } = chunk as WatchEvent;
        events.push(`${type} ${object.metadata.name}`);
      },
      end: () => events.push('end'),
    };
    const stream = api.stream(
      { method: 'GET', path: CONFIG_MAPS, query: { watch: 'true', labelSelector: 'app=web' } },
      sink,
    );
    admin.patch('configmaps', { namespace: 'default', name: 'web' }, { data: { a: '1' } });
    send('POST', CONFIG_MAPS, { body: configMap('other') });
    admin.patch('configmaps', { namespace: 'default', name: 'web' }, { metadata: { labels: { app: 'x' } } });
    stream.close();
    admin.delete('configmaps', { namespace: 'default', name: 'web' });
    expect(events).toEqual(['ADDED web', 'MODIFIED web', 'DELETED web']);
  });

  it('replays from a revision and says 410 when that is forgotten', () => {
    const { api, send, sim } = world();
    send('POST', CONFIG_MAPS, { body: configMap('a') });
    send('POST', CONFIG_MAPS, { body: configMap('b') });
    const watch = (resourceVersion: string) => {
      const seen: unknown[] = [];
      const chunk = (event: WatchEvent<unknown> | string) => {
        const { type, object } = event as WatchEvent<KubeObject & { message?: string }>;
        seen.push(`${type} ${object.message ?? object.metadata.name}`);
      };
      api.stream(
        { method: 'GET', path: CONFIG_MAPS, query: { watch: 'true', resourceVersion } },
        { chunk, end: () => undefined },
      );
      return seen;
    };
    expect(watch('303')).toEqual(['ADDED b']);
    expect(watch('304')).toEqual([]);
    expect(watch('1')).toEqual(['ERROR too old resource version: 1 (300)']);
    const snapshot = sim.snapshot();
    send('POST', CONFIG_MAPS, { body: configMap('c') });
    sim.restore(snapshot);
    const after = send('POST', CONFIG_MAPS, { body: configMap('d') }).body as KubeObject;
    expect(after.metadata.resourceVersion).toBe('306');
    expect(watch('304')).toEqual(['ERROR too old resource version: 304 (305)']);
  });

  it('keeps a Pod with a node until its kubelet is done, and an object until its finalizers are gone', () => {
    const { admin, send, changes } = world();
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', namespace: 'default' },
      spec: { containers: [{ name: 'c', image: 'x' }] },
    };
    const created = admin.create('pods', pod);
    expect(Object.keys(created.spec)).toEqual(
      expect.arrayContaining(['serviceAccountName', 'volumes', 'tolerations', 'priority', 'preemptionPolicy']),
    );
    admin.bind({ namespace: 'default', name: 'p' }, 'n1');
    expect(admin.podsOnNode('n1').map(({ metadata }) => metadata.name)).toEqual(['p']);
    const { body } = send('DELETE', '/api/v1/namespaces/default/pods/p');
    expect((body as KubeObject).metadata).toMatchObject({
      deletionTimestamp: '2026-01-01T00:00:30Z',
      deletionGracePeriodSeconds: 30,
    });
    admin.delete('pods', { namespace: 'default', name: 'p' }, { gracePeriodSeconds: 0 });
    expect(admin.get('pods', { namespace: 'default', name: 'p' })).toBeUndefined();
    send('POST', CONFIG_MAPS, { body: { ...configMap('f'), metadata: { name: 'f', finalizers: ['x/y'] } } });
    send('DELETE', `${CONFIG_MAPS}/f`);
    expect(admin.get('configmaps', { namespace: 'default', name: 'f' })).toBeDefined();
    admin.patch('configmaps', { namespace: 'default', name: 'f' }, { metadata: { finalizers: null } });
    expect(admin.get('configmaps', { namespace: 'default', name: 'f' })).toBeUndefined();
    expect(changes.at(-1)).toMatchObject({
      resource: 'configmaps',
      type: 'DELETED',
      object: { metadata: { name: 'f' } },
    });
  });

  it('goes on with equal bytes after a snapshot went through JSON', () => {
    const run = (restored: boolean) => {
      const { sim, send } = world();
      send('POST', CONFIG_MAPS, { body: configMap('a', {}, { app: 'web' }) });
      const snapshot = JSON.parse(JSON.stringify(sim.snapshot()));
      const other = restored ? world() : { sim, send };
      if (restored) other.sim.restore(snapshot);
      other.send('POST', CONFIG_MAPS, { body: { ...configMap('b'), metadata: { generateName: 'b-' } } });
      return JSON.stringify([
        other.sim.snapshot(),
        other.send('GET', CONFIG_MAPS, { query: { labelSelector: 'app=web' } }),
      ]);
    };
    expect(run(true)).toBe(run(false));
  });
});
