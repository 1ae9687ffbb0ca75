import { ApiError } from '../../kube/api-error.js';
import type { Sim } from '../../sim/index.js';
import type { Change, ResourceName } from './cluster-api.js';
import type { Controller, Requeue } from './controller.js';

/** The work queues of all loops. */
export interface ControlPlane {
  /** Adds a loop while the world is built. */
  add(controller: Controller): void;
  /** Tells all loops of a committed change. */
  notify(change: Change): void;
  /** Puts a key into a loop's queue by hand. */
  enqueue(controller: string, key: string, requeue?: Requeue): void;
  /** A loop that is stopped keeps its keys and works them off when no reason to stand still is left. */
  setStopped(controller: string, stopped: boolean, reason?: string): void;
}

const WATCH_LATENCY = 2;
const FIRST_RETRY = 5;
const LAST_RETRY = 16_000;
/** After that many failures in a row a key's retries are background work: nothing but a change will help it. */
const HOPELESS = 10;

/** A key's place in the queue; replaced, never changed, so that snapshots may share it. */
interface Place {
  readonly seq: number;
  readonly at: number;
  readonly background: boolean;
}

interface Loop {
  readonly controller: Controller;
  queued: Map<string, Place>;
  failures: Map<string, number>;
  /** Keys whose time came while the loop was stopped. */
  held: Set<string>;
  stops: Set<string>;
}

interface Interest {
  readonly loop: Loop;
  readonly keysOf: Controller['watches'][ResourceName];
}

interface SavedLoop {
  readonly queued: readonly [string, Place][];
  readonly failures: readonly [string, number][];
  readonly held: readonly string[];
  readonly stops: readonly string[];
}

export function createControlPlane(sim: Sim): ControlPlane {
  const loops = new Map<string, Loop>();
  const interests = new Map<ResourceName, Interest[]>();
  sim.on('reconcile', ({ loop, key }: { loop: string; key: string }) => work(sim, find(loops, loop), key));

  return {
    add(controller) {
      if (loops.has(controller.name)) throw new Error(`controller "${controller.name}" is added twice`);
      const loop: Loop = { controller, queued: new Map(), failures: new Map(), held: new Set(), stops: new Set() };
      loops.set(controller.name, loop);
      for (const [resource, keysOf] of Object.entries(controller.watches)) {
        interests.set(resource, [...(interests.get(resource) ?? []), { loop, keysOf }]);
      }
      sim.registry.register(`control/${controller.name}`, {
        save: () => savedLoop(loop),
        load: (data) => loadLoop(loop, data as SavedLoop),
      });
    },
    notify(change) {
      for (const { loop, keysOf } of interests.get(change.resource) ?? []) {
        const keys = keysOf(change);
        if (keys.length > 0) for (const key of keys) enqueue(sim, loop, key, latency(loop));
      }
    },
    enqueue(name, key, requeue) {
      const loop = find(loops, name);
      enqueue(sim, loop, key, requeue ?? latency(loop));
    },
    setStopped(name, stopped, reason = 'program') {
      const loop = find(loops, name);
      if (stopped) loop.stops.add(reason);
      else loop.stops.delete(reason);
      if (loop.stops.size > 0) return;
      for (const key of loop.held) enqueue(sim, loop, key, latency(loop));
      loop.held.clear();
    },
  };
}

function work(sim: Sim, loop: Loop, key: string): void {
  loop.queued.delete(key);
  if (loop.stops.size > 0) {
    loop.held.add(key);
    return;
  }
  try {
    const again = loop.controller.reconcile(key);
    loop.failures.delete(key);
    if (again) enqueue(sim, loop, key, again);
  } catch (error) {
    if (!(error instanceof ApiError)) {
      throw new Error(`controller ${loop.controller.name}, key ${key}`, { cause: error });
    }
    const failures = (loop.failures.get(key) ?? 0) + 1;
    loop.failures.set(key, failures);
    const afterMs = Math.min(FIRST_RETRY * 2 ** (failures - 1), LAST_RETRY);
    enqueue(sim, loop, key, { afterMs, background: failures > HOPELESS });
  }
}

/** A key stands in the queue once: at the earlier of the two times, and as work when either of the two is work. */
function enqueue(sim: Sim, loop: Loop, key: string, { afterMs, background = false }: Requeue): void {
  const waiting = loop.queued.get(key);
  const wanted = sim.now() + Math.max(0, Math.ceil(afterMs));
  if (waiting !== undefined && waiting.at <= wanted && (background || !waiting.background)) return;
  if (waiting !== undefined) sim.cancel(waiting.seq);
  const at = Math.min(wanted, waiting?.at ?? wanted);
  const seq = sim.schedule('reconcile', { loop: loop.controller.name, key }, { delay: at - sim.now(), background });
  loop.queued.set(key, { seq, at, background });
}

function latency(loop: Loop): Requeue {
  return { afterMs: loop.controller.latencyMs ?? WATCH_LATENCY };
}

function savedLoop(loop: Loop): SavedLoop {
  return { queued: [...loop.queued], failures: [...loop.failures], held: [...loop.held], stops: [...loop.stops] };
}

function loadLoop(loop: Loop, saved: SavedLoop): void {
  loop.queued = new Map(saved.queued);
  loop.failures = new Map(saved.failures);
  loop.held = new Set(saved.held);
  loop.stops = new Set(saved.stops);
}

function find(loops: ReadonlyMap<string, Loop>, name: string): Loop {
  const loop = loops.get(name);
  if (loop === undefined) throw new Error(`there is no controller "${name}"`);
  return loop;
}
