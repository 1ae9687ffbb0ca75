import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The built program (`npm test` builds it first), or another one, e.g. from the packed package. */
export const PROGRAM = process.env['SVC_LEARN_PROGRAM'] ?? resolve(import.meta.dirname, '../../dist/cli.js');

if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is not there: run "npm run build" first`);

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when standard output holds this. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
}

interface Surroundings {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export function folder(): string {
  return mkdtempSync(join(tmpdir(), 'svc-learn-test-'));
}

/** Starts the program with a profile of its own. */
export function start(args: readonly string[], { input, env = {}, cwd }: Surroundings = {}): Running {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    ...(cwd ? { cwd } : {}),
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', XDG_STATE_HOME: '/nonexistent', ...env },
    timeout: 30_000,
  });
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const look of waiting) look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  if (input !== undefined) child.stdin.end(input);
  const ended = new Promise<Ended>((done) => {
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
  return {
    child,
    ended,
    said: (pattern) =>
      new Promise((done, fail) => {
        const look = () => {
          const found = pattern.exec(stdout);
          if (!found) return;
          waiting.delete(look);
          done(found);
        };
        waiting.add(look);
        void ended.then(({ code }) => fail(new Error(`ended with ${code}: ${stderr}`)));
        look();
      }),
  };
}

export function run(args: readonly string[], surroundings: Surroundings = {}): Promise<Ended> {
  return start(args, { input: '', ...surroundings }).ended;
}
