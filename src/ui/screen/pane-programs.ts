// The programs that take the terminal pane: what their keys do to the world outside the screen's own state.
import type { AppModel } from '../app-model.js';
import { fileText, isChanged } from '../editor/editor-state.js';
import { type PagerAction, reducePager } from '../pager/pager.js';
import type { Ticker } from './ticker.js';
import type { UiAction, UiState } from './ui-state.js';

/** What the screen lends them. */
interface ScreenFace {
  readonly model: AppModel;
  readonly ticker: Ticker;
  ui(): UiState;
  dispatch(action: UiAction): void;
  /** Something is to be drawn. */
  changed(): void;
  /** Of the pane's content. */
  size(): { readonly columns: number; readonly rows: number };
}

/** Lines below the top of the pager that are wanted. */
const linesAhead = 1000;
/** A file is looked through for problems when the keys have rested so long; a long one takes longer than a key may take. */
const restMs = { short: 150, long: 1000 };
const longFile = 500;

export class PanePrograms {
  readonly #face: ScreenFace;
  #lookedAt: readonly string[] | undefined;
  #look: (() => void) | undefined;

  constructor(face: ScreenFace) {
    this.#face = face;
  }

  close(): void {
    this.#look?.();
  }

  /** Not at every key: a long file takes longer to read than a key may take. */
  lookForProblems(): void {
    const { editor } = this.#face.ui();
    if (editor?.lines === this.#lookedAt) {
      return;
    }
    this.#lookedAt = editor?.lines;
    this.#look?.();
    if (editor === undefined || !/\.(ya?ml|json)$/.test(editor.path)) {
      return;
    }
    const rest = editor.lines.length > longFile ? restMs.long : restMs.short;
    this.#look = this.#face.ticker.after(rest, () => {
      const problems = this.#face.model.actions.editor.problems(fileText(editor));
      this.#face.dispatch({ type: 'file', action: { type: 'problems', problems } });
      this.#face.changed();
    });
  }

  /** What the last key of vi asked for. */
  fulfil(): void {
    const wish = this.#face.ui().editor?.vi?.wish;
    switch (wish) {
      case undefined:
        return;
      case 'save':
        this.saveFile();
        return;
      case 'save-and-leave':
        if (this.saveFile()) {
          this.#face.model.actions.editor.close();
        }
        return;
      case 'leave':
      case 'fail':
        this.#face.model.actions.editor.close(wish === 'fail' ? 1 : 0);
    }
  }

  page(action: PagerAction): void {
    const { pager } = this.#face.ui();
    const { pager: text } = this.#face.model.snapshot();
    if (pager === undefined || text === undefined) {
      return;
    }
    const { columns, rows } = this.#face.size();
    const next = reducePager(pager, action, { text, width: columns, height: rows - 1 });
    this.#face.dispatch({ type: 'pager', pager: next });
    this.#face.model.actions.pager.want(next.followsEnd ? Number.POSITIVE_INFINITY : next.top.line + linesAhead);
  }

  /** True when the file was written. */
  saveFile(): boolean {
    const { editor } = this.#face.ui();
    if (editor === undefined) {
      return false;
    }
    const reason = this.#face.model.actions.editor.save(fileText(editor));
    if (reason === undefined) {
      this.#face.dispatch({ type: 'file', action: { type: 'saved' } });
      if (editor.isAsking) {
        // Saving was the answer to "leave without saving?".
        this.#face.model.actions.editor.close();
      }
      this.#face.dispatch({ type: 'notice', notice: { type: 'editor-saved' } });
    } else {
      this.#face.dispatch({ type: 'notice', notice: { type: 'editor-failed', reason } });
    }
    return reason === undefined;
  }

  leaveFile(): void {
    const { editor } = this.#face.ui();
    if (editor !== undefined && isChanged(editor) && !editor.isAsking) {
      this.#face.dispatch({ type: 'file', action: { type: 'ask' } });
      return;
    }
    this.#face.model.actions.editor.close();
  }
}
