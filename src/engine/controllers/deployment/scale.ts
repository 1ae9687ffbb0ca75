import { deepEqual } from '../../../kube/deep-equal.js';
import type { Deployment, ReplicaSet } from '../../../kube/shapes/workload.js';
import { desiredReplicas } from './arithmetic.js';
import { type DeploymentParts, REPLICA_SETS } from './parts.js';

/** Sets one ReplicaSet's size, remembers the Deployment's size on it and says so in an event. */
export function scaleSet(
  { api, recorder }: DeploymentParts,
  deployment: Deployment,
  set: ReplicaSet,
  replicas: number,
): ReplicaSet {
  const before = set.spec.replicas ?? 0;
  const annotations = { ...set.metadata.annotations, ...desiredReplicas(deployment) };
  if (before === replicas && deepEqual(annotations, set.metadata.annotations)) return set;
  const next = api.update<ReplicaSet>(REPLICA_SETS, {
    ...set,
    metadata: { ...set.metadata, annotations },
    spec: { ...set.spec, replicas },
  });
  if (before !== replicas) {
    const direction = before < replicas ? 'up' : 'down';
    const message = `Scaled ${direction} replica set ${set.metadata.name} from ${before} to ${replicas}`;
    recorder.event(deployment, 'Normal', 'ScalingReplicaSet', message);
  }
  return next;
}
