import type { Hop } from '../../../kube/hop.js';
import type { Files, Resolution } from '../../../sh/program.js';
import type { Sim } from '../../../sim/index.js';
import type { Socket, SocketOrigin, SocketOwner } from '../socket.js';
import type { SocketTable } from '../socket-table.js';
import type { TraceLog } from '../trace-log.js';
import type { Transport } from '../transport.js';
import { failedHop, isFound } from './lookup-hops.js';
import { questionText, readAnswer } from './message.js';
import { candidateNames, isAddress, type ResolvConf, readHosts, readResolvConf } from './resolv-conf.js';
import type { Answer, Question } from './zone.js';

const UPSTREAM_LATENCY = 1;

/** A name query on its way: plain data. */
export interface NameLookup {
  readonly id: number;
  readonly origin: SocketOrigin;
  readonly name: string;
  readonly type: string;
  /** The program asks the server itself (nslookup): the exchange leaves a trace of its own. */
  readonly isDirect: boolean;
  readonly conf: ResolvConf;
  readonly candidates: readonly string[];
  readonly startedAt: number;
  candidate: number;
  server: number;
  attempt: number;
  socket: number;
  timer: number;
  queries: string[];
  /** The best answer so far that has no record. */
  fallback: 'NXDOMAIN' | 'NOERROR' | 'SERVFAIL';
  result?: Resolution;
  /** What stopped the question that was not answered last. */
  problems: readonly Hop[];
  isFromHosts: boolean;
  /** Its time was counted in a trace already. */
  isUsed: boolean;
}

export interface StubResolver {
  /** Through resolv.conf and the hosts file. */
  resolve(origin: SocketOrigin, files: Pick<Files, 'read'>, name: string, type?: string): NameLookup;
  /** Exactly this question, to this server or the first of resolv.conf. */
  query(
    origin: SocketOrigin,
    files: Pick<Files, 'read'>,
    question: Question & { readonly server?: string },
  ): NameLookup;
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
  const store = createLookups();
  const { lookups } = store;
  const act = (id: number, step: (lookup: NameLookup) => void) => {
    const lookup = lookups.get(id);
    if (lookup !== undefined && lookup.result === undefined) step(lookup);
  };
  sim.on('dns/timeout', ({ lookup }: { lookup: number }) => act(lookup, (found) => nextTry(world, found)));
  sim.on('dns/upstream', ({ lookup, question }: { lookup: number; question: Question }) =>
    act(lookup, (found) => take(world, found, world.upstream.answer(question))),
  );

  return {
    resolve(origin, files, name, type = 'A') {
      const conf = readResolvConf(files);
      const fields = { origin, name, type, isDirect: false, conf, candidates: candidateNames(name, conf) };
      const lookup = store.add(fields, sim.now());
      const known = type === 'A' ? knownAddresses(files, name) : [];
      lookup.isFromHosts = known.length > 0;
      const records = known.map((data) => ({ name, type: 'A', ttl: 0, data }));
      if (known.length > 0) lookup.result = { rcode: 'NOERROR', records, queries: [], server: '' };
      else ask(world, lookup);
      return lookup;
    },
    query(origin, files, { name, type, server }) {
      const conf = readResolvConf(files);
      const servers = server === undefined ? conf.servers : [server];
      const candidates = [name.endsWith('.') ? name : `${name}.`];
      const lookup = store.add(
        { origin, name, type, isDirect: true, conf: { ...conf, servers }, candidates },
        sim.now(),
      );
      ask(world, lookup);
      return lookup;
    },
    get: (id) => lookups.get(id),
    finished: store.finished,
    wake: (id) => act(id, (lookup) => receive(world, lookup)),
    release(owner) {
      for (const [id, lookup] of lookups) {
        if (!isSameOwner(lookup.origin.owner, owner)) continue;
        if (lookup.result === undefined) giveUp(world, lookup);
        lookups.delete(id);
      }
    },
    save: store.save,
    load: store.load,
  };
}

function createLookups() {
  const lookups = new Map<number, NameLookup>();
  let last = 0;
  return {
    lookups,
    add(fields: NewLookup, now: number): NameLookup {
      last += 1;
      const lookup = newLookup(last, fields, now);
      forgetOlder(lookups, lookup);
      lookups.set(last, lookup);
      return lookup;
    },
    finished: (owner: SocketOwner, name: string) =>
      [...lookups.values()].findLast(
        (lookup) => lookup.name === name && lookup.result !== undefined && isSameOwner(lookup.origin.owner, owner),
      ),
    save: (): unknown => JSON.parse(JSON.stringify({ last, lookups: [...lookups.values()] })),
    load(data: unknown) {
      const saved = JSON.parse(JSON.stringify(data)) as { last: number; lookups: NameLookup[] };
      last = saved.last;
      lookups.clear();
      for (const lookup of saved.lookups) lookups.set(lookup.id, lookup);
    },
  };
}

function knownAddresses(files: Pick<Files, 'read'>, name: string): readonly string[] {
  return isAddress(name) ? [name] : readHosts(files, name);
}

