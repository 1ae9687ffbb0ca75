import type { FileError } from '../program.js';
import type { Redirect } from './ast.js';
import type { Evaluator } from './evaluator.js';
import type { Restore } from './state.js';

export interface ExpandedRedirect extends Omit<Redirect, 'target'> {
  readonly target: string;
}

/** Puts redirections in force; `undefined` when one failed (it was told, and nothing has changed). */
export function applyRedirects(shell: Evaluator, redirects: readonly ExpandedRedirect[]): Restore | undefined {
  const { state } = shell;
  const opened: number[] = [];
  const restore = { fds: state.fds, opened };
  for (const redirect of redirects) {
    const problem = apply(shell, redirect, opened);
    if (problem === undefined) continue;
    undoRedirects(shell, restore);
    shell.error(problem);
    return undefined;
  }
  return restore;
}

export function undoRedirects(shell: Evaluator, { fds, opened }: Restore): void {
  shell.state.fds = fds;
  for (const fd of opened) shell.sys.close(fd);
}

function apply(shell: Evaluator, { fd, op, target }: ExpandedRedirect, opened: number[]): string | undefined {
  const { state, sys } = shell;
  if (op === '<<' || op === '<<<') {
    const [reader, writer] = sys.pipe();
    sys.write(writer, op === '<<<' ? `${target}\n` : target);
    sys.close(writer);
    opened.push(reader);
    state.fds = { ...state.fds, [fd]: reader };
    return undefined;
  }
  if ((op === '>&' || op === '<&') && /^(\d+|-)$/.test(target)) return duplicate(shell, fd, target);
  const both = op === '&>' || op === '&>>' || op === '>&';
  const mode = op === '<' || op === '<&' ? 'read' : op === '>>' || op === '&>>' || op === '<>' ? 'append' : 'write';
  const own = /^\/dev\/(?:fd\/)?(\d+|stdin|stdout|stderr)$/.exec(target)?.[1];
  if (own !== undefined) return duplicate(shell, fd, { stdin: '0', stdout: '1', stderr: '2' }[own] ?? own);
  const file = sys.open(target, mode);
  if (typeof file === 'string') return openProblem(shell, target, mode === 'read', file);
  opened.push(file);
  state.fds = { ...state.fds, ...(both ? { 1: file, 2: file } : { [fd]: file }) };
  return undefined;
}

function duplicate({ state }: Evaluator, fd: number, target: string): string | undefined {
  const { [fd]: _, ...others } = state.fds;
  if (target === '-') {
    state.fds = others;
    return undefined;
  }
  const source = state.fds[Number(target)];
  if (source === undefined)
    return state.flavour === 'bash' ? `${target}: Bad file descriptor` : `${target}: bad file descriptor`;
  state.fds = { ...others, [fd]: source };
  return undefined;
}

const words: Readonly<Record<FileError, string>> = {
  ENOENT: 'No such file or directory',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  EACCES: 'Permission denied',
  EEXIST: 'File exists',
  ENOTEMPTY: 'Directory not empty',
  EROFS: 'Read-only file system',
  ENOSPC: 'No space left on device',
};

function openProblem({ state }: Evaluator, path: string, reads: boolean, error: FileError): string {
  if (state.flavour === 'bash') return `${path}: ${words[error]}`;
  if (error !== 'ENOENT') return `can't ${reads ? 'open' : 'create'} ${path}: ${words[error]}`;
  return reads ? `can't open ${path}: no such file` : `can't create ${path}: nonexistent directory`;
}
