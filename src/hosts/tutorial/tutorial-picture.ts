import type { AppSnapshot, HeaderData } from '../../ui/app-model.js';
import type { ClusterWatch } from '../../ui/cluster/cluster-watch.js';
import type { Memo } from '../../ui/screen/memo.js';
import { appSnapshot } from './app-snapshot.js';
import type { RunningParts } from './running-parts.js';
import { terminalData } from './terminal-log.js';

interface Moods extends Pick<AppSnapshot, 'request' | 'isBusy'> {
  readonly saved: HeaderData['saved'];
  /** A solution is being played. */
  readonly playing: boolean;
  /** The copy of the world that is looked at. */
  readonly trial: ClusterWatch | undefined;
  readonly memo: Memo;
}

/** What the screen shows of a tutorial at this moment. */
export function tutorialPicture({ options, tabs, travel, ...parts }: RunningParts, moods: Moods): AppSnapshot {
  const { saved, playing, trial, request, isBusy, memo } = moods;
  const played = parts.played();
  const tab = tabs.current();
  const terminal = played.terminalOf(tab);
  const isRunning = (number: number) => played.terminalOf({ number }).prompt() === undefined;
  const shown = {
    ...options,
    lesson: played.lesson,
    run: played.run.state,
    progress: parts.progress(),
    elapsedMs: played.stage.cluster.elapsed(),
    saved,
    lastChange: travel().newest()?.command,
    cluster: (trial ?? played.cluster).state(),
    terminal: terminalData(tab.log, {
      number: tab.number,
      prompt: terminal.prompt(),
      reads: terminal.isReading() ? (terminal.isRaw() ? 'keys' : 'lines') : undefined,
      playing,
    }),
    tabs: tabs.all().length > 1 ? tabs.data(isRunning) : undefined,
    editor: tab.editor.open(),
    pager: tab.pager.shown(),
    acts: travel().acts(),
    request,
    isBusy,
  };
  return appSnapshot(shown, memo);
}
