import { expect, it } from 'vitest';
import { createStage } from '../../src/hosts/embedded/stage.js';
import { createPager } from '../../src/hosts/tutorial/pager.js';

function stage(options: { readonly isPaged: boolean }) {
  const pager = createPager(() => {});
  const shown = { text: '' };
  const { terminal, port, close } = createStage({
    pace: { mode: 'jump' },
    seed: 1,
    terminal: { columns: 80, rows: 24 },
    home: { 'a.txt': 'one\ntwo\n' },
    output: (text) => {
      shown.text += text;
    },
    ...(options.isPaged ? { pager: pager.open } : {}),
  });
  const type = async (line: string) => {
    shown.text = '';
    terminal.type(`${line}\n`);
    await port.clock.sleep(500);
    return shown.text.replaceAll('\r', '');
  };
  return { pager, terminal, type, close };
}

it('without a screen it is like cat', async () => {
  const { terminal, type, close } = stage({ isPaged: false });
  await terminal.settled();
  expect(await type('less a.txt')).toBe('one\ntwo\n');
  expect(await type('seq 2 | less')).toBe('1\n2\n');
  expect(await type('less none.txt; echo $?')).toBe('none.txt: No such file or directory\n1\n');
  expect(await type('less / ; echo $?')).toBe('/ is a directory\n1\n');
  expect(await type('less; echo $?')).toBe('Missing filename ("less --help" for help)\n1\n');
  close();
});

it('a pipe behind it gets the text, also with a screen', async () => {
  const { terminal, type, close } = stage({ isPaged: true });
  await terminal.settled();
  expect(await type('less a.txt | wc -l')).toBe('2\n');
  close();
});

it('shows a text as it comes, reads an endless one only as far as wanted, and ends its writer', async () => {
  const { pager, terminal, type, close } = stage({ isPaged: true });
  await terminal.settled();
  expect(await type('yes | less -N')).toBe('');
  const read = pager.shown()?.lines.length ?? 0;
  expect(pager.shown()).toMatchObject({ title: 'less', showsNumbers: true, chopsLines: false, isEnded: false });
  expect(read).toBeGreaterThan(900);
  await type('');
  expect(pager.shown()?.lines.length).toBe(read);
  pager.want(read + 1000);
  await type('');
  expect(pager.shown()?.lines.length).toBeGreaterThan(read);
  pager.close();
  await terminal.settled();
  expect([pager.shown(), terminal.prompt(), terminal.status()]).toEqual([undefined, 'learner@workstation:~$ ', 0]);
  close();
});
