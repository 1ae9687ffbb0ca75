import type { Trace } from '../../kube/hop.js';
import { type Places, senderName } from './places.js';
import type { OpenTrace, SocketOrigin, SocketOwner } from './socket.js';

/** How many traces are kept; probes, which never end, do not push out what programs did. */
const WINDOW = { program: 500, probe: 100 };

/** The last traces of the world, and who wants to hear of new ones. */
export interface TraceLog {
  finish(trace: OpenTrace, origin: SocketOrigin, protocol: Trace['protocol'], outcome: Trace['outcome']): void;
  /** The trace that this exchange left just now. */
  takeOf(owner: SocketOwner): Trace | undefined;
  since(after: number): readonly Trace[];
  subscribe(listener: (trace: Trace) => void): () => void;
  save(): unknown;
  load(data: unknown): void;
}

export function createTraceLog(places: Places, now: () => number): TraceLog {
  let last = 0;
  let programs: Trace[] = [];
  let probes: Trace[] = [];
  const ofExchanges = new Map<number, Trace>();
  const listeners = new Set<(trace: Trace) => void>();
  const keep = (trace: Trace) => {
    if (trace.cause === 'probe') probes = added(probes, trace, WINDOW.probe);
    else programs = added(programs, trace, WINDOW.program);
  };
  const all = () => [...programs.slice(-WINDOW.program), ...probes.slice(-WINDOW.probe)].sort((a, b) => a.id - b.id);

  return {
    finish(open, origin, protocol, outcome) {
      last += 1;
      const from = senderName(places.get(origin.place));
      const trace = traceOf(open, { id: last, from, protocol, outcome, tookMs: now() - open.at, cause: origin.cause });
      keep(trace);
      if (origin.owner.kind === 'exchange') ofExchanges.set(origin.owner.id, trace);
      for (const listener of listeners) listener(trace);
    },
    takeOf(owner) {
      if (owner.kind !== 'exchange') return undefined;
      const trace = ofExchanges.get(owner.id);
      ofExchanges.delete(owner.id);
      return trace;
    },
    since: (after) => all().filter(({ id }) => id > after),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    save: () => ({ last, kept: all() }),
    load(data) {
      const saved = data as { last: number; kept: readonly Trace[] };
      last = saved.last;
      [programs, probes] = [[], []];
      ofExchanges.clear();
      for (const trace of saved.kept) keep(trace);
    },
  };
}

/** Cuts the list only now and then, so that a trace costs the same however many are kept. */
function added(list: Trace[], trace: Trace, window: number): Trace[] {
  list.push(trace);
  return list.length >= 2 * window ? list.slice(-window) : list;
}

type TraceFrame = Pick<Trace, 'id' | 'from' | 'protocol' | 'outcome' | 'tookMs' | 'cause'>;

/** One flat object: what was not seen is `undefined`. */
function traceOf(open: OpenTrace, { id, from, protocol, outcome, tookMs, cause }: TraceFrame): Trace {
  const { at, host, port, service, pod, backend, sourceSeen, httpStatus, hops } = open;
  return {
    id,
    at,
    from,
    host,
    port,
    protocol,
    service,
    pod,
    backend,
    sourceSeen,
    outcome,
    httpStatus,
    tookMs,
    hops: [...hops],
    cause,
  };
}
