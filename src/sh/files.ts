import { baseNameOf, directoryOf, joinPath } from './paths.js';
import type { FileError, FileStat, Files } from './program.js';

/** What an image brings: read-only, shared by all machines made from it, never saved. */
export interface FileLayer {
  get(path: string): LayerEntry | undefined;
  list(directory: string): readonly string[];
}

export type LayerEntry =
  | { readonly type: 'file'; readonly text: string; readonly mode: number; readonly mtime: number }
  | { readonly type: 'directory'; readonly mode: number; readonly mtime: number };

/** Text of a file, or text and mode; a path that ends with `/` is an empty directory. */
export type LayerFiles = Readonly<Record<string, string | { readonly text: string; readonly mode: number }>>;

/** The files of a machine and what of them is remembered: only what differs from the layer. */
export interface FileStore extends Files {
  save(): unknown;
  load(data: unknown): void;
}

const directoryMode = 0o755;
const fileMode = 0o644;
const devices = new Set([
  '/dev/null',
  '/dev/stdin',
  '/dev/stdout',
  '/dev/stderr',
  '/dev/tty',
  '/dev/zero',
  '/dev/full',
]);

export function createLayer(files: LayerFiles, mtime = 0): FileLayer {
  const entries = new Map<string, LayerEntry>([['/', { type: 'directory', mode: directoryMode, mtime }]]);
  const names = new Map<string, string[]>();
  const add = (path: string, entry: LayerEntry) => {
    const known = entries.has(path);
    entries.set(path, entry);
    if (known) return;
    const directory = directoryOf(path);
    if (!entries.has(directory)) add(directory, { type: 'directory', mode: directoryMode, mtime });
    const siblings = names.get(directory);
    if (siblings) siblings.push(baseNameOf(path));
    else names.set(directory, [baseNameOf(path)]);
  };
  for (const [path, file] of Object.entries(files)) {
    if (path.endsWith('/')) add(path.slice(0, -1), { type: 'directory', mode: directoryMode, mtime });
    else if (typeof file === 'string') add(path, { type: 'file', text: file, mode: fileMode, mtime });
    else add(path, { type: 'file', ...file, mtime });
  }
  return { get: (path) => entries.get(path), list: (directory) => names.get(directory) ?? [] };
}

interface OwnFile {
  readonly path: string;
  /** Absent: a directory. */
  readonly text?: string;
  readonly mode: number;
  readonly mtime: number;
  /** The layer's entry is hidden. */
  readonly gone?: true;
}

export function createFiles(options: { readonly layer: FileLayer; now(): number }): FileStore {
  return new LayeredFiles(options.layer, options.now);
}

/** A class, as a cluster holds several of these for each of its containers. */
class LayeredFiles implements FileStore {
  private readonly own = new Map<string, OwnFile>();

  constructor(
    private readonly layer: FileLayer,
    private readonly now: () => number,
  ) {}

  stat(path: string): FileStat | undefined {
    if (devices.has(path)) return { type: 'file', size: 0, mode: 0o666, mtime: 0 };
    return statOf(this.entry(path));
  }

  read(path: string): string | FileError {
    if (devices.has(path)) return '';
    const file = this.entry(path);
    if (file === undefined) return this.entry(directoryOf(path))?.type === 'file' ? 'ENOTDIR' : 'ENOENT';
    return file.type === 'directory' ? 'EISDIR' : file.text;
  }

  write(path: string, text: string): true | FileError {
    if (devices.has(path)) return true;
    const old = this.entry(path);
    if (old?.type === 'directory') return 'EISDIR';
    return (old === undefined ? this.parentError(path) : undefined) ?? this.put(path, text, old?.mode ?? fileMode);
  }

  append(path: string, text: string): true | FileError {
    const old = this.entry(path);
    return this.write(path, old?.type === 'file' ? old.text + text : text);
  }

  list(path: string): string[] | FileError {
    const directory = this.entry(path);
    if (directory === undefined) return 'ENOENT';
    return directory.type === 'directory' ? this.names(path) : 'ENOTDIR';
  }

  makeDirectory(path: string): true | FileError {
    if (this.entry(path) !== undefined) return 'EEXIST';
    return this.parentError(path) ?? this.put(path, undefined, directoryMode);
  }

  remove(path: string): true | FileError {
    const old = this.entry(path);
    if (old === undefined) return 'ENOENT';
    if (old.type === 'directory' && this.names(path).length > 0) return 'ENOTEMPTY';
    this.hide(path);
    return true;
  }

  rename(from: string, to: string): true | FileError {
    const old = this.entry(from);
    const target = this.entry(to);
    if (old === undefined) return 'ENOENT';
    if (from === to) return true;
    if (target?.type === 'directory' && old.type === 'file') return 'EISDIR';
    if (target?.type === 'directory' && this.names(to).length > 0) return 'ENOTEMPTY';
    const error = this.parentError(to);
    if (error) return error;
    this.move(from, to);
    return true;
  }

  changeMode(path: string, mode: number): true | FileError {
    const old = this.entry(path);
    if (old === undefined) return 'ENOENT';
    return this.put(path, old.type === 'file' ? old.text : undefined, mode);
  }

  save(): unknown {
    return [...this.own.values()];
  }

  load(data: unknown): void {
    this.own.clear();
    for (const file of data as OwnFile[]) this.own.set(file.path, file);
  }

  private entry(path: string): LayerEntry | undefined {
    const mine = this.own.get(path);
    if (mine === undefined) return this.layer.get(path);
    if (mine.gone) return undefined;
    const { text, mode, mtime } = mine;
    return text === undefined ? { type: 'directory', mode, mtime } : { type: 'file', text, mode, mtime };
  }

  private put(path: string, text: string | undefined, mode: number): true {
    const mtime = this.now();
    this.own.set(path, text === undefined ? { path, mode, mtime } : { path, text, mode, mtime });
    return true;
  }

  private hide(path: string): void {
    if (this.layer.get(path) === undefined) this.own.delete(path);
    else this.own.set(path, { path, mode: 0, mtime: 0, gone: true });
  }

  private parentError(path: string): FileError | undefined {
    const parent = this.entry(directoryOf(path));
    if (parent === undefined) return 'ENOENT';
    return parent.type === 'directory' ? undefined : 'ENOTDIR';
  }

  private names(path: string): string[] {
    const names = new Set<string>();
    for (const name of this.layer.list(path)) if (this.entry(joinPath(path, name))) names.add(name);
    for (const file of this.own.values()) {
      if (!file.gone && file.path !== '/' && directoryOf(file.path) === path) names.add(baseNameOf(file.path));
    }
    return [...names].sort();
  }

  private move(from: string, to: string): void {
    const old = this.entry(from);
    if (old === undefined) return;
    this.put(to, old.type === 'file' ? old.text : undefined, old.mode);
    if (old.type === 'directory')
      for (const name of this.names(from)) this.move(joinPath(from, name), joinPath(to, name));
    this.hide(from);
  }
}

function statOf(entry: LayerEntry | undefined): FileStat | undefined {
  if (entry === undefined) return undefined;
  const { type, mode, mtime } = entry;
  return { type, size: type === 'file' ? byteLength(entry.text) : 4096, mode, mtime };
}

/** Length in UTF-8. */
export function byteLength(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x80) length += 1;
    else if (code < 0x800) length += 2;
    else if (code >= 0xd800 && code < 0xdc00) {
      length += 4;
      i += 1;
    } else length += 3;
  }
  return length;
}
