import { createHostPorts, type HostPorts } from './host-ports.js';
import type { NetPlace } from './network.js';

/** One flat table of all places and their addresses. */
export interface Places {
  add(id: string, place: NetPlace): void;
  remove(id: string): void;
  get(id: string): NetPlace | undefined;
  all(): readonly NetPlace[];
  /** The place whose sockets this one uses: a host-network Pod shares its node's. Always the same string, which tables find at a glance. */
  socketsOf(id: string): string;
  /** Whose address this is. */
  at(ip: string): string | undefined;
  /** Ports of nodes that Pods have taken. */
  readonly hostPort: HostPorts['find'];
  /** Addresses of hosts outside by name. */
  outsideHost(name: string): readonly string[] | undefined;
  save(): unknown;
  load(data: unknown): void;
}

export function createPlaces(): Places {
  const places = new Map<string, NetPlace>();
  const owners = new Map<string, string>();
  const outside = new Map<string, string>();
  const sockets = new Map<string, string>();
  const hostPorts = createHostPorts();

  const index = (id: string, place: NetPlace) => {
    sockets.set(id, place.kind === 'pod' && place.hostNetwork ? `node/${place.node}` : id);
    if (place.kind === 'pod' && place.hostNetwork) return;
    for (const ip of place.ips) owners.set(ip, id);
    hostPorts.add(place);
    if (place.kind === 'outside') outside.set(place.name.toLowerCase(), id);
  };
  const unindex = (id: string, place: NetPlace) => {
    sockets.delete(id);
    hostPorts.remove(place);
    for (const ip of place.ips) if (owners.get(ip) === id) owners.delete(ip);
    if (place.kind === 'outside' && outside.get(place.name.toLowerCase()) === id) {
      outside.delete(place.name.toLowerCase());
    }
  };

  return {
    add(id, place) {
      const before = places.get(id);
      if (before) unindex(id, before);
      places.delete(id);
      places.set(id, place);
      index(id, place);
    },
    remove(id) {
      const place = places.get(id);
      if (place) unindex(id, place);
      places.delete(id);
    },
    get: (id) => places.get(id),
    all: () => [...places.values()],
    socketsOf: (id) => sockets.get(id) ?? id,
    at: (ip) => owners.get(ip),
    hostPort: hostPorts.find,
    outsideHost(name) {
      const id = outside.get(name.toLowerCase().replace(/\.$/, ''));
      return id === undefined ? undefined : places.get(id)?.ips;
    },
    save: () => [...places],
    load(data) {
      for (const memory of [places, owners, outside, sockets, hostPorts]) memory.clear();
      for (const [id, place] of data as [string, NetPlace][]) {
        places.set(id, place);
        index(id, place);
      }
    },
  };
}

/** The node that a place's packets pass, `undefined` outside. */
export function nodeOf(place: NetPlace): string | undefined {
  return place.kind === 'outside' ? undefined : place.node;
}

/** As traces name a sender. */
export function senderName(place: NetPlace | undefined): string {
  if (place === undefined || place.kind === 'outside') return 'outside';
  return place.kind === 'pod' ? `pod/${place.namespace}/${place.name}` : `node/${place.node}`;
}
