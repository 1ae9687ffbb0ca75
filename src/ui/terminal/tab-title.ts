import { uiWords } from '../../words/ui.js';
import type { AppSnapshot, TabData } from '../app-model.js';
import type { View } from '../screen/pane.js';
import { type Row, span } from '../text/span.js';

/** Numbers of the terminals when there are several; a star marks what has written something unseen. */
export function tabSpans({ tabs = [] }: AppSnapshot, { lang }: View): Row {
  const number = (tab: TabData): Row =>
    tab.isShown
      ? [span(`  [${tab.number}]`, 'title')]
      : [span(`   ${tab.number}`, 'dim'), span(tab.hasNews ? `* ${uiWords.news[lang]()}` : ' ', 'warn')];
  return tabs.flatMap(number);
}
