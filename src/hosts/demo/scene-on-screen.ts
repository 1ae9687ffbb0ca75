import type { AppActions, ScreenWish } from '../../ui/app-model.js';
import type { Pace } from '../embedded/driver.js';
import { createFileEditor } from '../tutorial/file-editor.js';
import { createPager } from '../tutorial/pager.js';
import { createTerminalLog } from '../tutorial/terminal-log.js';
import type { DemoOptions } from './demo.js';
import { freeCommands } from './free-prompt.js';
import { type LiveScene, openLiveScene } from './live-scene.js';
import type { SceneMoment } from './scene-stage.js';

/** What the demo lends to the scene that it shows. */
interface DemoFace {
  readonly options: () => DemoOptions;
  readonly pace: () => Pace;
  readonly actions: () => AppActions;
  /** A command asks for something of the screen. */
  readonly ask: (wanted: ScreenWish) => void;
  /** How programs outside of the screen join. */
  readonly joining: () => string | undefined;
  readonly changed: () => void;
}

/** The scene that the class sees, with its terminal: one at a time, and only the one that was asked for last. */
export class SceneOnScreen {
  readonly log = createTerminalLog();
  readonly editor;
  readonly pager;
  private shown: LiveScene | undefined;
  /** Each opening has a number: only the last one is shown. */
  private openings = 0;
  private isClosed = false;
  /** Until it is told, the one that the demo began with. */
  private size: DemoOptions['terminal'] | undefined;

  constructor(private readonly face: DemoFace) {
    this.editor = createFileEditor(face.changed);
    this.pager = createPager(face.changed);
  }

  live = (): LiveScene | undefined => this.shown;

  /** Puts that world on the screen, in place of the one that is there; false when another one was asked for meanwhile. */
  async open(fetch: () => SceneMoment | Promise<SceneMoment>): Promise<boolean> {
    this.openings += 1;
    const opening = this.openings;
    const moment = await fetch();
    if (opening !== this.openings) return false;
    const live = await this.opened(moment);
    if (opening !== this.openings || this.isClosed) {
      live.close();
      return false;
    }
    this.shown?.close();
    this.shown = live;
    this.log.load(moment.terminal);
    return true;
  }

  resize(size: DemoOptions['terminal']): void {
    this.size = size;
    this.shown?.scene.stage.session.resize(size);
  }

  /** The programs that have the pane are closed. */
  clear(): void {
    this.editor.close();
    this.pager.close();
  }

  close(): void {
    this.isClosed = true;
    this.shown?.close();
  }

  private async opened(moment: SceneMoment): Promise<LiveScene> {
    const { face, editor, pager } = this;
    const options = face.options();
    const live: LiveScene = await openLiveScene({
      ...options,
      moment,
      log: this.log,
      terminal: this.size ?? options.terminal,
      pace: face.pace,
      editor: (path, command) => editor.edit(live.scene.stage.session.files, path, command),
      pager: pager.open,
      history: () => face.actions().history(),
      promptChanged: face.changed,
      wrote: face.changed,
      changed: face.changed,
      commands: freeCommands({ ...options, actions: face.actions(), editor, wish: face.ask, joining: face.joining }),
    });
    return live;
  }
}
