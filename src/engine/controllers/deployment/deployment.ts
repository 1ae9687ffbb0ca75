import { deepEqual } from '../../../kube/deep-equal.js';
import type { Pod } from '../../../kube/shapes/pod.js';
import type { Deployment, ReplicaSet } from '../../../kube/shapes/workload.js';
import type { Change, ClusterApi } from '../../control/cluster-api.js';
import type { Controller, Requeue } from '../../control/controller.js';
import { keyOf } from '../../control/keys.js';
import { claim } from '../claim.js';
import { controllerOf } from '../owners.js';
import { hasEnded } from '../pod-facts.js';
import { isEmptySelector, selects } from '../selector.js';
import { isRolling } from './arithmetic.js';
import { cleanUp } from './clean-up.js';
import { DEPLOYMENTS, type DeploymentParts, REPLICA_SETS } from './parts.js';
import { setPausedCondition } from './progress.js';
import { isScalingEvent, scaleProportionally } from './proportion.js';
import { newReplicaSet } from './replica-sets.js';
import { recreateDown, recreateUp, rollDown, rollUp } from './rollout.js';
import { writeStatus } from './status.js';

/** Rolls Pods from one template to the next through ReplicaSets (upstream's pkg/controller/deployment). */
export function createDeploymentController(parts: DeploymentParts): Controller {
  const { api } = parts;
  return {
    name: 'deployment',
    watches: {
      [DEPLOYMENTS]: ({ object }) => [keyOf(object)],
      [REPLICA_SETS]: (change) => interestedIn(api, change),
      // A Recreate rollout goes on when the last old Pod is gone.
      pods: ({ type, object }) => (type === 'DELETED' ? recreating(api, object as Pod) : []),
    },
    reconcile(key) {
      const deployment = api.get<Deployment>(DEPLOYMENTS, key);
      return deployment && reconcile(parts, deployment);
    },
  };
}

function reconcile(parts: DeploymentParts, found: Deployment): Requeue | undefined {
  const { api, recorder } = parts;
  if (isEmptySelector(found.spec.selector)) {
    const message = 'This deployment is selecting all pods. A non-empty selector is required.';
    recorder.event(found, 'Warning', 'SelectingAll', message);
    return undefined;
  }
  const sets = claim<ReplicaSet>(api, REPLICA_SETS, found, found.spec.selector);
  if (found.metadata.deletionTimestamp !== undefined) return writeStatus(parts, found, sets);
  const deployment = setPausedCondition(parts, found);
  if (deployment.spec.paused) {
    const scaled = scaleProportionally(parts, deployment, sets);
    return writeStatus(parts, deployment, cleanUp(parts, deployment, scaled));
  }
  if (isScalingEvent(deployment, sets)) {
    return writeStatus(parts, deployment, scaleProportionally(parts, deployment, sets));
  }
  return isRolling(deployment) ? roll(parts, deployment, sets) : recreate(parts, deployment, sets);
}

function roll(parts: DeploymentParts, found: Deployment, before: readonly ReplicaSet[]): Requeue | undefined {
  const { set, deployment } = newReplicaSet(parts, found, before, true);
  if (set === undefined) return undefined;
  const sets = withSet(before, set);
  const afterUp = rollUp(parts, deployment, sets, set) ?? rollDown(parts, deployment, sets, set);
  return finish(parts, deployment, afterUp ?? sets);
}

function recreate(parts: DeploymentParts, found: Deployment, before: readonly ReplicaSet[]): Requeue | undefined {
  const known = newReplicaSet(parts, found, before, false);
  const old = before.filter((set) => set.metadata.uid !== known.set?.metadata.uid);
  const sets = known.set ? withSet(before, known.set) : before;
  const down = recreateDown(parts, known.deployment, sets, old);
  if (down) return writeStatus(parts, known.deployment, down);
  if (old.some((set) => hasLivingPods(parts.api, set))) return writeStatus(parts, known.deployment, sets);
  const made = newReplicaSet(parts, known.deployment, sets, true);
  if (made.set === undefined) return undefined;
  const all = withSet(sets, made.set);
  return finish(parts, made.deployment, recreateUp(parts, made.deployment, all, made.set));
}

function finish(parts: DeploymentParts, deployment: Deployment, sets: readonly ReplicaSet[]): Requeue | undefined {
  return writeStatus(parts, deployment, cleanUp(parts, deployment, sets));
}

function withSet(sets: readonly ReplicaSet[], set: ReplicaSet): readonly ReplicaSet[] {
  const others = sets.filter((other) => other.metadata.uid !== set.metadata.uid);
  return [...others, set];
}

function hasLivingPods(api: ClusterApi, set: ReplicaSet): boolean {
  return api.ownedBy<Pod>('pods', set.metadata.uid ?? '').some((pod) => !hasEnded(pod));
}

function interestedIn(api: ClusterApi, { object, previous }: Change): readonly string[] {
  const namespace = object.metadata.namespace ?? '';
  const owner = controllerOf(object);
  const before = previous && controllerOf(previous);
  const keys = [owner, before].flatMap((reference) =>
    reference?.kind === 'Deployment' ? [`${namespace}/${reference.name}`] : [],
  );
  if (owner !== undefined) return [...new Set(keys)];
  const labels = object.metadata.labels ?? {};
  if (previous !== undefined && before === undefined && deepEqual(labels, previous.metadata.labels ?? {})) return keys;
  const selecting = api.list<Deployment>(DEPLOYMENTS, namespace).filter(({ spec }) => selects(spec.selector, labels));
  return [...new Set([...keys, ...selecting.map(keyOf)])];
}

function recreating(api: ClusterApi, pod: Pod): readonly string[] {
  const namespace = pod.metadata.namespace ?? '';
  const set = controllerOf(pod);
  const owner = set && api.get<ReplicaSet>(REPLICA_SETS, { namespace, name: set.name });
  const reference = owner && controllerOf(owner);
  const deployment = reference && api.get<Deployment>(DEPLOYMENTS, { namespace, name: reference.name });
  return deployment && !isRolling(deployment) ? [keyOf(deployment)] : [];
}
