import { cloneData } from './data.js';
import { type Description, type KernelState, type Pipe, type Process, processOf, type Stream } from './kernel-state.js';

interface SavedKernel extends Record<keyof KernelState, unknown> {
  readonly next: number;
  readonly nextPid: number;
  readonly processes: readonly Process[];
  readonly descriptions: readonly (readonly [number, Description])[];
  readonly pipes: readonly (readonly [number, Pipe])[];
  readonly streams: readonly (readonly [number, Stream])[];
  readonly queue: readonly number[];
}

/** The state as plain data that shares nothing with it that still changes. */
export function saveState({ next, nextPid, processes, descriptions, pipes, streams, queue }: KernelState): SavedKernel {
  return {
    next,
    nextPid,
    processes: [...processes.values()].map(({ env, ...rest }) => ({ ...cloneData(rest), env })),
    descriptions: cloneData([...descriptions]),
    pipes: cloneData([...pipes]),
    streams: cloneData([...streams]),
    queue: [...queue],
  };
}

export function loadState(state: KernelState, data: unknown): void {
  const saved = data as SavedKernel;
  state.next = saved.next;
  state.nextPid = saved.nextPid;
  refill(
    state.processes,
    cloneData(saved.processes).map((process) => [process.pid, processOf(process)]),
  );
  refill(state.descriptions, cloneData(saved.descriptions));
  refill(state.pipes, cloneData(saved.pipes));
  refill(state.streams, cloneData(saved.streams));
  state.queue.clear();
  for (const pid of saved.queue) state.queue.add(pid);
}

function refill<K, V>(map: Map<K, V>, entries: Iterable<readonly [K, V]>): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}
