import type { Signal } from '../program.js';
import type { Aliases } from './parser.js';

/** What a running shell remembers: the frame of its process, plain data. */
export interface ShellState {
  readonly flavour: Flavour;
  /** Name under which the kernel finds this shell again. */
  readonly program: string;
  /** `$0`. */
  name: string;
  /** `$$`. */
  readonly pid: number;
  interactive: boolean;
  /** Runs a script file: messages name its lines. */
  readonly script: boolean;
  /** A subshell, or `-c`: the last command may take the process over. */
  tail: boolean;
  parameters: string[];
  variables: Record<string, Variable>;
  functions: Record<string, Place>;
  aliases: Record<string, string>;
  /** Letters of `set`, and `pipefail`. */
  options: Record<string, boolean>;
  traps: Record<string, string>;
  /** Signals whose traps are to run. */
  pending: Signal[];
  interrupted: boolean;
  status: number;
  lastBackground?: number;
  jobs: Job[];
  /** The shell's descriptors to the process's; replaced, never changed. */
  fds: Readonly<Record<number, number>>;
  sources: Record<number, SourceText>;
  nextSource: number;
  stack: Frame[];
  /** Output that did not fit into a pipe yet. */
  output: { readonly fd: number; readonly text: string }[];
  line: number;
  /** What the arguments ask for; taken at the first step. */
  begin?: { readonly letters: string; readonly named: readonly string[]; readonly text?: string };
}

export type Flavour = 'ash' | 'bash';

export interface Variable {
  readonly value?: string;
  readonly exported?: boolean;
  readonly readonly?: boolean;
}

/** A node of a source text. */
export interface Place {
  readonly source: number;
  readonly node: number;
}

export interface SourceText {
  readonly text: string;
  readonly aliases?: Aliases;
}

export interface Job {
  readonly id: number;
  readonly pids: number[];
  /** Exit code of each that ended. */
  readonly codes: Record<number, number>;
  readonly text: string;
  readonly pid: number;
}

/** Frames of commands carry where they stand and whether a failure of theirs is asked about (`set -e` keeps still). */
interface At extends Place {
  readonly tested: boolean;
}

export type Frame =
  | ({ readonly kind: 'start' } & At)
  | { readonly kind: 'script'; readonly source: number; index: number }
  | ReaderFrame
  | ({ readonly kind: 'list'; index: number } & At)
  | ({ readonly kind: 'and-or'; index: number } & At)
  | ({ readonly kind: 'pipeline'; readonly negate: boolean; started: boolean } & At)
  | WaitFrame
  | SimpleFrame
  | ({ readonly kind: 'redirect'; readonly log: string[]; restore?: Restore } & At)
  | ({ readonly kind: 'while'; phase: 'condition' | 'body' | 'next'; result: number } & At)
  | ({ readonly kind: 'if'; index: number; chosen: boolean } & At)
  | ({ readonly kind: 'for'; readonly log: string[]; words?: string[]; index: number } & At)
  | ({ readonly kind: 'case'; readonly log: string[]; next: number } & At)
  | ({ readonly kind: 'condition'; readonly log: string[] } & At)
  | SubstitutionFrame
  | { readonly kind: 'call'; readonly parameters: string[]; readonly locals: Record<string, Variable | null> }
  | { readonly kind: 'sourced'; readonly parameters: string[] }
  | { readonly kind: 'trap'; readonly status: number }
  | { readonly kind: 'exit'; readonly code: number };

export interface ReaderFrame {
  readonly kind: 'reader';
  text: string;
  prompted: boolean;
}

export interface WaitFrame {
  readonly kind: 'wait';
  readonly pids: readonly number[];
  readonly codes: number[];
  readonly negate: boolean;
  readonly tested: boolean;
}

export interface SimpleFrame extends At {
  readonly kind: 'simple';
  /** What substitutions gave so far, see `Expander`. */
  readonly log: string[];
  phase: 'expand' | 'builtin' | 'after';
  /** Of a builtin at work. */
  argv?: readonly string[];
  restore?: Restore;
  /** Variables to put back: `X=1 builtin`. */
  saved?: Record<string, Variable | null>;
  /** What a builtin that waits remembers. */
  memory?: string;
}

/** How to undo redirections. */
export interface Restore {
  readonly fds: Readonly<Record<number, number>>;
  readonly opened: readonly number[];
}

export interface SubstitutionFrame {
  readonly kind: 'substitution';
  readonly pid: number;
  readonly fd: number;
  text: string;
  ended: boolean;
}
