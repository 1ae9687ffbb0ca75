import type { FileStore } from '../sh/files.js';
import { createKernel, type Kernel, type KernelHooks } from '../sh/kernel.js';
import type { HostProgram, Program } from '../sh/program.js';
import { coreutils } from '../sh/programs/coreutils.js';
import { createShell } from '../sh/shell/shell-program.js';
import { fraction, nextChance } from './chance.js';
import { type HostProcess, startHostProcess } from './host-process.js';
import { LearnerTerminal, type SavedTerminal } from './learner-terminal.js';
import type { Session, SessionOptions, SessionTerminal, TerminalSize } from './session.js';
import { workstationFiles } from './workstation-files.js';

const bash: Program = createShell({ flavour: 'bash', program: 'bash' }) as Program;

/** Steps of the kernel between two turns of the host; each costs 1 ms of virtual time. */
const STEPS_PER_TURN = 4;
const FIRST = 1;

interface SavedSession {
  readonly kernel: unknown;
  readonly chance: number;
  readonly terminals: readonly SavedTerminal[];
}

/** Starts the shell of a learner's machine. */
export function createSession(options: SessionOptions): Session {
  return new LearnerSession(options);
}

class LearnerSession implements Session {
  private kernel: Kernel;
  private readonly hosts = new Map<number, HostProcess>();
  private open: readonly LearnerTerminal[] = [];
  private chance: number;
  private size: TerminalSize | undefined;
  private isPumping = false;
  private pumpAgain = false;
  private sleepingUntil: number | undefined;
  private isClosed = false;
  private readonly started: number[] = [];
  /** Who waits for the end of a process. */
  private readonly awaited = new Map<number, (code: number) => void>();

  constructor(private readonly options: SessionOptions) {
    this.chance = options.seed >>> 0;
    this.size = options.terminal;
    this.kernel = this.makeKernel();
    this.start(FIRST);
  }

  get files(): FileStore {
    return this.kernel.files;
  }

  terminals(): readonly SessionTerminal[] {
    return this.open;
  }

  openTerminal(): SessionTerminal {
    let number = FIRST;
    while (this.open.some((terminal) => terminal.number === number)) number += 1;
    return this.start(number);
  }

  closeTerminal(number: number): void {
    const gone = this.open.find((terminal) => terminal.number === number);
    if (gone === undefined || number === FIRST) return;
    for (const pid of this.kernel.pids()) if (this.terminalOf(pid) === gone) this.kernel.signal(pid, 'KILL');
    this.open = this.open.filter((terminal) => terminal !== gone);
    gone.leave();
    this.pump();
  }

  kill(): void {
    const shells = this.open.map(({ shell }) => shell);
    for (const pid of this.kernel.pids()) if (!shells.includes(pid)) this.kernel.signal(pid, 'KILL');
    for (const terminal of this.open) terminal.interrupt();
  }

  resize(size: TerminalSize): void {
    this.size = size;
    for (const terminal of this.open) terminal.resize(size);
  }

  commands(): readonly string[] {
    return Object.keys(this.options.commands);
  }

  snapshot(): unknown {
    return {
      kernel: this.kernel.save(),
      chance: this.chance,
      terminals: this.open.map((terminal) => terminal.save()),
    };
  }

  restore(snapshot: unknown): void {
    const { kernel, chance, terminals } = snapshot as SavedSession;
    for (const host of this.hosts.values()) host.interrupt();
    this.hosts.clear();
    this.awaited.clear();
    this.started.length = 0;
    this.kernel = this.makeKernel();
    this.kernel.load(kernel);
    this.chance = chance;
    for (const pid of this.kernel.host.pids()) this.kernel.host.exit(pid, 130);
    this.sleepingUntil = undefined;
    const before = this.open;
    this.open = terminals.map(({ number }) => before.find((one) => one.number === number) ?? this.terminal(number));
    for (const [index, saved] of terminals.entries()) this.open[index]?.load(saved);
    for (const terminal of before) if (!this.open.includes(terminal)) terminal.leave();
    this.pump();
  }

