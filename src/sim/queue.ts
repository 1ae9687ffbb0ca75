import type { Saved } from './registry.js';

/** Something that will happen: data, never a closure. `background` work does not keep the world from being quiet. */
export interface SimEvent {
  readonly at: number;
  readonly seq: number;
  readonly kind: string;
  readonly args: unknown;
  readonly background: boolean;
}

export interface EventQueue {
  push(event: SimEvent): void;
  /** Forgets an event that has not happened yet; unknown numbers are ignored. */
  cancel(seq: number): void;
  peek(): SimEvent | undefined;
  pop(): SimEvent | undefined;
  /** How many events are left that are not background work. */
  readonly pendingWork: number;
  readonly size: number;
}

/** A binary heap ordered by time, then by the order of scheduling. Cancelled events stay until they surface or are the most. */
export function createQueue(): { queue: EventQueue; saved: Saved } {
  let heap: Entry[] = [];
  const pending = new Map<number, Entry>();
  let work = 0;
  let cancelled = 0;

  const settle = ({ seq, background }: Entry) => {
    if (!background) work -= 1;
    pending.delete(seq);
  };
  const skipCancelled = () => {
    while (heap[0]?.isCancelled) {
      removeFirst(heap);
      cancelled -= 1;
    }
  };
  const sweep = () => {
    // What is sorted is a heap.
    heap = heap.filter(({ isCancelled }) => !isCancelled).sort(order);
    cancelled = 0;
  };
  const push = ({ at, seq, kind, args, background }: SimEvent) => {
    const entry = { at, seq, kind, args, background, isCancelled: false };
    pending.set(seq, entry);
    if (!background) work += 1;
    insert(heap, entry);
  };

  const queue: EventQueue = {
    push,
    cancel: (seq) => {
      const entry = pending.get(seq);
      if (entry === undefined) return;
      entry.isCancelled = true;
      settle(entry);
      cancelled += 1;
      if (cancelled > FEW && cancelled * 2 > heap.length) sweep();
    },
    peek: () => {
      skipCancelled();
      return heap[0];
    },
    pop: () => {
      skipCancelled();
      const entry = removeFirst(heap);
      if (entry) settle(entry);
      return entry;
    },
    get pendingWork() {
      return work;
    },
    get size() {
      return pending.size;
    },
  };
  return {
    queue,
    saved: {
      save: () => [...pending.values()].sort(order).map(({ isCancelled: _, ...event }) => event),
      load: (data) => {
        heap = [];
        cancelled = 0;
        pending.clear();
        work = 0;
        for (const event of data as SimEvent[]) push(event);
      },
    },
  };
}

/** So many cancelled events are not worth a sweep. */
const FEW = 64;

/** An event in the heap. */
interface Entry extends SimEvent {
  isCancelled: boolean;
}

function order(a: Pick<SimEvent, 'at' | 'seq'>, b: Pick<SimEvent, 'at' | 'seq'>): number {
  return a.at - b.at || a.seq - b.seq;
}

function insert(heap: Entry[], entry: Entry): void {
  let child = heap.length;
  heap.push(entry);
  while (child > 0) {
    const parent = (child - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || order(above, entry) <= 0) break;
    heap[child] = above;
    child = parent;
  }
  heap[child] = entry;
}

function removeFirst(heap: Entry[]): Entry | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let parent = 0;
  for (;;) {
    let child = parent * 2 + 1;
    const left = heap[child];
    const right = heap[child + 1];
    let least = left;
    if (left !== undefined && right !== undefined && order(right, left) < 0) {
      least = right;
      child += 1;
    }
    if (least === undefined || order(last, least) <= 0) break;
    heap[parent] = least;
    parent = child;
  }
  heap[parent] = last;
  return first;
}
