import type { Trace } from '../../kube/hop.js';
import { type Places, senderName } from './places.js';
import type { Ending, OpenTrace, SocketOrigin, SocketOwner } from './socket.js';

const WINDOW = 500;

/** The last traces of the world, and who wants to hear of new ones. */
export interface TraceLog {
  finish(trace: OpenTrace, origin: SocketOrigin, protocol: Trace['protocol'], ending: Ending): void;
  /** The trace that this exchange left just now. */
  takeOf(owner: SocketOwner): Trace | undefined;
  since(after: number): readonly Trace[];
  subscribe(listener: (trace: Trace) => void): () => void;
  save(): unknown;
  load(data: unknown): void;
}

export function createTraceLog(places: Places, now: () => number): TraceLog {
  let last = 0;
  let kept: Trace[] = [];
  const ofExchanges = new Map<number, Trace>();
  const listeners = new Set<(trace: Trace) => void>();

  return {
    finish(open, origin, protocol, { outcome, hop }) {
      last += 1;
      const { at, host, port, service, pod, backend, sourceSeen, httpStatus } = open;
      const trace: Trace = {
        id: last,
        at,
        from: senderName(places.get(origin.place)),
        host,
        port,
        protocol,
        ...(service !== undefined && { service }),
        ...(pod !== undefined && { pod }),
        ...(backend !== undefined && { backend }),
        ...(sourceSeen !== undefined && { sourceSeen }),
        outcome,
        ...(httpStatus !== undefined && { httpStatus }),
        tookMs: now() - at,
        hops: hop === undefined ? [...open.hops] : [...open.hops, hop],
        cause: origin.cause,
      };
      kept.push(trace);
      if (kept.length >= 2 * WINDOW) kept = kept.slice(-WINDOW);
      if (origin.owner.kind === 'exchange') ofExchanges.set(origin.owner.id, trace);
      for (const listener of listeners) listener(trace);
    },
    takeOf(owner) {
      if (owner.kind !== 'exchange') return undefined;
      const trace = ofExchanges.get(owner.id);
      ofExchanges.delete(owner.id);
      return trace;
    },
    since: (after) => kept.slice(-WINDOW).filter(({ id }) => id > after),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    save: () => ({ last, kept: kept.slice(-WINDOW) }),
    load(data) {
      const saved = data as { last: number; kept: readonly Trace[] };
      last = saved.last;
      kept = [...saved.kept];
    },
  };
}
