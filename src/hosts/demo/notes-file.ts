import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Where a demo on this machine listens for the terminal with the notes; only its own user can read it. */
export interface NotesAddress {
  readonly port: number;
  readonly token: string;
}

/** Throws when it cannot be written. */
export function writeAddress(path: string, address: NotesAddress): void {
  const fresh = `${path}.${process.pid}.new`;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(fresh, `${JSON.stringify(address)}\n`, { mode: 0o600 });
  renameSync(fresh, path);
}

export function readAddress(path: string): NotesAddress | undefined {
  try {
    const { port, token } = JSON.parse(readFileSync(path, 'utf8')) as Partial<NotesAddress>;
    return typeof port === 'number' && typeof token === 'string' ? { port, token } : undefined;
  } catch {
    return undefined;
  }
}

/** Another demo may have taken the place meanwhile: that one stays. */
export function forgetAddress(path: string, { token }: NotesAddress): void {
  if (readAddress(path)?.token === token) rmSync(path, { force: true });
}
