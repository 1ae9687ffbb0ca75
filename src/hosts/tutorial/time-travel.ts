import type { SavedActs, SavedGame } from '../../course/saved-game.js';
import type { ActsData } from '../../ui/app-model.js';
import { courseWords } from '../../words/course.js';
import type { Sentence } from '../../words/sentence.js';
import { createKeptActs } from './kept-acts.js';
import type { RunningParts } from './running-parts.js';
import { isAct } from './screen-commands.js';
import type { Moment } from './tutorial.js';
import { type Act, createUndoStack } from './undo-stack.js';

/** Undo and redo: the world, the files, the terminals and the goals as they were at an earlier prompt. */
export class TimeTravel {
  private readonly stack = createUndoStack<Moment>();
  private readonly kept = createKeptActs();

  constructor(private readonly parts: RunningParts) {}

  /** An act begins: this is the moment before it. */
  remember(moment: Moment): void {
    this.stack.push(moment);
  }

  undo(): void {
    this.goTo(this.stack.undo(this.now()), courseWords.nothingToUndo);
  }

  redo(): void {
    this.goTo(this.stack.redo(this.now()), courseWords.nothingToRedo);
  }

  /** To the prompt before an act, backwards or forwards. */
  jump(act: number): void {
    if (act === this.stack.acts().done.length) return;
    this.goTo(this.stack.jump(act, this.now()), courseWords.noSuchPrompt);
  }

  acts(): ActsData {
    return this.stack.acts();
  }

  /** The world of a mistake is put back; what the learner was told stays. */
  undoMistake(): void {
    const before = this.stack.undo(this.now());
    if (before) this.parts.played().putWorldBack(before);
  }

  /** The act that undo would take back. */
  newest(): Act<Moment> | undefined {
    return this.stack.peek();
  }

  /** The moment to be saved: who leaves in the middle of a command loses only that command. */
  lastPrompt(): Moment {
    const running = this.parts.tabs.all().flatMap((tab) => tab.running ?? []);
    const isNewest = (moment: Moment) => moment === this.stack.peek()?.moment();
    return running.find((moment) => !isAct(moment.command) || isNewest(moment)) ?? this.now();
  }

  /** What undo and redo know, to be saved with a moment. */
  saved(moment: Moment): SavedActs {
    const { past, future } = this.stack.all();
    // Who leaves in the middle of an act has not done it.
    const done = past.at(-1)?.moment() === moment ? past.slice(0, -1) : past;
    return { past: this.kept.save(moment, done), future: this.kept.save(moment, future) };
  }

  /** Goes on with what was saved, or with nothing. */
  load(game: SavedGame | undefined): void {
    const { past = [], future = [] } = game?.acts ?? {};
    this.stack.load(
      game === undefined
        ? { past: [], future: [] }
        : { past: this.kept.load(game, past), future: this.kept.load(game, future) },
    );
  }

  private now(): Moment {
    return this.parts.played().moment('');
  }

  private goTo(moment: Moment | undefined, otherwise: Sentence): void {
    const { parts } = this;
    if (moment === undefined) {
      parts.tell(otherwise[parts.options.lang]());
      return;
    }
    parts.tabs.clear();
    parts.played().putBack(moment);
    parts.save();
    parts.changed();
  }
}