type NewLookup = Pick<NameLookup, 'origin' | 'name' | 'type' | 'isDirect' | 'conf' | 'candidates'>;

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
    queries: [],
    problems: [],
    fallback: 'NXDOMAIN',
    isFromHosts: false,
    isUsed: false,
  };
}

/** A program that asks for ever keeps only its latest answer of each name. */
function forgetOlder(lookups: Map<number, NameLookup>, { origin, name, type, isDirect }: NameLookup): void {
  for (const [id, known] of lookups) {
    const isSameQuestion = known.name === name && known.type === type && known.isDirect === isDirect;
    const isOlder = isSameQuestion && isSameOwner(known.origin.owner, origin.owner);
    if (isOlder && known.result !== undefined) lookups.delete(id);
  }
}

function isSameOwner(a: SocketOwner, b: SocketOwner): boolean {
  if (a.kind === 'process') return b.kind === 'process' && a.machine === b.machine && a.pid === b.pid;
  return b.kind === a.kind && a.id === b.id;
}

function ask(world: ResolverWorld, lookup: NameLookup): void {
  const server = lookup.conf.servers[lookup.server];
  const name = lookup.candidates[lookup.candidate];
  if (server === undefined || name === undefined) {
    finish(world, lookup, 'TIMEOUT', []);
    return;
  }
  const question: Question = { name, type: lookup.type };
  if (lookup.attempt === 0 && lookup.server === 0) lookup.queries.push(name);
  const { background } = lookup.origin;
  lookup.timer = world.sim.schedule(
    'dns/timeout',
    { lookup: lookup.id },
    { delay: lookup.conf.timeout * 1000, background },
  );
  if (server === world.upstream.ip) {
    world.sim.schedule('dns/upstream', { lookup: lookup.id, question }, { delay: UPSTREAM_LATENCY, background });
    return;
  }
  const socket = world.transport.connect({
    origin: { ...lookup.origin, owner: { kind: 'lookup', id: lookup.id } },
    ip: server,
    port: 53,
    protocol: 'udp',
    trace: { host: server, at: world.sim.now(), hops: [], isHidden: !lookup.isDirect },
  });
  lookup.socket = socket.id;
  world.transport.send(socket, questionText(question));
}

/** A refusal (ICMP) of a datagram is not heard by the resolver: it waits its time out. */
function receive(world: ResolverWorld, lookup: NameLookup): void {
  const socket: Socket | undefined = world.sockets.get(lookup.socket);
  const message = socket?.inbox.shift();
  const answer = message === undefined ? undefined : readAnswer(message);
  if (answer !== undefined) take(world, lookup, answer);
}

function take(world: ResolverWorld, lookup: NameLookup, { rcode, answers }: Answer): void {
  stopWaiting(world, lookup);
  lookup.problems = [];
  const hasData = answers.some(({ type }) => type === lookup.type);
  if (lookup.isDirect || (rcode === 'NOERROR' && hasData)) {
    finish(world, lookup, rcode, answers);
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
  lookup.candidate += 1;
  lookup.server = 0;
  lookup.attempt = 0;
  if (lookup.candidate < lookup.candidates.length) ask(world, lookup);
  else finish(world, lookup, lookup.fallback, []);
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
  if (lookup.attempt < lookup.conf.attempts) ask(world, lookup);
  else finish(world, lookup, 'TIMEOUT', []);
}

function stopWaiting(world: ResolverWorld, lookup: NameLookup): void {
  if (lookup.timer !== 0) world.sim.cancel(lookup.timer);
  lookup.timer = 0;
  const socket = world.sockets.get(lookup.socket);
  if (socket !== undefined) world.transport.close(socket);
  lookup.socket = 0;
}

/** The program did not wait for the end: what is known of the query so far is told. */
function giveUp(world: ResolverWorld, lookup: NameLookup): void {
  noteProblems(world, lookup);
  stopWaiting(world, lookup);
  if (world.sim.now() > lookup.startedAt) finish(world, lookup, 'TIMEOUT', []);
}

function noteProblems({ sockets }: ResolverWorld, lookup: NameLookup): void {
  lookup.problems = (sockets.get(lookup.socket)?.trace?.hops ?? []).filter(({ verdict }) => verdict !== 'ok');
}

function finish(
  world: ResolverWorld,
  lookup: NameLookup,
  rcode: Resolution['rcode'],
  records: Resolution['records'],
): void {
  const server = lookup.conf.servers[lookup.server] ?? '';
  lookup.result = { rcode, records, queries: [...lookup.queries], server };
  if (!lookup.isDirect && !isFound(lookup)) {
    const trace = {
      at: lookup.startedAt,
      host: lookup.name,
      port: 0,
      hops: [...lookup.problems],
      sent: 0,
      received: 0,
    };
    world.traces.finish(trace, lookup.origin, 'TCP', { outcome: 'unresolved', hop: failedHop(lookup) });
  }
  world.changed(lookup.origin.owner);
}
