import { describe, expect, test } from 'vitest';
import {
  type FileAction,
  type FileEditor,
  fileText,
  isChanged,
  openFile,
  reduceFile,
} from '../../../src/ui/editor/file-editor.js';

const file = 'spec:\n  ports:\n    - port: 80\n';

function changed(editor: FileEditor, ...actions: readonly FileAction[]): FileEditor {
  return actions.reduce(reduceFile, editor);
}

describe('file editor', () => {
  test('a file that was only looked at is not changed', () => {
    const editor = changed(openFile('a.yaml', file), { type: 'rows', by: 2 }, { type: 'move', to: 'end' });
    expect([isChanged(editor), fileText(editor)]).toEqual([false, file]);
  });

  test('Enter keeps the indentation of YAML', () => {
    const editor = changed(
      openFile('a.yaml', file),
      { type: 'rows', by: 2 },
      { type: 'move', to: 'end' },
      { type: 'newline' },
      { type: 'insert', text: '  targetPort: 8080' },
    );
    expect(fileText(editor)).toBe('spec:\n  ports:\n    - port: 80\n      targetPort: 8080\n');
  });

  test('a pasted block keeps its lines, and one undo takes it back', () => {
    const editor = changed(openFile('a.yaml', ''), { type: 'insert', text: 'a: 1\nb: 日本\n' });
    expect([fileText(editor), editor.row]).toEqual(['a: 1\nb: 日本\n\n', 2]);
    expect(fileText(changed(editor, { type: 'undo' }))).toBe('');
  });

  test('lines are joined by Backspace at their beginning, cut and pasted whole', () => {
    const joined = changed(openFile('a', 'ab\ncd\n'), { type: 'rows', by: 1 }, { type: 'backspace' });
    expect(fileText(joined)).toBe('abcd\n');
    const swapped = changed(
      openFile('a', 'ab\ncd\n'),
      { type: 'cut-line' },
      { type: 'rows', by: 1 },
      { type: 'paste-line' },
    );
    expect(fileText(swapped)).toBe('ab\ncd\n');
  });

  test('the cursor never stands inside a character', () => {
    const editor = changed(openFile('a', 'abc\n日👨‍👩‍👧\n'), { type: 'move', to: 'end' }, { type: 'rows', by: 1 });
    expect(editor.column).toBe(1);
    expect(fileText(changed(editor, { type: 'delete' }))).toBe('abc\n日\n');
  });
});
