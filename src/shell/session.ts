import type { ClusterPort } from '../port/port.js';
import type { FileStore } from '../sh/files.js';
import type { HostCommand } from './host-command.js';

/** The learner's machine outside the cluster: files, a shell, and commands that know the cluster. All of it is plain data. */
export interface Session {
  readonly files: FileStore;
  /** Types text into the terminal: a line for the shell, or input of the running program. */
  type(text: string): void;
  /** Ends the input of the terminal's program (Ctrl-D on an empty line). */
  endInput(): void;
  /** Ctrl-C. */
  interrupt(): void;
  /** Ends every program but the shell, also those that do not care about Ctrl-C. */
  kill(): void;
  resize(terminal: TerminalSize): void;
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
  /** Resolves when the shell waits at its prompt again. */
  settled(): Promise<void>;
  /** Whole state at a prompt: files, variables, directory. */
  snapshot(): unknown;
  restore(snapshot: unknown): void;
  /** The shell's directory. */
  cwd(): string;
  /** Names of the commands beside the coreutils. */
  commands(): readonly string[];
  /** A float in [0, 1) from the session's chance. */
  random(): number;
  /** Ends every program; nothing happens afterwards. */
  close(): void;
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

export interface SessionOptions {
  readonly port: ClusterPort;
  /** Files of the learner's home, by name. */
  readonly home: Readonly<Record<string, string>>;
  /** Commands that run outside the machine: kubectl, curl, answer. */
  readonly commands: Readonly<Record<string, HostCommand>>;
  /** Terminal for the screen; without one output and errors come apart. */
  readonly terminal?: TerminalSize;
  readonly output: (text: string, from: 'stdout' | 'stderr') => void;
  /** The prompt appeared, changed or went away. */
  readonly promptChanged?: () => void;
  readonly seed: number;
}
