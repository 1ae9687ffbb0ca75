import { deepEqual } from '../../kube/deep-equal.js';
import type { Node } from '../../kube/shapes/core.js';
import type { IntOrString, KubeObject, LabelSelector } from '../../kube/shapes/meta.js';
import type { Pod, PodTemplateSpec } from '../../kube/shapes/pod.js';
import type { Sim } from '../../sim/index.js';
import type { Change, ClusterApi } from '../control/cluster-api.js';
import type { Controller, Requeue } from '../control/controller.js';
import type { EventRecorder } from '../control/events.js';
import { keyOf } from '../control/keys.js';
import { claim } from './claim.js';
import { keepRevisions, REVISION_HASH } from './controller-revisions.js';
import { daemonPodTemplate, isDaemonMeantFor, nodeOfDaemonPod } from './daemon-pods.js';
import { controllerOf } from './owners.js';
import { createPod, deletePod } from './pod-control.js';
import { hasEnded, isReady, untilAvailable } from './pod-facts.js';

export interface DaemonSet extends KubeObject {
  readonly spec: {
    readonly selector: LabelSelector;
    readonly template: PodTemplateSpec;
    readonly minReadySeconds?: number;
    readonly revisionHistoryLimit?: number;
    readonly updateStrategy?: {
      readonly type?: string;
      readonly rollingUpdate?: { readonly maxUnavailable?: IntOrString };
    };
  };
  readonly status?: Readonly<Record<string, number>>;
}

interface Parts {
  readonly sim: Sim;
  readonly api: ClusterApi;
  readonly recorder: EventRecorder;
}

const RESOURCE = 'daemonsets.apps';

/** Keeps one Pod of each DaemonSet on every node that may have one (upstream's pkg/controller/daemon). */
export function createDaemonSetController(parts: Parts): Controller {
  const { api } = parts;
  return {
    name: 'daemonset',
    latencyMs: 4,
    watches: {
      [RESOURCE]: ({ object }) => [keyOf(object)],
      nodes: (change) => (isOtherPlace(change) ? api.list<DaemonSet>(RESOURCE).map(keyOf) : []),
      pods: ({ object }) => {
        const owner = controllerOf(object);
        return owner?.kind === 'DaemonSet' ? [`${object.metadata.namespace ?? ''}/${owner.name}`] : [];
      },
    },
    reconcile(key) {
      const set = api.get<DaemonSet>(RESOURCE, key);
      if (set === undefined) return undefined;
      return keep(parts, set);
    },
  };
}

/** A node that comes, goes, or takes other Pods than before; its heartbeats are no news. */
function isOtherPlace({ type, object, previous }: Change): boolean {
  if (type !== 'MODIFIED' || previous === undefined) return true;
  const [now, before] = [object as Node, previous as Node];
  return !deepEqual(now.metadata.labels, before.metadata.labels) || !deepEqual(now.spec, before.spec);
}

function keep(parts: Parts, set: DaemonSet): Requeue | undefined {
  const { api } = parts;
  const pods = claim<Pod>(api, 'pods', set, set.spec.selector);
  const inUse = new Set(pods.map(({ metadata }) => `${set.metadata.name}-${metadata.labels?.[REVISION_HASH]}`));
  const { hash } = keepRevisions(api, set, inUse);
  const nodes = api.list<Node>('nodes');
  const byNode = new Map(nodes.map(({ metadata: { name = '' } }): [string, Pod[]] => [name, []]));
  for (const pod of pods) byNode.get(nodeOfDaemonPod(pod))?.push(pod);
  if (set.metadata.deletionTimestamp === undefined) {
    for (const node of nodes) place(parts, set, { node, pods: byNode.get(node.metadata.name ?? '') ?? [], hash });
    if (set.spec.updateStrategy?.type !== 'OnDelete') roll(parts, set, { nodes, byNode, hash });
  }
  return writeStatus(parts, set, { nodes, byNode, hash });
}

