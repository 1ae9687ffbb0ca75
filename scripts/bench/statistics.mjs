/** The middle value. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** Wall milliseconds of `work`. */
export function wall(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Milliseconds of processor that the process used during `work`, its compiler and collector included. */
export function processor(work) {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** A line of the bench; `budget` undefined where none was set. */
export function figure(name, value, { unit, budget, runs = 1 }) {
  return { name, value: Number(value.toPrecision(4)), unit, budget: budget ?? null, runs };
}
