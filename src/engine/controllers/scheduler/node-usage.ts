import type { Container, Pod } from '../../../kube/shapes/pod.js';
import type { Sim } from '../../../sim/index.js';
import type { Change, ClusterReader } from '../../control/cluster-api.js';
import { controllerOf } from '../owners.js';
import { hasEnded } from '../pod-facts.js';
import { quantityNumber } from '../quantity.js';

/** What one Pod takes from its node. */
export interface Claim {
  readonly cpu: number;
  readonly memory: number;
  /** For scoring: containers without requests count as 100m and 200 MiB. */
  readonly assumedCpu: number;
  readonly assumedMemory: number;
  readonly hostPorts: readonly string[];
  readonly owner: string | undefined;
}

export interface Usage {
  readonly claims: ReadonlyMap<string, Claim>;
  readonly cpu: number;
  readonly memory: number;
  readonly assumedCpu: number;
  readonly assumedMemory: number;
  /** How many of the claims have that owner. */
  readonly owners: ReadonlyMap<string, number>;
}

export interface NodeUsage {
  of(node: string): Usage;
  update(change: Change): void;
}

interface Tally {
  claims: Map<string, Claim>;
  cpu: number;
  memory: number;
  assumedCpu: number;
  assumedMemory: number;
  owners: Map<string, number>;
}

/** Sums by node, so that placing a Pod does not count all others again; derived, built anew after a restore. */
export function createNodeUsage(sim: Sim, api: Pick<ClusterReader, 'podsOnNode'>): NodeUsage {
  const tallies = new Map<string, Tally>();
  sim.registry.register('controllers/node-usage', { save: () => null, load: () => tallies.clear() });
  const of = (node: string) => {
    const known = tallies.get(node);
    if (known) return known;
    const tally: Tally = { claims: new Map(), cpu: 0, memory: 0, assumedCpu: 0, assumedMemory: 0, owners: new Map() };
    tallies.set(node, tally);
    for (const pod of api.podsOnNode<Pod>(node)) add(tally, pod);
    return tally;
  };
  return {
    of,
    update({ type, object }) {
      const pod = object as Pod;
      const tally = tallies.get(pod.spec.nodeName ?? '');
      if (tally === undefined) return;
      if (type === 'DELETED' || hasEnded(pod)) remove(tally, pod);
      else add(tally, pod);
    },
  };
}

function add(tally: Tally, pod: Pod): void {
  const uid = pod.metadata.uid ?? '';
  if (tally.claims.has(uid) || hasEnded(pod)) return;
  const claim = claimOf(pod);
  tally.claims.set(uid, claim);
  count(tally, claim, 1);
}

function remove(tally: Tally, pod: Pod): void {
  const claim = tally.claims.get(pod.metadata.uid ?? '');
  if (claim === undefined) return;
  tally.claims.delete(pod.metadata.uid ?? '');
  count(tally, claim, -1);
}

function count(tally: Tally, claim: Claim, sign: 1 | -1): void {
  tally.cpu += sign * claim.cpu;
  tally.memory += sign * claim.memory;
  tally.assumedCpu += sign * claim.assumedCpu;
  tally.assumedMemory += sign * claim.assumedMemory;
  if (claim.owner !== undefined) tally.owners.set(claim.owner, (tally.owners.get(claim.owner) ?? 0) + sign);
}

/** CPU in whole thousandths of a core, so that sums stay exact. */
export function claimOf(pod: Pod): Claim {
  const cpus = pod.spec.containers.map((container) => request(container, 'cpu'));
  const memories = pod.spec.containers.map((container) => request(container, 'memory'));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const inits = pod.spec.initContainers ?? [];
  const ports = pod.spec.containers.flatMap((container) => container.ports ?? []);
  return {
    cpu: Math.round(Math.max(sum(cpus), ...inits.map((container) => request(container, 'cpu'))) * 1000),
    memory: Math.max(sum(memories), ...inits.map((container) => request(container, 'memory'))),
    assumedCpu: Math.round(sum(cpus.map((cpu) => cpu || 0.1)) * 1000),
    assumedMemory: sum(memories.map((memory) => memory || 200 * 2 ** 20)),
    hostPorts: ports.flatMap(({ hostPort, hostIP, protocol }) =>
      hostPort ? [`${protocol ?? 'TCP'} ${hostIP && hostIP !== '0.0.0.0' ? hostIP : '*'} ${hostPort}`] : [],
    ),
    owner: controllerOf(pod)?.uid,
  };
}

function request({ resources }: Container, name: string): number {
  return quantityNumber(resources?.requests?.[name] ?? resources?.limits?.[name]);
}
