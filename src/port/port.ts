import type { Transport } from '../client/transport.js';
import type { ActiveFault, Fault } from '../kube/fault.js';
import type { Outcome, Trace } from '../kube/hop.js';

/** The cluster as its users see it: the Kubernetes API, and the little that the API cannot say. */
export interface ClusterPort {
  readonly api: Transport;
  readonly clock: Clock;
  /** Starts a program on a machine of the world. */
  spawn(options: SpawnRequest): RunningProgram;
  /** One request on a fork of the world: it leaves no trace in the living one. */
  probe(request: ProbeRequest): Promise<ProbeResult>;
  readonly traces: Traces;
  /** Breaking things on purpose; absent on a real cluster. */
  readonly faults?: Faults;
  /** What a simulated cluster alone can do; absent on a real one. */
  readonly world?: World;
}

export interface Clock {
  /** Virtual time in ms since 1970. */
  now(): number;
  /** Resolves `true` after `ms` of virtual time, `false` at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignalLike): Promise<boolean>;
  /** Says that a client task is at work; virtual time stands still until the returned function is called. */
  busy(): () => void;
}

/** The part of AbortSignal that is used here, so that no DOM types are needed. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export type Machine =
  | { readonly workstation: true }
  | { readonly node: string }
  | { readonly pod: string; readonly namespace: string; readonly container?: string };

export interface SpawnRequest {
  readonly machine: Machine;
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly terminal?: { readonly columns: number; readonly rows: number };
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

export interface RunningProgram {
  /** Exit code; 127 when the machine has no such program. */
  readonly exit: Promise<number>;
  stdin(text: string): void;
  closeStdin(): void;
  signal(name: 'INT' | 'TERM' | 'KILL'): void;
}

export interface ProbeRequest {
  readonly from: Machine;
  /** `http://host:port/path`, `tcp://host:port` or `dns://name?type=A`. */
  readonly url: string;
  readonly count: number;
  readonly timeoutMs?: number;
}

export interface ProbeResult {
  readonly answers: readonly ProbeAnswer[];
}

export interface ProbeAnswer {
  readonly outcome: Outcome;
  readonly httpStatus?: number;
  readonly body?: string;
  /** `NAMESPACE/NAME` of the Pod that answered. */
  readonly pod?: string;
  readonly port?: number;
  readonly sourceSeen?: string;
  /** Records of a dns probe. */
  readonly records?: readonly string[];
}

export interface Traces {
  /** Traces with an id greater than `after`, oldest first; a bounded window is kept. */
  since(after: number): readonly Trace[];
  /** Calls back after each new trace; returns the undo. */
  subscribe(listener: () => void): () => void;
}

/** Throws ApiError when a fault names what is not there. */
export interface Faults {
  inject(fault: Fault): ActiveFault;
  list(): readonly ActiveFault[];
  /** One, or all; returns what was mended. */
  clear(id?: number): readonly ActiveFault[];
  /** Kills the programs of a Pod (`NAMESPACE/NAME`). */
  kill(pod: string): void;
}

export interface World {
  /** The whole world as JSON-able data. */
  snapshot(): unknown;
  /** Puts the world back; every watch ends with 410. */
  restore(snapshot: unknown): void;
  /** Lets virtual time run until only periodic work is left, at most `limitMs`; resolves to the ms that passed. */
  settle(limitMs?: number): Promise<number>;
}
