import { quantityNumber } from '../quantity.js';
import { preferredWeight } from './affinity.js';
import type { Place, Search } from './filters.js';
import { untolerated } from './taints.js';

/** The places with the highest score; weights as in upstream's default profile. */
export function bestPlaces({ pod, claim }: Search, places: readonly Place[]): readonly Place[] {
  const soft = normalised(
    places.map(({ node }) => untolerated(pod, node.spec?.taints ?? [], ['PreferNoSchedule']).length),
    true,
  );
  const wished = normalised(
    places.map(({ node }) => preferredWeight(pod, node)),
    false,
  );
  const siblings = normalised(
    places.map(({ usage }) => usage.owners.get(claim.owner ?? '') ?? 0),
    true,
  );
  const scores = places.map((place, i) => {
    const { assumedCpu, assumedMemory } = claim;
    const room = leastAllocated(place, assumedCpu, assumedMemory);
    return room + 3 * (soft[i] ?? 0) + 2 * (wished[i] ?? 0) + 2 * (siblings[i] ?? 0);
  });
  const best = Math.max(...scores);
  return places.filter((_, i) => scores[i] === best);
}

/** 0 to 100; `reversed` when less is better. */
function normalised(values: readonly number[], reversed: boolean): readonly number[] {
  const most = Math.max(...values);
  return values.map((value) => {
    const share = most === 0 ? 0 : Math.floor((value * 100) / most);
    return reversed ? 100 - share : share;
  });
}

function leastAllocated({ node, usage }: Place, cpu: number, memory: number): number {
  const { allocatable } = node.status ?? {};
  const free = (used: number, all: number) => (all === 0 || used > all ? 0 : Math.floor(((all - used) * 100) / all));
  const cores = Math.round(quantityNumber(allocatable?.['cpu']) * 1000);
  const bytes = quantityNumber(allocatable?.['memory']);
  return Math.floor((free(usage.assumedCpu + cpu, cores) + free(usage.assumedMemory + memory, bytes)) / 2);
}
