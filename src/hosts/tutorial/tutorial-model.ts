import type { Lesson } from '../../course/lesson.js';
import { stepProse } from '../../course/lesson-run.js';
import { type Progress, withLesson, withLine } from '../../course/progress.js';
import type { SavedGame } from '../../course/saved-game.js';
import { isIncomplete } from '../../shell/statements.js';
import type { AppActions, AppSnapshot, ScreenRequest, ScreenWish } from '../../ui/app-model.js';
import { courseWords } from '../../words/course.js';
import type { EmbeddedStage } from '../embedded/stage.js';
import { appSnapshot } from './app-snapshot.js';
import { behindTerminal } from './behind-terminal.js';
import { CommandLine } from './command-line.js';
import { completeOn, openLessonStage } from './lesson-stage.js';
import { choose, nextStep, takeHint } from './lesson-steps.js';
import { lookAt } from './look-at.js';
import { PlayedLesson } from './played-lesson.js';
import type { RunningParts } from './running-parts.js';
import { createSaving, type Saving } from './saving.js';
import { switchTerminal } from './switch-terminal.js';
import { Tabs } from './tabs.js';
import { terminalData } from './terminal-log.js';
import { TimeTravel } from './time-travel.js';
import type { Tutorial, TutorialOptions } from './tutorial.js';

/** How long the cluster may change before the goals are looked at again, in ms of virtual time. */
const LOOK_EVERY_MS = 1000;

/** The whole tutorial behind the screen: a lesson, its world, the learner's machine, undo, and what is saved of it. */
export function createTutorial(options: TutorialOptions): Tutorial {
  return new RunningTutorial(options);
}

class RunningTutorial implements Tutorial {
  private readonly listeners = new Set<() => void>();
  private readonly tabs = new Tabs(() => this.changed());
  private readonly parts: RunningParts = this.ownParts();
  private readonly travel = new TimeTravel(this.parts);
  private readonly commandLine = new CommandLine(this.parts);
  private progress: Progress;
  private played: PlayedLesson;
  private size: { readonly columns: number; readonly rows: number };
  private request: ScreenRequest | undefined;
  private readonly saving: Saving;
  private isClosed = false;
  private isStale = true;
  /** Things asked for that are not done yet. */
  private errands = 0;
  private last: AppSnapshot | undefined;

