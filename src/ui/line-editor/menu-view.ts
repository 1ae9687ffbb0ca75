// The completion menu below the line: a list when candidates have descriptions, else a grid.
import type { View } from '../screen/pane.js';
import { visible } from '../text/sanitize.js';
import { fitRow, type Row, span } from '../text/span.js';
import { textWidth } from '../text/width.js';
import type { CompletionMenu } from './state.js';

export function menuRows(menu: CompletionMenu, width: number, height: number, view: View): readonly Row[] {
  const isList = menu.candidates.some((candidate) => candidate.description !== undefined);
  const rows = isList ? listRows(menu, width) : gridRows(menu, width);
  const columns = isList ? 1 : gridColumns(menu, width);
  const selected = Math.max(0, Math.floor(menu.selected / columns));
  const start = Math.max(0, Math.min(selected - Math.floor(height / 2), rows.length - height));
  const shown = rows.slice(start, start + height);
  const left = rows.length - start - shown.length;
  const last = shown.at(-1);
  return left > 0 && last !== undefined
    ? [...shown.slice(0, -1), [...fitRow(last, width - 6), span(` ${view.theme.symbols.down} ${left}`, 'dim')]]
    : shown;
}

function listRows(menu: CompletionMenu, width: number): readonly Row[] {
  const longest = Math.min(40, Math.max(...menu.candidates.map((candidate) => textWidth(candidate.text))));
  return menu.candidates.map((candidate, index) => {
    const name = visible(candidate.text);
    const gap = ' '.repeat(Math.max(0, longest - textWidth(name)) + 2);
    const style = index === menu.selected ? 'chosen' : 'accent';
    return fitRow(
      [span('  '), span(` ${name}${gap}`, style), span(visible(candidate.description ?? ''), 'dim')],
      width,
    );
  });
}

function gridRows(menu: CompletionMenu, width: number): readonly Row[] {
  const columns = gridColumns(menu, width);
  const cell = cellWidth(menu);
  const rows: Row[] = [];
  for (let start = 0; start < menu.candidates.length; start += columns) {
    const cells = menu.candidates.slice(start, start + columns).flatMap((candidate, index) => {
      const style = start + index === menu.selected ? 'chosen' : 'accent';
      return [...fitRow([span(visible(candidate.text), style)], cell - 2), span('  ')];
    });
    rows.push(fitRow([span('  '), ...cells], width));
  }
  return rows;
}

function gridColumns(menu: CompletionMenu, width: number): number {
  return Math.max(1, Math.floor((width - 2) / cellWidth(menu)));
}

function cellWidth(menu: CompletionMenu): number {
  return Math.max(...menu.candidates.map((candidate) => textWidth(candidate.text))) + 2;
}
