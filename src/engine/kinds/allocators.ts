import { formatAddress, parseAddress, parseNetwork } from '../../kube/ip.js';
import type { AddressAllocator, Allocators, PortAllocator } from './kind.js';

interface AllocatorRanges {
  /** One network, or one for each IP family, parted by a comma; the primary family first. */
  readonly serviceCIDR: string;
  /** `first-last`, both included. */
  readonly nodePortRange?: string;
}

/** What is asked of `sim`; kinds know no more of it. */
interface World {
  readonly random: { below(limit: number): number };
  readonly registry: {
    register(name: string, saved: { save(): unknown; load(data: unknown): void }): void;
  };
}

/** Cluster IPs and node ports of a cluster. What is taken is registered with `sim` as plain lists. */
export function createAllocators(
  sim: World,
  { serviceCIDR, nodePortRange = '30000-32767' }: AllocatorRanges,
): Allocators {
  const journal = createJournal();
  const networks = serviceCIDR.split(',').map((cidr) => addressAllocator(cidr.trim(), sim.random, journal));
  const ports = portAllocator(nodePortRange, sim.random, journal);
  sim.registry.register('kinds/allocators', {
    save: () => ({
      addresses: networks.map(({ pool }) => pool.save()),
      ports: ports.pool.save(),
      exhausted: [ports.pool.isExhausted(), networks.some(({ pool }) => pool.isExhausted())],
    }),
    load: (data) => {
      const saved = data as SavedAllocators;
      for (const [index, { pool }] of networks.entries()) pool.load(saved.addresses[index] ?? []);
      ports.pool.load(saved.ports);
      ports.pool.setExhausted(saved.exhausted[0]);
      for (const { pool } of networks) pool.setExhausted(saved.exhausted[1]);
    },
  });
  return {
    serviceIPs: networks.map(({ allocator }) => allocator),
    nodePorts: ports.allocator,
    setExhausted(range, exhausted) {
      for (const { pool } of range === 'node-ports' ? [ports] : networks) pool.setExhausted(exhausted);
    },
    transaction: (work, options) => journal.transaction(work, options?.dryRun === true),
  };
}

interface SavedAllocators {
  readonly addresses: readonly (readonly number[])[];
  readonly ports: readonly number[];
  /** Node ports, cluster IPs. */
  readonly exhausted: readonly [boolean, boolean];
}

interface Journal {
  note(undo: () => void): void;
  transaction<T>(work: () => T, dryRun: boolean): T;
}

function createJournal(): Journal {
  let steps: (() => void)[] | undefined;
  return {
    note: (undo) => {
      steps?.push(undo);
    },
    transaction(work, dryRun) {
      const outer = steps;
      const mine: (() => void)[] = [];
      steps = mine;
      let keep = false;
      try {
        const result = work();
        keep = !dryRun;
        return result;
      } finally {
        steps = outer;
        if (keep) outer?.push(...mine);
        else for (const undo of mine.reverse()) undo();
      }
    },
  };
}

/** Numbers 0 to size - 1. The first `staticBand` of them are handed out unasked only when the others are gone. */
interface Pool {
  take(offset: number): boolean;
  next(): number | undefined;
  release(offset: number): void;
  isExhausted(): boolean;
  setExhausted(exhausted: boolean): void;
  save(): number[];
  load(taken: readonly number[]): void;
}

function createPool(
  { size, staticBand }: { readonly size: number; readonly staticBand: number },
  random: World['random'],
  journal: Journal,
): Pool {
  const taken = new Set<number>();
  let exhausted = false;
  const take = (offset: number) => {
    if (exhausted || taken.has(offset)) return false;
    taken.add(offset);
    journal.note(() => taken.delete(offset));
    return true;
  };
  const search = (from: number, to: number) => {
    const count = to - from;
    if (count <= 0 || exhausted) return undefined;
    const start = random.below(count);
    for (let step = 0; step < count && taken.size < size; step += 1) {
      const offset = from + ((start + step) % count);
      if (take(offset)) return offset;
    }
    return undefined;
  };
  return {
    take,
    next: () => search(staticBand, size) ?? search(0, staticBand),
    release: (offset) => {
      if (taken.delete(offset)) journal.note(() => taken.add(offset));
    },
    isExhausted: () => exhausted,
    setExhausted: (next) => {
      exhausted = next;
    },
    save: () => [...taken].sort((a, b) => a - b),
    load: (saved) => {
      taken.clear();
      for (const offset of saved) taken.add(offset);
    },
  };
}

function addressAllocator(
  cidr: string,
  random: World['random'],
  journal: Journal,
): { readonly allocator: AddressAllocator; readonly pool: Pool } {
  const network = parseNetwork(cidr);
  if (network === undefined) throw new Error(`"${cidr}" is no network`);
  const { family } = network;
  const first = network.first + 1n;
  const last = family === 'IPv4' ? network.last - 1n : network.last;
  const size = Number(last - first + 1n);
  const pool = createPool({ size, staticBand: band(size, { step: 16, least: 16, most: 256 }) }, random, journal);
  const offsetOf = (text: string) => {
    const address = parseAddress(text);
    if (address === undefined || address.family !== family || address.value < first || address.value > last) return -1;
    return Number(address.value - first);
  };
  return {
    pool,
    allocator: {
      family,
      range: cidr,
      take: (address) => taking(pool, offsetOf(address)),
      next: () => {
        const offset = pool.next();
        return offset === undefined ? undefined : formatAddress({ family, value: first + BigInt(offset) });
      },
      release: (address) => pool.release(offsetOf(address)),
    },
  };
}

function portAllocator(
  range: string,
  random: World['random'],
  journal: Journal,
): { readonly allocator: PortAllocator; readonly pool: Pool } {
  const [first = 0, last = 0] = range.split('-').map(Number);
  const size = last - first + 1;
  const pool = createPool({ size, staticBand: band(size, { step: 32, least: 16, most: 128 }) }, random, journal);
  return {
    pool,
    allocator: {
      range,
      take: (port) => taking(pool, port < first || port > last ? -1 : port - first),
      next: () => {
        const offset = pool.next();
        return offset === undefined ? undefined : first + offset;
      },
      release: (port) => pool.release(port - first),
    },
  };
}

function taking(pool: Pool, offset: number): 'ok' | 'taken' | 'outside' {
  if (offset < 0) return 'outside';
  return pool.take(offset) ? 'ok' : 'taken';
}

/** Upstream's static band: the part of a range that random choice leaves to those who ask by number. */
function band(
  size: number,
  { step, least, most }: { readonly step: number; readonly least: number; readonly most: number },
): number {
  if (size <= least) return 0;
  return Math.min(Math.max(least, Math.floor(size / step)), most);
}
