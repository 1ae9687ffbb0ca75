import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { lexer, type Token, type Tokens } from 'marked';
import { describe, expect, test } from 'vitest';
import { type Block, readMarkdown } from '../../../src/ui/lesson/markdown-blocks.js';
import { type Inline, readInline } from '../../../src/ui/lesson/markdown-inline.js';

const root = resolve(import.meta.dirname, '../../..');
const lessons = readdirSync(join(root, 'lessons'), { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.md'),
);

describe('Markdown', () => {
  test.each(lessons)('of %s is read as a library for all of Markdown reads it', (path) => {
    const text = readFileSync(join(root, 'lessons', path), 'utf8').replace(/^---\n.*?\n---\n/s, '');
    expect(readMarkdown(text)).toEqual(blocksOf(lexer(text)));
  });

  test.each([
    ['- a\n  b\n- c\n\n  ```sh\n  d\n  ```\n\n1. e'],
    ['1. a\n   - b\n     - c\n2. d\nlazy\n\ntext'],
    ['3) a\n4) b\n\n* c\n+ d'],
    ['> a\nlazy\n> - b\n>\n> `c`\n\ntext'],
    ['text\n===\n\ntext\n---\n\n---\n* * *'],
    ['~~~~console\n$ a\n```\n~~~~\ntext\n# b #\n#c'],
    ['text\n- list\n\n[name]: https://example.com\n\n2026. No list'],
    ['```\nnever closed\n\n- still code'],
    ['`` a`b `` `c` ` d ` `'],
    ['*a* **b** ***c*** _d_ __e__ ~~f~~ snake_case_name 2 * 3 * 4 **'],
    ['**a *b* c** *a **b** c* \\*d\\* `*e*`'],
    ['[a `b`](https://x.example/y) [c](<d e> "t") [e] ![f](g) <https://h.example>'],
    ['a  \nb\\\nc\nd https://k8s.example/a_b_c/.'],
  ])('%j is read so, too', (text) => {
    expect(readMarkdown(text)).toEqual(blocksOf(lexer(text)));
  });

  test('what stands further to the right is code, behind an empty line only', () => {
    expect(readMarkdown('    code\n\n      more\n\ntext\n    goes on')).toEqual([
      { type: 'code', lang: '', text: 'code\n\n  more' },
      { type: 'paragraph', inline: [{ type: 'text', text: 'text\ngoes on' }] },
    ]);
  });

  test('emphasis needs no blanks around it in Japanese, also beside brackets', () => {
    expect(readInline('これは**「大切」**です。*強調*も')).toEqual([
      { type: 'text', text: 'これは' },
      { type: 'strong', parts: [{ type: 'text', text: '「大切」' }] },
      { type: 'text', text: 'です。' },
      { type: 'em', parts: [{ type: 'text', text: '強調' }] },
      { type: 'text', text: 'も' },
    ]);
  });

  test('an address ends where Japanese text begins', () => {
    expect(readInline('https://a.example/b_c_d。次の_文_')).toEqual([
      { type: 'text', text: 'https://a.example/b_c_d。次の' },
      { type: 'em', parts: [{ type: 'text', text: '文' }] },
    ]);
  });

  test('no text takes for ever, and no word is lost', () => {
    const piece = fc.constantFrom(
      '*',
      '**',
      '_',
      '`',
      '```',
      '~~',
      '[',
      '](',
      ')',
      '!',
      '\\',
      '<',
      '\n',
      ' ',
      '- ',
      '> ',
      '1. ',
      '# ',
      'w',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = `${pieces.join('')}\n\nend`;
        const shown = JSON.stringify(readMarkdown(text));
        expect(shown).toContain('end');
      }),
    );
  });
});

/** The same in the words of this program. */
function blocksOf(tokens: readonly Token[]): readonly Block[] {
  return tokens.flatMap((token): readonly Block[] => {
    const inline = merged('tokens' in token ? inlineOf(token.tokens ?? []) : []);
    switch (token.type) {
      case 'space':
      case 'def':
        return [];
      case 'heading':
        return [{ type: 'heading', inline }];
      case 'code':
        return [{ type: 'code', lang: (token as Tokens.Code).lang ?? '', text: token.text }];
      case 'hr':
        return [{ type: 'rule' }];
      case 'blockquote':
        return [{ type: 'quote', blocks: blocksOf(token.tokens ?? []) }];
      case 'list': {
        const { ordered, start, items } = token as Tokens.List;
        const own = items.map((item) => blocksOf(item.tokens));
        return [{ type: 'list', start: ordered ? Number(start) : undefined, items: own }];
      }
      default:
        return [{ type: 'paragraph', inline }];
    }
  });
}

function inlineOf(tokens: readonly Token[]): readonly Inline[] {
  return tokens.flatMap((token): readonly Inline[] => {
    const parts = 'tokens' in token ? merged(inlineOf(token.tokens ?? [])) : [];
    switch (token.type) {
      case 'strong':
      case 'em':
        return [{ type: token.type, parts }];
      case 'codespan':
        return [{ type: 'code', text: token.text }];
      case 'br':
        return [{ type: 'text', text: ' ' }];
      case 'link':
        return token.text === token.href ? parts : [{ type: 'link', parts, text: token.text, href: token.href }];
      default:
        return parts.length > 0 ? parts : [{ type: 'text', text: 'text' in token ? token.text : token.raw }];
    }
  });
}

function merged(parts: readonly Inline[]): readonly Inline[] {
  const done: Inline[] = [];
  for (const part of parts) {
    const last = done.at(-1);
    if (last?.type === 'text' && part.type === 'text')
      done.splice(-1, 1, { type: 'text', text: last.text + part.text });
    else done.push(part);
  }
  return done;
}
