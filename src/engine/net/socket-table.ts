import type { Socket, SocketOrigin, SocketOwner } from './socket.js';

/** Linux' range of ports for connections that ask for none. */
const FIRST_PORT = 32_768;
const LAST_PORT = 60_999;

export interface SocketTable {
  add(fields: NewSocket): Socket;
  get(id: number): Socket | undefined;
  delete(id: number): void;
  ownedBy(owner: SocketOwner): readonly Socket[];
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
    ownedBy: (owner) => index.find(owners.get(ownerKey(owner))),
    inPlace: (place) => [...sockets.values()].filter((socket) => socket.place === place),
    listeners: (place, protocol, port) => index.find(listeners.get(`${place} ${protocol} ${port}`)),
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
      for (const socket of saved.sockets) index.add(socket);
      for (const [place, port] of saved.ports) ports.set(place, port);
    },
  };
}

function newSocket(id: number, fields: NewSocket): Socket {
  const { origin, place, protocol, role, state, local, remote } = fields;
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
    backlog: [],
    timer: 0,
    attempts: 0,
    way: undefined,
    trace: undefined,
  };
}

/** Sockets by number, by owner, and listeners by what they listen on. */
function createIndex() {
  const sockets = new Map<number, Socket>();
  const owners = new Map<string, Set<number>>();
  const listeners = new Map<string, Set<number>>();
  return {
    sockets,
    owners,
    listeners,
    add(socket: Socket): Socket {
      sockets.set(socket.id, socket);
      addTo(owners, ownerKey(socket.origin.owner), socket.id);
      if (socket.role === 'listener') addTo(listeners, listenerKey(socket), socket.id);
      return socket;
    },
    delete(id: number): void {
      const socket = sockets.get(id);
      if (socket === undefined) return;
      sockets.delete(id);
      removeFrom(owners, ownerKey(socket.origin.owner), id);
      if (socket.role === 'listener') removeFrom(listeners, listenerKey(socket), id);
    },
    find(ids: Iterable<number> = []): readonly Socket[] {
      const found: Socket[] = [];
      for (const id of ids) {
        const socket = sockets.get(id);
        if (socket !== undefined) found.push(socket);
      }
      return found;
    },
  };
}

function ownerKey(owner: SocketOwner): string {
  return owner.kind === 'process' ? `${owner.machine} ${owner.pid}` : `${owner.kind}#${owner.id}`;
}

function listenerKey({ place, protocol, local }: Socket): string {
  return `${place} ${protocol} ${local.port}`;
}

function addTo(index: Map<string, Set<number>>, key: string, id: number): void {
  const ids = index.get(key);
  if (ids) ids.add(id);
  else index.set(key, new Set([id]));
}

function removeFrom(index: Map<string, Set<number>>, key: string, id: number): void {
  const ids = index.get(key);
  ids?.delete(id);
  if (ids?.size === 0) index.delete(key);
}
