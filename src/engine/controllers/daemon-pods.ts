import type { Node } from '../../kube/shapes/core.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Pod, PodTemplateSpec, Toleration } from '../../kube/shapes/pod.js';
import { REVISION_HASH } from './controller-revisions.js';
import { affinityOf, matchesNodeSelection } from './scheduler/affinity.js';
import { untolerated } from './scheduler/taints.js';

const GENERATION = 'deprecated.daemonset.template.generation';
const NODE_NAME = 'metadata.name';

/** What a daemon bears that other Pods do not: nodes in trouble, and nodes without a network when it brings its own. */
const TOLERATED: readonly (readonly [string, 'NoExecute' | 'NoSchedule'])[] = [
  ['not-ready', 'NoExecute'],
  ['unreachable', 'NoExecute'],
  ['disk-pressure', 'NoSchedule'],
  ['memory-pressure', 'NoSchedule'],
  ['pid-pressure', 'NoSchedule'],
  ['unschedulable', 'NoSchedule'],
];

/** The template for one node: bound to it by affinity, so that the scheduler puts it there. */
export function daemonPodTemplate(
  set: KubeObject & { readonly spec: { readonly template: PodTemplateSpec } },
  node: string,
  hash: string,
): PodTemplateSpec {
  const { metadata, spec } = set.spec.template;
  const generation = set.metadata.annotations?.[GENERATION];
  const labels = {
    ...metadata?.labels,
    [REVISION_HASH]: hash,
    ...(generation ? { 'pod-template-generation': generation } : {}),
  };
  const matchFields = [{ key: NODE_NAME, operator: 'In', values: [node] }];
  const given = affinityOf({ spec } as Pod);
  const affinity = {
    ...given,
    nodeAffinity: {
      ...given.nodeAffinity,
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] },
    },
  };
  return { metadata: { ...metadata, labels }, spec: { ...tolerant(spec), affinity } };
}

/** `runs`: a Pod should come there; `stays`: one that is there may stay. */
export function isDaemonMeantFor(
  { spec }: PodTemplateSpec,
  node: Node,
): { readonly runs: boolean; readonly stays: boolean } {
  const pod = { spec: tolerant(spec) } as Pod;
  const isNamed = spec.nodeName === undefined || spec.nodeName === node.metadata.name;
  if (!isNamed || !matchesNodeSelection(pod, node)) return { runs: false, stays: false };
  const taints = node.spec?.taints ?? [];
  const stays = untolerated(pod, taints, ['NoExecute']).length === 0;
  return { runs: stays && untolerated(pod, taints, ['NoSchedule']).length === 0, stays };
}

/** The node that a daemon's Pod runs on or is meant for. */
export function nodeOfDaemonPod(pod: Pod): string {
  if (pod.spec.nodeName) return pod.spec.nodeName;
  const terms = affinityOf(pod).nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const field = terms.flatMap(({ matchFields = [] }) => matchFields).find(({ key }) => key === NODE_NAME);
  return field?.values?.[0] ?? '';
}

function tolerant(spec: PodTemplateSpec['spec']): PodTemplateSpec['spec'] {
  const names = spec.hostNetwork ? [...TOLERATED, ['network-unavailable', 'NoSchedule'] as const] : TOLERATED;
  const own = spec.tolerations ?? [];
  const added = names.map(
    ([name, effect]): Toleration => ({ key: `node.kubernetes.io/${name}`, operator: 'Exists', effect }),
  );
  const isGiven = ({ key, effect }: Toleration) => own.some((one) => one.key === key && one.effect === effect);
  return { ...spec, tolerations: [...own, ...added.filter((one) => !isGiven(one))] };
}
