import { expect, it } from 'vitest';
import { parseProse } from '../../src/course/prose.js';

const TEXT = `# はじめて

前書き。

## write: 書く

### 状況
お店です。

\`\`\`console
$ kubectl get pods
# 見出しではない
\`\`\`

### 予想
何が起きますか。

- reply: 返る
- refused: 拒否

### 結果
- reply: 返りました。
- refused: 拒否。

### ゴール
- reached: 届く

### ヒント
1. 一
2. 二
3. 三

### まちがい
- swapped: 逆です。

### 考察
知らない見出し。

## まとめ
- 一行目
- 二行目

## クイズ
### q1: どれですか
- a: あ
- b: い

> a: はい
> b: いいえ
`;

it('cuts a lesson into passages, each with its line, and tells headings that it does not know', () => {
  const { prose, problems } = parseProse(TEXT, 'ja', 'x/ja.md');
  const at = (text: string) => TEXT.split('\n').indexOf(text) + 1;
  expect(problems).toEqual([{ path: 'x/ja.md', line: at('### 考察'), what: '考察' }]);
  expect(prose.title).toEqual({ text: 'はじめて', line: 1 });
  expect(prose.intro.text).toBe('前書き。');
  expect(prose.steps['write']).toEqual({
    title: { text: '書く', line: at('## write: 書く') },
    situation: {
      text: 'お店です。\n\n```console\n$ kubectl get pods\n# 見出しではない\n```',
      line: at('### 状況') + 1,
    },
    prediction: { text: '何が起きますか。', line: at('### 予想') + 1 },
    choices: {
      reply: { text: '返る', line: at('- reply: 返る') },
      refused: { text: '拒否', line: at('- refused: 拒否') },
    },
    results: {
      reply: { text: '返りました。', line: at('- reply: 返りました。') },
      refused: { text: '拒否。', line: at('- refused: 拒否。') },
    },
    goals: { reached: { text: '届く', line: at('- reached: 届く') } },
    hints: [
      { text: '一', line: at('1. 一') },
      { text: '二', line: at('2. 二') },
      { text: '三', line: at('3. 三') },
    ],
    mistakes: { swapped: { text: '逆です。', line: at('- swapped: 逆です。') } },
  });
  expect(prose.summary.map(({ text }) => text)).toEqual(['一行目', '二行目']);
  expect(prose.quiz['q1']).toEqual({
    question: { text: 'どれですか', line: at('### q1: どれですか') },
    options: { a: { text: 'あ', line: at('- a: あ') }, b: { text: 'い', line: at('- b: い') } },
    answers: { a: { text: 'はい', line: at('> a: はい') }, b: { text: 'いいえ', line: at('> b: いいえ') } },
  });
});
