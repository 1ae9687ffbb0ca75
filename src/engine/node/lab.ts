import type { Pod } from '../../kube/shapes/pod.js';
import type { PodWork } from './pod-work.js';

/**
 * Annotations with which a lesson steers a Pod: `lab/ready: "false"` keeps its containers from becoming ready, whatever their probes
 * say; `lab/terminate-delay: "6"` lets them take that many seconds to end after the signal.
 */
const READY = 'lab/ready';
const DELAY = 'lab/terminate-delay';

export function steersDifferently(pod: Pod, before: Pod): boolean {
  return [READY, DELAY].some((name) => pod.metadata.annotations?.[name] !== before.metadata.annotations?.[name]);
}

/** The work as the status tells it. */
export function withLab(pod: Pod, work: PodWork): PodWork {
  if (pod.metadata.annotations?.[READY] !== 'false') return work;
  return { ...work, containers: work.containers.map((container) => ({ ...container, ready: false })) };
}

/** ms that the containers still take before they heed the signal of a deletion; `now` in ms since 1970. */
export function stillBusy({ metadata }: Pod, now: number): number {
  const delay = Number(metadata.annotations?.[DELAY] ?? 0) * 1000;
  if (!(delay > 0) || metadata.deletionTimestamp === undefined) return 0;
  const asked = Date.parse(metadata.deletionTimestamp) - (metadata.deletionGracePeriodSeconds ?? 0) * 1000;
  return Math.max(0, asked + delay - now);
}
