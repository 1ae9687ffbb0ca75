import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FileFailure, KubectlEnv, PemSource, ServerTarget, TerminalFace } from '../../kubectl/index.js';
import type { AbortSignalLike } from '../../port/port.js';
import { createHttpTransport, type ServerAccess } from './http-transport.js';

/** kubectl on this machine: its files, its standard streams, its clock, and clusters over HTTP. */
export function nodeKubectlEnv(signal: AbortSignalLike): KubectlEnv {
  const session = randomUUID();
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    stdin: { read: stdinReader(), isTerminal: process.stdin.isTTY === true },
    connect: (target) => createHttpTransport({ ...accessOf(target), session }),
    env: process.env,
    cwd: process.cwd(),
    files: {
      read: async (path) => attempt(() => readFileSync(resolve(path), 'utf8')),
      write: async (path, text) => failureOf(() => writeFileSync(resolve(path), text)),
      list: async (path) =>
        attempt(() =>
          readdirSync(resolve(path), { withFileTypes: true })
            .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
            .sort(),
        ),
      remove: async (path) => failureOf(() => rmSync(resolve(path))),
      makeDirectory: async (path) => failureOf(() => void mkdirSync(resolve(path), { recursive: true })),
    },
    clock: { now: () => Date.now(), sleep },
    signal,
    random: Math.random,
    editor: runEditor,
    ...(process.stdout.isTTY ? { terminal: terminalFace() } : {}),
  };
}

function terminalFace(): TerminalFace {
  return {
    size: () => ({ columns: process.stdout.columns, rows: process.stdout.rows }),
    onResize(listener) {
      process.stdout.on('resize', listener);
      return () => void process.stdout.off('resize', listener);
    },
    raw() {
      if (!process.stdin.isTTY) return () => {};
      process.stdin.setRawMode(true);
      return () => void process.stdin.setRawMode(false);
    },
  };
}

function accessOf({
  server,
  certificateAuthority,
  clientCertificate,
  clientKey,
  token,
  insecure,
}: ServerTarget): ServerAccess {
  return {
    url: server,
    ...(token ? { token } : {}),
    ...(certificateAuthority ? { certificateAuthority: pem(certificateAuthority) } : {}),
    ...(clientCertificate ? { clientCertificate: pem(clientCertificate) } : {}),
    ...(clientKey ? { clientKey: pem(clientKey) } : {}),
    ...(insecure ? { skipVerify: true } : {}),
  };
}

function pem(source: PemSource): string {
  return 'data' in source ? Buffer.from(source.data, 'base64').toString('utf8') : readFileSync(source.file, 'utf8');
}

function stdinReader(): () => Promise<string | null> {
  let pieces: AsyncIterator<string> | undefined;
  return async () => {
    pieces ??= (process.stdin.setEncoding('utf8') as unknown as AsyncIterable<string>)[Symbol.asyncIterator]();
    try {
      const { value, done } = await pieces.next();
      return done ? null : value;
    } catch (error) {
      // The program ends while it still reads.
      if ((error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE') return null;
      throw error;
    }
  };
}

/** The result, or the failure in the words that Go's os package uses. */
function attempt<T>(work: () => T): T | FileFailure {
  try {
    return work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return FAILURES[code ?? ''] ?? { error: 'other', message };
  }
}

function failureOf(work: () => void): FileFailure | undefined {
  const result = attempt(work);
  return typeof result === 'object' ? result : undefined;
}

const FAILURES: Readonly<Record<string, FileFailure>> = {
  ENOENT: { error: 'missing', message: 'no such file or directory' },
  EISDIR: { error: 'directory', message: 'is a directory' },
  ENOTDIR: { error: 'not-a-directory', message: 'not a directory' },
  EACCES: { error: 'denied', message: 'permission denied' },
};

function sleep(ms: number, signal?: AbortSignalLike): Promise<boolean> {
  if (signal?.aborted) return Promise.resolve(false);
  return new Promise((done) => {
    const abort = () => {
      clearTimeout(timer);
      done(false);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      done(true);
    }, ms);
    signal?.addEventListener('abort', abort);
  });
}

/** `$KUBE_EDITOR`, `$EDITOR`, else vi, on this terminal. */
function runEditor(path: string): Promise<number> {
  const command = process.env['KUBE_EDITOR'] ?? process.env['EDITOR'] ?? 'vi';
  return new Promise((done) => {
    const child = spawnEditor(command, path);
    child.on('error', () => done(127));
    child.on('close', (code) => done(code ?? 1));
  });
}

/** Like kubectl: words at blanks; only quotes ask for a shell. */
function spawnEditor(command: string, path: string) {
  const [program = 'vi', ...args] = command.split(' ').filter((word) => word !== '');
  if (!/["'\\]/.test(command)) return spawn(program, [...args, path], { stdio: 'inherit' });
  return spawn(process.env['SHELL'] || '/bin/bash', ['-c', `${command} ${path}`], { stdio: 'inherit' });
}
