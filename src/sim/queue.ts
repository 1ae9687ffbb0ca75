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

/** A binary heap ordered by time, then by the order of scheduling. Cancelled events are dropped when they surface. */
export function createQueue(): { queue: EventQueue; saved: Saved } {
  let heap: SimEvent[] = [];
  const live = new Map<number, boolean>();
  let work = 0;

  const forget = (seq: number) => {
    if (live.get(seq) === false) work -= 1;
    live.delete(seq);
  };
  const skipCancelled = () => {
    while (heap[0] !== undefined && !live.has(heap[0].seq)) removeFirst(heap);
  };
  const push = (event: SimEvent) => {
    live.set(event.seq, event.background);
    if (!event.background) work += 1;
    insert(heap, event);
  };

  const queue: EventQueue = {
    push,
    cancel: (seq) => {
      if (live.has(seq)) forget(seq);
    },
    peek: () => {
      skipCancelled();
      return heap[0];
    },
    pop: () => {
      skipCancelled();
      const event = removeFirst(heap);
      if (event) forget(event.seq);
      return event;
    },
    get pendingWork() {
      return work;
    },
    get size() {
      return live.size;
    },
  };
  return {
    queue,
    saved: {
      save: () => heap.filter((event) => live.has(event.seq)).sort(order),
      load: (data) => {
        heap = [];
        live.clear();
        work = 0;
        for (const event of data as SimEvent[]) push(event);
      },
    },
  };
}

function order(a: SimEvent, b: SimEvent): number {
  return a.at - b.at || a.seq - b.seq;
}

function insert(heap: SimEvent[], event: SimEvent): void {
  let child = heap.length;
  heap.push(event);
  while (child > 0) {
    const parent = (child - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || order(above, event) <= 0) break;
    heap[child] = above;
    child = parent;
  }
  heap[child] = event;
}

function removeFirst(heap: SimEvent[]): SimEvent | undefined {
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
