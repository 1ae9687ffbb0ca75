import type { Pod } from '../../kube/shapes/pod.js';
import type { Sim } from '../../sim/index.js';
import { virtualTime } from '../control/time.js';
import { isReady, readyCondition } from './pod-facts.js';

const COST = 'controller.kubernetes.io/pod-deletion-cost';

/** Pods in the order in which scaling down gives them up (upstream's ActivePodsWithRanks). */
export function inOrderOfSacrifice(sim: Sim, pods: readonly Pod[], related: readonly Pod[]): readonly Pod[] {
  const perNode = new Map<string, number>();
  for (const pod of related) {
    const node = pod.spec.nodeName ?? '';
    perNode.set(node, (perNode.get(node) ?? 0) + 1);
  }
  const ranks = new Map(pods.map((pod) => [pod, rank(sim, pod, perNode)]));
  return [...pods].sort((a, b) => compare(ranks.get(a) ?? [], ranks.get(b) ?? []));
}

/** Smaller goes first, from the left: unassigned, pending, not ready, cheap, crowded, newly ready, restarting, new. */
function rank(sim: Sim, pod: Pod, perNode: ReadonlyMap<string, number>): readonly number[] {
  const node = pod.spec.nodeName ?? '';
  const phases: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };
  const restarts = Math.max(0, ...(pod.status?.containerStatuses ?? []).map((status) => status.restartCount));
  return [
    node === '' ? 0 : 1,
    phases[pod.status?.phase ?? 'Pending'] ?? 0,
    isReady(pod) ? 1 : 0,
    Number(pod.metadata.annotations?.[COST] ?? 0) || 0,
    -(perNode.get(node) ?? 0),
    isReady(pod) ? ageClass(sim, readyCondition(pod)?.lastTransitionTime) : 0,
    -restarts,
    ageClass(sim, pod.metadata.creationTimestamp),
  ];
}

/** Times count in powers of two of the age, as upstream compares them. */
function ageClass(sim: Sim, time: string | undefined): number {
  const age = sim.now() - virtualTime(sim, time);
  return Math.floor(Math.log2(Math.max(1, age)));
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
