import { createCluster } from '../../dist/engine.js';
import { figure, median, processor, wall } from './statistics.mjs';
import { answers } from './worlds.mjs';

const WARM = 40;

/** How soon a cluster is there, in a fresh process and in one that has made many. */
export function figuresOfReady() {
  const cold = wall(() => createCluster());
  const started = Array.from({ length: WARM }, (_, at) => wall(() => createCluster({ seed: at + 2 })));
  const warm = Array.from({ length: WARM }, () => wall(() => createCluster()));
  return [
    figure('cluster ready, first in a process', cold, { unit: 'ms', budget: 10 }),
    figure('cluster ready', median(warm.slice(WARM / 2)), { unit: 'ms', budget: 10, runs: WARM / 2 }),
    figure('cluster ready, another seed', median(started.slice(WARM / 2)), { unit: 'ms', runs: WARM / 2 }),
  ];
}

/** Processor time from `apply` of a Deployment of three with its Service until that has answered. */
export function figuresOfAnswer() {
  const first = createCluster({ seed: 1 });
  const cold = processor(() => answers(first));
  const warm = Array.from({ length: WARM }, (_, at) => {
    const cluster = createCluster({ seed: at });
    return wall(() => answers(cluster));
  });
  return [
    figure('Deployment of 3 and its Service answer, cold', cold, { unit: 'ms CPU', budget: 20 }),
    figure('Deployment of 3 and its Service answer, warm', median(warm.slice(WARM / 2)), {
      unit: 'ms',
      budget: 20,
      runs: WARM / 2,
    }),
  ];
}
