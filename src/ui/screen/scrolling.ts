// Which part of a pane is in sight.
import type { TerminalData } from '../app-model.js';
import { scrollDepth } from '../terminal/terminal-view.js';
import type { Picture } from './compose.js';
import type { View } from './pane.js';
import type { Focus, UiAction, UiState } from './ui-state.js';

/** What the screen lends it. */
interface ScreenFace {
  readonly view: View;
  ui(): UiState;
  /** As it was drawn last. */
  picture(): Picture;
  terminal(): TerminalData;
  dispatch(action: UiAction): void;
  /** Of the terminal pane's content. */
  size(): { readonly columns: number; readonly rows: number };
}

export class Scrolling {
  readonly #face: ScreenFace;

  constructor(face: ScreenFace) {
    this.#face = face;
  }

  by(pane: Focus, rows: number): void {
    if (pane === 'terminal') {
      const to = Math.min(this.#terminalDepth(), this.#face.ui().scroll.terminal - rows);
      this.#face.dispatch({ type: 'scroll', pane, to });
      return;
    }
    const { start, rows: all, height } = this.#face.picture().extents[pane];
    this.#face.dispatch({ type: 'scroll', pane, to: Math.min(start + rows, Math.max(0, all - height)) });
  }

  byPages(pane: Focus, direction: -1 | 1): void {
    const page = pane === 'terminal' ? this.#face.size().rows : this.#face.picture().extents[pane].height;
    this.by(pane, direction * Math.max(1, page - 1));
  }

  /** Enter on an empty line reads on in the lesson while more of it follows. */
  pagesLesson(): boolean {
    const { bands, extents } = this.#face.picture();
    const { start, rows, height } = extents.lesson;
    const isInSight = bands.flat().some((block) => block.id === 'lesson');
    if (!isInSight || start + height >= rows) {
      return false;
    }
    this.by('lesson', Math.max(1, height - 1));
    return true;
  }

  /** An object of the cluster pane. */
  bringIntoSight(object: string): void {
    const { objects, extents } = this.#face.picture();
    const { start, height } = extents.cluster;
    const row = objects.find(({ key }) => key === object)?.row ?? start;
    if (row < start) {
      this.#face.dispatch({ type: 'scroll', pane: 'cluster', to: row });
    } else if (row >= start + height) {
      this.#face.dispatch({ type: 'scroll', pane: 'cluster', to: row - height + 1 });
    }
  }

  #terminalDepth(): number {
    const { columns, rows } = this.#face.size();
    const { output, line, scroll } = this.#face.ui();
    const terminal = this.#face.terminal();
    return scrollDepth({ output, line, terminal, scroll: scroll.terminal }, columns, rows, this.#face.view);
  }
}
