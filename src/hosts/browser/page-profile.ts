// A learner's work in this browser: the same texts that the terminal program keeps in files, under the same names, in IndexedDB.
import { EMPTY_PROGRESS, parseProgress, printProgress } from '../../course/progress.js';
import { parseSavedGame } from '../../course/saved-game.js';
import type { Profile } from '../tutorial/profile.js';
import { openStore, type PageStore, type StoreTrouble } from './page-store.js';

export interface PageProfile extends Profile {
  /** Resolves when all that was handed over is written or has failed. */
  settled(): Promise<void>;
}

const PROGRESS = 'progress.json';
const GAME = 'game.json';

/** Takes the profile over from any other tab. `onTrouble` hears why work cannot be kept: at once, or later on. */
export async function openPageProfile(onTrouble: (why: StoreTrouble) => void): Promise<PageProfile> {
  const store = await openStore(onTrouble);
  return {
    load() {
      const text = store.read(PROGRESS);
      if (text === undefined) return { progress: EMPTY_PROGRESS };
      const progress = parseProgress(text);
      return progress ? { progress } : { progress: EMPTY_PROGRESS, putAside: putAside(store, PROGRESS) };
    },
    loadGame(program) {
      const text = store.read(GAME);
      if (text === undefined) return {};
      const game = parseSavedGame(text, program);
      if (game === 'outdated') return {};
      return game === 'damaged' ? { putAside: putAside(store, GAME) } : { game };
    },
    putGameAside: () => putAside(store, GAME),
    saveProgress: (progress) => store.write(PROGRESS, printProgress(progress)),
    saveGame: (game) => store.write(GAME, JSON.stringify(game)),
    settled: store.settled,
  };
}

/** Keeps a damaged text beside its place, so that nothing of the learner's is lost. */
function putAside(store: PageStore, name: string): string {
  for (let n = 1; ; n += 1) {
    const aside = `${name}.damaged-${n}`;
    if (store.read(aside) !== undefined) continue;
    void store.write(aside, store.read(name) ?? '');
    return `IndexedDB svc-learn/${aside}`;
  }
}
