import { expect, test } from 'vitest';
import { emptyCluster } from '../../../src/ui/cluster/cluster-state.js';
import { traceRows } from '../../../src/ui/cluster/trace-view.js';
import { createTheme } from '../../../src/ui/screen/theme.js';
import { trace } from '../fake-objects.js';

test('a name that was not resolved is shown without a port', () => {
  const view = { lang: 'ja' as const, theme: createTheme({ colour: false, ascii: true }) };
  const lastTrace = { ...trace, host: 'my-service', port: 0, outcome: 'unresolved' as const, hops: [] };
  const [head = []] = traceRows({ ...emptyCluster(0), lastTrace }, 60, view);
  expect(head.map(({ text }) => text).join('')).toBe('直前の接続  client -> my-service  名前なし (unresolved)');
});
