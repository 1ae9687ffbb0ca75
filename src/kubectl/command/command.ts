import type { KubectlEnv } from '../env.js';
import type { Session } from '../session.js';
import type { FlagSpec, Flags } from './flags.js';

/** A verb with its words; a tree of them is the whole of kubectl. */
export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One line for lists of commands. */
  readonly short: string;
  /** The line in lists, where it is not `short`. */
  readonly summary?: string;
  /** Not in lists. */
  readonly hidden?: boolean;
  /** Titles over the names of commands that belong together; the rest comes last. */
  readonly groups?: readonly (readonly [string, string])[];
  /** A second paragraph of help. */
  readonly long?: string;
  /** The usage line behind the command's path, e.g. `NAME --image=image`. */
  readonly usage?: string;
  readonly examples?: string;
  readonly flags?: readonly FlagSpec[];
  readonly commands?: readonly Command[];
  /** What the group alone does with its help: default is standard error and 1. */
  readonly alone?: { readonly to: 'stdout' | 'stderr'; readonly exit: number };
  /** Resolves to the exit code (0 when nothing is said); throws CommandError, ApiError, ConnectionError. */
  readonly run?: (call: Call) => Promise<number | undefined>;
}

/** One run of a verb. */
export interface Call {
  readonly env: KubectlEnv;
  readonly session: Session;
  readonly flags: Flags;
  readonly args: readonly string[];
  /** How many arguments stood before `--`, -1 without one. */
  readonly dash: number;
  /** `kubectl get`. */
  readonly path: string;
}
