import type { Lesson } from '../../course/lesson.js';
import { courseWords } from '../../words/course.js';
import { lookAtGoals } from './lesson-steps.js';
import type { RunningParts } from './running-parts.js';
import { isAct } from './screen-commands.js';
import type { Tab } from './tabs.js';
import { meantCommand } from './typo.js';

/** Pause before each line of a solution that is played, in ms of virtual time. */
const SOLUTION_PAUSE_MS = 700;

/** What is typed in the terminals: lines for their shells, text for what runs in them, Ctrl-C and Ctrl-D. */
export class CommandLine {
  private playing: Tab | undefined;
  private turn = 0;

  constructor(private readonly parts: RunningParts) {}

  isPlaying(): boolean {
    return this.playing !== undefined;
  }

  stopPlaying(): void {
    this.playing = undefined;
  }

  /** How many lines were entered. */
  now(): number {
    return this.turn;
  }

  async submit(line: string, tab = this.parts.tabs.current()): Promise<void> {
    const { parts } = this;
    const played = parts.played();
    const terminal = played.terminalOf(tab);
    const moment = played.moment(line);
    // `answer` looks at the goals itself.
    played.isDoneTold = played.run.isStepDone();
    this.turn += 1;
    tab.log.write(`${terminal.prompt() ?? ''}${line}\n`);
    parts.remember(line);
    tab.running = moment;
    // A command of the screen (undo, next) changes the world itself.
    if (isAct(line)) parts.travel().remember(moment);
    terminal.type(`${line}\n`);
    parts.changed();
    await terminal.settled();
    // Undo has taken the command back while it ran, or the lesson was left.
    if (tab.running !== moment || parts.isClosed()) return;
    if (terminal.hasExited()) {
      this.leave(tab);
      return;
    }
    tab.running = undefined;
    this.tellTypo(tab);
    await lookAtGoals(parts, line);
    parts.save();
    parts.changed();
  }

  type(text: string): void {
    const tab = this.parts.tabs.current();
    const terminal = this.parts.played().terminalOf(tab);
    // A program that has the keys for itself writes them back on its own.
    if (!terminal.isRaw()) tab.log.write(text);
    terminal.type(text);
    this.parts.changed();
  }

  /** Ctrl-C, with what was typed at the prompt. */
  interrupt(typed: string): void {
    this.stopPlaying();
    const tab = this.parts.tabs.current();
    const terminal = this.parts.played().terminalOf(tab);
    const prompt = terminal.prompt();
    if (prompt !== undefined) tab.log.write(`${prompt}${typed}^C\n`);
    if (prompt === undefined || prompt === '> ') terminal.interrupt();
    this.parts.changed();
  }

  async endOfInput(): Promise<void> {
    const { parts } = this;
    const tab = parts.tabs.current();
    const moment = parts.played().moment('');
    const terminal = parts.played().terminalOf(tab);
    terminal.endInput();
    await terminal.settled();
    if (!terminal.hasExited() || parts.isClosed()) return;
    tab.running ??= moment;
    this.leave(tab);
  }

  /** Types the solution's lines, in a terminal that waits for one. */
  async playSolution(): Promise<void> {
    const { tabs } = this.parts;
    if (this.isPlaying()) return;
    const isFree = (one: Tab) => this.parts.played().terminalOf(one).prompt() !== undefined;
    const tab = [tabs.current(), ...tabs.all()].find(isFree) ?? tabs.current();
    tabs.show(tab);
    this.playing = tab;
    const { step } = this.parts.played().run;
    await this.playLines(tab, step?.solution ?? []);
    if (this.playing === tab) this.stopPlaying();
  }

  private async playLines(tab: Tab, lines: Lesson['steps'][number]['solution']): Promise<void> {
    const { run, stage } = this.parts.played();
    const { step } = run;
    for (const line of lines) {
      await stage.port.clock.sleep(SOLUTION_PAUSE_MS);
      if (this.playing !== tab || this.parts.played().run.step !== step) return;
      await this.submit(line, tab);
    }
  }

  private tellTypo({ log }: Tab): void {
    const { options, played } = this.parts;
    const shown = log
      .output()
      .slice(-2)
      .map(({ text }) => text);
    const meant = meantCommand(shown.join(''), played().stage.session.commands());
    if (meant !== undefined) log.write(`${courseWords.meant[options.lang](meant)}\n`);
  }

  /** The shell of a tab has ended: the tab goes, and with the first one the program. */
  private leave(tab: Tab): void {
    const { parts } = this;
    if (tab.number === 1) {
      parts.quit();
      return;
    }
    parts.played().closeTab(tab);
    parts.save();
    parts.changed();
  }
}
