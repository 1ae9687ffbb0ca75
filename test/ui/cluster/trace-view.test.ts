import { expect, test } from 'vitest';
import type { Hop } from '../../../src/kube/hop.js';
import { emptyCluster } from '../../../src/ui/cluster/cluster-state.js';
import { traceRows } from '../../../src/ui/cluster/trace-view.js';
import { createTheme } from '../../../src/ui/screen/theme.js';
import { trace } from '../fake-objects.js';

test('that a cause is kept back is said once, at the last hop that failed; a long name leaves the verdict whole', () => {
  const view = { lang: 'ja' as const, theme: createTheme({ colour: false, ascii: true }) };
  const hops = [trace.hops[2], trace.hops[2]].flatMap((hop) => hop ?? []);
  const lastTrace = { ...trace, hops, host: 'a-rather-long-name-of-a-service.default' };
  const rows = traceRows({ ...emptyCluster(0), hidesCauses: true, lastTrace }, 66, view);
  expect(rows.map((row) => row.map(({ text }) => text).join(''))).toEqual([
    '直前の接続  client -> a-rather-long-name-of-a-service.defau~  拒否',
    ' 1 接続  10.244.1.5:8080                                      拒否',
    ' 2 接続  10.244.1.5:8080                                      拒否',
    '   理由は課題を解くと表示されます',
  ]);
});

test('names of nodes are short, and what has no room says so, never the verdict', () => {
  const view = { lang: 'ja' as const, theme: createTheme({ colour: false, ascii: true }) };
  const args = { pod: 'default/shop-679f5c948d-lmsg5', node: 'svc-learn-worker2' };
  const route = { hop: 'route', verdict: 'ok', reason: 'route-pod', args } as Hop;
  const lastTrace = { ...trace, host: '10.244.1.3', port: 8080, outcome: 'timeout' as const, hops: [route] };
  const rows = (width: number) =>
    traceRows({ ...emptyCluster(0), lastTrace }, width, view).map((row) => row.map(({ text }) => text).join(''));
  expect(rows(54)).toEqual([
    '直前の接続  client -> 10.244.1.3:8080  タイムアウト',
    ' 1 経路  shop-679f5c948d-lmsg5 (worker2)            ok',
  ]);
  expect(rows(44)).toEqual([
    '直前の接続  client -> 10.244.~  タイムアウト',
    ' 1 経路  shop-679f5c948d-lmsg5 (worker2)  ok',
  ]);
  expect(rows(40)[1]).toBe(' 1 経路  shop-679f5c948d-lmsg5 (work~ ok');
});

test('a name that was not resolved is shown without a port', () => {
  const view = { lang: 'ja' as const, theme: createTheme({ colour: false, ascii: true }) };
  const lastTrace = { ...trace, host: 'my-service', port: 0, outcome: 'unresolved' as const, hops: [] };
  const [head = []] = traceRows({ ...emptyCluster(0), lastTrace }, 60, view);
  expect(head.map(({ text }) => text).join('')).toBe('直前の接続  client -> my-service  名前なし (unresolved)');
});
