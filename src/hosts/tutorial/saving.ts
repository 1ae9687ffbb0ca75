import type { Progress } from '../../course/progress.js';
import type { SavedGame } from '../../course/saved-game.js';
import type { HeaderData } from '../../ui/app-model.js';
import { courseWords } from '../../words/course.js';
import type { Lang } from '../../words/sentence.js';
import type { Keeper, Kept } from './profile.js';

/** Hands a learner's work to its keeper and knows what became of it. */
export interface Saving {
  state(): HeaderData['saved'];
  save(progress: Progress, game: SavedGame): void;
}

interface SavingOptions {
  readonly keeper: Keeper;
  readonly lang: Lang;
  /** Hears once when saving fails, and once when it works again. */
  readonly tell: (text: string) => void;
  readonly changed: () => void;
}

export function createSaving({ keeper, lang, tell, changed }: SavingOptions): Saving {
  let state: HeaderData['saved'] = 'saved';
  let hasFailed = false;
  let newest: readonly Kept[] = [];
  const ended = (isSaved: boolean) => {
    state = isSaved ? 'saved' : 'failed';
    if (hasFailed !== isSaved) return;
    hasFailed = !isSaved;
    tell(courseWords[isSaved ? 'savedAgain' : 'saveFailed'][lang]());
  };
  return {
    state: () => state,
    save(progress, game) {
      const kept = [keeper.saveProgress(progress), keeper.saveGame(game)];
      newest = kept;
      if (kept.includes('off')) state = 'off';
      else if (kept.every((one) => typeof one === 'boolean')) ended(kept.every(Boolean));
      else {
        state = 'saving';
        void Promise.all(kept).then((all) => {
          if (newest !== kept) return;
          ended(all.every(Boolean));
          changed();
        });
      }
    },
  };
}
