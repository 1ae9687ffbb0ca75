import type { Cluster } from '../../engine/public-face.js';
import type { AbortSignalLike, Clock } from '../../port/port.js';

/** Owns a cluster's clock. Virtual time moves only while every client task is blocked. */
export interface Driver extends Clock {
  /** Says that a client waits for the world (a watch, a program): time moves. Call the result when the wait is over. */
  waiting(): () => void;
  /** Something reached a client: it gets its turn before more time passes. */
  woke(): void;
  /** The world was changed from outside: what is due is worked off. */
  poke(): void;
  setPace(pace: Pace): void;
  stop(): void;
}

/** As fast as possible; with the wall clock; or standing still, while only what is due now happens. */
export type Pace =
  | { readonly mode: 'jump' }
  | { readonly mode: 'paced'; readonly speed: number }
  | { readonly mode: 'held' };

/** How long the host's thread may be held at a time, in ms. */
const SLICE_MS = 8;
const SLICE_EVENTS = 256;
/** The longest sleep of the paced driver, so that a clock on the screen can follow. */
const LONGEST_NAP_MS = 1000;
/** The shortest, but for a client's own sleep: a request's dozen events cost a turn or two instead of one each. */
const FRAME_MS = 16;

interface Sleeper {
  /** Virtual ms since the cluster was made. */
  readonly at: number;
  readonly resolve: (slept: boolean) => void;
}

export function createDriver(cluster: Cluster, firstPace: Pace): Driver {
  let pace = firstPace;
  const sleepers = new Set<Sleeper>();
  let busyTasks = 0;
  let waits = 0;
  let isClientAwake = false;
  let isStopped = false;
  let turnAsked = false;
  let nap: ReturnType<typeof setTimeout> | undefined;
  let origin = { wall: performance.now(), virtual: cluster.elapsed() };

  const nextSleeper = () => Math.min(...[...sleepers].map(({ at }) => at), Number.POSITIVE_INFINITY);
  const poke = () => {
    if (turnAsked || isStopped) return;
    turnAsked = true;
    if (nap !== undefined) clearTimeout(nap);
    nap = undefined;
    setImmediate(turn);
  };
  const turn = () => {
    turnAsked = false;
    if (isStopped || busyTasks > 0) return;
    isClientAwake = false;
    if (pace.mode === 'jump') jump();
    else if (pace.mode === 'paced') follow(pace.speed);
    else fire();
  };
  const jump = () => {
    if (sleepers.size === 0 && waits === 0) return;
    const target = nextSleeper();
    advance(target);
    fire();
    poke();
  };
  const follow = (speed: number) => {
    const wall = Math.floor(origin.virtual + (performance.now() - origin.wall) * speed);
    // A sleep ends exactly at its time, however late the host is: the same inputs give the same world at any pace.
    const target = Math.min(wall, nextSleeper());
    const isThere = advance(target);
    fire();
    if (!isThere || isClientAwake || target < wall) return poke();
    const wallUntil = (at: number) => (at - cluster.elapsed()) / speed;
    const event = Math.max(FRAME_MS, wallUntil(cluster.nextAt() ?? Number.POSITIVE_INFINITY));
    const sleeper = Math.max(1, wallUntil(nextSleeper()));
    nap = setTimeout(poke, Math.min(event, sleeper, LONGEST_NAP_MS));
  };
  /** Runs to `target` unless a client wakes or the slice is used up; says whether it got there. */
  const advance = (target: number): boolean => {
    const end = performance.now() + SLICE_MS;
    while (!isClientAwake && performance.now() < end) {
      const until = Number.isFinite(target) ? target : nextMoment();
      const { stopped } = cluster.run({ until, maxEvents: SLICE_EVENTS, pause: () => isClientAwake });
      if (stopped === 'until' && until === target) return true;
    }
    return false;
  };
  const nextMoment = () => cluster.nextAt() ?? cluster.elapsed() + LONGEST_NAP_MS;
  const fire = () => {
    const now = cluster.elapsed();
    for (const sleeper of [...sleepers].filter(({ at }) => at <= now).sort((a, b) => a.at - b.at)) {
      sleepers.delete(sleeper);
      sleeper.resolve(true);
    }
  };
  const release = () => {
    busyTasks -= 1;
    if (busyTasks > 0) return;
    origin = { wall: performance.now(), virtual: cluster.elapsed() };
    poke();
  };

  poke();
  return {
    now: cluster.now,
    sleep: (ms, signal) =>
      isStopped || signal?.aborted
        ? Promise.resolve(false)
        : sleep({ at: cluster.elapsed() + Math.ceil(ms), sleepers, poke, signal }),
    busy() {
      busyTasks += 1;
      return once(release);
    },
    waiting() {
      waits += 1;
      poke();
      return once(() => {
        waits -= 1;
      });
    },
    woke() {
      isClientAwake = true;
      poke();
    },
    poke,
    setPace(next) {
      pace = next;
      origin = { wall: performance.now(), virtual: cluster.elapsed() };
      poke();
    },
    stop() {
      isStopped = true;
      if (nap !== undefined) clearTimeout(nap);
      for (const { resolve } of sleepers) resolve(false);
      sleepers.clear();
    },
  };
}

interface Sleep {
  readonly at: number;
  readonly sleepers: Set<Sleeper>;
  readonly poke: () => void;
  readonly signal: AbortSignalLike | undefined;
}

function sleep({ at, sleepers, poke, signal }: Sleep): Promise<boolean> {
  return new Promise((resolve) => {
    const sleeper: Sleeper = {
      at,
      resolve: (slept) => {
        signal?.removeEventListener('abort', abort);
        resolve(slept);
      },
    };
    const abort = () => {
      sleepers.delete(sleeper);
      sleeper.resolve(false);
    };
    signal?.addEventListener('abort', abort);
    sleepers.add(sleeper);
    poke();
  });
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    work();
  };
}
