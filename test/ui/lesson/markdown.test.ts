import { expect, test } from 'vitest';
import { markdownRows } from '../../../src/ui/lesson/markdown.js';
import { createTheme } from '../../../src/ui/screen/theme.js';

test('long lines of a console block go on below, and none is wider than the pane', () => {
  const { symbols } = createTheme({ colour: false, ascii: true });
  const shown = markdownRows(
    '```console\n$ kubectl get endpoints my-service\nmy-service   10.244.1.4:8080,10.244.2.4:8080\n```',
    {
      width: 30,
      symbols,
    },
  );
  expect(shown.map((row) => row.map(({ text }) => text).join(''))).toEqual([
    '  $ kubectl get endpoints',
    '    my-service',
    '  my-service',
    '    10.244.1.4:8080,10.244.2.4',
    '    :8080',
  ]);
});
