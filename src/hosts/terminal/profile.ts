import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EMPTY_PROGRESS, type Progress, parseProgress, printProgress } from '../../course/progress.js';
import { parseSavedGame, type SavedGame } from '../../course/saved-game.js';

/** A learner's files on this machine: what was done, and the lesson that was left in the middle. */
export interface Profile {
  readonly folder: string;
  load(): LoadedProfile;
  /** The lesson as it was left, when this version wrote it and it is whole. */
  loadGame(program: string): SavedGame | undefined;
  /** False when it could not be written; the old file is whole then. */
  saveProgress(progress: Progress): boolean;
  saveGame(game: SavedGame): boolean;
  reset(): void;
}

export interface LoadedProfile {
  readonly progress: Progress;
  /** A damaged file was put aside under this path. */
  readonly putAside?: string;
}

/** `$XDG_STATE_HOME/svc-learn`, or the system's usual place. */
function profileFolder(): string {
  const { XDG_STATE_HOME, LOCALAPPDATA } = process.env;
  if (XDG_STATE_HOME) return join(XDG_STATE_HOME, 'svc-learn');
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'svc-learn');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'svc-learn');
  return join(homedir(), '.local', 'state', 'svc-learn');
}

export function openProfile(folder = profileFolder()): Profile {
  const progressPath = join(folder, 'progress.json');
  const gamePath = join(folder, 'game.json');
  return {
    folder,
    load() {
      const text = readText(progressPath);
      if (text === undefined) return { progress: EMPTY_PROGRESS };
      const progress = parseProgress(text);
      if (progress) return { progress };
      return { progress: EMPTY_PROGRESS, putAside: putAside(progressPath) };
    },
    loadGame(program) {
      const text = readText(gamePath);
      return text === undefined ? undefined : parseSavedGame(text, program);
    },
    saveProgress: (progress) => writeWhole(folder, progressPath, printProgress(progress)),
    saveGame: (game) => writeWhole(folder, gamePath, JSON.stringify(game)),
    reset() {
      for (const path of [progressPath, gamePath]) rmSync(path, { force: true });
    },
  };
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Not there, or not readable: the program starts fresh and says at the first save what is wrong.
    return undefined;
  }
}

/** Keeps a damaged file beside its place, so that nothing of the learner's is lost. */
function putAside(path: string): string {
  for (let n = 1; ; n += 1) {
    const aside = `${path}.damaged-${n}`;
    if (existsSync(aside)) continue;
    try {
      renameSync(path, aside);
    } catch {
      return path;
    }
    return aside;
  }
}

/** The new text takes the old one's place at once: who reads never sees half of it. */
function writeWhole(folder: string, path: string, text: string): boolean {
  const fresh = `${path}.${process.pid}.new`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(fresh, text, { mode: 0o600 });
    renameSync(fresh, path);
    return true;
  } catch {
    rmSync(fresh, { force: true });
    return false;
  }
}
