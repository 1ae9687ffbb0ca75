import { expect, it } from 'vitest';
import { createTerminalLog } from '../../src/hosts/tutorial/terminal-log.js';

const CLEAR = '\u001b[H\u001b[2J\u001b[3J';

it('clears the screen after it was saved and loaded, as it did before', () => {
  const log = createTerminalLog();
  for (const text of ['$ ls\n', 'a\n', '$ clear\n', CLEAR, '$ cat log\n', `${CLEAR.slice(1)}\n`]) log.write(text);
  const again = createTerminalLog();
  again.load(JSON.parse(JSON.stringify(log.save())));
  expect(again.output().map(({ text, drawsScreen }) => [text, drawsScreen])).toEqual([
    ['$ ls\na\n$ clear\n', undefined],
    [CLEAR, true],
    [`$ cat log\n${CLEAR.slice(1)}\n`, undefined],
  ]);
});
