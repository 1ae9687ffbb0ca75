import type { ClusterPort } from '../port/port.js';
import type { FileStore } from '../sh/files.js';
import type { HostCommand } from './host-command.js';

/** The learner's machine outside the cluster: files, shells, and commands that know the cluster. All of it is plain data. */
export interface Session {
  readonly files: FileStore;
  /** By number, the first one is there from the beginning. */
  terminals(): readonly SessionTerminal[];
  /** One more shell on the same files, with the lowest number that is free. */
  openTerminal(): SessionTerminal;
  /** Ends everything that runs in it. The first one stays. */
  closeTerminal(number: number): void;
  /** Ends every program but the shells, also those that do not care about Ctrl-C. */
  kill(): void;
  /** All terminals have this size. */
  resize(terminal: TerminalSize): void;
  /** Whole state: files, and each shell with its variables, its directory and what it is doing. */
  snapshot(): unknown;
  /** Puts a state back; what ran in it is interrupted, so that every terminal comes to its prompt. */
  restore(snapshot: unknown): void;
  /** Names of the commands beside the coreutils. */
  commands(): readonly string[];
  /** A float in [0, 1) from the session's chance. */
  random(): number;
  /** Ends every program; nothing happens afterwards. */
  close(): void;
}

/** A terminal with its shell. */
export interface SessionTerminal {
  /** Counted from 1. */
  readonly number: number;
  /** Types text: a line for the shell, or input of the running program. */
  type(text: string): void;
  /** Ends the input of the terminal's program (Ctrl-D on an empty line). */
  endInput(): void;
  /** Ctrl-C. */
  interrupt(): void;
  /** The prompt that waits for a line, `undefined` while a program runs. */
  prompt(): string | undefined;
  /** The running program waits for what is typed. */
  isReading(): boolean;
  /** A program has the terminal's keys for itself and echoes them on its own (`kubectl exec -it`). */
  isRaw(): boolean;
  /** Exit code of the last command. */
  status(): number;
  /** The shell itself has ended (`exit`); `status` is its exit code, and nothing runs any more. */
  hasExited(): boolean;
  /** Resolves when the shell waits at its prompt again, or is gone. */
  settled(): Promise<void>;
  /** The shell's directory. */
  cwd(): string;
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** What stands behind a terminal. */
export interface TerminalFace {
  /** Commands that run outside the machine: kubectl, curl, answer. The names are the same in every terminal. */
  readonly commands: Readonly<Record<string, HostCommand>>;
  readonly output: (text: string, from: 'stdout' | 'stderr') => void;
  /** The prompt appeared, changed or went away. */
  readonly promptChanged?: (() => void) | undefined;
}

/** The face is that of the first terminal. */
export interface SessionOptions extends TerminalFace {
  readonly port: ClusterPort;
  /** Files of the learner's home, by name. */
  readonly home: Readonly<Record<string, string>>;
  /** Terminal for the screen; without one output and errors come apart. */
  readonly terminal?: TerminalSize;
  /** What stands behind the other terminals, by number; without it they share the face of the first. */
  readonly further?: ((number: number) => TerminalFace) | undefined;
  readonly seed: number;
}
