import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './profile.js';

/** The mark of the one program that writes a learner's files. */
export interface ProfileClaim {
  /** False while another program writes them. */
  readonly isOurs: boolean;
  release(): void;
}

/** How often the mark is renewed, and how old that of a living program can be, in ms. */
const RENEW_MS = 20_000;
const STALE_MS = 90_000;

/** Marks the folder as in use by this process; a mark whose program is gone does not count. */
export function claimProfile(folder: string): ProfileClaim {
  const path = join(folder, 'in-use');
  const theirs: ProfileClaim = { isOurs: false, release: () => {} };
  if (isHeld(path)) return theirs;
  try {
    makeFolder(folder);
    rmSync(path, { force: true });
    writeFileSync(path, `${process.pid}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    // Of two that start at the same moment one is the first.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return theirs;
    // Where nothing can be written there is nothing to guard; saving says so.
    return { isOurs: true, release: () => {} };
  }
  const renewal = setInterval(() => renew(path), RENEW_MS);
  renewal.unref();
  return {
    isOurs: true,
    release() {
      clearInterval(renewal);
      if (ownerOf(path) === process.pid) rmSync(path, { force: true });
    },
  };
}

function isHeld(path: string): boolean {
  const owner = ownerOf(path);
  if (owner === undefined || owner === process.pid || !isAlive(owner)) return false;
  return Date.now() - statSync(path).mtimeMs < STALE_MS;
}

function ownerOf(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function renew(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // The folder is gone: saving will say so.
  }
}
