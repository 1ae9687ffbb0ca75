import type { NotesState } from '../../demo/notes.js';
import { nextBeat, type RanCommand } from '../../demo/pacing.js';
import {
  commandOf,
  type Deed,
  firstPresenter,
  isAsking,
  type Presenter,
  type Wish,
  wish,
} from '../../demo/presenter.js';
import type { KeySituation } from '../../demo/presenter-keys.js';
import { type Scene, scriptOf } from '../../demo/script.js';
import type { AppActions, AppSnapshot, ScreenRequest, ScreenWish } from '../../ui/app-model.js';
import type { Key } from '../../ui/keys/key.js';
import { createMemo } from '../../ui/screen/memo.js';
import { demoWords } from '../../words/demo.js';
import { visitText } from '../tutorial/guests.js';
import type { Outside } from '../tutorial/tutorial.js';
import { type Beat, createBeat } from './beat.js';
import { type ClassAnswers, createClassAnswers } from './class-answers.js';
import type { Demo, DemoOptions } from './demo.js';
import { demoNotes } from './demo-notes.js';
import { demoSnapshot } from './demo-snapshot.js';
import { freeActions } from './free-prompt.js';
import type { LiveScene } from './live-scene.js';
import { type Rehearsal, startRehearsal } from './rehearsal.js';
import { SceneOnScreen } from './scene-on-screen.js';
import type { SceneMoment } from './scene-stage.js';
import { takeKeys } from './take-keys.js';

export function createDemo(options: DemoOptions): Demo {
  return new RunningDemo(options);
}

/** What makes no sense before the scene is there. */
const FOR_THE_SCENE: ReadonlySet<Wish['type']> = new Set(['type', 'erase', 'whole', 'enter', 'choose', 'free']);

class RunningDemo implements Demo {
  readonly script: readonly Scene[];
  private readonly memo = createMemo();
  private readonly listeners = new Set<() => void>();
  private readonly screen = new SceneOnScreen({
    options: () => this.options,
    pace: () => ({ mode: 'paced', speed: this.state.speed }),
    actions: () => this.actions,
    ask: (wanted) => this.ask(wanted),
    joining: () => this.joining,
    changed: () => this.changed(),
  });
  private readonly rehearsal: Rehearsal;
  private readonly answers: ClassAnswers;
  private readonly played = new Set<number>();
  private readonly begunAt: number;
  private state: Presenter = { ...firstPresenter, busy: 'move' };
  private freeFrom: SceneMoment | undefined;
  /** Asked for while a scene was fetched, or the cluster came to rest. */
  private ahead: Wish[] = [];
  private last: RanCommand | undefined;
  private readonly beat: Beat;
  private request: ScreenRequest | undefined;
  private notice: string | undefined;
  private joining: string | undefined;
  private invitation: string | undefined;
  private hasNotes = false;
  private errands = 0;
  private isStale = true;
  private isClosed = false;
  private shown: AppSnapshot | undefined;

