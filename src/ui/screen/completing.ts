// Tab: what fits is looked up in the cluster, which takes a moment.
import type { AppModel } from '../app-model.js';
import type { Key } from '../keys/key.js';
import { repairFullWidth } from '../line-editor/full-width.js';
import type { Completion, LineState } from '../line-editor/state.js';
import type { UiAction } from './ui-state.js';

/** What the screen lends it. */
interface ScreenFace {
  readonly model: AppModel;
  line(): LineState;
  dispatch(action: UiAction): void;
  /** Something is to be drawn. */
  changed(): void;
  /** Takes a key that was held back. */
  key(key: Key): void;
}

export class Completing {
  readonly #face: ScreenFace;
  /** Keys that came while a completion was looked up: they belong behind it, as in a shell. */
  #held: Key[] | undefined;

  constructor(face: ScreenFace) {
    this.#face = face;
  }

  /** True when the key was kept for later. */
  holds(key: Key): boolean {
    return this.#held?.push(key) !== undefined;
  }

  begin(): void {
    const { model, line } = this.#face;
    if (model.snapshot().terminal.running) {
      return;
    }
    this.#repair();
    const { text, cursor } = line();
    this.#held = [];
    const nothing = { from: cursor, to: cursor, candidates: [] };
    const apply = (completion: Completion) => this.#apply(completion);
    void model.actions.complete(text, cursor).then(apply, () => apply(nothing));
  }

  /** What an input method has left fits nothing. */
  #repair(): void {
    const { text, cursor } = this.#face.line();
    const repair = repairFullWidth(text);
    if (repair.isRepaired && cursor === text.length) {
      this.#face.dispatch({ type: 'line', action: { type: 'set', text: repair.text } });
      this.#face.dispatch({ type: 'notice', notice: { type: 'repaired-line' } });
    }
  }

  #apply(completion: Completion): void {
    if (completion.candidates.length === 0) {
      this.#face.dispatch({ type: 'notice', notice: { type: 'no-completion' } });
    }
    this.#face.dispatch({ type: 'line', action: { type: 'complete', completion } });
    this.#face.changed();
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const key of held) this.#face.key(key);
  }
}
