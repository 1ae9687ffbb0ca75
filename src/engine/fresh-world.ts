import type { Snapshot } from '../sim/index.js';
import { preparedWorld } from './prepared-world.js';
import type { ClusterOptions } from './public-face.js';

export const DEFAULT_EPOCH = '2026-01-01T00:00:00Z';
/** Options that a prepared world was made with; any other value asks for a start of its own. */
const PREPARED: ClusterOptions = { seed: 1, nodes: 3, proxyMode: 'iptables' };
/** A start is over by then, in ms of virtual time. */
const LONGEST_START_MS = 60_000;

/** The world that a start with these options would make, when it was prepared at build time; times moved to the wanted epoch. */
export function freshWorld(options: ClusterOptions): Snapshot | undefined {
  const { epoch = DEFAULT_EPOCH, addons = [], ...rest } = options;
  // Addons come afterwards, but these bring kinds and loops of their own, which the prepared world does not know.
  const isOwnKind = addons.includes('gateway-api');
  if (preparedWorld === undefined || isOwnKind || !isPrepared(rest)) return undefined;
  // In whole seconds, as a cluster's epoch is: times in objects have no fractions.
  const moveMs = Math.floor((Date.parse(epoch) - Date.parse(DEFAULT_EPOCH)) / 1000) * 1000;
  return JSON.parse(moveMs === 0 ? preparedWorld : moved(preparedWorld, moveMs));
}

function isPrepared(options: ClusterOptions): boolean {
  const known = PREPARED as Readonly<Record<string, unknown>>;
  return Object.entries(options).every(([name, value]) => value === undefined || value === known[name]);
}

/** Times stand in a world as RFC 3339, as ms since 1970, and as hexadecimal ns in the names of events. */
const TIMES = /\b(?:(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?=[.Z])|(\d{13})\b|([0-9a-f]{16})\b)/g;

function moved(world: string, moveMs: number): string {
  const from = Date.parse(DEFAULT_EPOCH);
  const isOfStart = (ms: number) => ms >= from && ms < from + LONGEST_START_MS;
  const moveNs = BigInt(moveMs) * 1_000_000n;
  return world.replace(TIMES, (text, date?: string, ms?: string, ns?: string) => {
    if (date !== undefined) {
      const at = Date.parse(`${date}Z`);
      return isOfStart(at) ? new Date(at + moveMs).toISOString().slice(0, 19) : text;
    }
    if (ms !== undefined) return isOfStart(Number(ms)) ? String(Number(ms) + moveMs) : text;
    const value = BigInt(`0x${ns}`);
    return isOfStart(Number(value / 1_000_000n)) ? (value + moveNs).toString(16) : text;
  });
}
