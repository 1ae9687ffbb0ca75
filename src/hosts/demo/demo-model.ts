import type { Course } from '../../course/course.js';
import type { Lesson } from '../../course/lesson.js';
import { newRun, type RunState } from '../../course/lesson-run.js';
import { EMPTY_PROGRESS } from '../../course/progress.js';
import { demoData, sceneList, sceneTitle, scriptedLine } from '../../demo/demo-view.js';
import { type NotesState, notesState } from '../../demo/notes.js';
import { nextBeat, type RanCommand, sceneMs } from '../../demo/pacing.js';
import { commandOf, type Deed, firstPresenter, isAsking, type Presenter, type Wish, wish } from '../../demo/presenter.js';
import { keyMeaning } from '../../demo/presenter-keys.js';
import { type Scene, scriptOf } from '../../demo/script.js';
import type { AppActions, AppModel, AppSnapshot, ScreenRequest } from '../../ui/app-model.js';
import { emptyCluster } from '../../ui/cluster/cluster-state.js';
import type { Key } from '../../ui/keys/key.js';
import type { Ticker } from '../../ui/screen/ticker.js';
import { demoWords } from '../../words/demo.js';
import type { Lang } from '../../words/sentence.js';
import { appSnapshot } from '../tutorial/app-snapshot.js';
import { createFileEditor } from '../tutorial/file-editor.js';
import { createPager } from '../tutorial/pager.js';
import { screenCommands } from '../tutorial/screen-commands.js';
import { createTerminalLog, terminalData } from '../tutorial/terminal-log.js';
import { freeActions } from './free-prompt.js';
import { type LiveScene, openLiveScene } from './live-scene.js';
import { type Rehearsal, startRehearsal } from './rehearsal.js';
import type { SceneMoment } from './scene-stage.js';

export interface DemoOptions {
  readonly lesson: Lesson;
  readonly course: Course;
  readonly lang: Lang;
  readonly ticker: Ticker;
  readonly terminal: { readonly columns: number; readonly rows: number };
  readonly quit: () => void;
}

/** A lesson that an instructor plays before a class. */
export interface Demo extends AppModel {
  readonly script: readonly Scene[];
  presenter(): Presenter;
  wish(what: Wish): void;
  notes(): NotesState;
  /** The world on the screen, as it is now. */
  moment(): SceneMoment | undefined;
  /** A second terminal shows the notes, or does so no longer. */
  showNotesElsewhere(isElsewhere: boolean): void;
  /** Something is wrong beside the demo. */
  complain(notice: string): void;
  close(): void;
}

export function createDemo(options: DemoOptions): Demo {
  return new RunningDemo(options);
}

class RunningDemo implements Demo {
  readonly script: readonly Scene[];
  private readonly listeners = new Set<() => void>();
  private readonly log = createTerminalLog();
  private readonly editor = createFileEditor(() => this.changed());
  private readonly pager = createPager(() => this.changed());
  private readonly rehearsal: Rehearsal;
  /** What the class answered, by step or question. */
  private readonly answers = new Map<string, string>();
  private readonly played = new Set<number>();
  private readonly begunAt: number;
  private state: Presenter = { ...firstPresenter, busy: 'move' };
  private live: LiveScene | undefined;
  /** Each opening of a scene has a number: only the last one is shown. */
  private opening = 0;
  private freeFrom: SceneMoment | undefined;
  /** Asked for while the cluster came to rest. */
  private pending: Wish | undefined;
  private last: RanCommand | undefined;
  private beat = () => {};
  private size: DemoOptions['terminal'];
  private request: ScreenRequest | undefined;
  private notice: string | undefined;
  private hasNotes = false;
  private errands = 0;
  private isStale = true;
  private isClosed = false;
  private shown: AppSnapshot | undefined;

