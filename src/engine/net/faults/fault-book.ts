import type { ActiveFault, Fault } from '../../../kube/fault.js';
import type { Random, Sim } from '../../../sim/index.js';
import type { NetPlace } from '../network.js';
import { nodeOf, type Places, senderName } from '../places.js';

/** What is broken now, and what that does to packets, kubelets and probes. Registered with `sim`. */
export interface FaultBook {
  add(fault: Fault): ActiveFault;
  /** Returns what it was. */
  remove(id: number): ActiveFault | undefined;
  all(): readonly ActiveFault[];
  /** Why a node has no network. */
  offReason(node: string): 'node-down' | 'node-cut' | undefined;
  /** Why nothing passes between two places. */
  cut(from: string, to: string): Cut | undefined;
  /** What happens to one packet between two places; takes a random choice when packets are lost on the way. */
  fate(from: string, to: string): PacketFate;
  /** More time than usual, one way, in ms. */
  delay(from: string, to: string): number;
  probe(pod: string, probe: string): 'pass' | 'fail' | undefined;
}

/** Nothing passes until the fault is gone. */
export interface Cut {
  readonly kind: 'cut';
  readonly reason: 'node-down' | 'node-cut';
  readonly node: string;
}

type PacketFate =
  | { readonly kind: 'passes' }
  | Cut
  /** This packet is lost; the next one may not be. */
  | { readonly kind: 'lost'; readonly between: readonly [string, string]; readonly loss: number };

const PASSES: PacketFate = { kind: 'passes' };

export function createFaultBook({ sim, places }: { readonly sim: Sim; readonly places: Places }): FaultBook {
  let faults: readonly ActiveFault[] = [];
  let last = 0;
  let off = new Map<string, 'node-down' | 'node-cut'>();
  let links: readonly Link[] = [];
  const set = (next: readonly ActiveFault[]) => {
    faults = next;
    off = offNodes(next);
    links = next.flatMap(({ fault }) => (fault.kind === 'link' ? [fault] : []));
  };
  sim.registry.register('net/faults', {
    save: () => ({ last, faults }),
    load(data) {
      const saved = data as { readonly last: number; readonly faults: readonly ActiveFault[] };
      last = saved.last;
      set(saved.faults);
    },
  });
  const between = (from: string, to: string) => {
    const [here, there] = [places.get(from), places.get(to)];
    return here && there ? { here, there } : undefined;
  };

  return {
    add(fault) {
      last += 1;
      const active = { id: last, at: sim.now(), fault };
      set([...faults, active]);
      return active;
    },
    remove(id) {
      const found = faults.find((active) => active.id === id);
      set(faults.filter((active) => active.id !== id));
      return found;
    },
    all: () => faults,
    cut(from, to) {
      const ends = off.size === 0 ? undefined : between(from, to);
      return ends && cutOf(off, ends);
    },
    offReason: (node) => off.get(node),
    fate(from, to) {
      const ends = off.size === 0 && links.length === 0 ? undefined : between(from, to);
      if (ends === undefined || from === to) return PASSES;
      return cutOf(off, ends) ?? lossOf(links, ends, sim.random) ?? PASSES;
    },
    delay(from, to) {
      const ends = links.length === 0 ? undefined : between(from, to);
      if (ends === undefined || from === to) return 0;
      return links.filter((link) => joins(link, ends)).reduce((sum, { delayMs = 0 }) => sum + delayMs, 0);
    },
    probe: (pod, probe) => probeOf(faults, pod, probe),
  };
}

type Link = Extract<Fault, { readonly kind: 'link' }>;

interface Ends {
  readonly here: NetPlace;
  readonly there: NetPlace;
}

/** Of two faults of one node the graver one counts. */
function offNodes(faults: readonly ActiveFault[]): Map<string, 'node-down' | 'node-cut'> {
  const off = new Map<string, 'node-down' | 'node-cut'>();
  for (const { fault } of faults) {
    if (fault.kind !== 'node-down' && fault.kind !== 'node-cut') continue;
    if (off.get(fault.node) !== 'node-down') off.set(fault.node, fault.kind);
  }
  return off;
}

/** What stays on one machine needs no network, but a machine that runs. */
function cutOf(off: ReadonlyMap<string, 'node-down' | 'node-cut'>, { here, there }: Ends): Cut | undefined {
  const nodes = [nodeOf(here), nodeOf(there)];
  const isInside = nodes[0] === nodes[1];
  for (const node of nodes) {
    const reason = node === undefined ? undefined : off.get(node);
    if (node !== undefined && reason !== undefined && !(isInside && reason === 'node-cut')) {
      return { kind: 'cut', reason, node };
    }
  }
  return undefined;
}

function lossOf(links: readonly Link[], ends: Ends, random: Pick<Random, 'below'>): PacketFate | undefined {
  for (const link of links) {
    const { between, loss = 0 } = link;
    if (loss > 0 && joins(link, ends) && random.below(100) < loss) return { kind: 'lost', between, loss };
  }
  return undefined;
}

function joins({ between: [a, b] }: Link, { here, there }: Ends): boolean {
  return (isOf(a, here) && isOf(b, there)) || (isOf(a, there) && isOf(b, here));
}

function isOf(name: string, place: NetPlace): boolean {
  if (name === 'any') return true;
  if (name === senderName(place)) return true;
  return name.startsWith('node/') && nodeOf(place) === name.slice('node/'.length);
}

function probeOf(faults: readonly ActiveFault[], pod: string, probe: string): 'pass' | 'fail' | undefined {
  for (const { fault } of faults) {
    if (fault.kind === 'probe' && fault.pod === pod && (fault.probe ?? probe) === probe) return fault.outcome;
  }
  return undefined;
}
