import { componentStatusKind } from './component-status.js';
import { configMapKind } from './config-map.js';
import { daemonSetKind } from './daemon-set.js';
import { deploymentKind } from './deployment.js';
import { endpointSliceKind } from './endpoint-slice.js';
import { endpointsKind } from './endpoints.js';
import { eventKind } from './event.js';
import { gatewayKinds } from './gateway.js';
import { horizontalPodAutoscalerKind } from './horizontal-pod-autoscaler.js';
import { ingressKind } from './ingress.js';
import { cronJobKind, jobKind } from './job.js';
import type { Kind } from './kind.js';
import { leaseKind } from './lease.js';
import { namespaceKind } from './namespace.js';
import { networkPolicyKind } from './network-policy.js';
import { nodeKind } from './node.js';
import { plainKinds } from './plain-kinds.js';
import { podKind } from './pod.js';
import { rbacKinds } from './rbac.js';
import { replicaSetKind } from './replica-set.js';
import { resourceQuotaKind } from './resource-quota.js';
import { secretKind } from './secret.js';
import { serviceKind } from './service.js';
import { serviceAccountKind } from './service-account.js';
import { ipAddressKind, serviceCIDRKind } from './service-cidr.js';
import { statefulSetKind } from './stateful-set.js';
import { storedKinds } from './stored-kinds.js';

export { createAllocators } from './allocators.js';

/** All kinds that the cluster serves, in the order in which discovery lists them: core first, then by group, then by plural. */
export const kinds: readonly Kind[] = [
  componentStatusKind,
  configMapKind,
  cronJobKind,
  daemonSetKind,
  deploymentKind,
  endpointSliceKind,
  endpointsKind,
  eventKind,
  horizontalPodAutoscalerKind,
  ingressKind,
  ipAddressKind,
  jobKind,
  leaseKind,
  namespaceKind,
  networkPolicyKind,
  nodeKind,
  podKind,
  replicaSetKind,
  resourceQuotaKind,
  secretKind,
  serviceAccountKind,
  serviceCIDRKind,
  serviceKind,
  statefulSetKind,
  ...plainKinds,
  ...rbacKinds,
  ...storedKinds,
].sort(byName);

/** With the kinds of the Gateway API, which no cluster has from the start. */
export const withGateways: readonly Kind[] = [...kinds, ...gatewayKinds].sort(byName);

function byName(a: Kind, b: Kind): number {
  return order(a.group, b.group) || order(a.plural, b.plural);
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
