import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FileEditor, fileText } from '../../../src/ui/editor/editor-state.js';
import { openFile, reduceFile } from '../../../src/ui/editor/file-editor.js';
import type { ViKey } from '../../../src/ui/editor/vi-state.js';
import { graphemes } from '../../../src/ui/text/width.js';

const manifest = 'spec:\n  ports:\n    - port: 80\n      name: web\n';

function vi(text: string): FileEditor {
  return openFile({ path: 'a.yaml', text, flavour: 'vi' });
}

/** Keys as they are written in manuals: `<Esc>`, `<CR>`, `<C-r>` are named, all others are characters. */
function keysOf(typed: string): readonly ViKey[] {
  return (typed.match(/<[A-Za-z-]+>|./gsu) ?? []).map((key): ViKey => {
    const chord = { '<Esc>': 'escape', '<CR>': 'enter', '<C-r>': 'ctrl+r', '<BS>': 'backspace', '<Down>': 'down' }[key];
    return chord === undefined ? { type: 'text', text: key } : { type: 'chord', chord };
  });
}

function typed(editor: FileEditor, keys: string): FileEditor {
  return keysOf(keys).reduce((now, key) => reduceFile(now, { type: 'vi', key }), editor);
}

describe('vi', () => {
  test.each([
    ['ix<Esc>', 'xab cd\nef\n'],
    ['A!<Esc>', 'ab cd!\nef\n'],
    ['ax<Esc>', 'axb cd\nef\n'],
    ['oneu<Esc>', 'ab cd\nneu\nef\n'],
    ['Oneu<Esc>', 'neu\nab cd\nef\n'],
    ['x', 'b cd\nef\n'],
    ['3x', 'cd\nef\n'],
    ['$X', 'ab d\nef\n'],
    ['dd', 'ef\n'],
    ['2dd', ''],
    ['jddp', 'ab cd\nef\n'],
    ['yyjp', 'ab cd\nef\nab cd\n'],
    ['yyP', 'ab cd\nab cd\nef\n'],
    ['dw', 'cd\nef\n'],
    ['wdw', 'ab \nef\n'],
    ['d2w', '\nef\n'],
    ['cwxy<Esc>', 'xy cd\nef\n'],
    ['wD', 'ab \nef\n'],
    ['wC!<Esc>', 'ab !\nef\n'],
    ['ccx<Esc>', 'x\nef\n'],
    ['J', 'ab cd ef\n'],
    ['rX', 'Xb cd\nef\n'],
    ['2rX', 'XX cd\nef\n'],
    ['dG', ''],
    ['jdgg', ''],
    ['xu', 'ab cd\nef\n'],
    ['xxuu<C-r>', 'b cd\nef\n'],
    ['ixyz<Esc>u', 'ab cd\nef\n'],
    ['xj.', 'b cd\nf\n'],
    ['A!<Esc>j.', 'ab cd!\nef!\n'],
    ['wdiw', 'ab \nef\n'],
    ['dtc', 'cd\nef\n'],
    ['df ', 'cd\nef\n'],
    ['xp', 'ba cd\nef\n'],
    ['>>', '  ab cd\nef\n'],
    ['>><<', 'ab cd\nef\n'],
    ['/e<CR>x', 'ab cd\nf\n'],
    [':2<CR>x', 'ab cd\nf\n'],
    [':s/a/Z/<CR>', 'Zb cd\nef\n'],
    [':%s/[be]/-/g<CR>', 'a- cd\n-f\n'],
    ['ｄｄ', 'ef\n'],
    ['i日本<BS>語<Esc>', '日語ab cd\nef\n'],
  ])('%s', (keys, text) => {
    expect(fileText(typed(vi('ab cd\nef\n'), keys))).toBe(text);
  });

  test.each([
    ['w', [0, 4]],
    ['ww', [1, 2]],
    ['jww', [1, 7]],
    ['jwwj', [2, 7]],
    ['G', [3, 6]],
    ['3G', [2, 4]],
    ['G$', [3, 14]],
    ['G$b', [3, 12]],
    ['jje', [2, 4]],
    ['jjee', [2, 9]],
    ['2j$k', [1, 7]],
    ['jj^', [2, 4]],
    ['jj$0', [2, 0]],
    ['/port<CR>n', [2, 6]],
    ['/port<CR>nn', [1, 2]],
    ['/port<CR>N', [2, 6]],
  ])('%s leads to %j', (keys, place) => {
    const editor = typed(vi(manifest), keys);
    expect([editor.row, editor.column]).toEqual(place);
  });

  test.each([
    [':w<CR>', 'save'],
    [':wq<CR>', 'save-and-leave'],
    ['x:x<CR>', 'save-and-leave'],
    ['ZZ', 'save-and-leave'],
    [':q<CR>', 'leave'],
    ['x:q!<CR>', 'leave'],
    [':cq<CR>', 'fail'],
    ['：ｗｑ<CR>', 'save-and-leave'],
  ])('%s asks for %s', (keys, wish) => {
    expect(typed(vi('ab\n'), keys).vi?.wish).toBe(wish);
  });

  test('says why it does not do what was asked', () => {
    expect(typed(vi('ab\n'), 'x:q<CR>').vi?.message).toEqual({ type: 'unsaved' });
    expect(typed(vi('ab\n'), ':foo<CR>').vi?.message).toEqual({ type: 'unknown-command', text: 'foo' });
    expect(typed(vi('ab\n'), '/zz<CR>').vi?.message).toEqual({ type: 'not-found', text: 'zz' });
    expect(typed(vi('ab\n'), 'か').vi?.message).toEqual({ type: 'input-method' });
    expect(typed(vi('ab\n'), 'かx').vi?.message).toBeUndefined();
  });

  test('many characters that arrive at once are so many keys', () => {
    const editor = reduceFile(vi('ab\n'), { type: 'vi', key: { type: 'text', text: 'ddiＡ日:wq' } });
    expect([fileText(editor), editor.vi?.mode]).toEqual(['Ａ日:wq\n', 'insert']);
  });

  test('whatever is typed, nothing is thrown, the cursor stands on a character, and undo leads back', () => {
    const key = fc.oneof(
      fc
        .constantFrom(...'hjklwbe0^$GgiIaAoOxXdDcyYpPJurnNZ~fFtT.;:/?%123<>{}+-WEBsS日あ👨‍👩‍👧à "\n')
        .map((text): ViKey => ({ type: 'text', text })),
      fc
        .constantFrom(
          'escape',
          'enter',
          'backspace',
          'ctrl+r',
          'left',
          'right',
          'up',
          'down',
          'home',
          'end',
          'delete',
          'tab',
        )
        .map((chord): ViKey => ({ type: 'chord', chord })),
      fc.constantFrom('a: 1\nb', '日本', '\n').map((text): ViKey => ({ type: 'paste', text })),
    );
    const start = 'ab cd\n\n日本語 テスト\n  - x: à\n';
    fc.assert(
      fc.property(fc.array(key, { maxLength: 40 }), (keys) => {
        let editor = vi(start);
        for (const one of keys) {
          editor = reduceFile(editor, { type: 'vi', key: one });
          const line = editor.lines[editor.row];
          expect(line).toBeDefined();
          expect(editor.lines.every((text) => !text.includes('\n'))).toBe(true);
          expect(offsets(line ?? '', editor.vi?.mode === 'insert')).toContain(editor.column);
        }
        editor = reduceFile(editor, { type: 'vi', key: { type: 'chord', chord: 'escape' } });
        editor = reduceFile(editor, { type: 'vi', key: { type: 'chord', chord: 'escape' } });
        expect(fileText(typed(editor, 'u'.repeat(100)))).toBe(start);
      }),
      { numRuns: 300 },
    );
  });
});

/** Where the cursor may stand: at the beginning of a character, while inserting also behind the last one. */
function offsets(line: string, isInserting: boolean): readonly number[] {
  let offset = 0;
  const starts = graphemes(line).map((grapheme) => {
    offset += grapheme.length;
    return offset - grapheme.length;
  });
  return isInserting || line === '' ? [...starts, line.length] : starts;
}
