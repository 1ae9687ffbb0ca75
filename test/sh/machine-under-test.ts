import { createFiles, createLayer } from '../../src/sh/files.js';
import { createKernel, type Kernel } from '../../src/sh/kernel.js';
import type { Terminal } from '../../src/sh/kernel-state.js';
import type { HostProgram, Net, Program } from '../../src/sh/program.js';
import { coreutils } from '../../src/sh/programs/coreutils.js';
import { createShell } from '../../src/sh/shell/shell-program.js';

/** A machine with the shell and the coreutils, an own clock, and everything that it writes. */
export interface MachineUnderTest {
  readonly kernel: Kernel;
  readonly stdin: number;
  readonly written: { out: string; err: string };
  readonly exits: Map<number, number>;
  readonly prompts: string[];
  now: number;
  start(argv: readonly string[], options?: { readonly input?: string; readonly env?: Record<string, string> }): number;
  /** Runs until nothing moves before `until` (default: until all sleepers are done). */
  settle(until?: number): void;
}

export const epoch = Date.UTC(2026, 0, 1);
const shells = {
  sh: createShell({ flavour: 'ash', program: 'sh' }),
  bash: createShell({ flavour: 'bash', program: 'bash' }),
};

export function createMachine(
  options: {
    readonly files?: Readonly<Record<string, string>>;
    readonly terminal?: Terminal;
    readonly programs?: Readonly<Record<string, Program | HostProgram>>;
  } = {},
): MachineUnderTest {
  const programs: Record<string, Program | HostProgram> = { ...coreutils, ...shells, ...options.programs } as never;
  const written = { out: '', err: '' };
  const exits = new Map<number, number>();
  const prompts: string[] = [];
  const layer = createLayer({ '/root/': '', '/tmp/': '', '/home/': '', ...options.files }, epoch);
  const machine = { written, exits, prompts, now: epoch };
  const kernel = createKernel({
    programs: (name) => (Object.hasOwn(programs, name) ? programs[name] : undefined),
    files: createFiles({ layer, now: () => machine.now }),
    hostname: 'box',
    now: () => machine.now,
    random: () => 0.5,
    net: () => ({}) as Net,
    hooks: {
      output: (stream, text) => {
        if (stream === stderr) written.err += text;
        else written.out += text;
      },
      exited: (pid, code) => exits.set(pid, code),
      prompt: (_, text) => {
        if (text !== undefined) prompts.push(text);
      },
    },
  });
  const stdin = kernel.openStream(options.terminal ? { terminal: options.terminal } : {});
  const stdout = options.terminal ? stdin : kernel.openStream();
  const stderr = options.terminal ? stdin + 1000 : kernel.openStream();
  const self: MachineUnderTest = Object.assign(machine, {
    kernel,
    stdin,
    start: (
      argv: readonly string[],
      { input, env }: { readonly input?: string; readonly env?: Record<string, string> } = {},
    ) => {
      if (input !== undefined) {
        kernel.feed(stdin, input);
        kernel.closeInput(stdin);
      }
      const fds = { 0: stdin, 1: stdout, 2: options.terminal ? stdin : stderr };
      return kernel.spawn({ argv, env: { HOME: '/root', PATH: '/bin', ...env }, cwd: '/root', fds }) ?? 0;
    },
    settle: (until = Number.POSITIVE_INFINITY) => {
      for (let rounds = 0; rounds < 200_000; rounds += 1) {
        if (self.kernel.run(1000) === 'busy') continue;
        const wake = self.kernel.nextWake();
        if (wake === undefined || wake > until) break;
        self.now = Math.max(self.now, wake);
      }
      if (until !== Number.POSITIVE_INFINITY) self.now = until;
    },
  });
  return self;
}

/** Runs one script to its end. */
export function runScript(
  script: string,
  {
    shell = 'sh',
    files,
    input = '',
  }: { readonly shell?: string; readonly files?: Record<string, string>; readonly input?: string } = {},
): { readonly out: string; readonly err: string; readonly code: number | undefined } {
  const machine = createMachine(files ? { files } : {});
  const pid = machine.start([shell, '-c', script], { input });
  machine.settle();
  return { out: machine.written.out, err: machine.written.err, code: machine.exits.get(pid) };
}
