import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../src/kube/yaml-problems.js';

const service = (spec: string) => `apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n${spec}`;

describe('problems of a manifest', () => {
  it.each([
    ['a right one', service('  selector:\n    app: shop # 店\n  ports:\n    - port: 80\n'), []],
    ['Japanese values and comments', 'a: 値：その１\n# ：\u3000“\nb: |\n  日本語：\u3000あ\n', []],
    ['a full-width colon', 'kind： Service\n', [[1, 'full-width', '：', ':']]],
    ['a full-width blank as indentation', 'spec:\n\u3000\u3000a: 1\n', [[2, 'full-width', '\u3000', ' ']]],
    ['a full-width blank behind the colon', 'spec:\u3000a\n', [[1, 'full-width', '\u3000', ' ']]],
    ['smart quotes', 'a: “x”\n', [[1, 'full-width', '“', '"']]],
    ['full-width digits', 'port: ８０\n', [[1, 'full-width', '８０', '80']]],
    ['a full-width key', 'ｐｏｒｔ: 80\n', [[1, 'full-width', 'ｐｏｒｔ', 'port']]],
    ['a full-width dash', 'a:\n－ b\n', [[2, 'full-width', '－', '-']]],
    ['a tab', 'a:\n\tb: 1\n', [[2, 'tab', '\t']]],
    ['indentation that fits nowhere', 'a:\n    b: 1\n  c: 2\n', [[3, 'indentation']]],
    ['a key without a colon', 'a: 1\nb\nc: 2\n', [[2, 'no-colon', 'b']]],
    ['two colons', 'a: b: c\n', [[1, 'two-colons']]],
    ['an open quote', 'a: "x\nb: 1\n', [[1, 'open-quote']]],
    ['an open bracket', 'a: [1, 2\nb: 1\n', [[2, 'open-bracket']]],
    ['the same key twice', 'a: 1\nb: 2\na: 3\n', [[3, 'same-key', 'a']]],
    ['an unknown field', service('  selecter:\n    app: shop\n'), [[6, 'unknown-field', 'selecter', 'selector']]],
    [
      'unknown fields in lists',
      service('  ports:\n    - port: 80\n      targetport: 8080\n      zzz: 1\n'),
      [
        [8, 'unknown-field', 'targetport', 'targetPort'],
        [9, 'unknown-field', 'zzz'],
      ],
    ],
    ['an unknown kind', 'apiVersion: v9\nkind: What\nfoo: 1\n', []],
  ])('%s', (_, text, expected) => {
    const found = problemsOf(text).map(({ line, reason, text: about, meant }) => [line, reason, about, meant]);
    expect(found.map((problem, index) => problem.slice(0, expected[index]?.length ?? 4))).toEqual(expected);
  });

  it('never throws, and its lines are lines of the text', () => {
    const piece = fc.constantFrom(
      'a: ',
      '- ',
      '\n',
      '  ',
      '"',
      "'",
      '[',
      '{',
      '}',
      '|',
      '：',
      '\t',
      '*x',
      '&x ',
      '#',
      '日',
      '---\n',
      '<<: ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        const lines = text.split('\n').length;
        return problemsOf(text).every(({ line }) => line >= 1 && line <= lines);
      }),
    );
  });
});
