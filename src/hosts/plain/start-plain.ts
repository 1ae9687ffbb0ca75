// The tutorial as a plain conversation: what is told goes out line by line, what is typed comes in line by line.
import type { AppModel, AppSnapshot } from '../../ui/app-model.js';
import { choiceOf, meaningOfLine } from '../../ui/line-meaning.js';
import { plainWords } from '../../words/plain.js';
import type { Lang } from '../../words/sentence.js';
import { uiWords } from '../../words/ui.js';
import { headingOf, lessonTold } from './lesson-told.js';
import { createPages } from './pages.js';
import { createPrinter } from './plain-printer.js';
import { programText } from './plain-text.js';

export interface PlainOptions {
  readonly model: AppModel;
  readonly lang: Lang;
  readonly write: (text: string) => void;
  /** The terminal shows what is typed; a pipe does not. */
  readonly echoes: boolean;
}

export interface PlainSession {
  line(text: string): void;
  /** Ctrl-C. */
  interrupt(): void;
  /** Ctrl-D of a terminal: ends the input of the program that runs; false when none runs. */
  endProgramInput(): boolean;
  /** No more lines come: what was begun is finished, then the program leaves. */
  end(): void;
  /** Writes what is still to be told. */
  stop(): void;
}

/** How long nothing may be under way before the next line is taken, in ms: a command's afterwork begins a moment later. */
const QUIET_MS = 40;
/** How long a program may say nothing before a line from a pipe counts as asked for, in ms. */
const PATIENCE_MS = 200;
/** How long a command may go on after the end of input, in ms: some (`kubectl get --watch`) have no end of their own. */
const LAST_WAIT_MS = 60_000;

export function startPlain(options: PlainOptions): PlainSession {
  return new Conversation(options);
}

class Conversation implements PlainSession {
  private readonly printer;
  private readonly pages;
  private readonly undoSubscription: () => void;
  private readonly told = new Map<string, string>();
  private readonly lines: string[] = [];
  private heading = '';
  private lastChunk: number;
  private epoch: number;
  private lesson: string;
  /** The model writes what was entered once more. */
  private echoesToSkip = 0;
  /** Lines of a command that is not whole yet. */
  private begun = '';
  private hasEnded = false;
  private hasSentEnd = false;
  private isSaved = true;
  private quiet: ReturnType<typeof setTimeout> | undefined;
  private patience: ReturnType<typeof setTimeout> | undefined;
  private lastWait: ReturnType<typeof setTimeout> | undefined;
  /** What a program that reads keys will write back. */
  private echo = '';

  constructor(private readonly options: PlainOptions) {
    this.printer = createPrinter(options.write);
    this.pages = createPages({ ...options, printer: this.printer });
    const { terminal, course } = options.model.snapshot();
    // What a resumed lesson has shown before stays in the past.
    this.lastChunk = terminal.output.at(-1)?.id ?? 0;
    this.epoch = terminal.epoch;
    this.lesson = course.current;
    this.undoSubscription = options.model.subscribe(() => this.look());
    this.look();
  }

  line(text: string): void {
    this.lines.push(text);
    this.look();
  }

  interrupt(): void {
    this.lines.length = 0;
    this.pages.forget();
    const isIdle = !this.model().terminal.running;
    const typed = this.begun;
    this.begun = '';
    if (isIdle) {
      this.printer.entered('^C', this.options.echoes);
      this.printer.tell('');
      this.echoesToSkip += 1;
    }
    this.options.model.actions.interrupt(typed);
    this.look();
  }

  endProgramInput(): boolean {
    const { running } = this.model().terminal;
    if (running) this.options.model.actions.endOfInput();
    return running;
  }

  end(): void {
    this.hasEnded = true;
    this.lastWait = setTimeout(() => this.options.model.actions.quit(), LAST_WAIT_MS);
    this.look();
  }

  stop(): void {
    this.undoSubscription();
    clearTimeout(this.quiet);
    clearTimeout(this.patience);
    clearTimeout(this.lastWait);
    this.printOutput();
    this.printer.close();
  }

  private model(): AppSnapshot {
    return this.options.model.snapshot();
  }

  private look(): void {
    this.printOutput();
    const { terminal, isBusy, editor } = this.model();
    if (editor !== undefined) {
      // The program that opened it is not waiting for its end yet.
      queueMicrotask(() => this.refuseEditor());
      return;
    }
    if (terminal.running) this.feed();
    else this.hasSentEnd = false;
    if (terminal.running || isBusy) {
      clearTimeout(this.quiet);
      this.quiet = undefined;
      return;
    }
    this.quiet ??= setTimeout(() => {
      this.quiet = undefined;
      this.takeTurn();
    }, QUIET_MS);
  }

