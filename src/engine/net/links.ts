import type { Hop } from '../../kube/hop.js';
import type { Cut, FaultBook } from './faults/fault-book.js';
import { hopOf } from './reasons.js';
import type { Socket } from './socket.js';
import type { TransportWorld } from './transport-world.js';

const DATA_LATENCY = 1;
/** A segment without an acknowledgement is sent again after so long, then after twice the time (RFC 6298, Linux' least). */
const FIRST_RESEND = 200;
const LAST_RESEND = 120_000;
const RESENDS = 15;
/** A connection that waits so often for a broken network does not keep the world from being quiet. */
const PATIENT = 4;

type Segment = 'net/data' | 'net/end' | 'net/reset';

/** How packets of one connection get from end to end. */
export interface Links {
  /** An event of this connection after that time. */
  post(kind: string, of: Socket, args: object, delay?: number): number;
  /** A segment to the other end: late, lost or sent again as the faults between the two say. */
  carry(kind: Segment, from: Socket, args: SegmentArgs): void;
}

interface SegmentArgs {
  /** The receiver. */
  readonly socket: number;
  readonly text?: string;
  /** The sender closed after this text. */
  readonly isLast?: true;
}

/** What waits for a network that is cut, in order. */
interface Waiting {
  readonly from: string;
  readonly to: string;
  readonly background: boolean;
  readonly segments: readonly { readonly kind: Segment; readonly args: SegmentArgs }[];
  readonly tries: number;
}

type LinksWorld = Pick<TransportWorld, 'sim' | 'sockets' | 'faults'>;

export function createLinks(world: LinksWorld): Links {
  const { sim, sockets, faults } = world;
  const queues = createQueues(world);
  return {
    post: (kind, of, args, delay = DATA_LATENCY) =>
      sim.schedule(kind, args, { delay, background: of.origin.background }),
    carry(kind, from, args) {
      const { background } = from.origin;
      if (queues.join(args.socket, { kind, args })) return;
      const to = sockets.get(args.socket);
      const passage = to === undefined ? DIRECT : passageOf(faults, from, to);
      const trace = (from.role === 'client' ? from : to)?.trace;
      if (passage.cut === undefined) {
        if (passage.isLost) return;
        if (trace && passage.resent > 0) trace.resent = (trace.resent ?? 0) + passage.resent;
        const delay = queues.inOrder(args.socket, DATA_LATENCY + passage.extraMs);
        sim.schedule(kind, args, { delay, background });
        return;
      }
      trace?.hops.push(cutHop(passage.cut));
      if (to === undefined || from.protocol === 'udp') return;
      queues.begin(args.socket, { from: from.place, to: to.place, background, segments: [{ kind, args }], tries: 0 });
    },
  };
}

/** The hop of a place that nothing reaches. */
function cutHop({ reason, node }: Cut): Hop {
  return hopOf({
    hop: 'route',
    verdict: 'timeout',
    reason: reason === 'node-cut' ? 'node-cut-off' : reason,
    args: { node },
  });
}

/** Segments that wait for a cut network, and the order of those that are late. */
function createQueues({ sim, faults }: LinksWorld) {
  const waiting = new Map<number, Waiting>();
  const arrivals = new Map<number, number>();
  const begin = (socket: number, queue: Waiting) => {
    waiting.set(socket, queue);
    const delay = Math.min(FIRST_RESEND * 2 ** queue.tries, LAST_RESEND);
    sim.schedule('net/resend', { socket }, { delay, background: queue.background || queue.tries >= PATIENT });
  };
  sim.on('net/resend', ({ socket }: { readonly socket: number }) => {
    const queue = waiting.get(socket);
    if (queue === undefined) return;
    waiting.delete(socket);
    if (faults.cut(queue.from, queue.to) === undefined) {
      for (const { kind, args } of queue.segments) sim.schedule(kind, args, { delay: DATA_LATENCY });
    } else if (queue.tries < RESENDS) begin(socket, { ...queue, tries: queue.tries + 1 });
  });
  sim.registry.register('net/links', {
    save: () => ({ waiting: [...waiting], arrivals: [...arrivals] }),
    load(data) {
      const saved = data as { readonly waiting: [number, Waiting][]; readonly arrivals: [number, number][] };
      waiting.clear();
      arrivals.clear();
      for (const [socket, queue] of saved.waiting) waiting.set(socket, queue);
      for (const [socket, at] of saved.arrivals) arrivals.set(socket, at);
    },
  });
  return {
    begin,
    /** Behind what waits for the same receiver already. */
    join(socket: number, segment: Waiting['segments'][number]): boolean {
      const queue = waiting.get(socket);
      if (queue) waiting.set(socket, { ...queue, segments: [...queue.segments, segment] });
      return queue !== undefined;
    },
    /** ms until it arrives, not before what was sent earlier. */
    inOrder(socket: number, ms: number): number {
      const at = sim.now() + ms;
      const before = arrivals.get(socket);
      if (before !== undefined && before > at) return before - sim.now();
      arrivals.delete(socket);
      if (ms > DATA_LATENCY) arrivals.set(socket, at);
      return ms;
    },
  };
}

interface Passage {
  readonly cut?: Cut;
  /** A datagram that nobody sends again. */
  readonly isLost: boolean;
  readonly extraMs: number;
  /** How often it was lost and sent again. */
  readonly resent: number;
}

const DIRECT: Passage = { isLost: false, extraMs: 0, resent: 0 };

/** Each loss of a segment costs the time until it is sent again. */
function passageOf(faults: FaultBook, from: Socket, to: Socket): Passage {
  let extraMs = faults.delay(from.place, to.place);
  for (let tries = 0; ; tries += 1) {
    const fate = faults.fate(from.place, to.place);
    if (fate.kind === 'cut') return { ...DIRECT, cut: fate };
    if (fate.kind === 'passes') return extraMs === 0 ? DIRECT : { isLost: false, extraMs, resent: tries };
    if (from.protocol === 'udp' || tries >= RESENDS) return { ...DIRECT, isLost: true };
    extraMs += Math.min(FIRST_RESEND * 2 ** tries, LAST_RESEND);
  }
}
