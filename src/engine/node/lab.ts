import type { Pod } from '../../kube/shapes/pod.js';
import type { FileStore } from '../../sh/files.js';
import type { PodWork } from './pod-work.js';
import { LAB_FILE } from './programs/lab-manners.js';

/**
 * Annotations with which a lesson steers a Pod: `lab/ready: "false"` keeps its containers from becoming ready, whatever their probes
 * say; `lab/flap: "10"` makes them ready and not ready by turns of so many seconds; `lab/terminate-delay: "6"` lets them take that
 * many seconds to end after the signal. What programs themselves heed (`lab/delay`, `lab/fail`, `lab/lossy`) they find in a file.
 */
const READY = 'lab/ready';
const FLAP = 'lab/flap';
const DELAY = 'lab/terminate-delay';
const MANNERS = ['lab/delay', 'lab/fail', 'lab/lossy'];

export function steersDifferently(pod: Pod, before: Pod): boolean {
  const [now, then] = [pod.metadata.annotations, before.metadata.annotations];
  return now !== then && [READY, FLAP, DELAY, ...MANNERS].some((name) => now?.[name] !== then?.[name]);
}

/** The work as the status tells it; `now` in ms since 1970. */
export function withLab(pod: Pod, work: PodWork, now: number): PodWork {
  const isHeldBack = pod.metadata.annotations?.[READY] === 'false' || isOffBeat(pod, work, now);
  if (!isHeldBack) return work;
  return { ...work, containers: work.containers.map((container) => ({ ...container, ready: false })) };
}

/** Until a flapping Pod turns, in ms. */
export function untilTurn(pod: Pod, work: PodWork, now: number): number | undefined {
  const turn = turnOf(pod);
  return turn === undefined ? undefined : turn - ((now - Date.parse(work.startTime)) % turn);
}

function isOffBeat(pod: Pod, work: PodWork, now: number): boolean {
  const turn = turnOf(pod);
  return turn !== undefined && Math.floor((now - Date.parse(work.startTime)) / turn) % 2 === 1;
}

function turnOf({ metadata }: Pod): number | undefined {
  const seconds = Number(metadata.annotations?.[FLAP]);
  return seconds > 0 ? seconds * 1000 : undefined;
}

/** ms that the containers still take before they heed the signal of a deletion; `now` in ms since 1970. */
export function stillBusy({ metadata }: Pod, now: number): number {
  const delay = Number(metadata.annotations?.[DELAY] ?? 0) * 1000;
  if (!(delay > 0) || metadata.deletionTimestamp === undefined) return 0;
  const asked = Date.parse(metadata.deletionTimestamp) - (metadata.deletionGracePeriodSeconds ?? 0) * 1000;
  return Math.max(0, asked + delay - now);
}

/** Tells the programs of a container how to behave. */
export function writeManners({ metadata }: Pod, files: FileStore | undefined): void {
  if (files === undefined) return;
  let text = '';
  for (const name of MANNERS) {
    const value = metadata.annotations?.[name];
    if (value !== undefined) text += `${name.slice('lab/'.length)}=${value}\n`;
  }
  if (text !== '' && files.read(LAB_FILE) !== text) files.write(LAB_FILE, text);
  if (text !== '') return;
  if (files.stat(LAB_FILE)) files.remove(LAB_FILE);
}
