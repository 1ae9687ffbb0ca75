import { describe, expect, it } from 'vitest';
import { createStore } from '../../../src/engine/store/store.js';
import type { KubeObject } from '../../../src/kube/shapes/meta.js';
import { createSim } from '../../../src/sim/index.js';

const pod = (
  namespace: string,
  name: string,
  rest: Partial<KubeObject['metadata']> = {},
  nodeName?: string,
): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name, ...rest },
    spec: nodeName === undefined ? {} : { nodeName },
  }) as KubeObject;

function filled() {
  const sim = createSim({ seed: 1, epoch: 0 });
  const store = createStore(sim);
  store.put('pods', pod('b', 'x', { labels: { app: 'web', tier: 'front' } }, 'n1'));
  store.put(
    'pods',
    pod('a', 'z', { labels: { app: 'web' }, ownerReferences: [{ apiVersion: 'v1', kind: 'K', name: 'k', uid: 'u' }] }),
  );
  store.put('pods', pod('a', 'y', { labels: { app: 'db' } }, 'n1'));
  return { sim, store };
}

const keys = (objects: readonly KubeObject[]) =>
  objects.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);

describe('the store', () => {
  it('finds objects by namespace, labels, owner and node, in the order of their keys', () => {
    const { store } = filled();
    const table = store.table('pods');
    expect(keys(table.all())).toEqual(['a/y', 'a/z', 'b/x']);
    expect(keys(table.inNamespace('a'))).toEqual(['a/y', 'a/z']);
    expect(keys(table.withLabels('b', { app: 'web', tier: 'front' }))).toEqual(['b/x']);
    expect(keys(table.withLabels('a', { app: 'web', tier: 'front' }))).toEqual([]);
    expect(keys(table.ownedBy('u'))).toEqual(['a/z']);
    expect(keys(table.onNode('n1'))).toEqual(['a/y', 'b/x']);
    store.put('pods', pod('a', 'y', { labels: { app: 'web' } }, 'n2'));
    expect([keys(table.withLabels('a', { app: 'web' })), keys(table.onNode('n1'))]).toEqual([['a/y', 'a/z'], ['b/x']]);
  });

  it('makes an index when it is first asked for, and keeps it up from then on', () => {
    const { store } = filled();
    store.put('pods', pod('a', 'y', { labels: { app: 'cache' } }, 'n2'));
    store.remove('pods', pod('b', 'x'));
    const table = store.table('pods');
    const seen = () => [
      keys(table.withLabels('a', { app: 'cache' })),
      keys(table.withLabels('a', { app: 'db' })),
      keys(table.onNode('n1')),
      keys(table.onNode('n2')),
    ];
    expect(seen()).toEqual([['a/y'], [], [], ['a/y']]);
    store.put('pods', pod('a', 'w', { labels: { app: 'cache' } }, 'n1'));
    store.put('pods', pod('a', 'y', { labels: { app: 'db' } }, 'n2'));
    expect(seen()).toEqual([['a/w'], ['a/y'], ['a/w'], ['a/y']]);
  });

  it('never changes a list that it handed out, nor an object', () => {
    const { store } = filled();
    const before = store.table('pods').all();
    store.remove('pods', pod('a', 'y'));
    expect([keys(before), keys(store.table('pods').all())]).toEqual([
      ['a/y', 'a/z', 'b/x'],
      ['a/z', 'b/x'],
    ]);
    expect(Object.isFrozen(before[0]?.metadata.labels)).toBe(true);
  });

  it('forgets old changes and says how far back it knows', () => {
    const { store } = filled();
    for (let count = 0; count < 10_000; count += 1) store.put('pods', pod('a', 'y'));
    expect(store.since(301)).toEqual({ oldest: 5300 });
    expect(store.since(store.revision - 1)).toHaveLength(1);
  });

  it('comes back from JSON with all its indexes', () => {
    const { sim } = filled();
    const other = createSim({ seed: 2, epoch: 0 });
    const store = createStore(other);
    other.restore(JSON.parse(JSON.stringify(sim.snapshot())));
    expect([keys(store.table('pods').onNode('n1')), store.revision]).toEqual([['a/y', 'b/x'], 303]);
    expect(JSON.stringify(other.snapshot())).toBe(JSON.stringify(sim.snapshot()));
  });
});
