import { answerCommand } from '../../course/answer-command.js';
import type { Lesson } from '../../course/lesson.js';
import { createLessonRun, type LessonRun, stepProse } from '../../course/lesson-run.js';
import { type Progress, withLesson, withLine } from '../../course/progress.js';
import type { SavedGame } from '../../course/saved-game.js';
import { isIncomplete } from '../../shell/statements.js';
import type { AppActions, AppSnapshot, ScreenRequest } from '../../ui/app-model.js';
import { type ClusterWatch, watchCluster } from '../../ui/cluster/cluster-watch.js';
import { courseWords } from '../../words/course.js';
import type { EmbeddedStage } from '../embedded/stage.js';
import { appSnapshot } from './app-snapshot.js';
import { createFileEditor } from './file-editor.js';
import { completeOn, openLessonStage } from './lesson-stage.js';
import { createPager } from './pager.js';
import { isForScreen, screenCommands } from './screen-commands.js';
import { createTerminalLog, terminalData } from './terminal-log.js';
import type { Moment, Tutorial, TutorialOptions } from './tutorial.js';
import { createUndoStack } from './undo-stack.js';

/** How long the cluster may change before the goals are looked at again, in ms of virtual time. */
const LOOK_EVERY_MS = 1000;
/** Pause before each line of a solution that is played, in ms of virtual time. */
const SOLUTION_PAUSE_MS = 700;

/** The whole tutorial behind the screen: a lesson, its world, the learner's machine, undo, and what is saved of it. */
export function createTutorial(options: TutorialOptions): Tutorial {
  return new RunningTutorial(options);
}

class RunningTutorial implements Tutorial {
  private readonly listeners = new Set<() => void>();
  private readonly log = createTerminalLog();
  private readonly undoStack = createUndoStack<Moment>();
  private readonly editor = createFileEditor(() => this.changed());
  private readonly pager = createPager(() => this.changed());
  private progress: Progress;
  private lesson: Lesson;
  private epoch: string;
  private seed: number;
  private stage: EmbeddedStage;
  private run: LessonRun;
  private cluster: ClusterWatch;
  private size: { readonly columns: number; readonly rows: number };
  private request: ScreenRequest | undefined;
  private saved: 'saved' | 'failed' = 'saved';
  private isClosed = false;
  private isStale = true;
  private isPlaying = false;
  private isWorldChanged = false;
  /** Things asked for that are not done yet. */
  private errands = 0;
  private generation = 0;
  /** The moment before the command that runs now. */
  private running: Moment | undefined;
  private last: AppSnapshot | undefined;

  constructor(private readonly options: TutorialOptions) {
    this.progress = options.progress;
    this.size = options.terminal;
    this.lesson = options.lesson;
    this.epoch = options.game?.epoch ?? options.epoch;
    this.seed = options.game?.seed ?? options.seed;
    this.stage = this.openStage(options.game);
    this.run = this.openRun();
    this.cluster = this.watch();
    if (options.game) this.resume(options.game);
    else this.attend(this.begin(0));
    if (options.notice) this.log.write(`${options.notice}\n`);
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
    submitLine: (line) => this.attend(this.submit(line)),
    interrupt: (typed) => this.interrupt(typed),
    endOfInput: () => this.attend(this.endOfInput()),
    typeInput: (text) => {
      // A program that has the keys for itself writes them back on its own.
      if (!this.stage.session.isRaw()) this.log.write(text);
      this.stage.session.type(text);
      this.changed();
    },
    resize: (columns, rows) => {
      this.size = { columns, rows };
      this.stage.session.resize(this.size);
    },
    complete: (line, cursor) => completeOn(this.stage, line, cursor),
    isIncomplete,
    history: () => this.progress.history,
    nextStep: () => this.attend(this.nextStep()),
    previousStep: () => this.attend(this.begin(Math.max(0, this.run.state.step - 1))),
    hint: () => this.hint(),
    solution: () => this.attend(this.playSolution()),
    choose: (index) => this.choose(index),
    openLesson: (id) => this.openLesson(id),
    undo: () => this.undo(),
    redo: () => this.goTo(this.undoStack.redo(this.moment('')), courseWords.nothingToRedo),
    quit: () => this.quit(),
    editor: {
      save: (text) => this.editor.save(this.stage.session.files, text),
      close: (code) => this.editor.close(code),
    },
    pager: { want: (lines) => this.pager.want(lines), close: () => this.pager.close() },
  };

  close(): void {
    this.isClosed = true;
    this.cluster.close();
    this.stage.close();
  }

