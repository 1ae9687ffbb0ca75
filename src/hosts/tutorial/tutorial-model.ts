import { answerCommand } from '../../course/answer-command.js';
import type { Exported } from '../../course/exported.js';
import type { Lesson } from '../../course/lesson.js';
import { stepProse } from '../../course/lesson-run.js';
import { mergeProgress, type Progress, withLesson, withLine } from '../../course/progress.js';
import type { SavedGame } from '../../course/saved-game.js';
import { problemsOf } from '../../kube/yaml-problems.js';
import type { HostCommand } from '../../shell/host-command.js';
import { isIncomplete } from '../../shell/statements.js';
import type { AppActions, AppSnapshot, ScreenRequest, ScreenWish } from '../../ui/app-model.js';
import { courseWords } from '../../words/course.js';
import { exchangeWords } from '../../words/exchange.js';
import type { EmbeddedStage } from '../embedded/stage.js';
import { appSnapshot } from './app-snapshot.js';
import { createFileEditor } from './file-editor.js';
import { createGuests, type Guests } from './guests.js';
import { completeOn, openLessonStage } from './lesson-stage.js';
import { lookAt } from './look-at.js';
import { createPager } from './pager.js';
import { PlayedLesson } from './played-lesson.js';
import { progressCommand } from './progress-command.js';
import { createSaving, type Saving } from './saving.js';
import { isForScreen, screenCommands } from './screen-commands.js';
import { createTerminalLog, terminalData } from './terminal-log.js';
import { createTrials, type Trials } from './trial.js';
import type { Moment, Outside, Tutorial, TutorialOptions } from './tutorial.js';
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
  private readonly trials: Trials;
  private progress: Progress;
  private played: PlayedLesson;
  private size: { readonly columns: number; readonly rows: number };
  private request: ScreenRequest | undefined;
  private readonly saving: Saving;
  private readonly guests: Guests;
  private isClosed = false;
  private isStale = true;
  private isPlaying = false;
  /** Things asked for that are not done yet. */
  private errands = 0;
  /** The moment before the command that runs now. */
  private running: Moment | undefined;
  /** The running command's moment when it is a step of undo already, because a guest's step had to come behind it. */
  private placed: Moment | undefined;
  private joining: string | undefined;
  /** A guest changed the world since it was saved. */
  private isUnsaved = false;
  private last: AppSnapshot | undefined;

  constructor(private readonly options: TutorialOptions) {
    this.progress = options.progress;
    this.saving = createSaving(options.keeper, () => this.changed());
    this.guests = createGuests({
      lang: options.lang,
      moment: (command) => this.momentAtPrompt(command),
      newest: () => this.undoStack.peek(),
      push: (moment) => this.pushGuest(moment),
      tell: this.tell,
    });
    this.size = options.terminal;
    this.trials = createTrials({
      lang: options.lang,
      played: () => this.played,
      moment: () => this.running ?? this.moment(''),
      waits: options.isLinear !== true,
      changed: () => this.changed(),
    });
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
    submitLine: (line) => this.attend(this.submit(line)),
    interrupt: (typed) => this.interrupt(typed),
    endOfInput: () => this.attend(this.endOfInput()),
    typeInput: (text) => {
      // A program that has the keys for itself writes them back on its own.
      if (!this.played.stage.session.isRaw()) this.log.write(text);
      this.played.stage.session.type(text);
      this.changed();
    },
    resize: (columns, rows) => {
      this.size = { columns, rows };
      this.played.stage.session.resize(this.size);
    },
    complete: (line, cursor) => completeOn(this.played.stage, line, cursor),
    isIncomplete,
    history: () => this.progress.history,
    nextStep: () => this.attend(this.nextStep()),
    previousStep: () => this.attend(this.begin(Math.max(0, this.played.run.state.step - 1))),
    hint: () => this.hint(),
    solution: () => this.attend(this.playSolution()),
    choose: (index) => this.choose(index),
    openLesson: (id) => this.openLesson(id),
    undo: () => this.undo(),
    redo: () => this.goTo(this.undoStack.redo(this.moment('')), courseWords.nothingToRedo),
    look: (object) =>
      this.attend(lookAt(this.played.stage, { object, pager: this.pager.open, lang: this.options.lang })),
    quit: () => this.quit(),
    editor: {
      save: (text) => this.editor.save(this.played.stage.session.files, text),
      problems: problemsOf,
      close: (code) => this.editor.close(code),
    },
    pager: { want: (lines) => this.pager.want(lines), close: () => this.pager.close() },
  };

  readonly outside: Outside = {
    ground: () => this.played.stage,
    around: (request, work) => this.guests.around(request, work),
    opened: (note) => {
      this.joining = note;
      this.tell(note);
    },
  };

  readonly tell = (text: string): void => {
    this.log.write(`${text}\n`);
    this.changed();
  };

  close(): void {
    this.isClosed = true;
    this.played.close();
  }

  private picture(): AppSnapshot {
    const { progress, request } = this;
    const { stage, lesson } = this.played;
    return appSnapshot({
      ...this.options,
      lesson,
      run: this.played.run.state,
      progress,
      elapsedMs: stage.cluster.elapsed(),
      saved: this.saving.state(),
      lastChange: this.undoStack.peek()?.command,
      cluster: (this.trials.cluster() ?? this.played.cluster).state(),
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

  /** Opens a lesson, as it was left or from its beginning. */
  private play(lesson: Lesson, game: SavedGame | undefined): PlayedLesson {
    const { lang } = this.options;
    const epoch = game?.epoch ?? this.options.epoch;
    const seed = game?.seed ?? this.options.seed;
    const stage: EmbeddedStage = openLessonStage({
      lesson,
      game,
      seed,
      epoch,
      terminal: this.size,
      commands: {
        answer: answerCommand(() => this.played.run, lang),
        ...this.exchange(),
        ...this.editor.commands(() => stage.session.files),
        try: this.trials.command,
        ...screenCommands(this.actions, {
          wish: (wish) => this.wish(wish),
          run: () => this.played.run,
          joining: () => this.joining,
          course: this.options.course,
          lang,
        }),
      },
      history: () => this.progress.history,
      lang,
      hidesCauses: () => this.played.cluster.state().hidesCauses,
      ...(this.options.isLinear ? {} : { pager: this.pager.open }),
      editor: (path, command) => this.editor.edit(stage.session.files, path, command),
      output: (text) => {
        this.log.write(text);
        this.changed();
      },
      promptChanged: () => this.changed(),
    });
    const changed = () => this.changed();
    const played = new PlayedLesson({ lesson, lang, epoch, seed, stage, log: this.log, game, changed });
    void this.lookNowAndThen(played);
    return played;
  }

  /** Goals follow the world: what a command began may be done only seconds later. */
  private async lookNowAndThen(played: PlayedLesson): Promise<void> {
    const { port, session } = played.stage;
    for (;;) {
      await port.clock.sleep(LOOK_EVERY_MS);
      if (this.isClosed || played !== this.played) return;
      if (played.isWorldChanged && session.prompt() !== undefined) await this.look();
      if (this.isUnsaved) this.save();
      this.changed();
    }
  }

  private async look(command?: string, wasDone = this.played.run.isStepDone()): Promise<void> {
    this.played.isWorldChanged = false;
    const mistake = await this.played.run.check(command);
    this.played.hideAnswers();
    if (!wasDone && this.played.run.isStepDone()) this.tell(courseWords.stepDone[this.options.lang]());
    // While looking, the learner may have gone on: then the next look finds the mistake again.
    if (mistake && this.running === undefined) {
      const before = this.undoStack.undo(this.moment(''));
      if (before) this.played.putWorldBack(before);
      this.tell(
        stepProse(this.played.lesson, this.played.run.state.step, this.options.lang)?.mistakes[mistake.id]?.text ??
          mistake.id,
      );
      this.tell(courseWords.mistakeUndone[this.options.lang]());
    }
    this.changed();
  }

  private async submit(line: string): Promise<void> {
    const { session } = this.played.stage;
    const moment = this.moment(line);
    // `answer` looks at the goals itself.
    const wasDone = this.played.run.isStepDone();
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
    if (line.trim() !== '' && !isForScreen(line) && this.placed !== moment) this.undoStack.push(moment);
    await this.look(line, wasDone);
    this.save();
    this.changed();
  }

  private async endOfInput(): Promise<void> {
    const { session } = this.played.stage;
    const moment = this.moment('');
    session.endInput();
    await session.settled();
    if (!session.hasExited() || this.isClosed) return;
    this.running ??= moment;
    this.quit();
  }

  private interrupt(typed: string): void {
    this.isPlaying = false;
    if (this.played.stage.session.prompt() !== undefined) {
      this.log.write(`${this.played.stage.session.prompt() ?? ''}${typed}^C\n`);
      if (this.played.stage.session.prompt() === '> ') this.played.stage.session.interrupt();
    } else this.played.stage.session.interrupt();
    this.changed();
  }

  private moment(command: string): Moment {
    return this.played.moment(command);
  }

  /** The world as it is now with the learner's machine as it was at its last prompt. */
  private momentAtPrompt(command: string): Moment {
    const { running } = this;
    return running ? { ...this.moment(command), session: running.session } : this.moment(command);
  }

  private pushGuest(moment: Moment): void {
    const { running } = this;
    if (running && running !== this.placed && !isForScreen(running.command)) {
      this.undoStack.push(running);
      this.placed = running;
    }
    this.undoStack.push(moment);
    this.isUnsaved = true;
  }

  private undo(): void {
    this.isPlaying = false;
    const { running } = this;
    const isOpen = running !== undefined && running !== this.placed && !isForScreen(running.command);
    this.goTo(isOpen ? running : this.undoStack.undo(this.moment('')), courseWords.nothingToUndo);
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
    this.played.putBack(moment);
    this.save();
    this.changed();
  }

  private async begin(step: number): Promise<void> {
    await this.played.run.begin(step);
    this.played.hideAnswers();
    this.save();
    this.changed();
  }

  private async nextStep(): Promise<void> {
    if (!this.played.run.isStepDone()) {
      this.tell(courseWords.stepOpen[this.options.lang]());
      this.changed();
      return;
    }
    if (this.played.run.state.step < this.played.lesson.steps.length) return this.begin(this.played.run.state.step + 1);
    const { lessons } = this.options.course;
    const following = lessons[lessons.findIndex(({ id }) => id === this.played.lesson.id) + 1];
    if (following) this.openLesson(following.id);
  }

  private hint(): void {
    const before = this.played.run.state.hints;
    this.played.run.hint();
    if (this.played.run.state.hints === before) this.tell(courseWords.noMoreHints[this.options.lang]());
    this.save();
    this.changed();
  }

  private choose(index: number): void {
    const { step, state } = this.played.run;
    const question =
      step === undefined ? this.played.lesson.quiz.find(({ id }) => state.quiz[id] === undefined) : undefined;
    const choice = step?.predict?.choices[index] ?? question?.options[index];
    if (choice === undefined) return;
    if (question) this.played.run.answerQuiz(question.id, choice);
    else this.played.run.choose(choice);
    this.save();
    this.changed();
  }

  private async playSolution(): Promise<void> {
    if (this.isPlaying) return;
    this.isPlaying = true;
    const { step } = this.played.run;
    for (const line of step?.solution ?? []) {
      await this.played.stage.port.clock.sleep(SOLUTION_PAUSE_MS);
      if (!this.isPlaying || this.played.run.step !== step) break;
      await this.submit(line);
    }
    this.isPlaying = false;
  }

  private wish(wish: ScreenWish): void {
    this.request = { id: (this.request?.id ?? 0) + 1, ...wish };
    this.changed();
  }

  private openLesson(id: string): void {
    const lesson = this.options.course.lessons.find((one) => one.id === id);
    if (lesson === undefined) return;
    this.leaveFor(lesson, undefined);
    this.attend(this.begin(0));
  }

  /** Throws when the game is no world; the present lesson goes on then. */
  private leaveFor(lesson: Lesson, game: SavedGame | undefined): void {
    const next = this.play(lesson, game);
    this.played.close();
    this.editor.close();
    this.pager.close();
    this.undoStack.clear();
    this.running = undefined;
    this.isPlaying = false;
    this.log.load(game?.terminal ?? []);
    if (this.joining !== undefined) this.tell(this.joining);
    this.played = next;
  }

  private exchange(): Readonly<Record<string, HostCommand>> {
    const { files, lang, program } = this.options;
    const kept = () => ({ progress: this.progress, game: this.game() });
    return files ? { progress: progressCommand({ files, lang, program, kept, take: (work) => this.take(work) }) } : {};
  }

  /** Work that was done elsewhere. */
  private take({ progress, game }: Exported): void {
    this.progress = mergeProgress(this.progress, progress);
    const lesson = this.options.course.lessons.find(({ id }) => id === game?.lesson);
    try {
      if (lesson && game) this.leaveFor(lesson, game);
    } catch {
      this.tell(exchangeWords.noWorld[this.options.lang]());
    }
    this.save();
    this.changed();
  }

  private save(): void {
    const { lesson, run } = this.played;
    const { step, completed } = run.state;
    const state = step >= lesson.steps.length ? 'done' : 'started';
    this.progress = withLesson(this.progress, lesson.id, { state, steps: completed });
    this.saving.save(this.progress, this.game());
    this.isUnsaved = false;
  }

  /** As it was at the last prompt: who leaves in the middle of a command loses only that command, and no guest's work. */
  private game(): SavedGame {
    const { running } = this;
    const moment = running && running !== this.placed ? running : this.momentAtPrompt('');
    return this.played.game(moment, this.options.program);
  }

  private quit(): void {
    this.save();
    this.close();
    this.options.quit();
  }
}
