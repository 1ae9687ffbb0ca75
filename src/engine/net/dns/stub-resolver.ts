import type { DirectQuery, Files, Resolution } from '../../../sh/program.js';
import type { Sim } from '../../../sim/index.js';
import type { SocketOrigin, SocketOwner } from '../socket.js';
import type { SocketTable } from '../socket-table.js';
import type { TraceLog } from '../trace-log.js';
import type { Transport } from '../transport.js';
import { failedHop, isFound } from './lookup-hops.js';
import { createLookups, isSameOwner, type NameLookup } from './lookups.js';
import { queryText, readAnswer } from './message.js';
import { candidateNames, isAddress, readHosts, readResolvConf } from './resolv-conf.js';
import type { Answer, Question } from './zone.js';

const UPSTREAM_LATENCY = 1;

export interface StubResolver {
  /** Through resolv.conf and the hosts file. */
  resolve(origin: SocketOrigin, files: Pick<Files, 'read'>, name: string, type?: string): NameLookup;
  /** Exactly this question, to this server or the first of resolv.conf. */
  query(origin: SocketOrigin, files: Pick<Files, 'read'>, question: DirectQuery): NameLookup;
  /** The answer, once it is there; of an untraced query it is given once. */
  take(id: number): Resolution | undefined;
  get(id: number): NameLookup | undefined;
  /** The latest finished look-up of that name by this owner. */
  finished(owner: SocketOwner, name: string): NameLookup | undefined;
  /** Something happened on the socket of this look-up. */
  wake(id: number): void;
  release(owner: SocketOwner): void;
  save(): unknown;
  load(data: unknown): void;
}

interface ResolverWorld {
  readonly sim: Sim;
  readonly sockets: SocketTable;
  readonly transport: Transport;
  readonly traces: TraceLog;
  readonly changed: (owner: SocketOwner) => void;
  /** The DNS server outside the cluster that nodes use, and what it says. */
  readonly upstream: { readonly ip: string; readonly answer: (question: Question) => Answer };
}

export function createStubResolver(world: ResolverWorld): StubResolver {
  const { sim } = world;
  const lookups = createLookups();
  const act = (id: number, step: (lookup: NameLookup) => void) => {
    const lookup = lookups.all.get(id);
    if (lookup !== undefined && lookup.result === undefined) step(lookup);
  };
  sim.on('dns/timeout', ({ lookup }: { lookup: number }) => act(lookup, (found) => nextTry(world, found)));
  sim.on('dns/upstream', ({ lookup, question }: { lookup: number; question: Question }) =>
    act(lookup, (found) => take(world, found, { ...world.upstream.answer(question), recursive: true })),
  );

  return {
    resolve(origin, files, name, type = 'A') {
      const conf = readResolvConf(files);
      const lookup = lookups.add({ origin, name, type, conf, candidates: candidateNames(name, conf) }, sim.now());
      const known = type === 'A' ? knownAddresses(files, name) : [];
      lookup.isFromHosts = known.length > 0;
      const records = known.map((data) => ({ name, type: 'A', ttl: 0, data }));
      if (known.length > 0) lookup.result = { rcode: 'NOERROR', records, queries: [], server: '' };
      else ask(world, lookup);
      return lookup;
    },
    query(origin, files, { name, type, server, ...direct }) {
      const own = readResolvConf(files);
      const { timeoutMs = own.timeout * 1000, attempts = own.attempts } = direct;
      const servers = server === undefined ? own.servers : [server];
      const conf = { ...own, servers, timeout: timeoutMs / 1000, attempts };
      const candidates = [name.endsWith('.') ? name : `${name}.`];
      const lookup = lookups.add({ origin, name, type, direct, conf, candidates }, sim.now());
      ask(world, lookup);
      return lookup;
    },
    take(id) {
      const lookup = lookups.all.get(id);
      if (lookup?.result !== undefined && lookup.direct?.isUntraced) lookups.delete(id);
      return lookup?.result;
    },
    get: (id) => lookups.all.get(id),
    finished: lookups.finished,
    wake: (id) => act(id, (lookup) => receive(world, lookup)),
    release(owner) {
      for (const [id, lookup] of lookups.all) {
        if (!isSameOwner(lookup.origin.owner, owner)) continue;
        if (lookup.result === undefined) giveUp(world, lookup);
        lookups.delete(id);
      }
    },
    save: lookups.save,
    load: lookups.load,
  };
}

function knownAddresses(files: Pick<Files, 'read'>, name: string): readonly string[] {
  return isAddress(name) ? [name] : readHosts(files, name);
}

function ask(world: ResolverWorld, lookup: NameLookup): void {
  const server = lookup.conf.servers[lookup.server];
  const name = lookup.candidates[lookup.candidate];
  if (server === undefined || name === undefined) {
    finish(world, lookup, { rcode: 'TIMEOUT', records: [] });
    return;
  }
  if (lookup.queries.length === lookup.candidate) lookup.queries.push(name);
  const { background } = lookup.origin;
  const delay = lookup.conf.timeout * 1000;
  lookup.timer = world.sim.schedule('dns/timeout', { lookup: lookup.id }, { delay, background });
  if (server === world.upstream.ip) {
    const question: Question = { name, type: lookup.type };
    world.sim.schedule('dns/upstream', { lookup: lookup.id, question }, { delay: UPSTREAM_LATENCY, background });
    return;
  }
  const socket = world.transport.connect({
    origin: { ...lookup.origin, owner: { kind: 'lookup', id: lookup.id } },
    ip: server,
    port: lookup.direct?.port ?? 53,
    protocol: lookup.isTcp ? 'tcp' : 'udp',
    trace: {
      host: server,
      at: world.sim.now(),
      hops: [],
      isHidden: lookup.direct?.isUntraced ?? lookup.direct === undefined,
    },
  });
  Object.assign(lookup, { socket: socket.id, isSent: !lookup.isTcp });
  if (!lookup.isTcp) world.transport.send(socket, messageOf(lookup, name));
}

