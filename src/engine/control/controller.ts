import { ApiError } from '../../kube/api-error.js';
import type { Sim } from '../../sim/index.js';
import type { Change, ResourceName } from './cluster-api.js';

/** A control loop: it brings the world of one key nearer to what is wanted, and may be called at any time, in vain, too. */
export interface Controller {
  readonly name: string;
  /** Which changes concern which keys. A change costs what it touches: never list everything here. */
  readonly watches: Readonly<Record<ResourceName, (change: Change) => readonly string[]>>;
  /** Throws `ApiError` to be called again later (back-off 5 ms, doubling, at most 16 s, upstream's rate limiter). */
  reconcile(key: string): Requeue | undefined;
}

/** Look again after that many ms. `background` work (a retry with no end) does not keep the world from being quiet. */
export interface Requeue {
  readonly afterMs: number;
  readonly background?: boolean;
}

export interface ControlPlane {
  /** Adds a loop while the world is built. */
  add(controller: Controller): void;
  /** Tells all loops of a committed change. */
  notify(change: Change): void;
  /** Puts a key into a loop's queue by hand. */
  enqueue(controller: string, key: string, requeue?: Requeue): void;
  /** A loop that is stopped keeps its keys and works them off when it is started again. */
  setStopped(controller: string, stopped: boolean): void;
}

/** How long a change takes to reach a loop, in ms of virtual time. */
const WATCH_LATENCY = 2;
const FIRST_RETRY = 5;
const LAST_RETRY = 16_000;

interface Loop {
  readonly controller: Controller;
  /** Queued keys: number and time of their event. */
  queued: Map<string, { readonly seq: number; readonly at: number }>;
  failures: Map<string, number>;
  stopped: boolean;
}

export function createControlPlane(sim: Sim): ControlPlane {
  const loops = new Map<string, Loop>();
  const interests = new Map<ResourceName, Loop[]>();

  const enqueue = (loop: Loop, key: string, { afterMs, background = false }: Requeue) => {
    const waiting = loop.queued.get(key);
    if (waiting !== undefined && waiting.at <= sim.now() + afterMs) return;
    if (waiting !== undefined) sim.cancel(waiting.seq);
    const seq = sim.schedule('reconcile', { loop: loop.controller.name, key }, { delay: afterMs, background });
    loop.queued.set(key, { seq, at: sim.now() + Math.ceil(afterMs) });
  };
  const retry = (loop: Loop, key: string) => {
    const failures = (loop.failures.get(key) ?? 0) + 1;
    loop.failures.set(key, failures);
    enqueue(loop, key, { afterMs: Math.min(FIRST_RETRY * 2 ** (failures - 1), LAST_RETRY), background: failures > 10 });
  };

  sim.on('reconcile', ({ loop: name, key }: { loop: string; key: string }) => {
    const loop = find(loops, name);
    if (loop.stopped) return enqueue(withoutKey(loop, key), key, { afterMs: 1000, background: true });
    loop.queued.delete(key);
    try {
      const again = loop.controller.reconcile(key);
      loop.failures.delete(key);
      if (again) enqueue(loop, key, again);
    } catch (error) {
      if (!(error instanceof ApiError)) throw new Error(`controller ${name}, key ${key}`, { cause: error });
      retry(loop, key);
    }
  });

  return {
    add(controller) {
      const loop: Loop = { controller, queued: new Map(), failures: new Map(), stopped: false };
      loops.set(controller.name, loop);
      for (const resource of Object.keys(controller.watches)) {
        interests.set(resource, [...(interests.get(resource) ?? []), loop]);
      }
      sim.registry.register(`control/${controller.name}`, {
        save: () => ({ queued: [...loop.queued], failures: [...loop.failures], stopped: loop.stopped }),
        load: (data) => {
          const saved = data as {
            queued: [string, { seq: number; at: number }][];
            failures: [string, number][];
            stopped: boolean;
          };
          loop.queued = new Map(saved.queued);
          loop.failures = new Map(saved.failures);
          loop.stopped = saved.stopped;
        },
      });
    },
    notify(change) {
      for (const loop of interests.get(change.resource) ?? []) {
        const keysOf = loop.controller.watches[change.resource];
        for (const key of keysOf?.(change) ?? []) enqueue(loop, key, { afterMs: WATCH_LATENCY });
      }
    },
    enqueue: (name, key, requeue = { afterMs: WATCH_LATENCY }) => enqueue(find(loops, name), key, requeue),
    setStopped(name, stopped) {
      find(loops, name).stopped = stopped;
    },
  };
}

function withoutKey(loop: Loop, key: string): Loop {
  loop.queued.delete(key);
  return loop;
}

function find(loops: ReadonlyMap<string, Loop>, name: string): Loop {
  const loop = loops.get(name);
  if (loop === undefined) throw new Error(`there is no controller "${name}"`);
  return loop;
}
