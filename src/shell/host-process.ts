import type { Kernel } from '../sh/kernel.js';
import { createAbort } from './abort.js';
import type { HostCommand } from './host-command.js';

/** A host command at work: bridges the kernel's synchronous calls and the command's promises. */
export interface HostProcess {
  /** Input may have come, or room in a pipe. */
  ready(): void;
  interrupt(): void;
  /** It is gone at once, whatever the command still does. */
  kill(): void;
}

interface Start {
  readonly kernel: Kernel;
  readonly pid: number;
  readonly command: HostCommand;
  readonly terminal: { readonly columns: number; readonly rows: number };
  readonly raw: () => () => void;
  /** Hears the exit code of another process of the machine. */
  readonly whenEnded: (pid: number, hear: (code: number) => void) => void;
  /** The kernel has something to do again. */
  readonly pump: () => void;
  readonly ended: () => void;
}

export function startHostProcess({ kernel, pid, command, terminal, raw, whenEnded, pump, ended }: Start): HostProcess {
  const process = kernel.process(pid);
  if (process === undefined) throw new Error(`no process ${pid}`);
  const abort = createAbort();
  const pending: { fd: number; text: string }[] = [];
  const readers: (() => void)[] = [];
  let exitCode: number | undefined;
  let isGone = false;
  let isFlushing = false;

  const flush = () => {
    // A write can make the kernel say that there is room: the same text must not go out twice.
    if (isFlushing) return;
    isFlushing = true;
    drain();
    isFlushing = false;
    if (exitCode !== undefined && pending.length === 0 && !isGone) {
      isGone = true;
      kernel.host.exit(pid, exitCode);
      ended();
    }
  };
  const drain = () => {
    for (let next = pending[0]; next !== undefined; next = pending[0]) {
      const taken = kernel.host.write(pid, next.fd, next.text);
      if (taken === undefined) return;
      pending.shift();
      if (taken === 'closed') {
        pending.length = 0;
        abort.abort();
      }
    }
  };
  const write = (fd: number) => (text: string) => {
    if (isGone || text === '') return;
    pending.push({ fd, text });
    flush();
    pump();
  };
  const read = async (): Promise<string | null> => {
    for (;;) {
      if (isGone || abort.signal.aborted) return null;
      const text = kernel.host.read(pid, 0);
      if (text !== undefined) {
        pump();
        return text;
      }
      await new Promise<void>((resolve) => {
        readers.push(resolve);
      });
    }
  };
  const run = (argv: readonly string[]) =>
    new Promise<number>((resolve) => {
      const child = isGone ? undefined : kernel.host.spawn(pid, argv);
      if (child === undefined) resolve(127);
      else whenEnded(child, resolve);
      pump();
    });
  const wakeReaders = () => {
    for (const resolve of readers.splice(0)) resolve();
  };
  const end = (code: number) => {
    if (isGone) return;
    exitCode = abort.signal.aborted && code === 0 ? 130 : code;
    flush();
    pump();
  };

  const call = {
    pid,
    argv: process.argv,
    env: process.env,
    cwd: process.cwd,
    stdin: { read, readAll: () => readAll(read) },
    stdout: write(1),
    stderr: write(2),
    isTerminal: (fd: number) => kernel.host.isTerminal(pid, fd),
    terminal,
    raw,
    run,
    signal: abort.signal,
  };
  command(call).then(end, (cause: unknown) => {
    write(2)(`${process.argv[0] ?? ''}: ${cause instanceof Error ? cause.message : String(cause)}\n`);
    end(1);
  });
  return {
    ready() {
      flush();
      wakeReaders();
    },
    interrupt() {
      abort.abort();
      wakeReaders();
    },
    kill() {
      abort.abort();
      wakeReaders();
      if (isGone) return;
      pending.length = 0;
      exitCode = 137;
      flush();
    },
  };
}

async function readAll(read: () => Promise<string | null>): Promise<string> {
  let text = '';
  for (let part = await read(); part !== null; part = await read()) text += part;
  return text;
}
