import type { Ticker } from '../../ui/screen/ticker.js';

/** Wall time, for drawing only; the cluster has its own clock. */
export const wallTicker: Ticker = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
