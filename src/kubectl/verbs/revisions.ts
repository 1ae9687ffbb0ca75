/** The ReplicaSets of a Deployment as its history. */
import { formatLabelSelector } from '../../kube/label-selector.js';
import type { Deployment, ReplicaSet } from '../../kube/shapes/workload.js';
import type { Call } from '../command/command.js';

export const CHANGE_CAUSE = 'kubernetes.io/change-cause';
export const REVISION = 'deployment.kubernetes.io/revision';

export interface Revision {
  readonly number: number;
  readonly set: ReplicaSet;
}

/** Oldest first. */
export async function revisionsOf({ session }: Call, { metadata, spec }: Deployment): Promise<readonly Revision[]> {
  const client = await session.client();
  const { items } = await client.get<{ readonly items: readonly ReplicaSet[] }>(
    `/apis/apps/v1/namespaces/${metadata.namespace}/replicasets`,
    { labelSelector: formatLabelSelector(spec.selector) },
  );
  return items
    .filter((set) => set.metadata.ownerReferences?.some(({ uid, controller }) => controller && uid === metadata.uid))
    .map((set) => ({
      number: Number(set.metadata.annotations?.[REVISION] ?? 0),
      set: { ...set, apiVersion: 'apps/v1', kind: 'ReplicaSet' },
    }))
    .sort((left, right) => left.number - right.number);
}