  close(): void {
    this.isClosed = true;
    for (const host of this.hosts.values()) host.interrupt();
  }

  random(): number {
    this.chance = nextChance(this.chance);
    return fraction(this.chance);
  }

  private terminal(number: number): LearnerTerminal {
    const { options } = this;
    return new LearnerTerminal({
      number,
      face: (number === FIRST ? undefined : options.further?.(number)) ?? options,
      machine: { kernel: () => this.kernel, pump: this.pump },
      size: this.size,
    });
  }

  private start(number: number): LearnerTerminal {
    const terminal = this.terminal(number);
    this.open = [...this.open, terminal].sort((a, b) => a.number - b.number);
    terminal.start();
    return terminal;
  }

  /** The terminal whose shell began this process, perhaps through others. */
  private terminalOf(pid: number): LearnerTerminal | undefined {
    for (let at = pid; at !== 0; at = this.kernel.process(at)?.ppid ?? 0) {
      const found = this.open.find(({ shell }) => shell === at);
      if (found) return found;
    }
    return undefined;
  }

  private makeKernel(): Kernel {
    const { port, home } = this.options;
    const now = () => port.clock.now();
    const kernel: Kernel = createKernel({
      programs: (name) => this.program(name),
      files: workstationFiles(home, now),
      hostname: 'workstation',
      now,
      random: () => this.random(),
      net: () => {
        throw new Error('the workstation reaches the network through port.spawn');
      },
      // After a restore, commands of the abandoned machine may still end: nobody hears of it.
      hooks: this.hooks(() => kernel !== this.kernel),
    });
    return kernel;
  }

  private hooks(isAbandoned: () => boolean): KernelHooks {
    return {
      output: (stream, text) => {
        if (isAbandoned()) return;
        for (const terminal of this.open) {
          const from = terminal.outputOf(stream);
          if (from) terminal.face.output(text, from);
        }
      },
      prompt: (stream) => {
        for (const terminal of this.open) if (terminal.outputOf(stream)) terminal.face.promptChanged?.();
      },
      exited: (pid, code) => {
        if (isAbandoned()) return;
        this.open.find(({ shell }) => shell === pid)?.shellEnded(code);
        this.awaited.get(pid)?.(code);
        this.awaited.delete(pid);
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
    };
  }

  private program(path: string): Program | HostProgram | undefined {
    const name = path.replace(/^\/(?:usr\/)?(?:local\/)?s?bin\//, '');
    if (Object.hasOwn(this.options.commands, name)) return { host: true };
    if (name === 'bash' || name === 'sh') return bash;
    return Object.hasOwn(coreutils, name) ? coreutils[name] : undefined;
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
      // Another terminal may be at work for long: who is at a prompt does not wait for it.
      for (const terminal of this.open) terminal.tellWaiters();
      if (state === 'idle') continue;
      this.pumpAgain = true;
      // Work costs time, and the host gets its turn, so that Ctrl-C arrives.
      await this.options.port.clock.sleep(STEPS_PER_TURN);
    }
    this.isPumping = false;
    if (!this.isClosed) this.sleepUntilNextWake();
  }

  private startHosts(): void {
    for (const pid of this.started.splice(0)) {
      const name = this.kernel.process(pid)?.argv[0]?.replace(/^.*\//, '') ?? '';
      const terminal = this.terminalOf(pid) ?? this.open[0];
      const commands = terminal?.face.commands ?? {};
      const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
      if (command === undefined || terminal === undefined) {
        this.kernel.host.exit(pid, 127);
        continue;
      }
      const { kernel, pump } = this;
      const size = terminal.columnsAndRows();
      const start = {
        terminal: size,
        raw: terminal.raw,
        whenEnded: (child: number, hear: (code: number) => void) => void this.awaited.set(child, hear),
        ended: () => void this.hosts.delete(pid),
      };
      this.hosts.set(pid, startHostProcess({ kernel, pid, command, pump, ...start }));
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
