// The screen without Ink: takes keys and changes of the model, keeps the state, hands out pictures.

import type { AppModel } from '../app-model.js';
import type { Key } from '../keys/key.js';
import { meaningOfLine } from '../line-meaning.js';
import { Completing } from './completing.js';
import { type Compose, createComposer, type Picture } from './compose.js';
import { layoutOf, noteRows } from './layout.js';
import { frameColumns, frameRows, type View } from './pane.js';
import { PanePrograms } from './pane-programs.js';
import { type Intent, intentsOf } from './screen-keys.js';
import { Scrolling } from './scrolling.js';
import type { Ticker } from './ticker.js';
import { initialUi, isWholePane, reduceUi, type UiAction, type UiState } from './ui-state.js';

export interface ScreenOptions {
  readonly model: AppModel;
  readonly view: View;
  readonly ticker: Ticker;
  readonly columns: number;
  readonly rows: number;
}

/** Changes that come from the cluster are drawn at most this often; keys are drawn at once. */
const frameMs = 33;

export class Screen {
  readonly #model: AppModel;
  readonly #ticker: Ticker;
  readonly #programs: PanePrograms;
  readonly #scrolling: Scrolling;
  readonly #completing: Completing;
  readonly #compose: Compose;
  readonly #listeners = new Set<() => void>();
  readonly #unsubscribe: () => void;
  #ui: UiState;
  #picture: Picture;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #due: { readonly at: number; readonly cancel: () => void } | undefined;
  #paneSize = '';

