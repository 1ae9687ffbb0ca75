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
  savedGame?(lesson: string): SavedGame | undefined;
}

/** `off`: nothing is to be kept. */
export type Kept = boolean | 'off' | Promise<boolean>;

/** What was done, and the lesson that was left in the middle. */
export interface Profile extends Keeper {
  load(): LoadedProfile;
  /** The lesson that was open last, or that one as it was left; nothing when another version of the program wrote it. */
  loadGame(program: string, lesson?: string): LoadedGame;
  /** Puts a saved game aside that cannot be resumed; returns where it is now. */
  putGameAside(): string;
}

export interface LoadedGame {
  readonly game?: SavedGame;
  /** A damaged file was put aside under this path. */
  readonly putAside?: string;
}

export interface LoadedProfile {
  readonly progress: Progress;
  /** A damaged file was put aside under this path. */
  readonly putAside?: string;
}
