// A learner's work in this browser: the same texts that the terminal program keeps in files, under the same names, in IndexedDB.
import { EMPTY_PROGRESS, parseProgress, printProgress } from '../../course/progress.js';
import { parseSavedGame } from '../../course/saved-game.js';
import type { LoadedGame, Profile } from '../tutorial/profile.js';
import type { PageStore } from './page-store.js';

export interface PageProfile extends Profile {
  /** Resolves when all that was handed over is written or has failed. */
  settled(): Promise<void>;
}

const PROGRESS = 'progress.json';
const GAME = 'game.json';

export function pageProfile(store: PageStore): PageProfile {
  /** Whose game lies under its name. */
  let current: string | undefined;
  return {
    load() {
      const text = store.read(PROGRESS);
      if (text === undefined) return { progress: EMPTY_PROGRESS };
      const progress = parseProgress(text);
      return progress ? { progress } : { progress: EMPTY_PROGRESS, putAside: putAside(store, PROGRESS) };
    },
    loadGame(program, lesson) {
      const found = loadFrom(store, GAME, program);
      if (found.game) current = found.game.lesson;
      if (lesson === undefined || current === lesson) return found;
      const { putAside } = found;
      return { ...(putAside === undefined ? {} : { putAside }), ...loadFrom(store, parkedName(lesson), program) };
    },
    putGameAside: (lesson) => putAside(store, lesson === current ? GAME : parkedName(lesson)),
    saveProgress: (progress) => store.write(PROGRESS, printProgress(progress)),
    saveGame(game) {
      const before = store.read(GAME);
      // The lesson that was left stays to be gone on with.
      if (current !== undefined && current !== game.lesson && before) void store.write(parkedName(current), before);
      current = game.lesson;
      return store.write(GAME, JSON.stringify(game));
    },
    settled: store.settled,
  };
}

function parkedName(lesson: string): string {
  return `game-${lesson}.json`;
}

function loadFrom(store: PageStore, name: string, program: string): LoadedGame {
  const text = store.read(name);
  if (text === undefined) return {};
  const game = parseSavedGame(text, program);
  if (game === 'outdated') return { isOutdated: true };
  return game === 'damaged' ? { putAside: putAside(store, name) } : { game };
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
