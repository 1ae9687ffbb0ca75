import type { AbortSignalLike } from '../port/port.js';

/** A command that runs outside the session's machine, in its own time: kubectl, curl, awk, `answer`. */
export type HostCommand = (call: HostCall) => Promise<number>;

export interface HostCall {
  readonly pid: number;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly stdin: HostInput;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly isTerminal: (fd: number) => boolean;
  readonly terminal: { readonly columns: number; readonly rows: number };
  /** Hands keys over as they come, without echo and signals; returns the undo. */
  readonly raw: () => () => void;
  /** Runs a program of the machine on the same streams; resolves to its exit code, 127 when there is none of that name. */
  readonly run: (argv: readonly string[]) => Promise<number>;
  /** Aborts on Ctrl-C and when nobody reads the output any more. */
  readonly signal: AbortSignalLike;
}

export interface HostInput {
  /** Text that has arrived, `null` at the end. */
  read(): Promise<string | null>;
  /** Everything up to the end. */
  readAll(): Promise<string>;
}
