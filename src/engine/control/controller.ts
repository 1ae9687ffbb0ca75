import type { Change, ResourceName } from './cluster-api.js';

/** A control loop: it brings the world of one key nearer to what is wanted, and may be called at any time, in vain, too. */
export interface Controller {
  readonly name: string;
  /** Which changes concern which keys. A change costs what it touches: never list everything here. */
  readonly watches: Readonly<Record<ResourceName, (change: Change) => readonly string[]>>;
  /**
   * How long a change takes to reach the loop, in ms of virtual time (2 without it). A loop whose reconcile costs many
   * objects takes longer, so that changes that come together are worked off together.
   */
  readonly latencyMs?: number;
  /** Throws `ApiError` to be called again later (back-off 5 ms, doubling, at most 16 s, upstream's rate limiter). */
  reconcile(key: string): Requeue | undefined;
}

/** Look again after that many ms. `background` work (a retry with no end) does not keep the world from being quiet. */
export interface Requeue {
  readonly afterMs: number;
  readonly background?: boolean;
}
