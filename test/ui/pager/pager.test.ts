import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PagedText } from '../../../src/ui/app-model.js';
import { keyOf } from '../../../src/ui/keys/key.js';
import { openPager, type Pager, reducePager, type Sheet } from '../../../src/ui/pager/pager.js';
import { pagerIntents } from '../../../src/ui/pager/pager-keys.js';
import { pagerPicture } from '../../../src/ui/pager/pager-view.js';
import { createTheme } from '../../../src/ui/screen/theme.js';
import { rowWidth } from '../../../src/ui/text/span.js';

const view = { lang: 'en' as const, theme: createTheme({ ascii: false, colour: false }) };

function sheet(lines: readonly string[], more: Partial<PagedText> = {}): Sheet {
  const text = { id: 1, title: 'less', lines, isEnded: true, chopsLines: false, showsNumbers: false, ...more };
  return { text, width: 20, height: 4 };
}

const numbered = sheet(Array.from({ length: 10 }, (_, index) => `line ${index + 1}`));

function typed(sheetNow: Sheet, keys: string, start: Pager = openPager(1)): Pager {
  return keys.split('').reduce((pager, key) => {
    const intents = pagerIntents(key === '\r' ? keyOf('enter') : { type: 'text', text: key }, pager);
    return intents.reduce((now, one) => (one.type === 'act' ? reducePager(now, one.action, sheetNow) : now), pager);
  }, start);
}

function shown(pager: Pager, sheetNow: Sheet): readonly string[] {
  return pagerPicture(pager, sheetNow, view).rows.map((row) =>
    row
      .map(({ text }) => text)
      .join('')
      .replace(/(\S) {2,}(\d+-)/, '$1  $2')
      .trimEnd(),
  );
}

describe('the pager', () => {
  test.each([
    ['', 'line 1', ':'],
    [' ', 'line 5', ':'],
    ['  ', 'line 7', '(END)'],
    ['  b', 'line 3', ':'],
    ['jjk', 'line 2', ':'],
    ['3j', 'line 4', ':'],
    ['d', 'line 3', ':'],
    ['G', 'line 7', '(END)'],
    ['Gg', 'line 1', ':'],
    ['4g', 'line 4', ':'],
    ['G5G', 'line 5', ':'],
    ['/line\r', 'line 1', ':'],
    ['/line\rn', 'line 2', ':'],
    ['/5\rN', 'line 5', '"5" is not found'],
    ['/10\r', 'line 7', '(END)'],
    ['G?line\r', 'line 6', ':'],
    ['/zz\r', 'line 1', '"zz" is not found'],
    ['/(\r', 'line 1', '"(" is not found'],
    ['12', 'line 1', ':12'],
    ['/li', 'line 1', '/li'],
  ])('%j shows %j first and %j below', (keys, first, below) => {
    const rows = shown(typed(numbered, keys), numbered);
    expect([rows[0], rows[4]?.split('  ')[0]]).toEqual([first, below]);
  });

  test('long lines are wrapped, and one goes through them row by row', () => {
    const long = sheet([`${'あ'.repeat(25)}x`, 'b', 'c', 'd']);
    expect(shown(openPager(1), long)).toEqual(['あ'.repeat(10), 'あ'.repeat(10), 'あああああx', 'b', ':  1-2/4']);
    expect(shown(typed(long, 'j'), long)[0]).toBe('あ'.repeat(10));
    expect(shown(typed(long, 'G'), long).slice(0, 4)).toEqual(['あああああx', 'b', 'c', 'd']);
    const cut = sheet(long.text.lines, { chopsLines: true, showsNumbers: true });
    expect(shown(openPager(1), cut).slice(0, 2)).toEqual(['      1 ああああああ', '      2 b']);
  });

  test('a short text has its end in sight at once; control sequences are shown, not obeyed', () => {
    const short = sheet(['a\tb', '\u001b[31mred']);
    expect(shown(openPager(1), short)).toEqual(['a       b', '^[[31mred', '~', '~', '(END)  1-2/2']);
  });

  test('text that is still coming has no end yet, and the end is followed', () => {
    const coming = sheet(['1', '2'], { isEnded: false });
    expect(shown(openPager(1), coming)[4]).toBe(':  1-2/2+');
    const later = sheet(['1', '2', '3', '4', '5', '6'], { isEnded: false });
    expect(shown(typed(coming, 'G'), later).slice(0, 4)).toEqual(['3', '4', '5', '6']);
    expect(pagerIntents(keyOf('c', { ctrl: true }), openPager(1))).toEqual([{ type: 'interrupt' }]);
  });

  test('whatever is typed, every row fits and nothing is thrown', () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'あ', ' ', '\t', 'é', '\u001b'), maxLength: 60 });
    const keys = fc.string({ unit: fc.constantFrom(...' bjkgGnN/?du15\ra('.split('')), maxLength: 20 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), keys, fc.boolean(), (lines, text, chopsLines) => {
        const one = sheet(lines, { chopsLines });
        const { rows, cursor } = pagerPicture(typed(one, text), one, view);
        expect(rows.length).toBe(5);
        expect(rows.every((row) => rowWidth(row) <= 20)).toBe(true);
        expect(cursor.x).toBeLessThan(20);
      }),
    );
  });
});
