import { openTrace } from './open-trace.js';
import type { Socket, SocketOrigin } from './socket.js';

/** Linux' range of ports for connections that ask for none. */
const FIRST_PORT = 32_768;
const LAST_PORT = 60_999;

export interface SocketTable {
  add(fields: NewSocket): Socket;
  get(id: number): Socket | undefined;
  delete(id: number): void;
  /** Those of a process. */
  ownedBy(machine: string, pid: number): readonly Socket[];
  inPlace(place: string): readonly Socket[];
  listeners(place: string, protocol: string, port: number): readonly Socket[];
  /** Those that opened a connection, oldest first. */
  clients(): readonly Socket[];
  freePort(place: string): number;
  save(): unknown;
  load(data: unknown): void;
}

interface NewSocket extends Pick<Socket, 'place' | 'protocol' | 'role' | 'state' | 'local' | 'remote'> {
  readonly origin: SocketOrigin;
  readonly isPatient?: boolean;
}

export function createSocketTable(): SocketTable {
  const index = createIndex();
  const { sockets, owners, listeners } = index;
  const ports = new Map<string, number>();
  let last = 0;

  return {
    add(fields) {
      last += 1;
      return index.add(newSocket(last, fields));
    },
    get: (id) => sockets.get(id),
    delete: index.delete,
    ownedBy: (machine, pid) => [...(owners.get(machine)?.get(pid) ?? [])],
    inPlace: (place) => [...sockets.values()].filter((socket) => socket.place === place),
    listeners: (place, protocol, port) =>
      listeners
        .get(place)
        ?.get(port)
        ?.filter((socket) => socket.protocol === protocol) ?? [],
    clients: () => [...sockets.values()].filter(({ role }) => role === 'client'),
    freePort(place) {
      const before = ports.get(place) ?? LAST_PORT;
      const next = before >= LAST_PORT ? FIRST_PORT : before + 1;
      ports.set(place, next);
      return next;
    },
    save: () => JSON.parse(JSON.stringify({ last, sockets: [...sockets.values()], ports: [...ports] })),
    load(data) {
      const saved = JSON.parse(JSON.stringify(data)) as {
        last: number;
        sockets: Socket[];
        ports: [string, number][];
      };
      for (const memory of [sockets, owners, listeners, ports]) memory.clear();
      last = saved.last;
      for (const socket of saved.sockets) index.add(restored(socket));
      for (const [place, port] of saved.ports) ports.set(place, port);
    },
  };
}

/** With the fields that its text left out, in their order. */
function restored(saved: Socket): Socket {
  const { trace } = saved;
  const socket = { ...newSocket(saved.id, saved), ...saved };
  return trace === undefined ? socket : { ...socket, trace: { ...openTrace(trace, trace.port), ...trace } };
}

/** Only listeners have one. */
const NO_BACKLOG: number[] = [];

function newSocket(id: number, fields: NewSocket): Socket {
  const { origin, place, protocol, role, state, local, remote, isPatient = false } = fields;
  // All fields at once: a socket that gets its fields later is slower at every turn.
  return {
    origin,
    place,
    protocol,
    role,
    state,
    local,
    remote,
    id,
    peer: 0,
    inbox: [],
    hasEnded: false,
    backlog: role === 'listener' ? [] : NO_BACKLOG,
    isPatient,
    listener: 0,
    timer: 0,
    endedAt: undefined,
    attempts: 0,
    way: undefined,
    trace: undefined,
  };
}

/** Sockets by number, those of processes by their owner, and listeners by what they listen on. */
function createIndex() {
  const sockets = new Map<number, Socket>();
  const owners: Nested<Set<Socket>> = new Map();
  const listeners: Nested<Socket[]> = new Map();
  return {
    sockets,
    owners,
    listeners,
    add(socket: Socket): Socket {
      const { origin, role, place, local } = socket;
      sockets.set(socket.id, socket);
      if (origin.owner.kind === 'process') {
        const { machine, pid } = origin.owner;
        entry(owners, machine, pid, () => new Set<Socket>()).add(socket);
      }
      if (role === 'listener') entry(listeners, place, local.port, () => []).push(socket);
      return socket;
    },
    delete(id: number): void {
      const socket = sockets.get(id);
      if (socket === undefined) return;
      const { origin, role, place, local } = socket;
      sockets.delete(id);
      if (origin.owner.kind === 'process') {
        const { machine, pid } = origin.owner;
        const own = owners.get(machine)?.get(pid);
        own?.delete(socket);
        if (own?.size === 0) forget(owners, machine, pid);
      }
      if (role !== 'listener') return;
      const left =
        listeners
          .get(place)
          ?.get(local.port)
          ?.filter((other) => other !== socket) ?? [];
      if (left.length === 0) forget(listeners, place, local.port);
      else listeners.get(place)?.set(local.port, left);
    },
  };
}

type Nested<T> = Map<string, Map<number, T>>;

function entry<T>(index: Nested<T>, first: string, second: number, empty: () => T): T {
  const inner = index.get(first) ?? new Map<number, T>();
  if (inner.size === 0) index.set(first, inner);
  const found = inner.get(second) ?? empty();
  inner.set(second, found);
  return found;
}

function forget<T>(index: Nested<T>, first: string, second: number): void {
  const inner = index.get(first);
  inner?.delete(second);
  if (inner?.size === 0) index.delete(first);
}