  constructor(private readonly options: DemoOptions) {
    const { lesson, lang, terminal, ticker } = options;
    this.beat = createBeat(ticker, () => this.changed());
    this.answers = createClassAnswers(lesson);
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
      ...this.screen,
      lang: () => this.options.lang,
      lines: [],
      attend: (work) => this.attend(work),
      changed: () => this.changed(),
      goBack: () => this.wish({ type: 'return' }),
      noUndo: () => this.live?.scene.tell(demoWords.noUndo[this.options.lang]()),
    }),
    resize: (columns, rows) => this.screen.resize({ columns, rows }),
    choose: (index) => this.choose(index),
    openLesson: (id) => this.wish({ type: 'go', scene: this.script.findIndex((scene) => scene.id === id) }),
    quit: () => this.quit(),
  };

  takeKey(key: Key, pane: KeySituation['pane']): Key | undefined {
    const { pager, editor } = this.screen;
    const isReading = pager.shown() !== undefined || editor.open() !== undefined;
    return takeKeys(key, {
      situation: () => ({ presenter: this.state, pane, isReading, isAsking: isAsking(this.state, this.script) }),
      wish: (what) => this.wish(what),
    });
  }

  wish(what: Wish): void {
    if (this.state.busy === 'move' && FOR_THE_SCENE.has(what.type)) return void this.ahead.push(what);
    const { state, deed } = wish(this.state, what, this.script);
    this.become(state);
    if (deed !== undefined) this.do(deed, what);
  }

  presenter = (): Presenter => this.state;

  moment = (): SceneMoment | undefined => this.live?.scene.moment();

  notes = (): NotesState => {
    const { lesson, lang, ticker } = this.options;
    const { script, rehearsal, state: presenter } = this;
    return demoNotes({ lesson, lang, script, rehearsal, presenter, passedMs: ticker.now() - this.begunAt });
  };

  readonly outside: Outside = {
    ground: () => this.live?.scene.stage,
    around: (request, work) => {
      // Who has joined needs no invitation; and who comes from outside waits for nobody's key.
      if (this.notice === this.invitation) this.notice = undefined;
      this.live?.scene.stage.driver.setPace({ mode: 'paced', speed: 1 });
      const response = work();
      const text = response.status < 300 ? visitText(request, this.options.lang) : undefined;
      if (text !== undefined) this.live?.scene.tell(text);
      this.changed();
      return response;
    },
    opened: (note) => {
      this.joining = note;
      this.invitation = note.replace(/\s+/g, ' ');
      this.complain(this.invitation);
    },
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
    this.beat.cancel();
    this.rehearsal.stop();
    this.screen.close();
  }

  private get live(): LiveScene | undefined {
    return this.screen.live();
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
        this.ahead.push(asked);
        this.live?.scene.hurry();
        break;
      case 'interrupt':
        this.live?.scene.stage.terminal.interrupt();
        break;
      case 'free':
        this.freeFrom = this.live?.scene.moment();
        this.live?.scene.tell(demoWords.freeOpened[this.options.lang]());
        this.live?.scene.release();
        break;
      case 'return': {
        this.screen.clear();
        const { freeFrom } = this;
        if (freeFrom) void this.open(() => freeFrom);
        break;
      }
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
    const scene = this.script[this.state.scene];
    const ran = await live.scene.perform(command, () => {
      if (this.live !== live) return;
      live.told();
      this.become({ ...this.state, busy: 'rest', command: this.state.command + 1, typed: 0 });
      if (scene && commandOf(this.state, this.script) === undefined) live.scene.say(scene);
    });
    if (this.live !== live) return;
    this.last = ran;
    if (scene !== undefined && commandOf(this.state, this.script) === undefined) live.scene.conclude(scene);
    live.told();
    this.become({ ...this.state, busy: 'no' });
    this.catchUp();
  }

  private async goTo(scene: number): Promise<void> {
    this.ahead = [];
    await this.open(async () => {
      const start = await this.rehearsal.start(scene);
      return { ...start, run: this.answers.putInto(start.run) };
    });
  }

  private async open(fetch: () => SceneMoment | Promise<SceneMoment>): Promise<void> {
    if (!(await this.screen.open(fetch))) return;
    this.last = undefined;
    this.become({ ...this.state, busy: 'no' });
    this.catchUp();
  }

  private catchUp(): void {
    const { ahead } = this;
    this.ahead = [];
    for (const what of ahead) this.wish(what);
  }

  private choose(index: number): void {
    const scene = this.script[this.state.scene];
    const run = this.live?.scene.run;
    if (scene && run) this.answers.take(scene, index, run);
    this.changed();
  }

  private become(state: Presenter): void {
    this.state = state;
    this.beat.cancel();
    const next = state.isAuto ? nextBeat(state, this.script, this.last) : undefined;
    if (next) this.beat.wait(next.afterMs / state.speed, () => this.wish(next.wish));
    this.changed();
  }

  private picture(): AppSnapshot {
    const { options, live, request, state, script, rehearsal, played, hasNotes, notice, memo } = this;
    const { log, editor, pager } = this.screen;
    const waitsMs = this.beat.leftMs();
    const isBusy = this.errands > 0 || state.busy !== 'no';
    const parts = { log, editor, pager, request, rehearsal, played, hasNotes, notice, waitsMs, isBusy, memo };
    return demoSnapshot({ ...options, ...parts, live, script, presenter: state });
  }

  private ask(wanted: ScreenWish): void {
    this.request = { id: (this.request?.id ?? 0) + 1, ...wanted };
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
