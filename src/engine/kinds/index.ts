import { configMapKind } from './config-map.js';
import { deploymentKind } from './deployment.js';
import { endpointSliceKind } from './endpoint-slice.js';
import { endpointsKind } from './endpoints.js';
import { eventKind } from './event.js';
import type { Kind } from './kind.js';
import { leaseKind } from './lease.js';
import { namespaceKind } from './namespace.js';
import { nodeKind } from './node.js';
import { podKind } from './pod.js';
import { replicaSetKind } from './replica-set.js';
import { secretKind } from './secret.js';
import { serviceKind } from './service.js';
import { serviceAccountKind } from './service-account.js';

export { type AllocatorRanges, createAllocators } from './allocators.js';

/** All kinds that the cluster serves, in the order in which discovery lists them: core first, then by group and name. */
export const kinds: readonly Kind[] = [
  configMapKind,
  endpointsKind,
  eventKind,
  namespaceKind,
  nodeKind,
  podKind,
  secretKind,
  serviceAccountKind,
  serviceKind,
  deploymentKind,
  replicaSetKind,
  leaseKind,
  endpointSliceKind,
];
