// The file editor as rows, the line of the cursor always in sight.
import { uiWords } from '../../words/ui.js';
import type { CursorPlace } from '../frame/painter.js';
import type { View } from '../screen/pane.js';
import { visible } from '../text/sanitize.js';
import { fitRow, type Row, type Span, span } from '../text/span.js';
import { graphemes, textWidth } from '../text/width.js';
import { wrapProse } from '../text/wrap.js';
import { type FileEditor, isChanged } from './file-editor.js';

export interface EditorPicture {
  readonly rows: readonly Row[];
  readonly cursor: CursorPlace;
}

export function editorPicture(editor: FileEditor, width: number, height: number, view: View): EditorPicture {
  const asking = editor.isAsking ? wrapProse([span(uiWords.editorAsk[view.lang](), 'note')], width) : [];
  const room = Math.max(1, height - asking.length);
  const top = Math.max(0, Math.min(editor.row - Math.floor(room / 2), editor.lines.length - room));
  const gutter = String(editor.lines.length).length + 2;
  const before = textWidth(visible((editor.lines[editor.row] ?? '').slice(0, editor.column)));
  const left = Math.max(0, before - (width - gutter - 1));
  const rows = editor.lines.slice(top, top + room).map((line, index): Row => {
    const number = String(top + index + 1).padStart(gutter - 2);
    return [span(`${number}  `, 'dim'), ...fitRow(shifted(colouredLine(line), left), width - gutter)];
  });
  const blank = Array.from({ length: room - rows.length }, (): Row => []);
  return { rows: [...rows, ...blank, ...asking], cursor: { x: gutter + before - left, y: editor.row - top } };
}

export function editorTitle(editor: FileEditor, view: View): Row {
  const changed = isChanged(editor) ? [span(`  ${uiWords.editorChanged[view.lang]()}`, 'warn')] : [];
  return [span(visible(editor.path), 'title'), ...changed];
}

/** Keys of YAML, comments and the rest apart. */
function colouredLine(line: string): Row {
  const parts = /^(\s*(?:- )*)([\w./-]+:)?(?=\s|$)(.*?)(\s#.*)?$/.exec(line);
  if (/^\s*#/.test(line)) {
    return [span(visible(line), 'dim')];
  }
  if (parts === null) {
    return [span(visible(line))];
  }
  const [, lead = '', key = '', value = '', comment = ''] = parts;
  return [span(lead), span(key, 'accent'), span(visible(value)), span(visible(comment), 'dim')];
}

/** The row without its first `columns` columns. */
function shifted(row: Row, columns: number): Row {
  let left = columns;
  return row.map((piece): Span => {
    let text = piece.text;
    while (left > 0 && text !== '') {
      const [first = ''] = graphemes(text);
      text = text.slice(first.length);
      left -= textWidth(first);
    }
    return { ...piece, text };
  });
}
