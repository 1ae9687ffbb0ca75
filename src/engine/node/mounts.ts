import type { FileStore } from '../../sh/files.js';
import type { FileError } from '../../sh/program.js';

/** A container's files with volumes mounted over them; what is saved are the container's own files. */
export function mountFiles(base: FileStore, mounts: readonly Mount[]): FileStore {
  return mounts.length === 0 ? base : new MountedFiles(base, mounts);
}

class MountedFiles implements FileStore {
  /** The deepest first. */
  private readonly mounts: readonly Mount[];

  constructor(
    private readonly base: FileStore,
    mounts: readonly Mount[],
  ) {
    this.mounts = mounts.length < 2 ? mounts : [...mounts].sort((a, b) => b.path.length - a.path.length);
  }

  stat(path: string) {
    const { files, inner } = this.at(path);
    return files.stat(inner);
  }

  read(path: string) {
    const { files, inner } = this.at(path);
    return files.read(inner);
  }

  list(path: string) {
    const { files, inner } = this.at(path);
    return files.list(inner);
  }

  write(path: string, text: string) {
    const { files, inner, readOnly } = this.at(path);
    return readOnly ? 'EROFS' : files.write(inner, text);
  }

  append(path: string, text: string) {
    const { files, inner, readOnly } = this.at(path);
    return readOnly ? 'EROFS' : files.append(inner, text);
  }

  makeDirectory(path: string) {
    const { files, inner, readOnly } = this.at(path);
    return readOnly ? 'EROFS' : files.makeDirectory(inner);
  }

  remove(path: string) {
    const { files, inner, readOnly } = this.at(path);
    return readOnly ? 'EROFS' : files.remove(inner);
  }

  changeMode(path: string, mode: number) {
    const { files, inner, readOnly } = this.at(path);
    return readOnly ? 'EROFS' : files.changeMode(inner, mode);
  }

  rename(from: string, to: string): true | FileError {
    const source = this.at(from);
    const target = this.at(to);
    if (source.readOnly || target.readOnly) return 'EROFS';
    if (source.files === target.files) return source.files.rename(source.inner, target.inner);
    const text = source.files.read(source.inner);
    if (source.files.stat(source.inner)?.type !== 'file') return text as FileError;
    const written = target.files.write(target.inner, text);
    return written === true ? source.files.remove(source.inner) : written;
  }

  save(): unknown {
    return this.base.save();
  }

  load(data: unknown): void {
    this.base.load(data);
  }

  private at(path: string): { readonly files: FileStore; readonly inner: string; readonly readOnly: boolean } {
    for (const { path: point, files, root, readOnly } of this.mounts) {
      if (path === point) return { files, inner: root, readOnly };
      if (path.startsWith(`${point}/`)) return { files, inner: joined(root, path.slice(point.length)), readOnly };
    }
    return { files: this.base, inner: path, readOnly: false };
  }
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
