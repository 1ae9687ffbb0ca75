import type { Sim } from '../../sim/index.js';

/** What a source may still say about one object. */
interface Allowance {
  readonly tokens: number;
  readonly atMs: number;
}

/** client-go's EventSourceObjectSpamFilter: so many events at once about one object, then one every five minutes. */
const BURST = 25;
const REFILL_MS = 300_000;
const MEMORY = 4096;

/** Keeps so many entries, as client-go's caches do. A map that is not full is left alone: its deleted entries would be walked. */
export function forgetOldest(memory: Map<string, unknown>, most: number): void {
  if (memory.size <= most) return;
  const oldest = memory.keys().next();
  if (!oldest.done) memory.delete(oldest.value);
}

export interface EventSpamFilter {
  /** Whether this one may be written; `key` names the source and the object. */
  admits(key: string): boolean;
}

export function createEventSpamFilter(sim: Pick<Sim, 'now' | 'registry'>): EventSpamFilter {
  let allowances = new Map<string, Allowance>();
  sim.registry.register('control/event-spam', {
    save: () => [...allowances],
    load: (data) => {
      allowances = new Map(data as [string, Allowance][]);
    },
  });
  return {
    admits(key) {
      const now = sim.now();
      const before = allowances.get(key);
      const tokens = before ? Math.min(BURST, before.tokens + (now - before.atMs) / REFILL_MS) : BURST;
      const admitted = tokens >= 1;
      allowances.delete(key);
      allowances.set(key, { tokens: admitted ? tokens - 1 : tokens, atMs: now });
      forgetOldest(allowances, MEMORY);
      return admitted;
    },
  };
}
