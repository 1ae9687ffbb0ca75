/** Files and folders of the machine that kubectl runs on, in the words of Go's os package. */
import type { FileAccess, FileFailure } from '../env.js';
import { CommandError } from '../failures.js';

export interface LocalFiles {
  kindOf(path: string): Promise<'file' | 'directory' | undefined>;
  /** Names, without a mark of what they are. */
  list(path: string): Promise<readonly string[]>;
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
  makeDirectories(path: string): Promise<void>;
}

export function localFiles(files: FileAccess): LocalFiles {
  const failed = (verb: string, path: string, { message }: FileFailure) =>
    new CommandError(`${verb} ${path}: ${message}`);
  return {
    async kindOf(path) {
      const found = await files.read(path);
      if (typeof found === 'string') return 'file';
      return found.error === 'directory' ? 'directory' : undefined;
    },
    async list(path) {
      const names = await files.list(path);
      if ('error' in names) throw failed('open', path, names);
      return names.map((name) => name.replace(/\/$/, ''));
    },
    async read(path) {
      const text = await files.read(path);
      if (typeof text !== 'string') throw failed('open', path, text);
      return text;
    },
    async write(path, text) {
      const failure = await files.write(path, text);
      if (failure) throw failed('open', path, failure);
    },
    async makeDirectories(path) {
      const failure = await files.makeDirectory?.(path);
      if (failure) throw failed('mkdir', path, failure);
    },
  };
}
