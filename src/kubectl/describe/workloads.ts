/** Deployment and ReplicaSet, and the template that all workloads show. */
import { formatLabelSelector } from '../../kube/label-selector.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Pod, PodTemplateSpec } from '../../kube/shapes/pod.js';
import type { Deployment, ReplicaSet } from '../../kube/shapes/workload.js';
import { annotationsBlock, controllerOf, longTime, pairsBlock, spreadBlock, tolerationsBlock } from './common.js';
import { containersBlock } from './containers.js';
import { type DescribeContext, eventsBlock } from './events.js';
import type { Page } from './page.js';
import { volumesBlock } from './volumes.js';

export async function describeDeployment(page: Page, deployment: Deployment, context: DescribeContext): Promise<void> {
  const { metadata, spec, status = {} } = deployment;
  page.line('Name:', metadata.name ?? '');
  page.line('Namespace:', metadata.namespace ?? '');
  page.line('CreationTimestamp:', longTime(metadata.creationTimestamp));
  pairsBlock(page, 'Labels', metadata.labels);
  annotationsBlock(page, 'Annotations', metadata.annotations);
  page.line('Selector:', formatLabelSelector(spec.selector));
  page.line(
    'Replicas:',
    `${spec.replicas ?? 0} desired | ${status.updatedReplicas ?? 0} updated | ${status.replicas ?? 0} total | ${status.availableReplicas ?? 0} available | ${status.unavailableReplicas ?? 0} unavailable`,
  );
  page.line('StrategyType:', spec.strategy?.type ?? '');
  page.line('MinReadySeconds:', spec.minReadySeconds ?? 0);
  const rolling = spec.strategy?.rollingUpdate;
  if (rolling) {
    page.line('RollingUpdateStrategy:', `${rolling.maxUnavailable} max unavailable, ${rolling.maxSurge} max surge`);
  }
  templateBlock(page, spec.template);
  if (status.conditions?.length) {
    page.raw('Conditions:\n  Type\tStatus\tReason\n  ----\t------\t------\n');
    for (const { type, status: value, reason } of status.conditions) page.line(`  ${type} `, value, reason ?? '');
  }
  const sets = await replicaSetsOf(deployment, context);
  page.line('OldReplicaSets:', setsText(sets.filter((set) => revision(set) !== revision(deployment))));
  page.line('NewReplicaSet:', setsText(sets.filter((set) => revision(set) === revision(deployment))));
  await eventsBlock(page, deployment, context);
}

export async function describeReplicaSet(page: Page, set: ReplicaSet, context: DescribeContext): Promise<void> {
  const { metadata, spec, status } = set;
  page.line('Name:', metadata.name ?? '');
  page.line('Namespace:', metadata.namespace ?? '');
  page.line('Selector:', formatLabelSelector(spec.selector));
  pairsBlock(page, 'Labels', metadata.labels);
  annotationsBlock(page, 'Annotations', metadata.annotations);
  const controller = controllerOf(set);
  if (controller !== undefined) page.line('Controlled By:', controller);
  page.line('Replicas:', `${status?.replicas ?? 0} current / ${spec.replicas ?? 0} desired`);
  page.line('Pods Status:', await podsStatus(set, context));
  templateBlock(page, spec.template);
  const conditions = (status as { conditions?: readonly { type: string; status: string; reason?: string }[] })
    ?.conditions;
  if (conditions?.length) {
    page.raw('Conditions:\n  Type\tStatus\tReason\n  ----\t------\t------\n');
    for (const { type, status: value, reason } of conditions) page.line(`  ${type} `, value, reason ?? '');
  }
  await eventsBlock(page, set, context);
}

/** Its selector is a map of labels. */
export function describeReplicationController(
  page: Page,
  controller: Omit<ReplicaSet, 'spec'> & {
    readonly spec: Omit<ReplicaSet['spec'], 'selector'> & { readonly selector?: Readonly<Record<string, string>> };
  },
  context: DescribeContext,
): Promise<void> {
  const { selector = {}, ...spec } = controller.spec;
  return describeReplicaSet(page, { ...controller, spec: { ...spec, selector: { matchLabels: selector } } }, context);
}

/** `3 Running / 0 Waiting / 0 Succeeded / 0 Failed`, of the Pods that the object controls. */
export async function podsStatus(
  owner: KubeObject & { readonly spec: Pick<ReplicaSet['spec'], 'selector'> },
  { client }: DescribeContext,
): Promise<string> {
  const { items } = await client.get<{ items: readonly Pod[] | null }>(
    `/api/v1/namespaces/${owner.metadata.namespace}/pods`,
    { labelSelector: formatLabelSelector(owner.spec.selector) },
  );
  const own = (items ?? []).filter(({ metadata }) =>
    metadata.ownerReferences?.some(({ uid, controller }) => controller && uid === owner.metadata.uid),
  );
  const count = (phase: string) => own.filter(({ status }) => status?.phase === phase).length;
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`;
}

export function templateBlock(page: Page, template: PodTemplateSpec | undefined): void {
  page.raw('Pod Template:\n');
  if (!template) {
    page.raw('  <unset>');
    return;
  }
  const { metadata, spec } = template;
  pairsBlock(page, '  Labels', metadata?.labels);
  if (Object.keys(metadata?.annotations ?? {}).length > 0) {
    annotationsBlock(page, '  Annotations', metadata?.annotations);
  }
  if (spec.serviceAccountName) page.line('  Service Account:', spec.serviceAccountName);
  if (spec.initContainers?.length) {
    containersBlock(page, { title: 'Init Containers', containers: spec.initContainers, statuses: [], space: '  ' });
  }
  containersBlock(page, { title: 'Containers', containers: spec.containers, statuses: [], space: '  ' });
  volumesBlock(page, spec.volumes, '  ');
  spreadBlock(page, '  Topology Spread Constraints', spec);
  if (spec.priorityClassName) page.line('  Priority Class Name:', spec.priorityClassName);
  pairsBlock(page, '  Node-Selectors', spec.nodeSelector);
  tolerationsBlock(page, '  Tolerations', spec.tolerations);
}

async function replicaSetsOf(
  { metadata, spec }: Deployment,
  { client }: DescribeContext,
): Promise<readonly ReplicaSet[]> {
  const { items } = await client.get<{ items: readonly ReplicaSet[] | null }>(
    `/apis/apps/v1/namespaces/${metadata.namespace}/replicasets`,
    { labelSelector: formatLabelSelector(spec.selector) },
  );
  const own = (items ?? []).filter((set) => set.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid));
  return own.sort((left, right) => created(left) - created(right));
}

function created({ metadata }: KubeObject): number {
  return Date.parse(metadata.creationTimestamp ?? '') || 0;
}

function revision({ metadata }: KubeObject): string | undefined {
  return metadata.annotations?.['deployment.kubernetes.io/revision'];
}

function setsText(sets: readonly ReplicaSet[]): string {
  const texts = sets.map(
    ({ metadata, spec, status }) =>
      `${metadata.name} (${status?.replicas ?? 0}/${spec.replicas ?? 0} replicas created)`,
  );
  return texts.length === 0 ? '<none>' : texts.join(', ');
}
