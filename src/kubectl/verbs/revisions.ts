/** The history of a workload: ReplicaSets of a Deployment, ControllerRevisions of the others. */
import { formatLabelSelector } from '../../kube/label-selector.js';
import { schemaOf } from '../../kube/schema.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { PodTemplateSpec } from '../../kube/shapes/pod.js';
import type { Deployment, ReplicaSet } from '../../kube/shapes/workload.js';
import { strategicMerge } from '../../kube/strategic-merge-patch.js';
import type { Call } from '../command/command.js';

export const CHANGE_CAUSE = 'kubernetes.io/change-cause';
export const REVISION = 'deployment.kubernetes.io/revision';

/** A kind whose object has a template and a selector. */
export type Workload = Pick<Deployment, keyof KubeObject> & {
  readonly spec: Pick<Deployment['spec'], 'selector' | 'template'>;
};

export interface Revision {
  readonly number: number;
  /** What `-o` prints: the ReplicaSet, or the workload as it was. */
  readonly object: KubeObject;
  readonly template: PodTemplateSpec | undefined;
  readonly cause: string | undefined;
  /** The patch that a ControllerRevision keeps. */
  readonly patch?: object;
}

/** Whether kubectl knows a history of that kind. */
export function hasHistory({ kind }: KubeObject): boolean {
  return kind === 'Deployment' || kind === 'DaemonSet' || kind === 'StatefulSet';
}

/** Oldest first. */
export async function revisionsOf(call: Call, workload: Workload): Promise<readonly Revision[]> {
  const revisions =
    workload.kind === 'Deployment' ? await ofReplicaSets(call, workload) : await ofControllerRevisions(call, workload);
  return [...revisions].sort((left, right) => left.number - right.number);
}

async function ofReplicaSets(call: Call, workload: Workload): Promise<Revision[]> {
  const sets = await ownedBy<ReplicaSet>(call, workload, 'replicasets');
  return sets.map((set) => ({
    number: Number(set.metadata.annotations?.[REVISION] ?? 0),
    object: { ...set, apiVersion: 'apps/v1', kind: 'ReplicaSet' },
    template: set.spec.template,
    cause: set.metadata.annotations?.[CHANGE_CAUSE],
  }));
}

interface ControllerRevision extends KubeObject {
  readonly revision: number;
  readonly data?: object;
}

async function ofControllerRevisions(call: Call, workload: Workload): Promise<Revision[]> {
  const kept = await ownedBy<ControllerRevision>(call, workload, 'controllerrevisions');
  const schema = schemaOf(workload.apiVersion, workload.kind);
  return kept.map(({ revision, data = {}, metadata }) => {
    const object = strategicMerge(schema, workload, data) as Workload;
    return {
      number: revision,
      object,
      template: object.spec.template,
      cause: metadata.annotations?.[CHANGE_CAUSE],
      patch: data,
    };
  });
}

async function ownedBy<T extends KubeObject>(
  { session }: Call,
  { metadata, spec }: Workload,
  plural: string,
): Promise<readonly T[]> {
  const client = await session.client();
  const { items } = await client.get<{ readonly items?: readonly T[] | null }>(
    `/apis/apps/v1/namespaces/${metadata.namespace}/${plural}`,
    { labelSelector: formatLabelSelector(spec.selector) },
  );
  return (items ?? []).filter((one) =>
    one.metadata.ownerReferences?.some(({ uid, controller }) => controller && uid === metadata.uid),
  );
}
