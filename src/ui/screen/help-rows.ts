// The page of all keys and commands.
import { demoHelp } from '../../words/demo.js';
import { type PaneProgram, programHelp } from '../../words/program-help.js';
import { helpWords } from '../../words/ui.js';
import { type Row, span } from '../text/span.js';
import { textWidth } from '../text/width.js';
import type { View } from './pane.js';

/** The keys of the program in the pane come first, then those of a demo. */
export function helpRows(program: PaneProgram | undefined, isDemo: boolean, view: View): readonly Row[] {
  const { editor, vi, pager } = programHelp;
  const first = [...(program === undefined ? [] : [programHelp[program]]), ...(isDemo ? [demoHelp] : [])];
  const groups = [...first, ...[...helpWords, editor, vi, pager].filter((group) => !first.includes(group))];
  const entries = groups.flatMap((group) => group.entries);
  const widest = Math.max(...entries.map(([keys]) => textWidth(keys)));
  return groups.flatMap((group, index): readonly Row[] => [
    ...(index === 0 ? [] : [[]]),
    [span(group.title[view.lang](), 'heading')],
    ...group.entries.map(([keys, text]) => [
      span(`  ${keys}${' '.repeat(widest - textWidth(keys) + 3)}`, 'key'),
      span(text[view.lang]()),
    ]),
  ]);
}
