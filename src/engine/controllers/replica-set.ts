import { ApiError } from '../../kube/api-error.js';
import { deepEqual } from '../../kube/deep-equal.js';
import type { Condition } from '../../kube/shapes/meta.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { ReplicaSet } from '../../kube/shapes/workload.js';
import type { Sim } from '../../sim/index.js';
import type { Change, ClusterApi } from '../control/cluster-api.js';
import type { Controller } from '../control/controller.js';
import type { EventRecorder } from '../control/events.js';
import { keyOf } from '../control/keys.js';
import { timestamp } from '../control/time.js';
import { claim } from './claim.js';
import { controllerOf } from './owners.js';
import { createPod, deletePod } from './pod-control.js';
import { isActive, untilAvailable } from './pod-facts.js';
import { hasAll, selects } from './selector.js';
import { inOrderOfSacrifice } from './victims.js';

interface Parts {
  readonly sim: Sim;
  readonly api: ClusterApi;
  readonly recorder: EventRecorder;
}

const RESOURCE = 'replicasets.apps';

/** Keeps as many Pods of each ReplicaSet as its spec wants (upstream's pkg/controller/replicaset). */
export function createReplicaSetController(parts: Parts): Controller {
  const { api } = parts;
  return {
    name: 'replicaset',
    latencyMs: 4,
    watches: {
      [RESOURCE]: ({ object }) => [keyOf(object)],
      pods: (change) => interestedIn(api, change),
    },
    reconcile(key) {
      const set = api.get<ReplicaSet>(RESOURCE, key);
      if (set === undefined) return undefined;
      const pods = claim<Pod>(api, 'pods', set, set.spec.selector);
      const active = pods.filter(isActive);
      let failure: ApiError | undefined;
      if (set.metadata.deletionTimestamp === undefined) failure = scale(parts, set, active);
      const wait = writeStatus(parts, set, { active, leaving: pods.length - active.length, all: pods, failure });
      if (failure) throw failure;
      return wait === undefined ? undefined : { afterMs: wait };
    },
  };
}

/** The Pod's controller, before and after the change; for an orphan all that select it. */
function interestedIn(api: ClusterApi, { object, previous }: Change): readonly string[] {
  const namespace = object.metadata.namespace ?? '';
  const owner = controllerOf(object);
  const before = previous && controllerOf(previous);
  if (owner !== undefined && (before === undefined || before.uid === owner.uid)) {
    return owner.kind === 'ReplicaSet' ? [`${namespace}/${owner.name}`] : [];
  }
  const keys = [owner, before].flatMap((reference) =>
    reference?.kind === 'ReplicaSet' ? [`${namespace}/${reference.name}`] : [],
  );
  if (owner !== undefined || object.metadata.deletionTimestamp !== undefined) return [...new Set(keys)];
  const labels = object.metadata.labels ?? {};
  if (previous !== undefined && before === undefined && deepEqual(labels, previous.metadata.labels ?? {})) return keys;
  const selecting = api.list<ReplicaSet>(RESOURCE, namespace).filter((set) => selects(set.spec.selector, labels));
  return [...new Set([...keys, ...selecting.map(keyOf)])];
}

/** Creates or deletes Pods; gives back the refusal that stopped it. */
function scale({ api, recorder, sim }: Parts, set: ReplicaSet, active: readonly Pod[]): ApiError | undefined {
  const wanted = set.spec.replicas ?? 1;
  const template = set.spec.template;
  try {
    for (let missing = wanted - active.length; missing > 0 && template; missing -= 1) {
      createPod({ api, recorder }, set, template);
    }
    if (active.length > wanted) {
      const related = relatedPods(api, set);
      const order = inOrderOfSacrifice(sim, active, related);
      for (const pod of order.slice(0, active.length - wanted)) deletePod({ api, recorder }, set, pod);
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // A namespace that goes away refuses new Pods; there is nothing to wait for.
    return error.status.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating') ? undefined : error;
  }
}

/** Pods of all ReplicaSets with the same controller: the more of them a node has, the sooner one there is given up. */
function relatedPods(api: ClusterApi, set: ReplicaSet): readonly Pod[] {
  const owner = controllerOf(set);
  const sets = owner ? api.ownedBy<ReplicaSet>(RESOURCE, owner.uid) : [set];
  return sets.flatMap((sibling) => api.ownedBy<Pod>('pods', sibling.metadata.uid ?? '')).filter(isActive);
}

interface Counted {
  readonly active: readonly Pod[];
  readonly all: readonly Pod[];
  readonly leaving: number;
  readonly failure: ApiError | undefined;
}

/** Writes the status when it differs; gives back after how many ms a Pod becomes available. */
function writeStatus({ api, sim }: Parts, set: ReplicaSet, { active, all, failure }: Counted): number | undefined {
  const counts = count(sim, set, active);
  const conditions = failureConditions(sim, set, active.length, failure);
  const status = {
    replicas: active.length,
    ...positive('fullyLabeledReplicas', counts.labeled),
    ...positive('readyReplicas', counts.ready),
    ...positive('availableReplicas', counts.available),
    terminatingReplicas: all.filter((pod) => pod.metadata.deletionTimestamp !== undefined).length,
    ...(set.metadata.generation === undefined ? {} : { observedGeneration: set.metadata.generation }),
    ...(conditions.length > 0 ? { conditions } : {}),
  };
  if (!deepEqual(status, set.status)) api.updateStatus<ReplicaSet>(RESOURCE, { ...set, status });
  return counts.wait;
}

/** All in one pass: a large set is counted each time that some of its Pods have changed. */
function count(sim: Sim, { spec }: ReplicaSet, active: readonly Pod[]) {
  const labels = spec.template?.metadata?.labels ?? {};
  let [labeled, ready, available] = [0, 0, 0];
  let wait: number | undefined;
  for (const pod of active) {
    if (hasAll(pod.metadata.labels ?? {}, labels)) labeled += 1;
    const until = untilAvailable(sim, pod, spec.minReadySeconds ?? 0);
    if (until === undefined) continue;
    ready += 1;
    if (until === 0) available += 1;
    else wait = Math.min(wait ?? until, until);
  }
  return { labeled, ready, available, wait };
}

function positive(name: string, count: number): Readonly<Record<string, number>> {
  return count > 0 ? { [name]: count } : {};
}

function failureConditions(
  sim: Sim,
  set: ReplicaSet,
  active: number,
  failure: ApiError | undefined,
): readonly Condition[] {
  const before = set.status?.conditions ?? [];
  const others = before.filter((condition) => condition.type !== 'ReplicaFailure');
  if (failure === undefined) return others;
  const known = before.find((condition) => condition.type === 'ReplicaFailure');
  if (known) return before;
  const reason = active < (set.spec.replicas ?? 1) ? 'FailedCreate' : 'FailedDelete';
  const lastTransitionTime = timestamp(sim);
  return [...others, { type: 'ReplicaFailure', status: 'True', lastTransitionTime, reason, message: failure.message }];
}
