import type { Hop } from '../../../kube/hop.js';
import type { DirectQuery, Resolution } from '../../../sh/program.js';
import type { SocketOrigin, SocketOwner } from '../socket.js';
import type { ResolvConf } from './resolv-conf.js';
import type { Answer } from './zone.js';

/** A name query on its way: plain data. */
export interface NameLookup {
  readonly id: number;
  readonly origin: SocketOrigin;
  readonly name: string;
  /** What is asked for, all at once. */
  readonly types: readonly string[];
  /** The program asks the server itself (dig): the exchange leaves a trace of its own. */
  readonly direct?: Omit<DirectQuery, 'name' | 'type' | 'server'>;
  readonly conf: ResolvConf;
  readonly candidates: readonly string[];
  readonly startedAt: number;
  candidate: number;
  server: number;
  attempt: number;
  socket: number;
  timer: number;
  /** Over TCP, because an answer was too large or because it was wished. */
  isTcp: boolean;
  isSent: boolean;
  /** Answers to the name that is asked for now, by type. */
  heard: Record<string, Answer>;
  queries: string[];
  /** What each query got: an rcode, NODATA or TIMEOUT. */
  outcomes: string[];
  /** The best answer so far that has no record. */
  fallback: 'NXDOMAIN' | 'NOERROR' | 'SERVFAIL';
  result?: Resolution;
  /** What stopped the question that was not answered last. */
  problems: readonly Hop[];
  isFromHosts: boolean;
  /** Its time was counted in a trace already. */
  isUsed: boolean;
}

export type NewLookup = Pick<NameLookup, 'origin' | 'name' | 'types' | 'direct' | 'conf' | 'candidates'>;

/** All queries that someone may still ask about. */
export interface Lookups {
  readonly all: ReadonlyMap<number, NameLookup>;
  add(fields: NewLookup, now: number): NameLookup;
  delete(id: number): void;
  /** The latest finished look-up of that name by this owner. */
  finished(owner: SocketOwner, name: string): NameLookup | undefined;
  save(): unknown;
  load(data: unknown): void;
}

export function createLookups(): Lookups {
  const all = new Map<number, NameLookup>();
  let last = 0;
  return {
    all,
    add(fields, now) {
      last += 1;
      const lookup = newLookup(last, fields, now);
      forgetOlder(all, lookup);
      all.set(last, lookup);
      return lookup;
    },
    delete: (id) => void all.delete(id),
    finished: (owner, name) =>
      [...all.values()].findLast(
        (lookup) => lookup.name === name && lookup.result !== undefined && isSameOwner(lookup.origin.owner, owner),
      ),
    save: (): unknown => JSON.parse(JSON.stringify({ last, lookups: [...all.values()] })),
    load(data) {
      const saved = JSON.parse(JSON.stringify(data)) as { last: number; lookups: NameLookup[] };
      last = saved.last;
      all.clear();
      for (const lookup of saved.lookups) all.set(lookup.id, lookup);
    },
  };
}

function newLookup(id: number, fields: NewLookup, now: number): NameLookup {
  return {
    ...fields,
    id,
    startedAt: now,
    candidate: 0,
    server: 0,
    attempt: 0,
    socket: 0,
    timer: 0,
    isTcp: fields.direct?.isTcp ?? false,
    isSent: false,
    heard: {},
    queries: [],
    outcomes: [],
    problems: [],
    fallback: 'NXDOMAIN',
    isFromHosts: false,
    isUsed: false,
  };
}

/** A program that asks for ever keeps only its latest answer of each name. */
function forgetOlder(all: Map<number, NameLookup>, { origin, name, types, direct }: NameLookup): void {
  for (const [id, known] of all) {
    const isSameQuestion =
      known.name === name &&
      String(known.types) === String(types) &&
      (known.direct === undefined) === (direct === undefined);
    const isOlder = isSameQuestion && isSameOwner(known.origin.owner, origin.owner);
    if (isOlder && known.result !== undefined) all.delete(id);
  }
}

export function isSameOwner(a: SocketOwner, b: SocketOwner): boolean {
  if (a.kind === 'process') return b.kind === 'process' && a.machine === b.machine && a.pid === b.pid;
  return b.kind === a.kind && a.id === b.id;
}