function messageOf(lookup: NameLookup, name: string): string {
  const { udpSize, cookie, id = idOf(lookup) } = lookup.direct ?? {};
  return queryText({
    name,
    type: lookup.type,
    id,
    ...(udpSize !== undefined && { udpSize }),
    ...(cookie !== undefined && { cookie }),
  });
}

/** A number that looks like chance and costs none. */
function idOf({ id, candidate }: NameLookup): number {
  return (id * 40_503 + candidate * 9973 + 12_345) & 0xffff;
}

/** A refusal (ICMP) of a datagram is not heard by the resolver: it waits its time out. */
function receive(world: ResolverWorld, lookup: NameLookup): void {
  const socket = world.sockets.get(lookup.socket);
  if (socket === undefined) return;
  if (lookup.isTcp && socket.state !== 'open' && socket.state !== 'connecting') {
    nextTry(world, lookup);
    return;
  }
  if (socket.state === 'open' && !lookup.isSent) {
    lookup.isSent = true;
    world.transport.send(socket, `${messageOf(lookup, lookup.candidates[lookup.candidate] ?? '')}\n`);
  }
  const message = socket.inbox.shift();
  const answer = message === undefined ? undefined : readAnswer(message);
  if (answer !== undefined) take(world, lookup, answer);
}

function take(world: ResolverWorld, lookup: NameLookup, answer: Answer): void {
  stopWaiting(world, lookup);
  lookup.problems = [];
  const { rcode, answers, truncated } = answer;
  if (truncated && !lookup.isTcp && !lookup.direct?.ignoresTruncation) {
    lookup.isTcp = true;
    ask(world, lookup);
    return;
  }
  const hasData = answers.some(({ type }) => type === lookup.type);
  if (lookup.direct || (rcode === 'NOERROR' && hasData)) {
    lookup.outcomes.push(rcode);
    finish(world, lookup, lookup.direct ? whole(answer) : { rcode, records: answers });
    return;
  }
  if (rcode === 'NOERROR') lookup.fallback = 'NOERROR';
  if (rcode === 'SERVFAIL' || rcode === 'REFUSED') {
    if (lookup.server + 1 < lookup.conf.servers.length) {
      lookup.server += 1;
      ask(world, lookup);
      return;
    }
    if (lookup.fallback === 'NXDOMAIN') lookup.fallback = 'SERVFAIL';
  }
  lookup.outcomes.push(rcode === 'NOERROR' ? 'NODATA' : rcode);
  Object.assign(lookup, { candidate: lookup.candidate + 1, server: 0, attempt: 0, isTcp: false });
  if (lookup.candidate < lookup.candidates.length) ask(world, lookup);
  else finish(world, lookup, { rcode: lookup.fallback, records: [] });
}

type Found = Omit<Resolution, 'queries' | 'server'>;

function whole({ rcode, answers, authority, additional, authoritative, recursive, truncated }: Answer): Found {
  return {
    rcode,
    records: answers,
    authority,
    additional,
    authoritative,
    ...(recursive && { recursive }),
    ...(truncated && { truncated }),
  };
}

/** No answer in time: the next server, then all of them again. Names further down the search list are not tried. */
function nextTry(world: ResolverWorld, lookup: NameLookup): void {
  noteProblems(world, lookup);
  stopWaiting(world, lookup);
  lookup.server += 1;
  if (lookup.server >= lookup.conf.servers.length) {
    lookup.server = 0;
    lookup.attempt += 1;
  }
  if (lookup.attempt < lookup.conf.attempts) {
    ask(world, lookup);
    return;
  }
  lookup.outcomes.push('TIMEOUT');
  finish(world, lookup, { rcode: 'TIMEOUT', records: [] });
}

/** The program did not wait for the end: what is known of the query so far is told. */
function giveUp(world: ResolverWorld, lookup: NameLookup): void {
  noteProblems(world, lookup);
  stopWaiting(world, lookup);
  if (world.sim.now() === lookup.startedAt) return;
  lookup.outcomes.push('TIMEOUT');
  finish(world, lookup, { rcode: 'TIMEOUT', records: [] });
}

function noteProblems({ sockets }: ResolverWorld, lookup: NameLookup): void {
  lookup.problems = (sockets.get(lookup.socket)?.trace?.hops ?? []).filter(({ verdict }) => verdict !== 'ok');
}

function stopWaiting(world: ResolverWorld, lookup: NameLookup): void {
  if (lookup.timer !== 0) world.sim.cancel(lookup.timer);
  lookup.timer = 0;
  const socket = world.sockets.get(lookup.socket);
  if (socket !== undefined) world.transport.close(socket);
  lookup.socket = 0;
}

function finish(world: ResolverWorld, lookup: NameLookup, found: Found): void {
  const server = lookup.conf.servers[lookup.server] ?? '';
  lookup.result = { ...found, queries: [...lookup.queries], server, ...(lookup.isTcp && { isTcp: true }) };
  if (lookup.direct === undefined && !isFound(lookup)) {
    const trace = {
      at: lookup.startedAt,
      host: lookup.name,
      port: 0,
      hops: [...lookup.problems, failedHop(lookup)],
      sent: 0,
      received: 0,
    };
    world.traces.finish(trace, lookup.origin, 'TCP', 'unresolved');
  }
  world.changed(lookup.origin.owner);
}
