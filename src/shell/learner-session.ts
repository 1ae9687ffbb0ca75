import type { FileStore } from '../sh/files.js';
import { createKernel, type Kernel } from '../sh/kernel.js';
import type { HostProgram, Program } from '../sh/program.js';
import { coreutils } from '../sh/programs/coreutils.js';
import { createShell } from '../sh/shell/shell-program.js';
import type { ShellState } from '../sh/shell/state.js';
import { fraction, nextChance } from './chance.js';
import { type HostProcess, startHostProcess } from './host-process.js';
import type { Session, SessionOptions, TerminalSize } from './session.js';
import { HOME, workstationFiles } from './workstation-files.js';

const bash: Program = createShell({ flavour: 'bash', program: 'bash' }) as Program;

/** Steps of the kernel between two turns of the host; each costs 1 ms of virtual time. */
const STEPS_PER_TURN = 4;

interface SavedSession {
  readonly kernel: unknown;
  readonly chance: number;
  readonly shell: number;
  readonly streams: readonly [number, number, number];
}

/** Starts the shell of a learner's machine. */
export function createSession(options: SessionOptions): Session {
  return new LearnerSession(options);
}

class LearnerSession implements Session {
  private kernel: Kernel;
  private readonly hosts = new Map<number, HostProcess>();
  private stdin = 0;
  private stdout = 0;
  private stderr = 0;
  private chance: number;
  private rawUsers = 0;
  private terminal: TerminalSize;
  private shell = 0;
  private exitCode: number | undefined;
  private isPumping = false;
  private pumpAgain = false;
  private sleepingUntil: number | undefined;
  private isClosed = false;
  private waiters: (() => void)[] = [];
  private readonly started: number[] = [];

  constructor(private readonly options: SessionOptions) {
    this.chance = options.seed >>> 0;
    this.terminal = options.terminal ?? { columns: 80, rows: 24 };
    this.kernel = this.makeKernel();
    this.startShell();
  }

  get files(): FileStore {
    return this.kernel.files;
  }

  type(text: string): void {
    this.kernel.feed(this.stdin, text);
    this.pump();
  }

  endInput(): void {
    if (this.options.terminal) this.kernel.feed(this.stdin, '\x04');
    else this.kernel.closeInput(this.stdin);
    this.pump();
  }

  interrupt(): void {
    if (this.options.terminal) this.kernel.feed(this.stdin, '\x03');
    else this.kernel.signal(-this.shell, 'INT');
    this.pump();
  }

  kill(): void {
    for (const pid of this.kernel.pids()) if (pid !== this.shell) this.kernel.signal(pid, 'KILL');
    this.interrupt();
  }

  resize(terminal: TerminalSize): void {
    this.terminal = terminal;
    this.setTerminal();
    this.pump();
  }

  prompt(): string | undefined {
    return this.kernel.promptOf(this.stdin);
  }

  status(): number {
    const state = this.kernel.frame(this.shell) as ShellState | undefined;
    return state?.status ?? this.exitCode ?? 0;
  }

  isReading(): boolean {
    return this.prompt() === undefined && this.kernel.isAwaited(this.stdin);
  }

  isRaw(): boolean {
    return this.rawUsers > 0;
  }

  hasExited(): boolean {
    return this.exitCode !== undefined;
  }

  cwd(): string {
    return this.kernel.process(this.shell)?.cwd ?? HOME;
  }

