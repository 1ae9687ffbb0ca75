import { describe, expect, test } from 'vitest';
import { type FileEditor, fileText, isChanged } from '../../../src/ui/editor/editor-state.js';
import { type FileAction, openFile, reduceFile } from '../../../src/ui/editor/file-editor.js';

const file = 'spec:\n  ports:\n    - port: 80\n';

function changed(editor: FileEditor, ...actions: readonly FileAction[]): FileEditor {
  return actions.reduce(reduceFile, editor);
}

describe('file editor', () => {
  test('a file that was only looked at is not changed', () => {
    const editor = changed(
      openFile({ path: 'a.yaml', text: file }),
      { type: 'rows', by: 2 },
      { type: 'move', to: 'end' },
    );
    expect([isChanged(editor), fileText(editor)]).toEqual([false, file]);
  });

  test('Enter keeps the indentation of YAML', () => {
    const editor = changed(
      openFile({ path: 'a.yaml', text: file }),
      { type: 'rows', by: 2 },
      { type: 'move', to: 'end' },
      { type: 'newline' },
      { type: 'insert', text: '  targetPort: 8080' },
    );
    expect(fileText(editor)).toBe('spec:\n  ports:\n    - port: 80\n      targetPort: 8080\n');
  });

  test('a pasted block keeps its lines, and one undo takes it back', () => {
    const editor = changed(openFile({ path: 'a.yaml', text: '' }), { type: 'insert', text: 'a: 1\nb: 日本\n' });
    expect([fileText(editor), editor.row]).toEqual(['a: 1\nb: 日本\n\n', 2]);
    expect(fileText(changed(editor, { type: 'undo' }))).toBe('');
  });

  test('lines are joined by Backspace at their beginning, cut and pasted whole', () => {
    const joined = changed(openFile({ path: 'a', text: 'ab\ncd\n' }), { type: 'rows', by: 1 }, { type: 'backspace' });
    expect(fileText(joined)).toBe('abcd\n');
    const swapped = changed(
      openFile({ path: 'a', text: 'ab\ncd\n' }),
      { type: 'cut-line' },
      { type: 'rows', by: 1 },
      { type: 'paste-line' },
    );
    expect(fileText(swapped)).toBe('ab\ncd\n');
  });

  test('the cursor never stands inside a character', () => {
    const editor = changed(
      openFile({ path: 'a', text: 'abc\n日👨‍👩‍👧\n' }),
      { type: 'move', to: 'end' },
      { type: 'rows', by: 1 },
    );
    expect(editor.column).toBe(1);
    expect(fileText(changed(editor, { type: 'delete' }))).toBe('abc\n日\n');
  });

  test('redo repeats what undo took back, until something new is typed', () => {
    const typed = changed(openFile({ path: 'a', text: '' }), { type: 'insert', text: 'x' }, { type: 'newline' });
    const back = changed(typed, { type: 'undo' }, { type: 'undo' });
    expect(fileText(back)).toBe('');
    expect(changed(back, { type: 'redo' }, { type: 'redo' }).lines).toEqual(['x', '']);
    const other = changed(back, { type: 'insert', text: 'y' }, { type: 'redo' });
    expect(fileText(other)).toBe('y\n');
  });

  test('lines that are cut one after the other are pasted together', () => {
    const cut = changed(openFile({ path: 'a', text: 'a\nb\nc\n' }), { type: 'cut-line' }, { type: 'cut-line' });
    expect(fileText(cut)).toBe('c\n');
    expect(fileText(changed(cut, { type: 'move', to: 'end' }, { type: 'paste-line' }))).toBe('a\nb\nc\n');
  });

  test('search goes round the end, and says when there is nothing', () => {
    const ask = (text: string): readonly FileAction[] => [
      { type: 'prompt', prompt: 'search' },
      { type: 'insert', text },
      { type: 'newline' },
    ];
    const first = changed(openFile({ path: 'a', text: 'Port: 80\nx\n  targetport: 80\n' }), ...ask('PORT'));
    expect([first.row, first.column]).toEqual([2, 8]);
    const second = changed(first, { type: 'find-next' });
    expect([second.row, second.column]).toEqual([0, 0]);
    const none = changed(second, ...ask('['));
    expect([none.row, none.notFound, changed(none, { type: 'newline' }).notFound]).toEqual([0, '[', undefined]);
  });

  test('a line is asked for by its number, also in full-width digits', () => {
    const editor = changed(
      openFile({ path: 'a', text: 'a\nb\nc\n' }),
      { type: 'prompt', prompt: 'go-to-line' },
      { type: 'insert', text: '３' },
      { type: 'newline' },
    );
    expect([editor.row, editor.prompt, fileText(editor)]).toEqual([2, undefined, 'a\nb\nc\n']);
  });
});
