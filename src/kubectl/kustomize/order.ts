import type { KubeObject } from '../../kube/shapes/meta.js';

/** kustomize's legacy order: what others need comes first, what could refuse others last. */
export function inOrder(objects: readonly KubeObject[]): readonly KubeObject[] {
  return [...objects].sort((left, right) => rank(left) - rank(right) || compare(nameOf(left), nameOf(right)));
}

const FIRST = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'ServiceAccount',
  'PodSecurityPolicy',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Endpoints',
  'Service',
  'LimitRange',
  'PriorityClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
];

function rank({ kind }: KubeObject): number {
  if (kind.endsWith('WebhookConfiguration')) return FIRST.length + 1;
  const at = FIRST.indexOf(kind);
  return at < 0 ? FIRST.length : at;
}

function nameOf({ apiVersion, kind, metadata }: KubeObject): string {
  return [kind, apiVersion, metadata.namespace ?? '', metadata.name ?? ''].join('\n');
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
