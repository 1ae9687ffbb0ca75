import { expect, it } from 'vitest';
import { parseProse } from '../../src/course/prose.js';

it('keeps the picture below the three lines of a summary', () => {
  const text = '# Title\n\n## まとめ\n- 1\n- 2\n- 3\n\nかっこの中は番号です。\n\n```text\nA --> B\n```\n\n## クイズ\n';
  const { prose } = parseProse(text, 'ja', 'ja.md');
  expect([prose.summary.map((line) => line.text), prose.model?.text]).toEqual([
    ['1', '2', '3'],
    'かっこの中は番号です。\n\n```text\nA --> B\n```',
  ]);
  expect(parseProse('# Title\n\n## まとめ\n- 1\n', 'ja', 'ja.md').prose.model).toBeUndefined();
});
