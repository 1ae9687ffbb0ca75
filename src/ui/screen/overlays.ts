// Pages that lie over the panes for a while: help, course map, the question before the solution.
import { demoWords } from '../../words/demo.js';
import { uiWords } from '../../words/ui.js';
import type { ActsData, AppSnapshot } from '../app-model.js';
import { courseMapRows } from '../course-map/course-map-view.js';
import { visible } from '../text/sanitize.js';
import { fitRow, type Row, shortened, span, spread } from '../text/span.js';
import { type Extent, extentOf, noExtent } from './extent.js';
import { helpRows } from './help-rows.js';
import { frameColumns, frameRows, paintPane, type View } from './pane.js';
import type { Overlay } from './ui-state.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface PaintedPage {
  readonly rows: readonly string[];
  /** How it is scrolled, where it can be. */
  readonly extent: Extent;
}

export function paintOverlay(overlay: Overlay, snapshot: AppSnapshot, size: Size, view: View): PaintedPage {
  const inner = { width: size.width - frameColumns, height: size.height - frameRows };
  const page = (title: string, rows: readonly Row[], note?: string) =>
    paintPane(rows, { ...size, title: [span(title, 'title')], note, isFocused: true }, view);
  const whole = (title: string, rows: readonly Row[]): PaintedPage => ({ rows: page(title, rows), extent: noExtent });
  switch (overlay.type) {
    case 'help': {
      const rows = helpRows(overlay.program, snapshot.demo !== undefined, view);
      const extent = extentOf(rows, inner.height, overlay.scroll);
      const shown = rows.slice(extent.start, extent.start + extent.height);
      return { rows: page(uiWords.help[view.lang](), shown, moreNote(extent, view)), extent };
    }
    case 'course': {
      const rows = courseMapRows(overlay, snapshot.course, inner, view);
      return whole((snapshot.demo ? demoWords.scenes : uiWords.courseMap)[view.lang](), rows);
    }
    case 'acts':
      return whole(uiWords.acts[view.lang](), actRows(overlay.selected, snapshot.acts, inner, view));
    case 'solution':
      return whole(uiWords.keySolution[view.lang](), questionRows(inner.height, view));
  }
}

function moreNote({ start, rows, height }: Extent, { lang, theme }: View): string | undefined {
  const below = rows - start - height;
  return below > 0 ? `${theme.symbols.down} ${uiWords.moreByPage[lang](below)}` : undefined;
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
      shortened(visible(act), width - MARGINS, view.theme.symbols.cut),
      index === selected ? 'chosen' : index > done.length ? 'dim' : undefined,
    );
    const mark = span(index === selected ? `${view.theme.symbols.marker} ` : '  ', 'accent');
    const present = index === done.length ? [span(uiWords.presentPrompt[view.lang](), 'note')] : [];
    const left = fitRow([mark, span(`${String(index + 1).padStart(4)}  `, 'dim'), text], width - 6);
    return spread(left, present, width);
  });
  const { start } = extentOf(rows, height, selected - Math.floor(height / 2));
  return rows.slice(start, start + height);
}
