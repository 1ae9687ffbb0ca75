import { type FileAccess, type FileFailure, runKubectl } from '../../kubectl/index.js';
import type { ClusterPort } from '../../port/port.js';
import type { FileStore } from '../../sh/files.js';
import type { FileError } from '../../sh/program.js';
import type { HostCall, HostCommand } from '../host-command.js';
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
  return ({ pid, argv, env, cwd, stdin, stdout, stderr, isTerminal, terminal, raw, run, signal }) =>
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
      editor: (path, command) => openEditor(absolutePath(cwd, path), command, { screen: editor, run }),
    });
}

/** Editors that the screen has; another one is a program of the machine, as `KUBE_EDITOR='sed -i ...'` is. */
const OF_THE_SCREEN = /^(?:\/\S*\/)?(?:edit|nano|vi|vim)(?:\s|$)/;

function openEditor(
  path: string,
  command: string | undefined,
  { screen, run }: { readonly screen: KubectlOptions['editor']; readonly run: HostCall['run'] },
): Promise<number> {
  const wanted = command ?? 'vi';
  if (screen && OF_THE_SCREEN.test(wanted)) return screen(path, command);
  // As kubectl does it: a shell is only asked where there are quotes.
  const words = /["'\\]/.test(wanted) ? ['sh', '-c', `${wanted} "$1"`, 'sh'] : wanted.split(' ');
  return run([...words, path]);
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
    async makeDirectory(name) {
      const parts = path(name)
        .split('/')
        .filter((part) => part !== '');
      for (let count = 1; count <= parts.length; count += 1) {
        const folder = `/${parts.slice(0, count).join('/')}`;
        if (files().stat(folder)?.type === 'directory') continue;
        const done = files().makeDirectory(folder);
        if (done !== true) return failure(done);
      }
      return undefined;
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