  constructor(private readonly options: TutorialOptions) {
    this.progress = options.progress;
    this.saving = createSaving(options.keeper, () => this.changed());
    this.size = options.terminal;
    this.played = this.play(options.lesson, options.game);
    if (options.game === undefined) this.attend(this.begin(0));
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  snapshot = (): AppSnapshot => {
    if (this.isStale || this.last === undefined) this.last = this.picture();
    this.isStale = false;
    return this.last;
  };

  readonly actions: AppActions = {
    submitLine: (line) => this.attend(this.commandLine.submit(line)),
    interrupt: (typed) => this.commandLine.interrupt(typed),
    endOfInput: () => this.attend(this.commandLine.endOfInput()),
    typeInput: (text) => this.commandLine.type(text),
    resize: (columns, rows) => {
      this.size = { columns, rows };
      this.played.stage.session.resize(this.size);
    },
    complete: (line, cursor) =>
      completeOn(this.played.stage, this.played.terminalOf(this.tabs.current()), { line, cursor }),
    isIncomplete,
    history: () => this.progress.history,
    nextStep: () => this.attend(nextStep(this.parts)),
    previousStep: () => this.attend(this.begin(Math.max(0, this.played.run.state.step - 1))),
    hint: () => takeHint(this.parts),
    solution: () => this.attend(this.commandLine.playSolution()),
    choose: (index) => choose(this.parts, index),
    openLesson: (id) => this.openLesson(id),
    undo: () => {
      this.commandLine.stopPlaying();
      this.travel.undo();
    },
    redo: () => this.travel.redo(),
    switchTerminal: (to) => switchTerminal(this.parts, to),
    look: (object) =>
      this.attend(
        lookAt(this.played.stage, { object, pager: this.tabs.current().pager.open, lang: this.options.lang }),
      ),
    quit: () => this.quit(),
    editor: {
      save: (text) => this.tabs.current().editor.save(this.played.stage.session.files, text),
      close: (code) => this.tabs.current().editor.close(code),
    },
    pager: {
      want: (lines) => this.tabs.current().pager.want(lines),
      close: () => this.tabs.current().pager.close(),
    },
  };

  readonly tell = (text: string): void => {
    this.tabs.current().log.write(`${text}\n`);
    this.changed();
  };

  close(): void {
    this.isClosed = true;
    this.played.close();
  }

  private picture(): AppSnapshot {
    const { progress, request, tabs, played } = this;
    const { stage, lesson } = played;
    const tab = tabs.current();
    const terminal = played.terminalOf(tab);
    const isRunning = (number: number) => played.terminalOf({ number }).prompt() === undefined;
    return appSnapshot({
      ...this.options,
      lesson,
      run: played.run.state,
      progress,
      elapsedMs: stage.cluster.elapsed(),
      saved: this.saving.state(),
      lastChange: this.travel.lastChange(),
      cluster: played.cluster.state(),
      terminal: terminalData(tab.log, {
        number: tab.number,
        prompt: terminal.prompt(),
        reads: terminal.isReading() ? (terminal.isRaw() ? 'keys' : 'lines') : undefined,
        playing: this.commandLine.isPlaying(),
      }),
      tabs: tabs.all().length > 1 ? tabs.data(isRunning) : undefined,
      editor: tab.editor.open(),
      pager: tab.pager.shown(),
      request,
      isBusy: this.errands > 0,
    });
  }

  private ownParts(): RunningParts {
    const options = () => this.options;
    return {
      get options() {
        return options();
      },
      tabs: this.tabs,
      travel: () => this.travel,
      played: () => this.played,
      isClosed: () => this.isClosed,
      changed: () => this.changed(),
      tell: (text) => this.tell(text),
      look: (command, wasDone) => this.look(command, wasDone),
      begin: (step) => this.begin(step),
      openLesson: (id) => this.openLesson(id),
      remember: (line) => {
        this.progress = withLine(this.progress, line);
      },
      save: () => this.save(),
      quit: () => this.quit(),
    };
  }

  private changed(): void {
    this.isStale = true;
    if (!this.isClosed) for (const listener of this.listeners) listener();
  }

  private attend(work: Promise<void>): void {
    this.errands += 1;
    this.isStale = true;
    void work.finally(() => {
      this.errands -= 1;
      this.changed();
    });
  }

  /** Opens a lesson, as it was left or from its beginning. */
  private play(lesson: Lesson, game: SavedGame | undefined): PlayedLesson {
    const { lang } = this.options;
    const epoch = game?.epoch ?? this.options.epoch;
    const seed = game?.seed ?? this.options.seed;
    const behind = (number: number) =>
      behindTerminal(number, {
        parts: this.parts,
        actions: this.actions,
        wish: (wish) => this.wish(wish),
        files: () => stage.session.files,
      });
    const stage: EmbeddedStage = openLessonStage({
      lesson,
      game,
      seed,
      epoch,
      terminal: this.size,
      history: () => this.progress.history,
      lang,
      hidesCauses: () => this.played.cluster.state().hidesCauses,
      ...behind(1),
      further: behind,
    });
    const changed = () => this.changed();
    const played = new PlayedLesson({ lesson, lang, epoch, seed, stage, tabs: this.tabs, game, changed });
    void this.lookNowAndThen(played);
    return played;
  }

  /** Goals follow the world: what a command began may be done only seconds later. */
  private async lookNowAndThen(played: PlayedLesson): Promise<void> {
    const { port, session } = played.stage;
    const isAtRest = () => session.terminals().some((terminal) => terminal.prompt() !== undefined);
    for (;;) {
      await port.clock.sleep(LOOK_EVERY_MS);
      if (this.isClosed || played !== this.played) return;
      if (played.isWorldChanged && isAtRest()) await this.look();
      this.changed();
    }
  }

  private async look(command?: string, wasDone = this.played.run.isStepDone()): Promise<void> {
    this.played.isWorldChanged = false;
    const turn = this.commandLine.now();
    const mistake = await this.played.run.check(command);
    this.played.hideAnswers();
    if (!wasDone && this.played.run.isStepDone()) this.tell(courseWords.stepDone[this.options.lang]());
    // While looking, the learner may have gone on: then the next look finds the mistake again.
    if (mistake && this.commandLine.isStill(turn)) {
      this.travel.undoMistake();
      this.tell(
        stepProse(this.played.lesson, this.played.run.state.step, this.options.lang)?.mistakes[mistake.id]?.text ??
          mistake.id,
      );
      this.tell(courseWords.mistakeUndone[this.options.lang]());
    }
    this.changed();
  }

  private async begin(step: number): Promise<void> {
    await this.played.run.begin(step);
    this.played.hideAnswers();
    this.save();
    this.changed();
  }

  private wish(wish: ScreenWish): void {
    this.request = { id: (this.request?.id ?? 0) + 1, ...wish };
    this.changed();
  }

  private openLesson(id: string): void {
    const lesson = this.options.course.lessons.find((one) => one.id === id);
    if (lesson === undefined) return;
    this.played.close();
    this.commandLine.stopPlaying();
    this.tabs.clear();
    this.tabs.load({ shown: 1, logs: [{ number: 1, text: [] }] });
    this.travel.clear();
    this.played = this.play(lesson, undefined);
    this.attend(this.begin(0));
  }

  private save(): void {
    const { lesson, run } = this.played;
    const { step, completed } = run.state;
    const state = step >= lesson.steps.length ? 'done' : 'started';
    this.progress = withLesson(this.progress, lesson.id, { state, steps: completed });
    this.saving.save(this.progress, this.played.game(this.travel.lastPrompt(), this.options.program));
  }

  private quit(): void {
    this.save();
    this.close();
    this.options.quit();
  }
}
