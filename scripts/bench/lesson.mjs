import { createCluster } from '../../dist/engine.js';
import { figure, median, wall } from './statistics.mjs';
import { lessonWorld } from './worlds.mjs';

const RUNS = 30;

/** Snapshot and restore of a world in the middle of a lesson, as data and as text. */
export function figuresOfLesson() {
  const cluster = lessonWorld();
  const first = wall(() => cluster.snapshot());
  const snapshot = cluster.snapshot();
  const text = JSON.stringify(snapshot);
  const other = createCluster({ seed: 2 });
  const restoredFirst = wall(() => other.restore(JSON.parse(text)));
  const times = (work) => Array.from({ length: RUNS }, () => wall(work));
  return [
    figure('snapshot of a lesson, first', first, { unit: 'ms', budget: 5 }),
    figure('snapshot of a lesson', median(times(() => cluster.snapshot())), { unit: 'ms', budget: 5, runs: RUNS }),
    figure('restore of a lesson from text, first', restoredFirst, { unit: 'ms', budget: 5 }),
    figure('restore of a lesson', median(times(() => cluster.restore(snapshot))), {
      unit: 'ms',
      budget: 5,
      runs: RUNS,
    }),
    figure('restore of a lesson from text', median(times(() => other.restore(JSON.parse(text)))), {
      unit: 'ms',
      budget: 5,
      runs: RUNS,
    }),
    figure('cluster begun from a saved lesson', median(times(() => createCluster({ world: JSON.parse(text) }))), {
      unit: 'ms',
      runs: RUNS,
    }),
    figure('snapshot of a lesson as text', text.length / 1000, { unit: 'kB' }),
  ];
}