  constructor(options: ScreenOptions) {
    this.#model = options.model;
    this.#ticker = options.ticker;
    this.#compose = createComposer(options.view);
    this.#programs = new PanePrograms({
      model: options.model,
      ticker: options.ticker,
      ui: () => this.#ui,
      dispatch: (action) => this.#dispatch(action),
      changed: () => this.#request(0),
      size: () => this.#terminalSize(),
    });
    this.#scrolling = new Scrolling({
      ui: () => this.#ui,
      picture: () => this.#picture,
      terminal: () => this.#model.snapshot().terminal,
      dispatch: (action) => this.#dispatch(action),
      size: () => this.#terminalSize(),
      view: options.view,
    });
    this.#completing = new Completing({
      model: options.model,
      line: () => this.#ui.line,
      dispatch: (action) => this.#dispatch(action),
      changed: () => this.#request(0),
      key: (key) => this.key(key),
    });
    this.#ui = initialUi(options.columns, options.rows);
    this.#dispatch({ type: 'sync', snapshot: this.#model.snapshot() });
    this.#picture = this.#compose(this.#ui, this.#model.snapshot());
    this.#tellSize();
    this.#unsubscribe = this.#model.subscribe(() => this.#request(frameMs));
  }

  /** For `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The mouse is to be listened to. */
  readonly wantsMouse = (): boolean => this.#ui.mouse;

  readonly picture = (): Picture => this.#picture;

  key(key: Key): void {
    if (this.#completing.holds(key)) {
      return;
    }
    this.#dispatch({ type: 'sync', snapshot: this.#model.snapshot() });
    this.#dispatch({ type: 'notice', notice: undefined });
    const isOpen = this.#ui.overlay !== undefined || this.#model.takeKey === undefined;
    const left = isOpen ? key : this.#model.takeKey?.(key, this.#ui.focus);
    if (left === undefined) {
      this.#dispatch({ type: 'scroll', pane: 'terminal', to: 0 });
      this.#request(0);
      return;
    }
    const snapshot = this.#model.snapshot();
    const context = {
      ui: this.#ui,
      snapshot,
      history: this.#model.actions.history(),
      pageRows: this.#terminalSize().rows,
      objects: this.#picture.objects,
      clusterStart: this.#picture.extents.cluster.start,
      page: this.#picture.extents.page,
    };
    for (const intent of intentsOf(left, context)) {
      this.#perform(intent);
    }
    this.#request(0);
  }

  resize(columns: number, rows: number): void {
    this.#dispatch({ type: 'resize', columns, rows });
    this.#tellSize();
    this.#request(0);
  }

  close(): void {
    this.#unsubscribe();
    this.#due?.cancel();
    this.#programs.close();
    this.#listeners.clear();
  }

  #dispatch(action: UiAction): void {
    this.#ui = reduceUi(this.#ui, action);
  }

  /** A picture is drawn after the current turn, but not sooner than `gap` ms after the last one. */
  #request(gap: number): void {
    const at = Math.max(this.#ticker.now(), this.#drawnAt + gap);
    if (this.#due !== undefined) {
      if (this.#due.at <= at) {
        return;
      }
      this.#due.cancel();
    }
    const cancel = this.#ticker.after(Math.max(0, at - this.#ticker.now()), () => this.#draw());
    this.#due = { at, cancel };
  }

  #draw(): void {
    this.#due = undefined;
    this.#drawnAt = this.#ticker.now();
    this.#dispatch({ type: 'sync', snapshot: this.#model.snapshot() });
    this.#tellSize();
    this.#programs.lookForProblems();
    this.#picture = this.#compose(this.#ui, this.#model.snapshot());
    for (const listener of this.#listeners) {
      listener();
    }
  }

  #perform(intent: Intent): void {
    const { actions } = this.#model;
    switch (intent.type) {
      case 'file':
        this.#dispatch(intent);
        this.#programs.fulfil();
        break;
      case 'line':
      case 'overlay':
      case 'focus':
        this.#dispatch(intent);
        break;
      case 'select':
        this.#dispatch(intent);
        this.#scrolling.bringIntoSight(intent.object);
        break;
      case 'look':
        actions.look(intent.object);
        break;
      case 'scroll':
        this.#scrolling.by(intent.pane, intent.by);
        break;
      case 'scroll-page':
        this.#scrolling.byPages(intent.pane, intent.direction);
        break;
      case 'clear-screen':
        this.#dispatch({ type: 'clear-screen' });
        break;
      case 'paste-cut':
      case 'lesson-closed':
        this.#dispatch({ type: 'notice', notice: { type: intent.type } });
        break;
      case 'submit':
        this.#submit();
        break;
      case 'complete':
        this.#completing.begin();
        break;
      case 'interrupt':
        this.#leaveLine((text) => actions.interrupt(text));
        break;
      case 'end-of-input':
        actions.endOfInput();
        break;
      case 'save-file':
        this.#programs.saveFile();
        break;
      case 'page':
        this.#programs.page(intent.action);
        break;
      case 'leave-pager':
        actions.pager.close();
        break;
      case 'leave-file':
        this.#programs.leaveFile();
        break;
      case 'choose':
        actions.choose(intent.index);
        break;
      case 'jump':
        actions.jump(intent.act);
        break;
      case 'open-lesson':
        actions.openLesson(intent.id);
        break;
      case 'play-solution':
        actions.solution();
        break;
      case 'hint':
      case 'undo':
      case 'redo':
        actions[intent.type]();
        break;
      case 'next-terminal':
        actions.switchTerminal('next');
        break;
    }
  }

  #submit(): void {
    const { actions } = this.#model;
    const snapshot = this.#model.snapshot();
    const { text } = this.#ui.line;
    if (text === '' && !snapshot.terminal.running && this.#scrolling.pagesLesson()) {
      return;
    }
    const meaning = meaningOfLine(text, snapshot, actions.isIncomplete);
    switch (meaning.type) {
      case 'input':
        this.#leaveLine((typed) => actions.typeInput(`${typed}\n`));
        break;
      case 'next-step':
        this.#leaveLine(() => actions.nextStep());
        break;
      case 'more':
        this.#dispatch({ type: 'line', action: { type: 'move', to: 'end' } });
        this.#dispatch({ type: 'line', action: { type: 'insert', text: '\n' } });
        break;
      case 'command':
        if (meaning.isRepaired) {
          this.#dispatch({ type: 'notice', notice: { type: 'repaired' } });
        }
        this.#leaveLine(() => actions.submitLine(meaning.text));
    }
  }

  /** The line is handed over and the editor is empty again. */
  #leaveLine(take: (text: string) => void): void {
    const { text } = this.#ui.line;
    this.#dispatch({ type: 'line', action: { type: 'clear' } });
    this.#dispatch({ type: 'scroll', pane: 'terminal', to: 0 });
    take(text);
  }

  #terminalSize(): { readonly columns: number; readonly rows: number } {
    const { columns, rows } = this.#ui;
    const note = noteRows(rows, this.#model.snapshot().demo !== undefined);
    const layout = layoutOf(columns, rows - note, isWholePane(this.#ui));
    return layout.kind === 'small'
      ? { columns: 80, rows: 24 }
      : { columns: layout.terminal.width - frameColumns, rows: layout.terminal.height - frameRows };
  }

  #tellSize(): void {
    const { columns, rows } = this.#terminalSize();
    const size = `${columns}x${rows}`;
    if (size !== this.#paneSize) {
      this.#paneSize = size;
      this.#model.actions.resize(columns, rows);
    }
  }
}
