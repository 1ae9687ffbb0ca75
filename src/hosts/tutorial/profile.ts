// What a host keeps for a learner between two visits: on a disk, or in a browser.
import type { Progress } from '../../course/progress.js';
import type { SavedGame } from '../../course/saved-game.js';

/** Where a learner's work is kept. Writing may fail or take its time; the program goes on and says so. */
export interface Keeper {
  /** False when it could not be written; what was there before is whole then. */
  saveProgress(progress: Progress): Kept;
  /** A game of another lesson that was saved before is kept, too. */
  saveGame(game: SavedGame): Kept;
  /** That lesson as it was left. */
  savedGame?(lesson: string): LoadedGame;
  /** Puts that lesson's game aside, which cannot be resumed; returns where it is now. */
  putGameAside?(lesson: string): string;
}

/** `off`: nothing is to be kept. */
export type Kept = boolean | 'off' | Promise<boolean>;

/** What was done, and the lesson that was left in the middle. */
export interface Profile extends Keeper {
  load(): LoadedProfile;
  /** The lesson that was open last, or that one as it was left. */
  loadGame(program: string, lesson?: string): LoadedGame;
  putGameAside(lesson: string): string;
}

export interface LoadedGame {
  readonly game?: SavedGame;
  /** A damaged file was put aside under this path. */
  readonly putAside?: string;
  /** Another version of the program wrote the file. */
  readonly isOutdated?: true;
}

export interface LoadedProfile {
  readonly progress: Progress;
  /** A damaged file was put aside under this path. */
  readonly putAside?: string;
}
