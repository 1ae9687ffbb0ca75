import { figure, median, wall } from './statistics.mjs';

const RUNS = 30;

/** A fixed piece of work, so that figures of different hours and machines can be compared: all others scale with it. */
export function figuresOfMachine() {
  const items = Array.from({ length: 5000 }, (_, at) => ({ name: `item-${at}`, at, labels: { app: 'x', tier: 'y' } }));
  const text = JSON.stringify(items);
  const times = Array.from({ length: RUNS }, () => wall(() => JSON.stringify(JSON.parse(text))));
  return [figure('machine: a fixed piece of work', median(times), { unit: 'ms', runs: RUNS })];
}