  constructor(private readonly options: DemoOptions) {
    const { lesson, lang, terminal, ticker } = options;
    this.size = terminal;
    this.begunAt = ticker.now();
    this.script = scriptOf(lesson, lang);
    this.rehearsal = startRehearsal({ lesson, lang, script: this.script, terminal }, () => this.changed());
    void this.goTo(0);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  snapshot = (): AppSnapshot => {
    if (this.isStale || this.shown === undefined) this.shown = this.picture();
    this.isStale = false;
    return this.shown;
  };

  readonly actions: AppActions = {
    ...freeActions({
      live: () => this.live,
      log: this.log,
      editor: this.editor,
      pager: this.pager,
      lines: [],
      attend: (work) => this.attend(work),
      changed: () => this.changed(),
      goBack: () => this.wish({ type: 'return' }),
      noUndo: () => this.live?.scene.tell(demoWords.noUndo[this.options.lang]()),
    }),
    resize: (columns, rows) => {
      this.size = { columns, rows };
      this.live?.scene.stage.session.resize(this.size);
    },
    hint: () => {
      this.live?.scene.run.hint();
      this.changed();
    },
    choose: (index) => this.choose(index),
    openLesson: (id) => this.wish({ type: 'go', scene: this.script.findIndex((scene) => scene.id === id) }),
    quit: () => this.quit(),
  };

  takeKey(key: Key, pane: 'terminal' | 'lesson' | 'cluster'): boolean {
    const meaning = keyMeaning(key, { presenter: this.state, pane, isAsking: isAsking(this.state, this.script) });
    if (meaning === 'pass') return false;
    if (meaning !== 'nothing') this.wish(meaning);
    return true;
  }

  wish(what: Wish): void {
    const { state, deed } = wish(this.state, what, this.script);
    this.become(state);
    if (deed !== undefined) this.do(deed, what);
  }

  presenter = (): Presenter => this.state;

  moment = (): SceneMoment | undefined => this.live?.scene.moment();

  notes = (): NotesState => {
    const { lesson, lang, ticker } = this.options;
    const planned = this.script
      .slice(0, this.state.scene + 1)
      .reduce((sum, scene, index) => sum + sceneMs(scene, this.rehearsal.played(index)?.ran ?? []), 0);
    const title = (lesson.prose[lang] ?? lesson.prose.ja)?.title.text ?? lesson.id;
    const { state: presenter, script } = this;
    const passedMs = ticker.now() - this.begunAt;
    return notesState({ lesson: title, presenter, script, lang, passedMs, plannedMs: planned });
  };

  showNotesElsewhere(isElsewhere: boolean): void {
    this.hasNotes = isElsewhere;
    this.changed();
  }

  complain(notice: string): void {
    this.notice = notice;
    this.changed();
  }

  close(): void {
    this.isClosed = true;
    this.beat();
    this.rehearsal.stop();
    this.live?.close();
  }

  private do(deed: Deed, asked: Wish): void {
    switch (deed.type) {
      case 'run':
        void this.perform(deed.command);
        break;
      case 'go':
        void this.goTo(deed.scene);
        break;
      case 'choose':
        this.choose(deed.index);
        break;
      case 'hurry':
        this.pending = asked;
        this.live?.scene.hurry();
        break;
      case 'interrupt':
        this.live?.scene.stage.session.interrupt();
        break;
      case 'free':
        this.freeFrom = this.live?.scene.moment();
        this.live?.scene.tell(demoWords.freeOpened[this.options.lang]());
        this.live?.scene.release();
        break;
      case 'return':
        this.editor.close();
        this.pager.close();
        if (this.freeFrom) void this.open(this.freeFrom);
        break;
      case 'pace':
        this.live?.scene.keepPace();
        break;
      case 'leave':
        this.quit();
    }
  }

  private async perform(command: string): Promise<void> {
    const { live } = this;
    if (live === undefined) return;
    this.played.add(this.state.scene);
    const ran = await live.scene.perform(command, () => {
      if (this.live !== live) return;
      live.told();
      this.become({ ...this.state, busy: 'rest', command: this.state.command + 1, typed: 0 });
    });
    if (this.live !== live) return;
    this.last = ran;
    const scene = this.script[this.state.scene];
    if (scene !== undefined && commandOf(this.state, this.script) === undefined) live.scene.conclude(scene);
    live.told();
    this.become({ ...this.state, busy: 'no' });
    const { pending } = this;
    this.pending = undefined;
    if (pending) this.wish(pending);
  }

  private async goTo(scene: number): Promise<void> {
    this.opening += 1;
    const { opening } = this;
    this.pending = undefined;
    const start = await this.rehearsal.start(scene);
    if (opening !== this.opening) return;
    this.last = undefined;
    await this.open({ ...start, run: this.withAnswers(start.run) });
  }

  /** Puts that world on the screen, in place of the one that is there. */
  private async open(moment: SceneMoment): Promise<void> {
    this.opening += 1;
    const { opening } = this;
    const live = await openLiveScene({
      ...this.options,
      moment,
      log: this.log,
      terminal: this.size,
      pace: () => ({ mode: 'paced', speed: this.state.speed }),
      editor: (path, command) => this.editor.edit(live.scene.stage.session.files, path, command),
      pager: this.pager.open,
      history: this.actions.history,
      promptChanged: () => this.changed(),
      wrote: () => this.changed(),
      changed: () => this.changed(),
      commands: (files, scene) => ({
        ...this.editor.commands(files),
        ...screenCommands(this.actions, {
          open: (page) => this.openPage(page),
          run: () => scene().run,
          lang: this.options.lang,
        }),
      }),
    });
    if (opening !== this.opening || this.isClosed) return live.close();
    this.live?.close();
    this.live = live;
    this.log.load(moment.terminal);
    this.become({ ...this.state, busy: 'no' });
  }

  private withAnswers(run: RunState): RunState {
    const step = this.options.lesson.steps[run.step];
    const chosen = run.chosen === undefined ? undefined : (this.answers.get(step?.id ?? '') ?? run.chosen);
    const quiz = Object.entries(run.quiz).map(([id, option]) => [id, this.answers.get(id) ?? option] as const);
    return { ...run, quiz: Object.fromEntries(quiz), ...(chosen === undefined ? {} : { chosen }) };
  }

  private choose(index: number): void {
    const { part, step } = this.script[this.state.scene] ?? {};
    const run = this.live?.scene.run;
    if (run === undefined || step === undefined) return;
    if (part?.kind === 'predict') {
      const choice = part.choices[index] ?? '';
      this.answers.set(this.options.lesson.steps[step]?.id ?? '', choice);
      run.choose(choice);
    } else if (part?.kind === 'quiz') {
      const option = part.options[index] ?? '';
      this.answers.set(part.question, option);
      run.answerQuiz(part.question, option);
    }
    this.changed();
  }

  private become(state: Presenter): void {
    this.state = state;
    this.beat();
    this.beat = () => {};
    const next = state.isAuto ? nextBeat(state, this.script, this.last) : undefined;
    if (next) this.beat = this.options.ticker.after(next.afterMs / state.speed, () => this.wish(next.wish));
    this.changed();
  }

  private picture(): AppSnapshot {
    const { live, state, script, log, request } = this;
    const { lesson, lang, course } = this.options;
    const stage = live?.scene.stage;
    const session = stage?.session;
    const reads = session?.isReading() ? (session.isRaw() ? 'keys' : 'lines') : undefined;
    const base = appSnapshot({
      lang,
      course,
      lesson,
      run: live?.scene.run.state ?? newRun(lesson),
      progress: EMPTY_PROGRESS,
      elapsedMs: stage?.cluster.elapsed() ?? 0,
      saved: 'off',
      lastChange: undefined,
      cluster: live?.cluster.state() ?? emptyCluster(0),
      terminal: terminalData(log, { prompt: session?.prompt(), reads, playing: false }),
      editor: this.editor.open(),
      pager: this.pager.shown(),
      request,
      isBusy: this.errands > 0 || state.busy !== 'no',
    });
    const { rehearsal, hasNotes, notice } = this;
    const shown = { presenter: state, script, lang };
    return {
      ...base,
      header: { ...base.header, scene: sceneTitle(shown), speed: state.isFree ? 1 : state.speed },
      terminal: { ...base.terminal, scripted: scriptedLine(state, script) },
      course: sceneList(shown, { titles: this.stepTitles(), minutes: this.minutes(), isPlayed: this.played }),
      demo: demoData({ ...shown, ready: rehearsal.ready(), hasNotes, notice }),
    };
  }

  private stepTitles(): readonly string[] {
    const { lesson, lang } = this.options;
    const prose = lesson.prose[lang] ?? lesson.prose.ja;
    return [...lesson.steps.map(({ id }) => prose?.steps[id]?.title.text ?? id), demoWords.summary[lang]()];
  }

  private minutes(): readonly number[] {
    return this.script.map((scene, index) => {
      const ran = this.rehearsal.played(index)?.ran;
      return ran === undefined ? 0 : Math.round(sceneMs(scene, ran) / 6000) / 10;
    });
  }

  private openPage(page: ScreenRequest['page']): void {
    this.request = { id: (this.request?.id ?? 0) + 1, page };
    this.changed();
  }

  private attend(work: Promise<void>): void {
    this.errands += 1;
    void work.finally(() => {
      this.errands -= 1;
      this.changed();
    });
  }

  private changed(): void {
    this.isStale = true;
    if (!this.isClosed) for (const listener of this.listeners) listener();
  }

  private quit(): void {
    this.close();
    this.options.quit();
  }
}
