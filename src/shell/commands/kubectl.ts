import { type FileAccess, type FileFailure, runKubectl } from '../../kubectl/index.js';
import type { ClusterPort } from '../../port/port.js';
import type { FileStore } from '../../sh/files.js';
import type { FileError } from '../../sh/program.js';
import type { HostCommand } from '../host-command.js';
import { absolutePath } from '../paths.js';
import { forwardThrough } from './forward.js';

export interface KubectlOptions {
  readonly port: Pick<ClusterPort, 'api' | 'clock' | 'spawn'>;
  readonly files: () => FileStore;
  readonly random: () => number;
  /** Opens the learner's editor on a file; resolves to its exit code. */
  readonly editor?: (path: string, command?: string) => Promise<number>;
}

/** The built-in kubectl on the learner's machine: its files, its cluster. */
export function kubectlCommand({ port, files, random, editor }: KubectlOptions): HostCommand {
  const { api, clock } = port;
  const portForward = forwardThrough(port);
  return ({ pid, argv, env, cwd, stdin, stdout, stderr, isTerminal, terminal, raw, signal }) =>
    runKubectl(argv.slice(1), {
      stdout,
      stderr,
      stdin: { read: stdin.read, isTerminal: isTerminal(0) },
      connect: () => api,
      env,
      cwd,
      files: fileAccess(files, cwd),
      clock,
      signal,
      random,
      pid,
      portForward,
      ...(isTerminal(1) ? { terminal: { size: () => terminal, raw } } : {}),
      ...(editor ? { editor: (path: string, command?: string) => editor(absolutePath(cwd, path), command) } : {}),
    });
}

function fileAccess(files: () => FileStore, cwd: string): FileAccess {
  const path = (name: string) => absolutePath(cwd, name);
  return {
    async read(name) {
      const type = files().stat(path(name))?.type;
      if (type === 'file') return files().read(path(name));
      return failure(type === 'directory' ? 'EISDIR' : 'ENOENT');
    },
    async write(name, text) {
      const done = files().write(path(name), text);
      return done === true ? undefined : failure(done);
    },
    async list(name) {
      const store = files();
      const names = store.list(path(name));
      if (typeof names === 'string') return failure(names);
      return names.map((entry) =>
        store.stat(absolutePath(path(name), entry))?.type === 'directory' ? `${entry}/` : entry,
      );
    },
    async remove(name) {
      const done = files().remove(path(name));
      return done === true ? undefined : failure(done);
    },
  };
}

function failure(error: FileError): FileFailure {
  switch (error) {
    case 'ENOENT':
      return { error: 'missing', message: 'no such file or directory' };
    case 'EISDIR':
      return { error: 'directory', message: 'is a directory' };
    case 'ENOTDIR':
      return { error: 'not-a-directory', message: 'not a directory' };
    case 'EACCES':
      return { error: 'denied', message: 'permission denied' };
    default:
      return { error: 'other', message: error };
  }
}
