import type { TerminalWish } from '../../ui/app-model.js';
import { uiWords } from '../../words/ui.js';
import type { RunningParts } from './running-parts.js';

/** More could not be told apart in the pane's title. */
const MOST_TERMINALS = 4;

/** Shows another terminal, opens one, or closes the one in sight. */
export function switchTerminal({ options, tabs, played, tell, save, changed }: RunningParts, to: TerminalWish): void {
  const { session } = played().stage;
  const current = tabs.current();
  const all = tabs.all();
  const open = () => {
    if (all.length >= MOST_TERMINALS) tell(uiWords.terminalMost[options.lang](MOST_TERMINALS));
    else tabs.show(tabs.at(session.openTerminal().number));
  };
  if (to === 'new' || (to === 'next' && all.length === 1)) open();
  else if (to === 'next') tabs.show(all[(all.indexOf(current) + 1) % all.length] ?? current);
  else if (to === 'close') {
    if (current.number === 1) tell(uiWords.terminalFirst[options.lang]());
    else played().closeTab(current);
  } else {
    const tab = all.find(({ number }) => number === to);
    if (tab) tabs.show(tab);
    else tell(uiWords.terminalMissing[options.lang](all.map(({ number }) => number).join(', ')));
  }
  save();
  changed();
}
