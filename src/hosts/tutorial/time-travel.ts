import type { ActsData } from '../../ui/app-model.js';
import { courseWords } from '../../words/course.js';
import type { Sentence } from '../../words/sentence.js';
import type { RunningParts } from './running-parts.js';
import { isAct } from './screen-commands.js';
import type { Moment } from './tutorial.js';
import { createUndoStack } from './undo-stack.js';

/** Undo and redo: the world, the files, the terminals and the goals as they were at an earlier prompt. */
export class TimeTravel {
  private readonly stack = createUndoStack<Moment>();

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

  /** The moment before the act that undo would take back. */
  newest(): Moment | undefined {
    return this.stack.peek();
  }

  /** The moment to be saved: who leaves in the middle of a command loses only that command. */
  lastPrompt(): Moment {
    const newest = this.stack.peek();
    const running = this.parts.tabs.all().flatMap((tab) => tab.running ?? []);
    return running.find((moment) => moment === newest || !isAct(moment.command)) ?? this.now();
  }

  clear(): void {
    this.stack.clear();
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
