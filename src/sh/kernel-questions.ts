// What can be asked of the kernel's state.
import type { KernelState, Process, Stream } from './kernel-state.js';

export function livingProcesses({ processes }: KernelState): Process[] {
  return [...processes.values()].filter(({ code }) => code === undefined);
}

/** When the first of the processes that sleep is to be woken. */
export function earliestWake({ processes, queue }: KernelState): number | undefined {
  let earliest: number | undefined;
  for (const { pid, wakeAt } of processes.values()) {
    if (wakeAt === undefined || queue.has(pid)) continue;
    if (earliest === undefined || wakeAt < earliest) earliest = wakeAt;
  }
  return earliest;
}

export interface OpenStream {
  readonly id: number;
  readonly stream: Stream;
}

/** The stream that an open file leads to, if it leads to one. */
export function streamBehind({ descriptions, streams }: KernelState, number?: number): OpenStream | undefined {
  const description = descriptions.get(number ?? -1);
  if (description?.kind !== 'stream') return undefined;
  const stream = streams.get(description.stream);
  return stream && { id: description.stream, stream };
}