  private picture(): AppSnapshot {
    const { stage, lesson, progress, saved, request } = this;
    return appSnapshot({
      ...this.options,
      lesson,
      run: this.run.state,
      progress,
      elapsedMs: stage.cluster.elapsed(),
      saved,
      lastChange: this.undoStack.peek()?.command,
      cluster: this.cluster.state(),
      terminal: terminalData(this.log, {
        prompt: stage.session.prompt(),
        reads: stage.session.isReading() ? (stage.session.isRaw() ? 'keys' : 'lines') : undefined,
        playing: this.isPlaying,
      }),
      editor: this.editor.open(),
      pager: this.pager.shown(),
      request,
      isBusy: this.errands > 0,
    });
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

  private openStage(game: SavedGame | undefined): EmbeddedStage {
    const { lang } = this.options;
    return openLessonStage({
      lesson: this.lesson,
      game,
      seed: this.seed,
      epoch: this.epoch,
      terminal: this.size,
      commands: {
        answer: answerCommand(() => this.run, lang),
        ...this.editor.commands(() => this.stage.session.files),
        ...screenCommands(this.actions, { open: (page) => this.open(page), run: () => this.run, lang }),
      },
      history: () => this.progress.history,
      lang,
      hidesCauses: () => this.cluster.state().hidesCauses,
      ...(this.options.isLinear ? {} : { pager: this.pager.open }),
      editor: (path, command) => this.editor.edit(this.stage.session.files, path, command),
      output: (text) => {
        this.log.write(text);
        this.changed();
      },
      promptChanged: () => this.changed(),
    });
  }

  private openRun(): LessonRun {
    return createLessonRun({ lesson: this.lesson, port: this.stage.port, lang: this.options.lang });
  }

  private watch(): ClusterWatch {
    const watch = watchCluster(this.stage.port, Date.parse(this.epoch));
    this.generation += 1;
    watch.subscribe(() => {
      this.isWorldChanged = true;
      this.changed();
    });
    void this.lookNowAndThen(this.generation);
    return watch;
  }

  /** Goals follow the world: what a command began may be done only seconds later. */
  private async lookNowAndThen(generation: number): Promise<void> {
    while (!this.isClosed && generation === this.generation) {
      await this.stage.port.clock.sleep(LOOK_EVERY_MS);
      if (this.isWorldChanged && this.stage.session.prompt() !== undefined && generation === this.generation)
        await this.look();
      this.changed();
    }
  }

  private async look(command?: string, wasDone = this.run.isStepDone()): Promise<void> {
    this.isWorldChanged = false;
    const mistake = await this.run.check(command);
    this.cluster.hideCauses(this.run.step !== undefined && !this.run.isStepDone());
    if (!wasDone && this.run.isStepDone()) this.tell(courseWords.stepDone[this.options.lang]());
    // While looking, the learner may have gone on: then the next look finds the mistake again.
    if (mistake && this.running === undefined) {
      this.putWorldBack();
      this.tell(
        stepProse(this.lesson, this.run.state.step, this.options.lang)?.mistakes[mistake.id]?.text ?? mistake.id,
      );
      this.tell(courseWords.mistakeUndone[this.options.lang]());
    }
    this.changed();
  }

  private tell(text: string): void {
    this.log.write(`${text}\n`);
  }

  private async submit(line: string): Promise<void> {
    const { session } = this.stage;
    const moment = this.moment(line);
    // `answer` looks at the goals itself.
    const wasDone = this.run.isStepDone();
    this.log.write(`${session.prompt() ?? ''}${line}\n`);
    this.progress = withLine(this.progress, line);
    this.running = moment;
    session.type(`${line}\n`);
    this.changed();
    await session.settled();
    // Undo has taken the command back while it ran, or the lesson was left.
    if (this.running !== moment || this.isClosed) return;
    if (session.hasExited()) return this.quit();
    this.running = undefined;
    // A command of the screen (undo, next) has changed the world itself.
    if (line.trim() !== '' && !isForScreen(line)) this.undoStack.push(moment);
    await this.look(line, wasDone);
    this.save();
    this.changed();
  }

  private async endOfInput(): Promise<void> {
    const { session } = this.stage;
    const moment = this.moment('');
    session.endInput();
    await session.settled();
    if (!session.hasExited() || this.isClosed) return;
    this.running ??= moment;
    this.quit();
  }

  private interrupt(typed: string): void {
    this.isPlaying = false;
    if (this.stage.session.prompt() !== undefined) {
      this.log.write(`${this.stage.session.prompt() ?? ''}${typed}^C\n`);
      if (this.stage.session.prompt() === '> ') this.stage.session.interrupt();
    } else this.stage.session.interrupt();
    this.changed();
  }

  private moment(command: string): Moment {
    return {
      world: this.stage.cluster.snapshot(),
      session: this.stage.session.snapshot(),
      run: this.run.state,
      terminal: this.log.save(),
      command,
    };
  }

  private undo(): void {
    this.isPlaying = false;
    const running = this.running && !isForScreen(this.running.command) ? this.running : undefined;
    this.goTo(running ?? this.undoStack.undo(this.moment('')), courseWords.nothingToUndo);
  }

  /** Undoes what the last command did to world and files; what the learner was told stays. */
  private putWorldBack(): void {
    const before = this.undoStack.undo(this.moment(''));
    if (before === undefined) return;
    this.stage.port.world?.restore(before.world);
    this.stage.session.restore(before.session);
  }

  private goTo(moment: Moment | undefined, otherwise: { readonly ja: () => string; readonly en: () => string }): void {
    if (moment === undefined) {
      this.tell(otherwise[this.options.lang]());
      this.changed();
      return;
    }
    this.running = undefined;
    this.editor.close();
    this.pager.close();
    this.stage.port.world?.restore(moment.world);
    this.stage.session.restore(moment.session);
    this.run.load(moment.run);
    this.log.load(moment.terminal);
    this.save();
    this.changed();
  }

  private async begin(step: number): Promise<void> {
    await this.run.begin(step);
    this.cluster.hideCauses(this.run.step !== undefined);
    this.save();
    this.changed();
  }

  private async nextStep(): Promise<void> {
    if (!this.run.isStepDone()) {
      this.tell(courseWords.stepOpen[this.options.lang]());
      this.changed();
      return;
    }
    if (this.run.state.step < this.lesson.steps.length) return this.begin(this.run.state.step + 1);
    const { lessons } = this.options.course;
    const following = lessons[lessons.findIndex(({ id }) => id === this.lesson.id) + 1];
    if (following) this.openLesson(following.id);
  }

  private hint(): void {
    const before = this.run.state.hints;
    this.run.hint();
    if (this.run.state.hints === before) this.tell(courseWords.noMoreHints[this.options.lang]());
    this.save();
    this.changed();
  }

  private choose(index: number): void {
    const { step, state } = this.run;
    const question = step === undefined ? this.lesson.quiz.find(({ id }) => state.quiz[id] === undefined) : undefined;
    const choice = step?.predict?.choices[index] ?? question?.options[index];
    if (choice === undefined) return;
    if (question) this.run.answerQuiz(question.id, choice);
    else this.run.choose(choice);
    this.save();
    this.changed();
  }

  private async playSolution(): Promise<void> {
    if (this.isPlaying) return;
    this.isPlaying = true;
    const { step } = this.run;
    for (const line of step?.solution ?? []) {
      await this.stage.port.clock.sleep(SOLUTION_PAUSE_MS);
      if (!this.isPlaying || this.run.step !== step) break;
      await this.submit(line);
    }
    this.isPlaying = false;
  }

  private open(page: ScreenRequest['page']): void {
    this.request = { id: (this.request?.id ?? 0) + 1, page };
    this.changed();
  }

  private openLesson(id: string): void {
    const lesson = this.options.course.lessons.find((one) => one.id === id);
    if (lesson === undefined) return;
    this.cluster.close();
    this.editor.close();
    this.pager.close();
    this.stage.close();
    this.undoStack.clear();
    this.running = undefined;
    this.isPlaying = false;
    this.log.load([]);
    this.lesson = lesson;
    this.epoch = this.options.epoch;
    this.seed = this.options.seed;
    this.stage = this.openStage(undefined);
    this.run = this.openRun();
    this.cluster = this.watch();
    this.attend(this.begin(0));
  }

  private resume(game: SavedGame): void {
    this.run.load(game.run);
    this.log.load(game.terminal);
    this.cluster.hideCauses(this.run.step !== undefined && !this.run.isStepDone());
  }

  private save(): void {
    const { lesson, run } = this;
    const { step, completed } = run.state;
    const state = step >= lesson.steps.length ? 'done' : 'started';
    this.progress = withLesson(this.progress, lesson.id, { state, steps: completed });
    const isProgressSaved = this.options.keeper.saveProgress(this.progress);
    this.saved = this.options.keeper.saveGame(this.game()) && isProgressSaved ? 'saved' : 'failed';
  }

  /** As it was at the last prompt: who leaves in the middle of a command loses only that command. */
  private game(): SavedGame {
    const { seed, epoch, lesson } = this;
    const { program } = this.options;
    const { world, session, terminal, run } = this.running ?? this.moment('');
    return { version: 1, program, lesson: lesson.id, seed, epoch, world, session, run, terminal };
  }

  private quit(): void {
    this.save();
    this.close();
    this.options.quit();
  }
}
