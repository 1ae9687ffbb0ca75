import type { DirectQuery, DnsRecord, Files, Resolution } from '../../../sh/program.js';
import type { Sim } from '../../../sim/index.js';
import { isIpv6 } from '../address.js';
import type { Socket, SocketOrigin, SocketOwner } from '../socket.js';
import type { SocketTable } from '../socket-table.js';
import type { TraceLog } from '../trace-log.js';
import type { Transport } from '../transport.js';
import { joined } from './joined-answer.js';
import { failedHop, isFound } from './lookup-hops.js';
import { createLookups, isSameOwner, type NameLookup } from './lookups.js';
import { queryText, readAnswer } from './message.js';
import { candidateNames, isAddress, readHosts, readResolvConf } from './resolv-conf.js';
import type { Answer, Question } from './zone.js';

const UPSTREAM_LATENCY = 1;

export interface StubResolver {
  /** Through resolv.conf and the hosts file. */
  resolve(origin: SocketOrigin, files: Pick<Files, 'read'>, name: string, types?: readonly string[]): NameLookup;
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
    act(lookup, (found) => hear(world, found, question.type, { ...world.upstream.answer(question), recursive: true })),
  );

  return {
    resolve(origin, files, name, types = ['A']) {
      const conf = readResolvConf(files);
      const lookup = lookups.add({ origin, name, types, conf, candidates: candidateNames(name, conf) }, sim.now());
      const records = knownAddresses(files, name).filter(({ type }) => types.includes(type));
      lookup.isFromHosts = records.length > 0;
      if (records.length > 0) lookup.result = { rcode: 'NOERROR', records, queries: [], server: '' };
      else ask(world, lookup);
      return lookup;
    },
    query(origin, files, { name, type, server, ...direct }) {
      const own = readResolvConf(files);
      const { timeoutMs = own.timeout * 1000, attempts = own.attempts } = direct;
      const servers = server === undefined ? own.servers : [server];
      const conf = { ...own, servers, timeout: timeoutMs / 1000, attempts };
      const candidates = [name.endsWith('.') ? name : `${name}.`];
      const lookup = lookups.add({ origin, name, types: [type], direct, conf, candidates }, sim.now());
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

function knownAddresses(files: Pick<Files, 'read'>, name: string): readonly DnsRecord[] {
  const ips = isAddress(name) ? [name] : readHosts(files, name);
  return ips.map((data) => ({ name, type: isIpv6(data) ? 'AAAA' : 'A', ttl: 0, data }));
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
    for (const type of missing(lookup)) {
      const question: Question = { name, type };
      world.sim.schedule('dns/upstream', { lookup: lookup.id, question }, { delay: UPSTREAM_LATENCY, background });
    }
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
  if (!lookup.isTcp) sendQuestions(world, lookup, socket);
}

/** All types leave one socket at once, one datagram each. */
function sendQuestions(world: ResolverWorld, lookup: NameLookup, socket: Socket): void {
  const name = lookup.candidates[lookup.candidate] ?? '';
  for (const type of missing(lookup)) {
    const text = messageOf(lookup, name, type);
    world.transport.send(socket, lookup.isTcp ? `${text}\n` : text);
  }
}

/** Types that nobody has answered yet. */
function missing({ types, heard }: NameLookup): readonly string[] {
  return types.filter((type) => heard[type] === undefined);
}

function messageOf(lookup: NameLookup, name: string, type: string): string {
  const { udpSize, cookie, id = idOf(lookup, type) } = lookup.direct ?? {};
  return queryText({
    name,
    type,
    id,
    ...(udpSize !== undefined && { udpSize }),
    ...(cookie !== undefined && { cookie }),
  });
}

/** A number that looks like chance and costs none. */
function idOf({ id, candidate, types }: NameLookup, type: string): number {
  return (id * 40_503 + candidate * 9973 + types.indexOf(type) * 4099 + 12_345) & 0xffff;
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
    sendQuestions(world, lookup, socket);
  }
  while (lookup.socket === socket.id && lookup.result === undefined) {
    const message = socket.inbox.shift();
    if (message === undefined) return;
    const answer = readAnswer(message);
    const type = answer && (lookup.types.find((one) => idOf(lookup, one) === answer.id) ?? lookup.types[0]);
    if (answer && type !== undefined) hear(world, lookup, type, answer);
  }
}

/** One of the answers; what is done next is decided when all are there. */
function hear(world: ResolverWorld, lookup: NameLookup, type: string, answer: Answer): void {
  if (answer.truncated && !lookup.isTcp && !lookup.direct?.ignoresTruncation) {
    stopWaiting(world, lookup);
    lookup.isTcp = true;
    ask(world, lookup);
    return;
  }
  lookup.heard[type] = answer;
  if (missing(lookup).length === 0) take(world, lookup, joined(lookup));
}

function take(world: ResolverWorld, lookup: NameLookup, answer: Answer): void {
  stopWaiting(world, lookup);
  lookup.problems = [];
  const { rcode, answers } = answer;
  lookup.heard = {};
  const hasData = answers.some(({ type }) => lookup.types.includes(type));
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
  // Who asks for IPv6 alone asks for IPv4 next: only that leaves a trace.
  if (lookup.direct === undefined && !isFound(lookup) && String(lookup.types) !== 'AAAA') {
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
