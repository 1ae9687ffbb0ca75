import { createQueue } from './queue.js';
import { createRandom, type Random } from './random.js';
import { createRegistry, type Registry } from './registry.js';

/** The virtual world's clock, queue, chance and memory. Times are whole ms since the epoch of the world. */
export interface Sim {
  now(): number;
  /** Wall time of virtual time zero, in ms since 1970. */
  readonly epoch: number;
  readonly random: Random;
  /** State that snapshots hold; register once, while the world is built. */
  readonly registry: Pick<Registry, 'register'>;
  /** Declares what an event of this kind does; once for each kind, while the world is built. */
  on<A>(kind: string, handler: (args: A) => void): void;
  /** Schedules `kind` after `delay` ms; returns a number for `cancel`. `args` is JSON-able data. */
  schedule(kind: string, args: unknown, timing: Timing): number;
  cancel(seq: number): void;
  /** Time of the next event, whatever its kind. */
  nextAt(): number | undefined;
  run(limits: RunLimits): RunResult;
  snapshot(): Snapshot;
  restore(snapshot: Snapshot): void;
}

export interface Timing {
  /** ms from now, 0 or more. */
  readonly delay: number;
  /** Periodic or endless work (a probe's tick, a program's sleep): it does not keep the world from being quiet. */
  readonly background?: boolean;
}

export interface RunLimits {
  /** Virtual time to stop at; the clock stands there when nothing is left before it. Without it: until quiet. */
  readonly until?: number;
  /** Stops when only background work is left, too, and leaves the clock there. */
  readonly untilQuiet?: boolean;
  readonly maxEvents?: number;
  /** Asked after each event; `true` ends the slice there. */
  readonly pause?: () => boolean;
}

export interface RunResult {
  /** `quiet`: only background work is left; `until`: the time came; `events`: the slice was used up; `paused`: `pause` said so. */
  readonly stopped: 'quiet' | 'until' | 'events' | 'paused';
  readonly events: number;
}

export interface Snapshot {
  readonly now: number;
  readonly seq: number;
  readonly world: Readonly<Record<string, unknown>>;
}

export function createSim({ seed, epoch }: { readonly seed: number; readonly epoch: number }): Sim {
  const registry = createRegistry();
  const { queue, saved: savedQueue } = createQueue();
  const { random, saved: savedRandom } = createRandom(seed);
  registry.register('sim/queue', savedQueue);
  registry.register('sim/random', savedRandom);
  const handlers = new Map<string, (args: never) => void>();
  let now = 0;
  let seq = 0;

  const happen = () => {
    const event = queue.pop();
    if (event === undefined) return;
    now = event.at;
    const handler = handlers.get(event.kind);
    if (handler === undefined) throw new Error(`nobody handles events of kind "${event.kind}"`);
    handler(event.args as never);
  };

  return {
    now: () => now,
    epoch,
    random,
    registry,
    on(kind, handler) {
      if (handlers.has(kind)) throw new Error(`events of kind "${kind}" are handled twice`);
      handlers.set(kind, handler);
    },
    schedule(kind, args, { delay, background = false }) {
      seq += 1;
      queue.push({ at: now + Math.max(0, Math.ceil(delay)), seq, kind, args, background });
      return seq;
    },
    cancel: queue.cancel,
    nextAt: () => queue.peek()?.at,
    run({ until, untilQuiet = until === undefined, maxEvents = Number.POSITIVE_INFINITY, pause = never }) {
      for (let events = 0; ; events += 1) {
        const next = queue.peek();
        if (untilQuiet && queue.pendingWork === 0) return { stopped: 'quiet', events };
        if (until !== undefined && (next === undefined || next.at > until)) {
          now = Math.max(now, until);
          return { stopped: 'until', events };
        }
        if (events >= maxEvents) return { stopped: 'events', events };
        happen();
        if (pause()) return { stopped: 'paused', events: events + 1 };
      }
    },
    snapshot: () => ({ now, seq, world: registry.save() }),
    restore(snapshot) {
      now = snapshot.now;
      seq = snapshot.seq;
      registry.load(snapshot.world);
    },
  };
}

function never(): boolean {
  return false;
}
