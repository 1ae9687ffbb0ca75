import type { Progress } from '../../course/progress.js';
import type { SavedGame } from '../../course/saved-game.js';
import type { Keeper, Kept } from './profile.js';

/** Hands a learner's work to its keeper and knows what became of it. */
export interface Saving {
  state(): 'saved' | 'saving' | 'failed';
  save(progress: Progress, game: SavedGame): void;
}

export function createSaving(keeper: Keeper, changed: () => void): Saving {
  let state: ReturnType<Saving['state']> = 'saved';
  let newest: readonly Kept[] = [];
  return {
    state: () => state,
    save(progress, game) {
      const kept = [keeper.saveProgress(progress), keeper.saveGame(game)];
      newest = kept;
      if (kept.every((one) => typeof one === 'boolean')) {
        state = kept.every(Boolean) ? 'saved' : 'failed';
        return;
      }
      state = 'saving';
      void Promise.all(kept).then((all) => {
        if (newest !== kept) return;
        state = all.every(Boolean) ? 'saved' : 'failed';
        changed();
      });
    },
  };
}
