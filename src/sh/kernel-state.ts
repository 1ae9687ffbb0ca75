import type { Signal } from './program.js';

/** What a machine's kernel remembers: plain data. */
export interface KernelState {
  next: number;
  nextPid: number;
  processes: Map<number, Process>;
  /** Open file descriptions, shared by descriptors. */
  descriptions: Map<number, Description>;
  pipes: Map<number, Pipe>;
  streams: Map<number, Stream>;
  /** Processes that may go on, in order. */
  queue: Set<number>;
}

export interface Process {
  readonly pid: number;
  ppid: number;
  group: number;
  /** Name for the table of programs. */
  program: string;
  argv: readonly string[];
  env: Readonly<Record<string, string>>;
  cwd: string;
  /** Descriptor to description. */
  fds: Record<number, number>;
  frame?: unknown;
  /** What it waits for: see `waitKey`. */
  waits: string[];
  wakeAt?: number | undefined;
  signals: Signal[];
  handles?: readonly Signal[] | undefined;
  /** Runs outside. */
  host?: true | undefined;
  /** Exit code of one that its parent has not asked for yet. */
  code?: number | undefined;
}

type NewProcess = Pick<Process, 'pid' | 'ppid' | 'group' | 'program' | 'argv' | 'env' | 'cwd' | 'fds'>;

/** All fields at once and in one order: a process is the same after it was saved, and quick while it lives. */
export function processOf(fields: NewProcess & Partial<Process>): Process {
  return {
    pid: fields.pid,
    ppid: fields.ppid,
    group: fields.group,
    program: fields.program,
    argv: fields.argv,
    env: fields.env,
    cwd: fields.cwd,
    fds: fields.fds,
    frame: fields.frame,
    waits: fields.waits ?? [],
    wakeAt: fields.wakeAt,
    signals: fields.signals ?? [],
    handles: fields.handles,
    host: fields.host,
    code: fields.code,
  };
}

export type Description = { refs: number } & (
  | { readonly kind: 'read-pipe' | 'write-pipe'; readonly pipe: number }
  | { readonly kind: 'stream'; readonly stream: number }
  | { readonly kind: 'file'; readonly path: string; readonly mode: 'read' | 'write' | 'append'; offset: number }
  | { readonly kind: 'null' }
);

export interface Pipe {
  text: string;
  /** The end is still open. */
  reader: boolean;
  writer: boolean;
}

/** An input and output of the outside: a log, a terminal, an exec session. */
export interface Stream {
  terminal?: Terminal;
  /** Text ready to be read; in a terminal, end of transmission stands for a typed end. */
  input: string;
  /** Of a terminal: the line that is not ended yet. */
  line: string;
  ended: boolean;
  /** The process group that Ctrl-C reaches. */
  group: number;
  prompt?: string;
}

export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  /** What is typed is written back. */
  readonly echo?: boolean;
  /** Keys go to the program as they are: no lines, no signals (a remote terminal does that). */
  readonly raw?: boolean;
  /** Line feeds go out as carriage return and line feed. */
  readonly carriageReturns?: boolean;
}

export function emptyState(firstPid = 1): KernelState {
  return {
    next: 1,
    nextPid: firstPid,
    processes: new Map(),
    descriptions: new Map(),
    pipes: new Map(),
    streams: new Map(),
    queue: new Set(),
  };
}

export const pipeCapacity = 65536;
