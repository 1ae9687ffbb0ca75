import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { EMPTY_PROGRESS, type Progress, parseProgress, printProgress } from '../../course/progress.js';
import { parseSavedGame, type SavedGame } from '../../course/saved-game.js';
import type { LoadedGame, Profile } from '../tutorial/profile.js';

/** A learner's files on this machine. */
export interface ProfileFolder extends Profile {
  readonly folder: string;
  saveProgress(progress: Progress): boolean;
  saveGame(game: SavedGame): boolean;
  putGameAside(lesson: string, why?: 'damaged' | 'replaced'): string;
  /** Throws when a file cannot be removed. */
  reset(): void;
}

/** Games of lessons that were left for others. */
const PARKED = /^game-[a-z0-9-]+\.json$/;

/** `$XDG_STATE_HOME/svc-learn`, or the system's usual place. */
function profileFolder(): string {
  const { XDG_STATE_HOME, LOCALAPPDATA } = process.env;
  if (XDG_STATE_HOME) return join(XDG_STATE_HOME, 'svc-learn');
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'svc-learn');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'svc-learn');
  return join(homedir(), '.local', 'state', 'svc-learn');
}

export function openProfile(folder = profileFolder()): ProfileFolder {
  const progressPath = join(folder, 'progress.json');
  const gamePath = join(folder, 'game.json');
  const parkedPath = (lesson: string) => join(folder, `game-${lesson}.json`);
  /** Whose game lies in `game.json`. */
  let current: string | undefined;
  return {
    folder,
    load() {
      const text = readText(progressPath);
      if (text === 'missing') return { progress: EMPTY_PROGRESS };
      const progress = parseProgress(text.content);
      if (progress) return { progress };
      return { progress: EMPTY_PROGRESS, putAside: putAside(progressPath) };
    },
    loadGame(program, lesson) {
      const found = loadFrom(gamePath, program);
      if (found.game) current = found.game.lesson;
      if (lesson === undefined || current === lesson) return found;
      const { putAside } = found;
      return { ...(putAside === undefined ? {} : { putAside }), ...loadFrom(parkedPath(lesson), program) };
    },
    putGameAside: (lesson, why) => putAside(lesson === current ? gamePath : parkedPath(lesson), why),
    saveProgress: (progress) => writeWhole(folder, progressPath, printProgress(progress)),
    saveGame(game) {
      // The lesson that was left stays to be gone on with.
      if (current !== undefined && current !== game.lesson) renameQuietly(gamePath, parkedPath(current));
      current = game.lesson;
      return writeWhole(folder, gamePath, JSON.stringify(game));
    },
    reset() {
      for (const path of [progressPath, gamePath]) rmSync(path, { force: true });
      const names = existsSync(folder) ? readdirSync(folder) : [];
      for (const name of names) if (PARKED.test(name)) rmSync(join(folder, name), { force: true });
    },
  };
}

function loadFrom(path: string, program: string): LoadedGame {
  const text = readText(path);
  if (text === 'missing') return {};
  const game = parseSavedGame(text.content, program);
  if (game === 'outdated') return { isOutdated: true };
  return game === 'damaged' ? { putAside: putAside(path) } : { game };
}

/** A file that is there and cannot be read counts as damaged: it must not be written over. */
function readText(path: string): { readonly content: string } | 'missing' {
  try {
    return { content: readFileSync(path, 'utf8') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : { content: '' };
  }
}

/** Keeps a file beside its place, so that nothing of the learner's is lost. */
function putAside(path: string, why = 'damaged'): string {
  for (let n = 1; ; n += 1) {
    const aside = `${path}.${why}-${n}`;
    if (existsSync(aside)) continue;
    try {
      renameSync(path, aside);
    } catch {
      return path;
    }
    return aside;
  }
}

function renameQuietly(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    // It was never written, or cannot be: what is written next says so.
  }
}

/** The new text takes the old one's place at once: who reads never sees half of it. */
function writeWhole(folder: string, path: string, text: string): boolean {
  const fresh = `${path}.${process.pid}.new`;
  try {
    makeFolder(folder);
    writeFileSync(fresh, text, { mode: 0o600 });
    renameSync(fresh, path);
    return true;
  } catch {
    removeQuietly(fresh);
    return false;
  }
}

/** Not `recursive`: below /proc Node would try for ever. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  mkdirSync(folder, { mode: 0o700 });
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The folder cannot be written at all: then there is nothing to remove either.
  }
}
