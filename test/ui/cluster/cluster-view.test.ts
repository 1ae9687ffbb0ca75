import { describe, expect, test } from 'vitest';
import type { Trace } from '../../../src/kube/hop.js';
import {
  type ClusterState,
  emptyCluster,
  reduceCluster,
  type WatchedKind,
} from '../../../src/ui/cluster/cluster-state.js';
import { clusterPage, selectedObject } from '../../../src/ui/cluster/cluster-view.js';
import { createTheme } from '../../../src/ui/screen/theme.js';
import { textWidth } from '../../../src/ui/text/width.js';
import { endpointSlice, node, pod, service, trace } from '../fake-objects.js';

const view = { lang: 'ja' as const, theme: createTheme({ colour: false, ascii: true }) };

function shop(): ClusterState {
  const objects = {
    nodes: [node('svc-learn-worker'), node('svc-learn-worker2', false)],
    services: [service('shop')],
    endpointSlices: [endpointSlice('shop', ['shop-1', 'shop-2'])],
    pods: [
      pod('client', { ip: '10.244.1.4', node: 'svc-learn-worker', ready: true }),
      pod('shop-1', { ip: '10.244.1.5', node: 'svc-learn-worker', ready: true }),
      pod('shop-2', { ip: '10.244.2.5', node: 'svc-learn-worker2', ready: false }),
    ],
  };
  let state = emptyCluster(0);
  for (const [kind, items] of Object.entries(objects))
    state = reduceCluster(state, { type: 'list', kind: kind as WatchedKind, items });
  return state;
}

function text(cluster: ClusterState, selected?: string): readonly string[] {
  const { rows } = clusterPage({ cluster, width: 60, view, selected }, 40);
  return rows.map((row) =>
    row
      .map((piece) => piece.text)
      .join('')
      .trimEnd(),
  );
}

function asked(state: ClusterState, requests: readonly Partial<Trace>[]): ClusterState {
  return requests.reduce<ClusterState>(
    (before, part, id) => reduceCluster(before, { type: 'trace', trace: { ...trace, hops: [], ...part, id } }),
    state,
  );
}

describe('the objects', () => {
  test('states are told by shape and word, in ASCII too', () => {
    expect(text(shop())).toEqual([
      'ノード  o worker  x worker2',
      '',
      '  Service shop  10.96.14.7:80 -> 8080',
      '    EndpointSlice shop-x7k2p  1/2 Ready  :8080',
      '  +> o shop-1  10.244.1.5  Ready                      worker',
      '  +> ~ shop-2  10.244.2.5  NotReady                  worker2',
      '',
      'Serviceの行き先ではないPod',
      '  o client  10.244.1.4  Ready                         worker',
      '',
      '直前の接続  接続はまだありません',
      '',
    ]);
  });

  test('ports that have no room stand in a line of their own; what else is cut says so', () => {
    const { rows, objects } = clusterPage({ cluster: shop(), width: 36, view, selected: undefined }, 40);
    const lines = rows.map((row) => row.map((piece) => piece.text).join(''));
    expect(lines.slice(2, 6)).toEqual([
      '  Service shop  10.96.14.7',
      '      :80 -> 8080',
      '    EndpointSlice shop-x7k2p  1/2 R~',
      expect.stringMatching(/^ {2}\+> o shop-1 {2}10\.244\.1\.5/),
    ]);
    expect(lines.filter((line) => textWidth(line) > 36)).toEqual([]);
    expect(objects.find(({ key }) => key === 'pod/default/shop-1')?.row).toBe(5);
  });

  test('the selected one is marked, and the others stay where they were', () => {
    const [before, after] = [text(shop()), text(shop(), 'pod/default/shop-2')];
    expect(after.filter((row, index) => row !== before[index])).toEqual([
      '> +> ~ shop-2  10.244.2.5  NotReady                  worker2',
    ]);
    const { objects } = clusterPage({ cluster: shop(), width: 60, view, selected: undefined }, 40);
    expect(objects.map(({ key }) => key)).toEqual([
      'node//svc-learn-worker',
      'node//svc-learn-worker2',
      'service/default/shop',
      'endpointslice/default/shop-x7k2p',
      'pod/default/shop-1',
      'pod/default/shop-2',
      'pod/default/client',
    ]);
    expect(selectedObject(objects, 'pod/default/gone')).toBe('service/default/shop');
  });

  test('what a step asks for is not shown, nor what would tell it', () => {
    const hide = (...facts: readonly ('clusterIP' | 'targetPort' | 'slices' | 'endpoints')[]) =>
      text(
        reduceCluster(shop(), {
          type: 'hide',
          causes: true,
          facts: facts.map((fact) => ({ service: 'default/shop', fact })),
        }),
      ).slice(2, 9);
    expect(hide('clusterIP', 'targetPort', 'slices')).toEqual([
      '  Service shop  ?:80 -> ?',
      '    EndpointSlice ?  1/2 Ready  :?',
      '  +> o shop-1  10.244.1.5  Ready                      worker',
      '  +> ~ shop-2  10.244.2.5  NotReady                  worker2',
      '',
      'Serviceの行き先ではないPod',
      '  o client  10.244.1.4  Ready                         worker',
    ]);
    expect(hide('endpoints')).toEqual([
      '  Service shop  10.96.14.7:80 -> 8080',
      '    ?',
      '',
      'Pod',
      '  o client  10.244.1.4  Ready                         worker',
      '  o shop-1  10.244.1.5  Ready                         worker',
      '  ~ shop-2  10.244.2.5  NotReady                     worker2',
    ]);
  });
});

describe('where requests went', () => {
  const answered = (name: string): Partial<Trace> => ({
    service: 'default/shop',
    pod: `default/${name}`,
    outcome: 'reply',
  });

  test('each ready Pod has its bar, one that got nothing too, and failures are counted apart', () => {
    const requests = [...Array.from({ length: 6 }, () => answered('shop-0')), { service: 'default/shop' }];
    expect(text(asked(shop(), requests)).slice(-5)).toEqual([
      '最近の行き先  shopへ7回',
      '  o shop-0  ######################## 6',
      '  o shop-1   0',
      '  x 拒否    #### 1',
      '',
    ]);
  });

  test('requests to something else are not counted, and a single one tells nothing', () => {
    const one = asked(shop(), [answered('shop-1'), { host: '10.244.1.9', pod: 'default/shop-1', outcome: 'reply' }]);
    expect(text(one).join('\n')).not.toContain('最近の行き先');
    const two = asked(shop(), [answered('shop-1'), { host: 'other' }, answered('shop-1')]);
    expect(text(two).slice(-3)).toEqual(['最近の行き先  shopへ2回', '  o shop-1  ######################## 2', '']);
  });

  test('a world that was put back has its own requests', () => {
    const before = asked(shop(), [answered('shop-1'), answered('shop-1')]);
    const after = reduceCluster(before, { type: 'traces', traces: [{ ...trace, id: 1 }] });
    expect([after.requests.length, after.lastTrace?.outcome]).toEqual([1, 'refused']);
  });
});
