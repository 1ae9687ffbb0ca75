import type { Node } from '../../../kube/shapes/core.js';
import type { Pod } from '../../../kube/shapes/pod.js';
import { quantityNumber } from '../quantity.js';
import { selects } from '../selector.js';
import { affinityOf, isMeant, matchesNodeSelection, spreadConstraints } from './affinity.js';
import type { Claim, Usage } from './node-usage.js';
import { untolerated } from './taints.js';

/** Why a node cannot take a Pod. `isFinal`: making other Pods go would not help. */
export interface Refusal {
  readonly reasons: readonly string[];
  readonly isFinal: boolean;
}

export interface Place {
  readonly node: Node;
  readonly usage: Usage;
}

export interface Search {
  readonly pod: Pod;
  readonly claim: Claim;
  readonly places: readonly Place[];
  readonly podsOn: (node: Node) => readonly Pod[];
}

/** The first filter plugin that refuses, in the order of upstream's default profile. */
export function refusalOf(search: Search, place: Place): Refusal | undefined {
  const { pod } = search;
  const { node } = place;
  const taints = node.spec?.taints ?? [];
  const cordon = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' as const };
  if (node.spec?.unschedulable && untolerated(pod, [cordon], ['NoSchedule']).length > 0)
    return final('node(s) were unschedulable');
  if (pod.spec.nodeName && pod.spec.nodeName !== node.metadata.name)
    return final("node(s) didn't match the requested node name");
  if (untolerated(pod, taints, ['NoSchedule', 'NoExecute']).length > 0)
    return final('node(s) had untolerated taint(s)');
  if (!matchesNodeSelection(pod, node)) return final("node(s) didn't match Pod's node affinity/selector");
  if (hasPortConflict(search.claim, place.usage))
    return passing("node(s) didn't have free ports for the requested pod ports");
  return shortage(search.claim, place) ?? spreadRefusal(search, place) ?? affinityRefusal(search, place);
}

function final(...reasons: string[]): Refusal {
  return { reasons, isFinal: true };
}

function passing(...reasons: string[]): Refusal {
  return { reasons, isFinal: false };
}

function hasPortConflict({ hostPorts }: Claim, { claims }: Usage): boolean {
  if (hostPorts.length === 0) return false;
  const taken = [...claims.values()].flatMap((claim) => claim.hostPorts);
  return hostPorts.some((port) => taken.some((other) => isSamePort(port, other)));
}

function isSamePort(a: string, b: string): boolean {
  const [protocolA, ipA, portA] = a.split(' ');
  const [protocolB, ipB, portB] = b.split(' ');
  return protocolA === protocolB && portA === portB && (ipA === ipB || ipA === '*' || ipB === '*');
}

function shortage({ cpu, memory }: Claim, { node, usage }: Place): Refusal | undefined {
  const { allocatable } = node.status ?? {};
  const cores = Math.round(quantityNumber(allocatable?.['cpu']) * 1000);
  const bytes = quantityNumber(allocatable?.['memory']);
  const reasons: string[] = [];
  if (usage.claims.size + 1 > quantityNumber(allocatable?.['pods'] ?? '110')) reasons.push('Too many pods');
  if (cpu > 0 && usage.cpu + cpu > cores) reasons.push('Insufficient cpu');
  if (memory > 0 && usage.memory + memory > bytes) reasons.push('Insufficient memory');
  if (reasons.length === 0) return undefined;
  return { reasons, isFinal: cpu > cores || memory > bytes };
}

function spreadRefusal({ pod, places, podsOn }: Search, { node }: Place): Refusal | undefined {
  for (const { topologyKey, maxSkew, labelSelector, whenUnsatisfiable } of spreadConstraints(pod)) {
    if (whenUnsatisfiable === 'ScheduleAnyway') continue;
    const domain = node.metadata.labels?.[topologyKey];
    if (domain === undefined)
      return final("node(s) didn't match pod topology spread constraints (missing required label)");
    const counts = new Map<string, number>();
    for (const other of places) {
      const value = other.node.metadata.labels?.[topologyKey];
      if (value === undefined || !matchesNodeSelection(pod, other.node)) continue;
      const matching = podsOn(other.node).filter(
        ({ metadata }) =>
          metadata.namespace === pod.metadata.namespace &&
          metadata.deletionTimestamp === undefined &&
          selects(labelSelector, metadata.labels ?? {}),
      );
      counts.set(value, (counts.get(value) ?? 0) + matching.length);
    }
    const self = selects(labelSelector, pod.metadata.labels ?? {}) ? 1 : 0;
    const skew = (counts.get(domain) ?? 0) + self - Math.min(...counts.values());
    if (skew > maxSkew) return passing("node(s) didn't match pod topology spread constraints");
  }
  return undefined;
}

function affinityRefusal(search: Search, place: Place): Refusal | undefined {
  const { pod } = search;
  const { podAffinity, podAntiAffinity } = affinityOf(pod);
  for (const term of podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) {
    const isThere = podsInDomain(search, place, term.topologyKey).some((other) => isMeant(term, pod, other));
    // The first Pod of a group that wants to be together may go anywhere.
    const isFirst =
      isMeant(term, pod, pod) &&
      !search.places.some(({ node }) => search.podsOn(node).some((other) => isMeant(term, pod, other)));
    if (!isThere && !(isFirst && place.node.metadata.labels?.[term.topologyKey] !== undefined))
      return final("node(s) didn't match pod affinity rules");
  }
  for (const term of podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) {
    if (podsInDomain(search, place, term.topologyKey).some((other) => isMeant(term, pod, other))) {
      return passing("node(s) didn't match pod anti-affinity rules");
    }
  }
  return undefined;
}

function podsInDomain({ places, podsOn }: Search, { node }: Place, topologyKey: string): readonly Pod[] {
  const domain = node.metadata.labels?.[topologyKey];
  if (domain === undefined) return [];
  return places
    .filter((other) => other.node.metadata.labels?.[topologyKey] === domain)
    .flatMap((other) => podsOn(other.node));
}
