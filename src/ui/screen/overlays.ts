// Pages that lie over the panes for a while: help, course map, the question before the solution.
import { demoHelp, demoWords } from '../../words/demo.js';
import { type PaneProgram, programHelp } from '../../words/program-help.js';
import { helpWords, uiWords } from '../../words/ui.js';
import type { ActsData, AppSnapshot } from '../app-model.js';
import { courseMapRows } from '../course-map/course-map-view.js';
import { visible } from '../text/sanitize.js';
import { fitRow, type Row, shortened, span, spread } from '../text/span.js';
import { textWidth } from '../text/width.js';
import { frameColumns, frameRows, paintPane, type View } from './pane.js';
import type { Overlay } from './ui-state.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

export function paintOverlay(overlay: Overlay, snapshot: AppSnapshot, size: Size, view: View): readonly string[] {
  const inner = { width: size.width - frameColumns, height: size.height - frameRows };
  switch (overlay.type) {
    case 'help':
      return page(
        uiWords.help[view.lang](),
        window(helpRows(overlay.program, snapshot.demo !== undefined, view), overlay.scroll, inner.height),
        size,
        view,
      );
    case 'course': {
      const rows = courseMapRows(overlay, snapshot.course, inner, view);
      return page((snapshot.demo ? demoWords.scenes : uiWords.courseMap)[view.lang](), rows, size, view);
    }
    case 'acts':
      return page(uiWords.acts[view.lang](), actRows(overlay.selected, snapshot.acts, inner, view), size, view);
    case 'solution':
      return page(uiWords.keySolution[view.lang](), questionRows(inner.height, view), size, view);
  }
}

function page(title: string, rows: readonly Row[], size: Size, view: View): readonly string[] {
  return paintPane(rows, { ...size, title: [span(title, 'title')], isFocused: true }, view);
}

function window(rows: readonly Row[], scroll: number, height: number): readonly Row[] {
  const start = Math.max(0, Math.min(scroll, rows.length - height));
  return rows.slice(start, start + height);
}

/** The keys of the program in the pane come first, then those of a demo. */
function helpRows(program: PaneProgram | undefined, isDemo: boolean, view: View): readonly Row[] {
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

function questionRows(height: number, view: View): readonly Row[] {
  const blank = Array.from({ length: Math.max(0, Math.floor(height / 2) - 2) }, (): Row => []);
  return [
    ...blank,
    [span(`  ${uiWords.askSolution[view.lang]()}`, 'bold')],
    [],
    [span(`  ${uiWords.askSolutionHow[view.lang]()}`, 'key')],
  ];
}

/** Mark and number of a prompt before its text, room for "present" behind it. */
const MARGINS = 8 + 6;

/** Each prompt with what was typed at it; the last one has nothing typed yet. */
function actRows(selected: number, acts: ActsData | undefined, { width, height }: Size, view: View): readonly Row[] {
  const { done = [], undone = [] } = acts ?? {};
  const rows = [...done, ...undone, uiWords.newestPrompt[view.lang]()].map((act, index) => {
    const text = span(
      shortened(visible(act), width - MARGINS),
      index === selected ? 'chosen' : index > done.length ? 'dim' : undefined,
    );
    const mark = span(index === selected ? `${view.theme.symbols.marker} ` : '  ', 'accent');
    const present = index === done.length ? [span(uiWords.presentPrompt[view.lang](), 'note')] : [];
    const left = fitRow([mark, span(`${String(index + 1).padStart(4)}  `, 'dim'), text], width - 6);
    return spread(left, present, width);
  });
  return window(rows, selected - Math.floor(height / 2), height);
}
