import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { HostFiles } from '../tutorial/host-files.js';

/** Files on this machine's disk, by path from the folder in which the program was started. */
export const diskFiles: HostFiles = {
  async write(name, text) {
    const place = resolve(name);
    try {
      await writeFile(place, text, { mode: 0o600 });
      return { place };
    } catch (error) {
      return { place, why: reason(error) };
    }
  },
  async read(name) {
    if (name === undefined) return 'name-needed';
    const path = resolve(name);
    try {
      return { name: path, text: await readFile(path, 'utf8') };
    } catch (error) {
      return { name: path, why: reason(error) };
    }
  },
};

function reason(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
