import type { SavedTerminals } from '../../course/saved-game.js';
import type { TabData } from '../../ui/app-model.js';
import { createFileEditor, type FileEditor } from './file-editor.js';
import { createPager, type TutorialPager } from './pager.js';
import { createTerminalLog, type TerminalLog } from './terminal-log.js';
import type { Moment } from './tutorial.js';

/** What the screen keeps of one terminal: what it has shown, and the program that has its pane. */
export interface Tab {
  readonly number: number;
  readonly log: TerminalLog;
  readonly editor: FileEditor;
  readonly pager: TutorialPager;
  /** The moment before the command that runs now. */
  running: Moment | undefined;
  /** Something was written while another tab was shown. */
  hasNews: boolean;
}

/** The terminals of a lesson as tabs; one of them is shown. */
export class Tabs {
  private list: readonly Tab[];
  private shown: Tab;
  private epoch = 0;

  constructor(private readonly changed: () => void) {
    this.shown = this.make(1);
    this.list = [this.shown];
  }

  current(): Tab {
    return this.shown;
  }

  all(): readonly Tab[] {
    return this.list;
  }

  /** The tab of this terminal; a new one for a terminal that was not there before. */
  at(number: number): Tab {
    const known = this.list.find((tab) => tab.number === number);
    if (known) return known;
    const tab = this.make(number);
    this.list = [...this.list, tab].sort((a, b) => a.number - b.number);
    return tab;
  }

  show(tab: Tab): void {
    this.shown = tab;
    tab.hasNews = false;
  }

  write(number: number, text: string): void {
    const tab = this.at(number);
    tab.log.write(text);
    if (tab !== this.shown) tab.hasNews = true;
  }

  /** Tabs without a terminal go. */
  keepOnly(numbers: readonly number[]): void {
    this.list = this.list.filter(({ number }) => numbers.includes(number));
    const [first] = this.list;
    if (!this.list.includes(this.shown) && first) this.show(first);
  }

  /** The command that runs in the tab in sight, or in another one. */
  runningCommand(): string | undefined {
    return [this.shown, ...this.list].flatMap(({ running }) => running?.command ?? [])[0];
  }

  /** The programs that have a pane are closed, and no command counts as running. */
  clear(): void {
    for (const tab of this.list) {
      tab.running = undefined;
      tab.editor.close();
      tab.pager.close();
    }
  }

  save(): SavedTerminals {
    return { shown: this.shown.number, logs: this.list.map(({ number, log }) => ({ number, text: log.save() })) };
  }

  load({ logs }: SavedTerminals): void {
    for (const { number, text } of logs) {
      const tab = this.at(number);
      tab.log.load(text);
      tab.hasNews = false;
    }
    this.keepOnly(logs.map(({ number }) => number));
  }

  data(isRunning: (number: number) => boolean): readonly TabData[] {
    return this.list.map((tab) => ({
      number: tab.number,
      isShown: tab === this.shown,
      isRunning: isRunning(tab.number),
      hasNews: tab.hasNews,
    }));
  }

  private make(number: number): Tab {
    return {
      number,
      log: createTerminalLog(() => {
        this.epoch += 1;
        return this.epoch;
      }),
      editor: createFileEditor(this.changed),
      pager: createPager(this.changed),
      running: undefined,
      hasNews: false,
    };
  }
}
