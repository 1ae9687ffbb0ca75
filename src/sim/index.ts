export type { Random } from './random.js';
export type { Saved } from './registry.js';
export { createSim, type RunLimits, type RunResult, type Sim, type Snapshot, type Timing } from './sim.js';
