import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visible } from '../../../src/ui/text/sanitize.js';
import { applySgr, plainColours, sgrOf } from '../../../src/ui/text/sgr.js';
import { fitRow, type Row, rowWidth, span } from '../../../src/ui/text/span.js';
import { graphemes, isPlain, textWidth } from '../../../src/ui/text/width.js';
import { wrapCells, wrapProse } from '../../../src/ui/text/wrap.js';

const anyText = fc.string({ unit: 'grapheme', maxLength: 80 });
const textOf = (rows: readonly Row[]) => rows.map((row) => row.map((piece) => piece.text).join(''));

describe('width', () => {
  test('Japanese counts two columns, ambiguous characters one', () => {
    expect(['日本語', 'ab', 'ｱ', '…', 'か\u3099', '①'].map(textWidth)).toEqual([6, 2, 1, 1, 2, 1]);
  });

  test('text that is called plain is cut as the rules of Unicode cut it, and drawn as it is', () => {
    const segmenter = new Intl.Segmenter('ja', { granularity: 'grapheme' });
    const plain = Array.from({ length: 0xffff }, (_, code) => String.fromCharCode(code)).filter(isPlain);
    expect(plain.length).toBeGreaterThan(20_000);
    const text = plain.map((char, at) => char + '☝─あ a'.charAt(at % 5)).join('');
    expect(graphemes(text)).toEqual(Array.from(segmenter.segment(text), ({ segment }) => segment));
    const shown = (char: string) => visible(`${char}\u{1f600}`);
    const changed = plain.filter((char) => char !== '\n' && shown(char) !== `${char}\u{1f600}`);
    expect([changed, plain.filter((char) => /[\p{Mark}\p{Default_Ignorable_Code_Point}]/u.test(char))]).toEqual([
      [],
      [],
    ]);
  });

  test('a row that was fitted has exactly the width asked for', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 60 }), (text, width) => {
        expect(rowWidth(fitRow([span(visible(text))], width))).toBe(width);
      }),
    );
  });
});

describe('outside text', () => {
  test('control and escape sequences are shown', () => {
    expect(visible('a\x1b[31mred\x07\x9b2J')).toBe('a^[[31mred^G<009B>2J');
  });

  test('direction marks and joiners cannot hide anything', () => {
    expect(visible('abc\u202edef\u200b')).toBe('abc<202E>def<200B>');
  });

  test('pictures that terminals measure differently are made simple', () => {
    expect([visible('👨‍👩‍👧'), visible('か\u309a'), visible('が'.normalize('NFD'))]).toEqual(['👨', 'か゜', 'が']);
  });

  test('no control character survives', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(visible(text)).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

describe('prose', () => {
  test('no line begins with a closing mark or ends with an opening one', () => {
    const text = '接続を拒否するのは、Podの場合(直接)と「ノードの転送規則」の場合があります。';
    expect(textOf(wrapProse([span(text)], 20))).toEqual([
      '接続を拒否するのは、',
      'Podの場合(直接)と',
      '「ノードの転送規則」',
      'の場合があります。',
    ]);
  });

  test('words stay whole, a word longer than the line is cut', () => {
    expect(textOf(wrapProse([span('kubectl describe service averyveryverylongname')], 16))).toEqual([
      'kubectl describe',
      'service',
      'averyveryverylon',
      'gname',
    ]);
  });

  test('styles go with their text', () => {
    expect(wrapProse([span('実行するのは'), span('kubectl', 'code'), span('です')], 16)).toEqual([
      [span('実行するのは')],
      [span('kubectl', 'code'), span('です')],
    ]);
  });

  test('no line is wider than asked for', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 40 }), (text, width) => {
        for (const row of wrapProse([span(visible(text))], width)) {
          expect(rowWidth(row)).toBeLessThanOrEqual(width);
        }
      }),
    );
  });
});

test('terminal output is broken where the width ends and nothing is lost', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 2, max: 40 }), (text, width) => {
      const shown = visible(text);
      const rows = wrapCells([span(shown)], width);
      expect(rows.every((row) => rowWidth(row) === width)).toBe(true);
      expect(textOf(rows).join('').replaceAll(' ', '')).toBe(shown.replaceAll(' ', ''));
    }),
  );
});

test('colours of programs are a state', () => {
  const red = applySgr(plainColours, '1;31');
  expect([red, applySgr(red, '22'), applySgr(red, '38;5;208'), applySgr(red, '')].map(sgrOf)).toEqual([
    '1;31',
    '31',
    '1;38;5;208',
    '',
  ]);
});
