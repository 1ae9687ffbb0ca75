import { expect, it } from 'vitest';
import { createCluster } from '../../src/engine/index.js';

const built: { readonly createCluster: typeof createCluster } = await import(
  new URL('../../dist/engine.js', import.meta.url).href
);

const epochs = ['2026-01-01T00:00:00Z', '2027-12-31T23:59:58Z', '2024-02-29T12:34:56Z', '2026-11-23T01:02:03.456Z'];

it.each(epochs)('begins at build time with the very world that a start makes at %s', (epoch) => {
  const prepared = built.createCluster({ epoch });
  expect(difference(prepared.snapshot(), createCluster({ epoch }).snapshot())).toBeUndefined();
});

it('goes on from a prepared world as from a started one', () => {
  const run = (create: typeof createCluster) => {
    const cluster = create();
    cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    cluster.run({ until: 60_000 });
    return cluster.snapshot();
  };
  expect(difference(run(built.createCluster), run(createCluster))).toBeUndefined();
});

it('starts for real with another seed or other nodes', () => {
  const podsOf = (options: { readonly seed?: number; readonly nodes?: number }) =>
    built.createCluster(options).api({ method: 'GET', path: '/api/v1/pods' }).body as { items: unknown[] };
  expect(podsOf({ nodes: 2 }).items.length).toBe(podsOf({}).items.length - 1);
  expect(podsOf({ seed: 2 })).not.toEqual(podsOf({}));
});

/** Where two worlds part, with some text around it. */
function difference(one: unknown, other: unknown): readonly string[] | undefined {
  const texts = [JSON.stringify(one), JSON.stringify(other)];
  const [a = '', b = ''] = texts;
  if (a === b) return undefined;
  let at = 0;
  while (a[at] === b[at]) at += 1;
  return texts.map((text) => text.slice(Math.max(0, at - 80), at + 40));
}
