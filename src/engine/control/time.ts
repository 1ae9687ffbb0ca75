import { rfc3339 } from '../../kube/rfc3339.js';
import type { Sim } from '../../sim/index.js';

/** Virtual time as metav1.Time writes it: whole seconds. */
export function timestamp(sim: Pick<Sim, 'now' | 'epoch'>): string {
  return rfc3339(sim.epoch + sim.now());
}

/** Virtual time as metav1.MicroTime writes it. */
export function microTimestamp(sim: Pick<Sim, 'now' | 'epoch'>): string {
  return `${new Date(sim.epoch + sim.now()).toISOString().slice(0, 23)}000Z`;
}

/** Virtual time, in ms, of an RFC 3339 text; 0 when there is none. */
export function virtualTime(sim: Pick<Sim, 'epoch'>, text: string | null | undefined): number {
  return text ? Date.parse(text) - sim.epoch : 0;
}
