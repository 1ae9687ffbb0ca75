import { describe, expect, it } from 'vitest';
import { makeStrategicPatch, makeThreeWayStrategicPatch } from '../../src/kube/make-strategic-patch.js';
import { schemaOf } from '../../src/kube/schema.js';
import { strategicMerge } from '../../src/kube/strategic-merge-patch.js';

const service = schemaOf('v1', 'Service');
const deployment = schemaOf('apps/v1', 'Deployment');
const ports = (...list: object[]) => ({ spec: { ports: list } });

describe('a strategic merge patch', () => {
  it('merges ports by their number and removes by directive', () => {
    const live = ports({ port: 80, name: 'a' }, { port: 81, name: 'b' });
    expect(strategicMerge(service, live, ports({ port: 81, targetPort: 9 }, { port: 82 }))).toEqual(
      ports({ port: 80, name: 'a' }, { port: 81, name: 'b', targetPort: 9 }, { port: 82 }),
    );
    expect(strategicMerge(service, live, ports({ port: 80, $patch: 'delete' }))).toEqual(
      ports({ port: 81, name: 'b' }),
    );
    expect(strategicMerge(service, live, ports({ $patch: 'replace' }, { port: 1 }))).toEqual(ports({ port: 1 }));
  });

  it('puts entries that are new in front of those that it does not name, as upstream does', () => {
    const live = ports({ port: 1 }, { port: 2 });
    expect(strategicMerge(service, live, ports({ port: 3 }, { port: 2, name: 'b' }))).toEqual(
      ports({ port: 3 }, { port: 1 }, { port: 2, name: 'b' }),
    );
    expect(strategicMerge(service, ports({ port: 80 }), ports({ port: 81 }))).toEqual(
      ports({ port: 81 }, { port: 80 }),
    );
  });

  it('deletes entries before it merges, so that one may come back', () => {
    const live = ports({ port: 80, name: 'a', nodePort: 30080 });
    const patch = ports({ port: 80, name: null, protocol: 'UDP' }, { port: 80, $patch: 'delete' });
    expect(strategicMerge(service, live, patch)).toEqual(ports({ port: 80, protocol: 'UDP' }));
  });

  it('puts entries into the order that it names', () => {
    const live = ports({ port: 1 }, { port: 2 }, { port: 3 });
    const patch = { spec: { '$setElementOrder/ports': [{ port: 3 }, { port: 1 }], ports: [{ port: 3, name: 'c' }] } };
    expect(strategicMerge(service, live, patch)).toEqual(ports({ port: 2 }, { port: 3, name: 'c' }, { port: 1 }));
  });

  it('drops what it does not retain, and values of a set', () => {
    const live = { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } };
    const patch = { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } };
    expect(strategicMerge(deployment, live, patch)).toEqual({ spec: { strategy: { type: 'Recreate' } } });
    expect(
      strategicMerge(
        service,
        { metadata: { finalizers: ['a', 'b'] } },
        { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } },
      ),
    ).toEqual({ metadata: { finalizers: ['b'] } });
  });

  it('is made of two states so that it leads from one to the other', () => {
    const before = { metadata: { labels: { a: '1', b: '2' } }, ...ports({ port: 80, name: 'x' }, { port: 81 }) };
    const after = { metadata: { labels: { b: '3' } }, ...ports({ port: 80, name: 'y' }, { port: 82 }) };
    const patch = makeStrategicPatch(service, before, after);
    expect(patch).toEqual({
      metadata: { labels: { a: null, b: '3' } },
      spec: {
        '$setElementOrder/ports': [{ port: 80 }, { port: 82 }],
        ports: [{ name: 'y', port: 80 }, { port: 82 }, { $patch: 'delete', port: 81 }],
      },
    });
    expect(strategicMerge(service, before, patch)).toEqual(after);
  });

  it('leaves alone what others added when it is made of three states', () => {
    const original = { metadata: { labels: { a: '1', old: 'x' } }, ...ports({ port: 80 }) };
    const modified = { metadata: { labels: { a: '2' } }, ...ports({ port: 81 }) };
    const current = { metadata: { labels: { a: '1', old: 'x', other: 'y' } }, ...ports({ port: 80, protocol: 'TCP' }) };
    const patch = makeThreeWayStrategicPatch(service, { original, modified, current });
    expect(strategicMerge(service, current, patch)).toEqual({
      metadata: { labels: { a: '2', other: 'y' } },
      ...ports({ port: 81 }),
    });
  });
});
