import type { FileStore } from './files.js';
import type { Terminal } from './kernel-state.js';
import { Machine } from './machine.js';
import type { HostProgram, Net, ProcessInfo, Program, Signal, SpawnOptions } from './program.js';

export interface KernelOptions {
  /** The machine's programs by name (`sh`) or by path (`/usr/sbin/nginx`). */
  programs(name: string): Program | HostProgram | undefined;
  readonly files: FileStore;
  readonly hostname: string;
  /** Virtual time in ms since 1970. */
  now(): number;
  /** A float in [0, 1). */
  random(): number;
  net(pid: number): Net;
  readonly hooks: KernelHooks;
  /** Number of the first process, default 1: the init of a container, which no unhandled signal ends and with which all ends. */
  readonly firstPid?: number;
}

/** Calls out of the machine; they must not call back into the kernel before they return, but for reading. */
export interface KernelHooks {
  /** A process wrote to an outside stream. */
  output(stream: number, text: string): void;
  /** A process is gone (any process: its sockets can be closed). */
  exited?(pid: number, code: number): void;
  /** An interactive shell waits for a line with this prompt; without this hook the prompt is written to the stream. */
  prompt?(stream: number, text: string | undefined): void;
  /** A host program was started and wants to run outside. */
  hostStarted?(pid: number): void;
  /** What a host program waited for (input, room in a pipe) may be there. */
  hostReady?(pid: number): void;
  /** A host program got a signal; it ends when the host says so. */
  hostSignal?(pid: number, signal: Signal): void;
}

/** A machine that runs programs: processes, pipes, streams and signals, all plain data. */
export interface Kernel {
  readonly files: FileStore;
  /** A stream to and from the outside; use its number in `spawn`. */
  openStream(options?: { readonly terminal?: Terminal }): number;
  /** Input of a stream; in a terminal keys like Ctrl-C and Ctrl-D do what they do. */
  feed(stream: number, text: string): void;
  closeInput(stream: number): void;
  /** Forgets a stream; who still reads it finds its end. */
  closeStream(stream: number): void;
  resize(stream: number, terminal: Terminal): void;
  /** The prompt that an interactive shell shows there now. */
  promptOf(stream: number): string | undefined;
  /** A program waits for text from this stream. */
  isAwaited(stream: number): boolean;
  /** The process has something to do at once. */
  isReady(pid: number): boolean;
  /** Starts a process from outside; `fds` maps its descriptors to streams. `undefined` when there is no such program. */
  spawn(options: OutsideSpawn): number | undefined;
  /** A negative pid means a process group. */
  signal(pid: number, signal: Signal): boolean;
  /** The process may find something new when it asks again (network). */
  wake(pid: number): void;
  /** Runs at most so many steps; `busy` when some process could go on at once. */
  run(maxSteps: number): 'idle' | 'busy';
  /** Virtual time at which the earliest sleeper wants to go on. */
  nextWake(): number | undefined;
  process(pid: number): ProcessInfo | undefined;
  /** The living frame of a process, for a host that knows its program; not to be changed. */
  frame(pid: number): unknown;
  /** Living processes. */
  pids(): readonly number[];
  readonly host: HostCalls;
  save(): unknown;
  load(data: unknown): void;
}

export interface OutsideSpawn extends Omit<SpawnOptions, 'fork' | 'group'> {
  readonly fds: Readonly<Record<number, number>>;
}

/** System calls of programs that run outside. */
export interface HostCalls {
  read(pid: number, fd: number): string | null | undefined;
  /** `undefined`: full, wait for `hostReady`; `closed`: nobody reads any more. */
  write(pid: number, fd: number, text: string): true | 'closed' | undefined;
  isTerminal(pid: number, fd: number): boolean;
  exit(pid: number, code: number): void;
  /** Starts a child that shares the program's streams; its number, or `undefined` when there is no such program. */
  spawn(pid: number, argv: readonly string[]): number | undefined;
  /** Programs that are running outside (after `load` nobody runs them: end or start them anew). */
  pids(): readonly number[];
}

export function createKernel(options: KernelOptions): Kernel {
  return new Machine(options);
}