function place(
  parts: Parts,
  set: DaemonSet,
  { node, pods, hash }: { readonly node: Node; readonly pods: readonly Pod[]; readonly hash: string },
): void {
  const { runs, stays } = isDaemonMeantFor(set.spec.template, node);
  const living = pods.filter((pod) => pod.metadata.deletionTimestamp === undefined);
  const failed = living.filter((pod) => pod.status?.phase === 'Failed');
  for (const pod of failed) {
    const where = `${pod.metadata.namespace}/${pod.metadata.name} on node ${node.metadata.name}`;
    parts.recorder.event(set, 'Warning', 'FailedDaemonPod', `Found failed daemon pod ${where}, will try to kill it`);
    deletePod(parts, set, pod);
  }
  if (runs && pods.length === 0) createPod(parts, set, daemonPodTemplate(set, node.metadata.name ?? '', hash));
  const running = living.filter((pod) => !hasEnded(pod));
  for (const pod of stays ? running.slice(1) : running) deletePod(parts, set, pod);
}

interface Spread {
  readonly nodes: readonly Node[];
  readonly byNode: ReadonlyMap<string, readonly Pod[]>;
  readonly hash: string;
}

/** Takes old Pods away while no more nodes lack one than the strategy allows. */
function roll(parts: Parts, set: DaemonSet, { nodes, byNode, hash }: Spread): void {
  const meant = nodes.filter((node) => isDaemonMeantFor(set.spec.template, node).runs);
  const limit = atMost(set.spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1, meant.length);
  const isUp = (pod: Pod) =>
    pod.metadata.deletionTimestamp === undefined && untilAvailable(parts.sim, pod, set.spec.minReadySeconds ?? 0) === 0;
  const own = (node: Node) => byNode.get(node.metadata.name ?? '') ?? [];
  let unavailable = meant.filter((node) => !own(node).some(isUp)).length;
  const old = meant.flatMap((node) =>
    own(node).filter(
      ({ metadata }) => metadata.deletionTimestamp === undefined && metadata.labels?.[REVISION_HASH] !== hash,
    ),
  );
  for (const pod of old) {
    if (isUp(pod) && unavailable >= limit) continue;
    if (isUp(pod)) unavailable += 1;
    deletePod(parts, set, pod);
  }
}

function atMost(amount: IntOrString, total: number): number {
  return typeof amount === 'number' ? amount : Math.ceil((Number.parseInt(amount, 10) * total) / 100);
}

function writeStatus({ api, sim }: Parts, set: DaemonSet, { nodes, byNode, hash }: Spread): Requeue | undefined {
  const minReadySeconds = set.spec.minReadySeconds ?? 0;
  const places = nodes.map((node) => ({
    isMeant: isDaemonMeantFor(set.spec.template, node).runs,
    pod: (byNode.get(node.metadata.name ?? '') ?? [])[0],
  }));
  const held = places.flatMap(({ isMeant, pod }) => (isMeant && pod ? [pod] : []));
  const desired = places.filter(({ isMeant }) => isMeant).length;
  const waits = held.map((pod) => untilAvailable(sim, pod, minReadySeconds));
  const available = waits.filter((wait) => wait === 0).length;
  const updated = held.filter(({ metadata }) => metadata.labels?.[REVISION_HASH] === hash).length;
  const status = {
    currentNumberScheduled: held.length,
    numberMisscheduled: places.filter(({ isMeant, pod }) => !isMeant && pod !== undefined).length,
    desiredNumberScheduled: desired,
    numberReady: held.filter(isReady).length,
    ...(set.metadata.generation === undefined ? {} : { observedGeneration: set.metadata.generation }),
    ...(updated > 0 ? { updatedNumberScheduled: updated } : {}),
    ...(available > 0 ? { numberAvailable: available } : {}),
    ...(desired > available ? { numberUnavailable: desired - available } : {}),
  };
  if (!deepEqual(status, set.status)) api.updateStatus<DaemonSet>(RESOURCE, { ...set, status });
  const later = waits.filter((wait) => wait !== undefined && wait > 0).map((wait) => wait ?? 0);
  return later.length > 0 ? { afterMs: Math.min(...later) } : undefined;
}