  private printOutput(): void {
    const { terminal } = this.model();
    if (terminal.epoch !== this.epoch) this.skipOutput();
    for (const { id, text, drawsScreen } of terminal.output) {
      if (id <= this.lastChunk) continue;
      this.lastChunk = id;
      if (this.echoesToSkip > 0) this.echoesToSkip -= 1;
      else this.printer.add(this.withoutEcho(programText(text, drawsScreen === true)));
      clearTimeout(this.patience);
      this.patience = undefined;
    }
  }

  private withoutEcho(text: string): string {
    const isEcho = this.echo !== '' && text.startsWith(this.echo);
    const rest = isEcho ? text.slice(this.echo.length) : text;
    this.echo = '';
    return rest;
  }

  /** Undo and redo bring back what has been read already. */
  private skipOutput(): void {
    const { terminal, course, header } = this.model();
    this.epoch = terminal.epoch;
    this.lastChunk = terminal.output.at(-1)?.id ?? this.lastChunk;
    if (course.current === this.lesson) this.printer.tell(plainWords.wentTo[this.options.lang](header.lastChange));
    this.lesson = course.current;
  }

  /** A typed line goes to the program at once; one from a pipe waits until the program seems to ask for it. */
  private feed(): void {
    if (this.options.echoes) {
      this.giveLine();
      return;
    }
    if (this.model().terminal.reads === undefined) return;
    this.patience ??= setTimeout(() => {
      this.patience = undefined;
      if (this.model().terminal.reads !== undefined) this.giveLine();
    }, PATIENCE_MS);
  }

  private giveLine(): void {
    const { actions } = this.options.model;
    const line = this.lines.shift();
    if (line !== undefined) {
      const readsKeys = this.model().terminal.reads === 'keys';
      if (!readsKeys) this.enter(line);
      else if (this.options.echoes) this.echo = `${line}\n`;
      if (!readsKeys) this.echoesToSkip += 1;
      actions.typeInput(`${line}\n`);
    } else if (this.hasEnded && !this.hasSentEnd) {
      this.hasSentEnd = true;
      actions.endOfInput();
    }
  }

  private takeTurn(): void {
    const { terminal, isBusy } = this.model();
    if (terminal.running || isBusy) return;
    this.tellLesson();
    this.pages.tell();
    this.printer.showPrompt(this.begun === '' ? (terminal.prompt ?? '') : '> ');
    const line = this.lines.shift();
    if (line !== undefined) this.take(line);
    else if (this.hasEnded) this.options.model.actions.quit();
    if (this.lines.length > 0 || this.hasEnded) this.look();
  }

  private tellLesson(): void {
    const { lang } = this.options;
    const snapshot = this.model();
    const heading = headingOf(snapshot, lang);
    if (heading !== this.heading) {
      this.heading = heading;
      this.told.clear();
      this.printer.blankLine();
      this.printer.tell(heading);
    }
    let wasListed = false;
    const all = lessonTold(snapshot.lesson, lang);
    // What comes back after it was gone (a step begun anew) is told again.
    for (const key of this.told.keys()) if (!all.some((one) => one.key === key)) this.told.delete(key);
    for (const { key, text, isListed = false } of all) {
      if (this.told.get(key) === text) continue;
      this.told.set(key, text);
      if (!(wasListed && isListed)) this.printer.blankLine();
      this.printer.tell(text);
      wasListed = isListed;
    }
    const isSaved = snapshot.header.saved !== 'failed';
    if (!isSaved && this.isSaved) this.printer.tell(uiWords.saveFailed[lang]());
    this.isSaved = isSaved;
  }

  private take(line: string): void {
    const { actions } = this.options.model;
    this.enter(line);
    if (this.pages.answer(line)) {
      this.look();
      return;
    }
    const snapshot = this.model();
    const choice = this.begun === '' ? choiceOf(line.trim(), snapshot.lesson) : undefined;
    if (choice !== undefined) {
      actions.choose(choice);
      return;
    }
    const text = this.begun === '' ? line : `${this.begun}\n${line}`;
    const meaning = meaningOfLine(text, snapshot, actions.isIncomplete);
    this.begun = meaning.type === 'more' ? text : '';
    if (meaning.type === 'next-step') actions.nextStep();
    if (meaning.type === 'more') this.look();
    if (meaning.type !== 'command') return;
    if (meaning.isRepaired) this.printer.tell(uiWords.repaired[this.options.lang]());
    this.echoesToSkip += 1;
    actions.submitLine(meaning.text);
  }

  private enter(line: string): void {
    this.printer.entered(programText(line, false), this.options.echoes);
  }

  private refuseEditor(): void {
    const { editor } = this.model();
    if (editor === undefined) return;
    this.printer.tell(plainWords.noEditor[this.options.lang](editor.path));
    this.options.model.actions.editor.close();
  }
}
