import type { ApiResource } from '../../client/discovery.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { describeBinding, describeRole } from './access.js';
import { describeAutoscaler } from './autoscaler.js';
import { describeCronJob, describeJob } from './batch.js';
import {
  describeBudget,
  describeIngressClass,
  describeIpAddress,
  describePriorityClass,
  describeServiceCidr,
} from './cluster-kinds.js';
import { describeEndpointSlice, describeEndpoints } from './endpoints.js';
import type { DescribeContext } from './events.js';
import { describeGeneric } from './generic.js';
import { describeIngress } from './ingress.js';
import { describeLimitRange } from './limit-range.js';
import { describeNamespace, describeQuota } from './namespace.js';
import { describeNetworkPolicy } from './network-policy.js';
import { describeNode } from './node.js';
import { Page } from './page.js';
import { describePod } from './pod.js';
import { describeService } from './service.js';
import {
  describeConfigMap,
  describeDaemonSet,
  describeSecret,
  describeServiceAccount,
  describeStatefulSet,
} from './small-kinds.js';
import { describeClaim, describeStorageClass, describeVolume } from './storage.js';
import { describeDeployment, describeReplicaSet, describeReplicationController } from './workloads.js';

export interface Described {
  readonly resource: Pick<ApiResource, 'group' | 'kind'>;
  readonly object: KubeObject;
}

type Describer = (page: Page, object: never, context: DescribeContext) => Promise<void>;

const DESCRIBERS: Readonly<Record<string, Describer>> = {
  'ClusterRole.rbac.authorization.k8s.io': describeRole,
  'ClusterRoleBinding.rbac.authorization.k8s.io': describeBinding,
  'ConfigMap.': describeConfigMap,
  'CronJob.batch': describeCronJob,
  'DaemonSet.apps': describeDaemonSet,
  'Deployment.apps': describeDeployment,
  'EndpointSlice.discovery.k8s.io': describeEndpointSlice,
  'Endpoints.': describeEndpoints,
  'HorizontalPodAutoscaler.autoscaling': describeAutoscaler,
  'IPAddress.networking.k8s.io': describeIpAddress,
  'Ingress.networking.k8s.io': describeIngress,
  'IngressClass.networking.k8s.io': describeIngressClass,
  'Job.batch': describeJob,
  'LimitRange.': describeLimitRange,
  'Namespace.': describeNamespace,
  'NetworkPolicy.networking.k8s.io': describeNetworkPolicy,
  'Node.': describeNode,
  'PersistentVolume.': describeVolume,
  'PersistentVolumeClaim.': describeClaim,
  'Pod.': describePod,
  'PodDisruptionBudget.policy': describeBudget,
  'PriorityClass.scheduling.k8s.io': describePriorityClass,
  'ReplicaSet.apps': describeReplicaSet,
  'ReplicationController.': describeReplicationController,
  'ResourceQuota.': describeQuota,
  'Role.rbac.authorization.k8s.io': describeRole,
  'RoleBinding.rbac.authorization.k8s.io': describeBinding,
  'Secret.': describeSecret,
  'Service.': describeService,
  'ServiceAccount.': describeServiceAccount,
  'ServiceCIDR.networking.k8s.io': describeServiceCidr,
  'StatefulSet.apps': describeStatefulSet,
  'StorageClass.storage.k8s.io': describeStorageClass,
};

/** The whole description of one object. Throws ApiError when something that belongs to it cannot be read. */
export async function describeObject(context: DescribeContext, { resource, object }: Described): Promise<string> {
  const page = new Page();
  const describer = DESCRIBERS[`${resource.kind}.${resource.group}`] ?? describeGeneric;
  await describer(page, object as never, context);
  return page.text();
}
