import type { Lesson } from '../../course/lesson.js';
import { type Progress, withLesson, withLine } from '../../course/progress.js';
import type { SavedGame } from '../../course/saved-game.js';
import { problemsOf } from '../../kube/yaml-problems.js';
import { isIncomplete } from '../../shell/statements.js';
import type { AppActions, AppSnapshot, ScreenRequest, ScreenWish } from '../../ui/app-model.js';
import { createMemo } from '../../ui/screen/memo.js';
import type { EmbeddedStage } from '../embedded/stage.js';
import { behindTerminal } from './behind-terminal.js';
import { CommandLine } from './command-line.js';
import { createGuests, type Guests } from './guests.js';
import { completeOn, openLessonStage } from './lesson-stage.js';
import { choose, nextStep, previousStep, takeHint } from './lesson-steps.js';
import { lookAt } from './look-at.js';
import { lookNowAndThen } from './look-now-and-then.js';
import { PlayedLesson } from './played-lesson.js';
import { goOnWith, leftInTheMiddle, troubleTold } from './resume.js';
import type { RunningParts } from './running-parts.js';
import { createSaving, type Saving } from './saving.js';
import { steadySnapshot } from './steady-snapshot.js';
import { switchTerminal } from './switch-terminal.js';
import { Tabs } from './tabs.js';
import { TimeTravel } from './time-travel.js';
import { createTrials, type Trials } from './trial.js';
import type { Outside, Tutorial, TutorialOptions } from './tutorial.js';
import { tutorialPicture } from './tutorial-picture.js';

/** The whole tutorial behind the screen: a lesson, its world, the learner's machine, undo, and what is saved of it. */
export function createTutorial(options: TutorialOptions): Tutorial {
  return new RunningTutorial(options);
}

class RunningTutorial implements Tutorial {
  private readonly listeners = new Set<() => void>();
  private readonly tabs = new Tabs(() => this.changed());
  private readonly parts: RunningParts;
  private readonly travel: TimeTravel;
  private readonly commandLine: CommandLine;
  private readonly trials: Trials;
  private progress: Progress;
  private played: PlayedLesson;
  private size: { readonly columns: number; readonly rows: number };
  private request: ScreenRequest | undefined;
  private readonly saving: Saving;
  private readonly guests: Guests;
  private isClosed = false;
  private isStale = true;
  /** Things asked for that are not done yet. */
  private errands = 0;
  private joining: string | undefined;
  /** A guest changed the world since it was saved. */
  private isUnsaved = false;
  private last: AppSnapshot | undefined;
  private readonly memo = createMemo();

  constructor(private readonly options: TutorialOptions) {
    this.progress = options.progress;
    this.saving = createSaving({ ...options, tell: (text) => this.tell(text), changed: () => this.changed() });
    this.parts = this.ownParts(options);
    this.travel = new TimeTravel(this.parts);
    this.commandLine = new CommandLine(this.parts);
    this.guests = createGuests(this.parts);
    this.size = options.terminal;
    this.trials = createTrials({
      lang: options.lang,
      played: () => this.played,
      moment: () => this.travel.lastPrompt(),
      waits: options.isLinear !== true,
      changed: () => this.changed(),
    });
    this.played = this.play(options.lesson, options.game);
    this.travel.load(options.game);
    if (options.game === undefined) this.attend(this.begin(0));
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  snapshot = (): AppSnapshot => {
    if (this.isStale || this.last === undefined) {
      const next = tutorialPicture(this.parts, {
        saved: this.saving.state(),
        playing: this.commandLine.isPlaying(),
        trial: this.trials.cluster(),
        request: this.request,
        isBusy: this.errands > 0,
        memo: this.memo,
      });
      this.last = steadySnapshot(this.last, next);
    }
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
    previousStep: () => this.attend(previousStep(this.parts)),
    hint: () => takeHint(this.parts),
    solution: () => this.attend(this.commandLine.playSolution()),
    choose: (index) => choose(this.parts, index),
    openLesson: (id) => this.openLesson(id),
    undo: () => {
      this.commandLine.stopPlaying();
      this.travel.undo();
    },
    redo: () => this.travel.redo(),
    jump: (act) => this.travel.jump(act),
    switchTerminal: (to) => switchTerminal(this.parts, to),
    look: (object) =>
      this.attend(
        lookAt(this.played.stage, { object, pager: this.tabs.current().pager.open, lang: this.options.lang }),
      ),
    quit: () => this.quit(),
    editor: {
      save: (text) => this.tabs.current().editor.save(this.played.stage.session.files, text),
      problems: problemsOf,
      close: (code) => this.tabs.current().editor.close(code),
    },
    pager: {
      want: (lines) => this.tabs.current().pager.want(lines),
      close: () => this.tabs.current().pager.close(),
    },
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
    this.tabs.current().log.tell(text);
    this.changed();
  };

  close(): void {
    this.isClosed = true;
    this.played.close();
  }

  private ownParts(options: TutorialOptions): RunningParts {
    return {
      options,
      tabs: this.tabs,
      travel: () => this.travel,
      played: () => this.played,
      isClosed: () => this.isClosed,
      changed: () => this.changed(),
      tell: (text) => this.tell(text),
      turn: () => this.commandLine.now(),
      begin: (step) => this.begin(step),
      openLesson: (id) => this.openLesson(id),
      remember: (line) => {
        this.progress = withLine(this.progress, line);
      },
      progress: () => this.progress,
      game: () => this.game(),
      take: (progress, lesson, game) => {
        this.progress = progress;
        if (lesson && game) this.leaveFor(lesson, game);
      },
      save: () => this.save(),
      saveSoon: () => {
        this.isUnsaved = true;
      },
      unsaved: () => (this.isUnsaved ? 'new' : this.saving.state() === 'failed' ? 'failed' : undefined),
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
        joining: () => this.joining,
        trials: this.trials,
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
    void lookNowAndThen(this.parts, played);
    return played;
  }

  private async begin(step: number): Promise<void> {
    await this.played.begin(step);
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
    const { keeper, lang } = this.options;
    const { isResumed, trouble } = goOnWith(lesson === this.played.lesson ? {} : leftInTheMiddle(keeper, lesson), {
      open: (game) => this.leaveFor(lesson, game),
      putGameAside: keeper.putGameAside,
    });
    for (const text of troubleTold(trouble, lang)) this.tell(text);
    if (isResumed) this.save();
    else this.attend(this.begin(0));
    this.changed();
  }

  /** Throws when the game is no world; the present lesson goes on then. */
  private leaveFor(lesson: Lesson, game: SavedGame | undefined): void {
    const next = this.play(lesson, game);
    this.played.close();
    this.commandLine.stopPlaying();
    this.tabs.clear();
    if (game === undefined) this.tabs.load({ shown: 1, logs: [{ number: 1, text: [] }] });
    this.travel.load(game);
    if (this.joining !== undefined) this.tell(this.joining);
    this.played = next;
  }

  private save(): void {
    const { lesson, run } = this.played;
    const { step, completed } = run.state;
    const state = step >= lesson.steps.length ? 'done' : 'started';
    this.progress = withLesson(this.progress, lesson.id, { state, steps: completed });
    this.saving.save(this.progress, this.game());
    this.isUnsaved = false;
  }

  private game(): SavedGame {
    const moment = this.travel.lastPrompt();
    return { ...this.played.game(moment, this.options.program), acts: this.travel.saved(moment) };
  }

  private quit(): void {
    this.save();
    this.close();
    this.options.quit();
  }
}
