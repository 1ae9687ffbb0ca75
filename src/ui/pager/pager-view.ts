// The pager as rows: a page of text, and below it `:`, `(END)` or what is asked.
import { notFoundWords } from '../../words/editor.js';
import { matcherOf } from '../editor/find-text.js';
import type { CursorPlace } from '../frame/painter.js';
import type { View } from '../screen/pane.js';
import { visible } from '../text/sanitize.js';
import { fitRow, type Row, type Span, span, spread } from '../text/span.js';
import { graphemes, textWidth } from '../text/width.js';
import { wrapCells } from '../text/wrap.js';
import { drawnLine, isAtEnd, numberColumns, type Pager, type Sheet, textColumns, topOf } from './pager.js';

export interface PagerPicture {
  readonly rows: readonly Row[];
  readonly cursor: CursorPlace;
}

export function pagerPicture(pager: Pager, sheet: Sheet, view: View): PagerPicture {
  const { rows, lastLine } = pageRows(pager, sheet);
  const blank = Array.from({ length: Math.max(0, sheet.height - rows.length) }, (): Row => [span('~', 'dim')]);
  const below = bottomRow(pager, sheet, view);
  const { lines, isEnded } = sheet.text;
  const first = topOf(pager, sheet).line + 1;
  const place = lines.length === 0 ? '' : `${first}-${lastLine + 1}/${lines.length}${isEnded ? '' : '+'}`;
  const bottom = pager.prompt === undefined ? spread(below, [span(place, 'dim')], sheet.width) : below;
  const x = Math.min(
    sheet.width - 1,
    below.reduce((sum, { text }) => sum + textWidth(text), 0),
  );
  return { rows: [...rows, ...blank, bottom], cursor: { x, y: sheet.height } };
}

function pageRows(pager: Pager, sheet: Sheet): { readonly rows: readonly Row[]; readonly lastLine: number } {
  const top = topOf(pager, sheet);
  const rows: Row[] = [];
  let line = top.line;
  let skipped = top.row;
  for (; line < sheet.text.lines.length && rows.length < sheet.height; line += 1) {
    rows.push(...lineRows(line, pager, sheet).slice(skipped));
    skipped = 0;
  }
  return { rows: rows.slice(0, sheet.height), lastLine: line - 1 };
}

function lineRows(line: number, pager: Pager, sheet: Sheet): readonly Row[] {
  const { chopsLines, showsNumbers } = sheet.text;
  const width = textColumns(sheet);
  const drawn = drawnLine(sheet.text.lines[line] ?? '');
  const rows = chopsLines
    ? [fitRow(marked(withoutColumns(drawn, pager.left), pager), width)]
    : wrapCells(marked(drawn, pager), width);
  if (!showsNumbers) return rows;
  const number = String(line + 1).padStart(numberColumns - 1);
  return rows.map((row, index) => [span(index === 0 ? `${number} ` : ' '.repeat(numberColumns), 'dim'), ...row]);
}

function withoutColumns(text: string, columns: number): string {
  let left = columns;
  const all = graphemes(text);
  let index = 0;
  for (; left > 0 && index < all.length; index += 1) left -= textWidth(all[index] ?? '');
  return ' '.repeat(Math.max(0, -left)) + all.slice(index).join('');
}

/** What was searched stands out. */
function marked(text: string, { search }: Pager): Row {
  if (search === undefined) return [span(text)];
  const spans: Span[] = [];
  let end = 0;
  for (const match of text.matchAll(matcherOf({ pattern: search.pattern, isExact: true }))) {
    if (match[0] === '') continue;
    spans.push(span(text.slice(end, match.index)), span(match[0], 'chosen'));
    end = match.index + match[0].length;
  }
  return [...spans, span(text.slice(end))];
}

function bottomRow(pager: Pager, sheet: Sheet, view: View): Row {
  const { prompt, notFound, count } = pager;
  if (prompt !== undefined) return [span(prompt.sign), span(visible(prompt.text))];
  if (notFound !== undefined) return [span(notFoundWords[view.lang](visible(notFound)), 'note')];
  if (count !== '') return [span(`:${count}`)];
  return sheet.text.isEnded && isAtEnd(pager, sheet) ? [span('(END)', 'chosen')] : [span(':')];
}