  commands(): readonly string[] {
    return Object.keys(this.options.commands);
  }

  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.waiters.push(resolve);
      this.pump();
    });
  }

  snapshot(): unknown {
    return {
      kernel: this.kernel.save(),
      chance: this.chance,
      shell: this.shell,
      streams: [this.stdin, this.stdout, this.stderr],
    };
  }

  restore(snapshot: unknown): void {
    const { kernel, chance, shell, streams } = snapshot as SavedSession;
    for (const host of this.hosts.values()) host.interrupt();
    this.hosts.clear();
    this.started.length = 0;
    this.kernel = this.makeKernel();
    this.kernel.load(kernel);
    this.chance = chance;
    this.shell = shell;
    this.exitCode = undefined;
    [this.stdin, this.stdout, this.stderr] = streams;
    for (const pid of this.kernel.host.pids()) this.kernel.host.exit(pid, 130);
    this.sleepingUntil = undefined;
    this.pump();
  }

  close(): void {
    this.isClosed = true;
    for (const host of this.hosts.values()) host.interrupt();
  }

  private makeKernel(): Kernel {
    const { port, home } = this.options;
    const now = () => port.clock.now();
    // After a restore, commands of the abandoned machine may still end: nobody hears of it.
    const isAbandoned = () => kernel !== this.kernel;
    const kernel: Kernel = createKernel({
      programs: (name) => this.program(name),
      files: workstationFiles(home, now),
      hostname: 'workstation',
      now,
      random: () => this.random(),
      net: () => {
        throw new Error('the workstation reaches the network through port.spawn');
      },
      hooks: {
        output: (stream, text) => {
          if (isAbandoned()) return;
          this.options.output(text, stream === this.stderr && this.stderr !== this.stdout ? 'stderr' : 'stdout');
        },
        prompt: () => this.options.promptChanged?.(),
        exited: (pid, code) => {
          if (pid === this.shell && !isAbandoned()) this.exitCode = code;
        },
        hostStarted: (pid) => void this.started.push(pid),
        hostReady: (pid) => {
          if (!isAbandoned()) this.hosts.get(pid)?.ready();
        },
        hostSignal: (pid, signal) => {
          if (isAbandoned()) return;
          if (signal === 'KILL') this.hosts.get(pid)?.kill();
          else this.hosts.get(pid)?.interrupt();
        },
      },
    });
    return kernel;
  }

  private program(path: string): Program | HostProgram | undefined {
    const name = path.replace(/^\/(?:usr\/)?(?:local\/)?s?bin\//, '');
    if (Object.hasOwn(this.options.commands, name)) return { host: true };
    if (name === 'bash' || name === 'sh') return bash;
    return Object.hasOwn(coreutils, name) ? coreutils[name] : undefined;
  }

  private setTerminal(): void {
    if (this.options.terminal) this.kernel.resize(this.stdin, { ...this.terminal, raw: this.isRaw() });
  }

  private readonly raw = (): (() => void) => {
    this.rawUsers += 1;
    this.setTerminal();
    let isDone = false;
    return () => {
      if (isDone) return;
      isDone = true;
      this.rawUsers -= 1;
      this.setTerminal();
    };
  };

  private startShell(): void {
    const { terminal } = this.options;
    this.stdin = this.kernel.openStream(terminal ? { terminal } : {});
    this.stdout = terminal ? this.stdin : this.kernel.openStream();
    this.stderr = terminal ? this.stdin : this.kernel.openStream();
    this.exitCode = undefined;
    const pid = this.kernel.spawn({
      argv: ['bash', '-i'],
      env: {
        HOME,
        USER: 'learner',
        LOGNAME: 'learner',
        SHELL: '/bin/bash',
        PATH: '/usr/local/bin:/usr/bin:/bin',
        LANG: 'ja_JP.UTF-8',
        TERM: 'xterm-256color',
        PS1: 'learner@workstation:\\w$ ',
        PS2: '> ',
      },
      cwd: HOME,
      fds: { 0: this.stdin, 1: this.stdout, 2: this.stderr },
    });
    this.shell = pid ?? 0;
    this.pump();
  }

  random(): number {
    this.chance = nextChance(this.chance);
    return fraction(this.chance);
  }

  /** Asks for the machine to run on; safe to call from anywhere, also from the kernel's hooks. */
  private readonly pump = (): void => {
    this.pumpAgain = true;
    if (this.isPumping || this.isClosed) return;
    this.isPumping = true;
    void this.pumpLoop();
  };

  private async pumpLoop(): Promise<void> {
    while (this.pumpAgain && !this.isClosed) {
      this.pumpAgain = false;
      const state = this.kernel.run(STEPS_PER_TURN);
      this.startHosts();
      if (state === 'idle') continue;
      this.pumpAgain = true;
      // Work costs time, and the host gets its turn, so that Ctrl-C arrives.
      await this.options.port.clock.sleep(STEPS_PER_TURN);
    }
    this.isPumping = false;
    if (this.isClosed) return;
    this.sleepUntilNextWake();
    if (this.prompt() !== undefined || this.hasExited()) for (const resolve of this.waiters.splice(0)) resolve();
  }

  private startHosts(): void {
    for (const pid of this.started.splice(0)) {
      const name = this.kernel.process(pid)?.argv[0]?.replace(/^.*\//, '') ?? '';
      const command = Object.hasOwn(this.options.commands, name) ? this.options.commands[name] : undefined;
      if (command === undefined) {
        this.kernel.host.exit(pid, 127);
        continue;
      }
      const ended = () => void this.hosts.delete(pid);
      this.hosts.set(
        pid,
        startHostProcess({
          kernel: this.kernel,
          pid,
          command,
          terminal: this.terminal,
          raw: this.raw,
          pump: this.pump,
          ended,
        }),
      );
      this.pumpAgain = true;
    }
  }

  private sleepUntilNextWake(): void {
    const { clock } = this.options.port;
    const at = this.kernel.nextWake();
    if (at === undefined || this.isClosed || (this.sleepingUntil !== undefined && this.sleepingUntil <= at)) return;
    this.sleepingUntil = at;
    void clock.sleep(Math.max(0, at - clock.now())).then((slept) => {
      if (this.sleepingUntil === at) this.sleepingUntil = undefined;
      if (slept) this.pump();
    });
  }
}
