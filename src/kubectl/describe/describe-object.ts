import type { ApiResource } from '../../client/discovery.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { describeEndpointSlice, describeEndpoints } from './endpoints.js';
import type { DescribeContext } from './events.js';
import { describeGeneric } from './generic.js';
import { describeIngress } from './ingress.js';
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
import { describeDeployment, describeReplicaSet } from './workloads.js';

export interface Described {
  readonly resource: Pick<ApiResource, 'group' | 'kind'>;
  readonly object: KubeObject;
}

type Describer = (page: Page, object: never, context: DescribeContext) => Promise<void>;

const DESCRIBERS: Readonly<Record<string, Describer>> = {
  'ConfigMap.': describeConfigMap,
  'DaemonSet.apps': describeDaemonSet,
  'Deployment.apps': describeDeployment,
  'EndpointSlice.discovery.k8s.io': describeEndpointSlice,
  'Endpoints.': describeEndpoints,
  'Ingress.networking.k8s.io': describeIngress,
  'Namespace.': describeNamespace,
  'NetworkPolicy.networking.k8s.io': describeNetworkPolicy,
  'Node.': describeNode,
  'Pod.': describePod,
  'ReplicaSet.apps': describeReplicaSet,
  'ResourceQuota.': describeQuota,
  'Secret.': describeSecret,
  'Service.': describeService,
  'ServiceAccount.': describeServiceAccount,
  'StatefulSet.apps': describeStatefulSet,
};

/** The whole description of one object. Throws ApiError when something that belongs to it cannot be read. */
export async function describeObject(context: DescribeContext, { resource, object }: Described): Promise<string> {
  const page = new Page();
  const describer = DESCRIBERS[`${resource.kind}.${resource.group}`] ?? describeGeneric;
  await describer(page, object as never, context);
  return page.text();
}
