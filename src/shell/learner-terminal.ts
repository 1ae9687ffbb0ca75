import type { Kernel } from '../sh/kernel.js';
import type { ShellState } from '../sh/shell/state.js';
import type { SessionTerminal, TerminalFace, TerminalSize } from './session.js';
import { HOME } from './workstation-files.js';

/** What a terminal needs of its machine; after a restore the kernel is another one. */
export interface TerminalMachine {
  kernel(): Kernel;
  /** The kernel has something to do again. */
  readonly pump: () => void;
}

export interface LearnerTerminalOptions {
  readonly number: number;
  readonly face: TerminalFace;
  readonly machine: TerminalMachine;
  /** Without a size output and errors come apart, and keys like Ctrl-C are told by name. */
  readonly size: TerminalSize | undefined;
}

export interface SavedTerminal {
  readonly number: number;
  readonly shell: number;
  readonly streams: readonly [number, number, number];
}

/** One terminal of the learner's machine: its streams, and the shell that reads them. */
export class LearnerTerminal implements SessionTerminal {
  readonly number: number;
  readonly face: TerminalFace;
  shell = 0;
  private streams: SavedTerminal['streams'] = [0, 0, 0];
  private size: TerminalSize | undefined;
  private rawUsers = new Set<object>();
  private exitCode: number | undefined;
  private isGone = false;
  private waiters: (() => void)[] = [];
  private readonly machine: TerminalMachine;

  constructor({ number, face, machine, size }: LearnerTerminalOptions) {
    this.number = number;
    this.face = face;
    this.machine = machine;
    this.size = size;
  }

  /** Opens the streams and starts the shell. */
  start(): void {
    const kernel = this.machine.kernel();
    const stdin = kernel.openStream(this.size ? { terminal: this.size } : {});
    const stdout = this.size ? stdin : kernel.openStream();
    const stderr = this.size ? stdin : kernel.openStream();
    this.streams = [stdin, stdout, stderr];
    this.exitCode = undefined;
    const fds = { 0: stdin, 1: stdout, 2: stderr };
    this.shell = kernel.spawn({ argv: ['bash', '-i'], env: SHELL_ENV, cwd: HOME, fds }) ?? 0;
    this.machine.pump();
  }

  type(text: string): void {
    this.machine.kernel().feed(this.streams[0], text);
    this.machine.pump();
  }

  endInput(): void {
    if (this.size) this.machine.kernel().feed(this.streams[0], '\x04');
    else this.machine.kernel().closeInput(this.streams[0]);
    this.machine.pump();
  }

  interrupt(): void {
    if (this.size) this.machine.kernel().feed(this.streams[0], '\x03');
    else this.machine.kernel().signal(-this.shell, 'INT');
    this.machine.pump();
  }

  resize(size: TerminalSize): void {
    if (this.size === undefined) return;
    this.size = size;
    this.tellSize();
    this.machine.pump();
  }

  prompt(): string | undefined {
    return this.machine.kernel().promptOf(this.streams[0]);
  }

  status(): number {
    return this.frame()?.status ?? this.exitCode ?? 0;
  }

  isReading(): boolean {
    return this.prompt() === undefined && this.machine.kernel().isAwaited(this.streams[0]);
  }

  isRaw(): boolean {
    return this.rawUsers.size > 0;
  }

  hasExited(): boolean {
    return this.exitCode !== undefined;
  }

  cwd(): string {
    return this.machine.kernel().process(this.shell)?.cwd ?? HOME;
  }

  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.waiters.push(resolve);
      if (this.isGone) this.tellWaiters();
      else this.machine.pump();
    });
  }

  columnsAndRows(): TerminalSize {
    return this.size ?? { columns: 80, rows: 24 };
  }

  /** Hands keys over as they come; returns the undo. */
  readonly raw = (): (() => void) => {
    const user = {};
    this.rawUsers.add(user);
    this.tellSize();
    return () => {
      if (this.rawUsers.delete(user)) this.tellSize();
    };
  };

  /** Where output on this stream came from; undefined when it is not one of this terminal's. */
  outputOf(stream: number): 'stdout' | 'stderr' | undefined {
    const [stdin, stdout, stderr] = this.streams;
    if (stream === stderr && stderr !== stdout) return 'stderr';
    return stream === stdin || stream === stdout ? 'stdout' : undefined;
  }

  shellEnded(code: number): void {
    this.exitCode = code;
  }

  /** Who waits for the prompt hears of it when it is there. */
  tellWaiters(): void {
    const isAtPrompt = this.prompt() !== undefined && !this.machine.kernel().isReady(this.shell);
    if (this.isGone || isAtPrompt || this.hasExited()) for (const resolve of this.waiters.splice(0)) resolve();
  }

  /** The terminal is no more. */
  leave(): void {
    this.isGone = true;
    this.tellWaiters();
  }

  save(): SavedTerminal {
    return { number: this.number, shell: this.shell, streams: this.streams };
  }

  load({ shell, streams }: SavedTerminal): void {
    this.shell = shell;
    this.streams = streams;
    this.exitCode = undefined;
    // Programs of the abandoned machine give their keys back later: by then nobody waits for that.
    this.rawUsers = new Set();
    this.tellSize();
    const isAtWork = this.frame() !== undefined && this.prompt() === undefined;
    if (isAtWork) this.interrupt();
  }

  private frame(): ShellState | undefined {
    return this.machine.kernel().frame(this.shell) as ShellState | undefined;
  }

  private tellSize(): void {
    if (this.size) this.machine.kernel().resize(this.streams[0], { ...this.size, raw: this.isRaw() });
  }
}

const SHELL_ENV = {
  HOME,
  USER: 'learner',
  LOGNAME: 'learner',
  SHELL: '/bin/bash',
  PATH: '/usr/local/bin:/usr/bin:/bin',
  LANG: 'ja_JP.UTF-8',
  TERM: 'xterm-256color',
  PS1: 'learner@workstation:\\w$ ',
  PS2: '> ',
};
