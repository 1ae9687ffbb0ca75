import type { FileStore } from '../../sh/files.js';
import type { FileError } from '../../sh/program.js';

/** A container's files with volumes mounted over them; what is saved are the container's own files. */
export function mountFiles(base: FileStore, mounts: readonly Mount[]): FileStore {
  if (mounts.length === 0) return base;
  const sorted = [...mounts].sort((a, b) => b.path.length - a.path.length);
  const at = (path: string): readonly [FileStore, string, Mount | undefined] => {
    for (const mount of sorted) {
      if (path === mount.path) return [mount.files, mount.root, mount];
      if (path.startsWith(`${mount.path}/`))
        return [mount.files, joined(mount.root, path.slice(mount.path.length)), mount];
    }
    return [base, path, undefined];
  };
  const change = <T>(path: string, act: (files: FileStore, inner: string) => T): T | FileError => {
    const [files, inner, mount] = at(path);
    return mount?.readOnly ? 'EROFS' : act(files, inner);
  };
  return {
    stat: (path) => {
      const [files, inner] = at(path);
      return files.stat(inner);
    },
    read: (path) => {
      const [files, inner] = at(path);
      return files.read(inner);
    },
    list: (path) => {
      const [files, inner] = at(path);
      return files.list(inner);
    },
    write: (path, text) => change(path, (files, inner) => files.write(inner, text)),
    append: (path, text) => change(path, (files, inner) => files.append(inner, text)),
    makeDirectory: (path) => change(path, (files, inner) => files.makeDirectory(inner)),
    remove: (path) => change(path, (files, inner) => files.remove(inner)),
    changeMode: (path, mode) => change(path, (files, inner) => files.changeMode(inner, mode)),
    rename: (from, to) => {
      const [source, innerFrom, mount] = at(from);
      const [target, innerTo] = at(to);
      if (mount?.readOnly) return 'EROFS';
      if (source === target) return source.rename(innerFrom, innerTo);
      const text = source.read(innerFrom);
      if (source.stat(innerFrom)?.type !== 'file') return text as FileError;
      const written = target.write(innerTo, text);
      return written === true ? source.remove(innerFrom) : written;
    },
    save: base.save,
    load: base.load,
  };
}

export interface Mount {
  readonly path: string;
  readonly files: FileStore;
  /** Path inside the volume, `/` without a subPath. */
  readonly root: string;
  readonly readOnly: boolean;
}

/** Makes the directories above a path. */
export function makeParents(files: FileStore, path: string): void {
  const parts = path.split('/').slice(1, -1);
  let directory = '';
  for (const part of parts) {
    directory += `/${part}`;
    if (files.stat(directory) === undefined) files.makeDirectory(directory);
  }
}

function joined(root: string, rest: string): string {
  return root === '/' ? rest : root + rest;
}
