import type { Node } from '../../kube/shapes/core.js';
import type { Sim } from '../../sim/index.js';
import type { ClusterApi } from '../control/cluster-api.js';
import type { Controller } from '../control/controller.js';
import type { EventSource } from '../control/event-recorders.js';
import type { EventRecorder } from '../control/events.js';
import { createDaemonSetController } from './daemon-set.js';
import { createDeploymentController } from './deployment/deployment.js';
import { createEndpointSliceController } from './endpoints/endpoint-slices.js';
import { createEndpointsController } from './endpoints/endpoints.js';
import { createEndpointSliceMirroringController } from './endpoints/mirroring.js';
import { createServiceIndex } from './endpoints/service-index.js';
import { zoneShares } from './endpoints/topology.js';
import { createGarbageCollector } from './garbage-collector.js';
import { createIPAddressController } from './ip-addresses.js';
import { createJobController } from './job.js';
import { createNamespaceController } from './namespace.js';
import { createNodeLifecycleController } from './node-lifecycle.js';
import { createPodGarbageCollector } from './pod-garbage-collector.js';
import { createReplicaSetController } from './replica-set.js';
import { createResourceQuotaController } from './resource-quota.js';
import { createScheduler } from './scheduler/scheduler.js';
import { createRootCaController, createServiceAccountController } from './service-account.js';
import { createLoadBalancerController, type LoadBalancers } from './service-load-balancer.js';
import { createStatefulSetController } from './stateful-set.js';
import { createTaintEvictionController } from './taint-eviction.js';

export interface ControllersParts {
  readonly sim: Sim;
  /** The API server as that user. */
  readonly api: (user: string) => ClusterApi;
  /** The event recorder of that component (`createEventRecorders`). */
  readonly recorder: (source: EventSource) => EventRecorder;
  /** PEM text for the ConfigMap `kube-root-ca.crt`. */
  readonly rootCertificate: string;
}

/** The loop of the cloud that the cluster stands in. */
export function createCloudController(
  { sim, api, recorder }: Pick<ControllersParts, 'sim' | 'api' | 'recorder'>,
  cloud: { readonly cloud: LoadBalancers; readonly provisionMs: number },
): Controller {
  return createLoadBalancerController({
    sim,
    api: api('system:serviceaccount:kube-system:service-controller'),
    recorder: recorder({ component: 'service-controller' }),
    ...cloud,
  });
}

/** All loops of kube-controller-manager that the cluster runs, and the scheduler; `ControlPlane.add` each of them. */
export function createControllers({ sim, api, recorder, rootCertificate }: ControllersParts): readonly Controller[] {
  const as = (account: string, component: string) => ({
    sim,
    api: api(`system:serviceaccount:kube-system:${account}`),
    recorder: recorder({ component }),
  });
  const slices = as('endpointslice-controller', 'endpoint-slice-controller');
  const index = createServiceIndex(sim, slices.api);
  const collector = as('generic-garbage-collector', 'garbage-collector-controller');
  const actions = { Scheduled: 'Binding', FailedScheduling: 'Scheduling' };
  return [
    createDeploymentController(as('deployment-controller', 'deployment-controller')),
    createReplicaSetController(as('replicaset-controller', 'replicaset-controller')),
    createDaemonSetController(as('daemon-set-controller', 'daemonset-controller')),
    createJobController(as('job-controller', 'job-controller')),
    createStatefulSetController(as('statefulset-controller', 'statefulset-controller')),
    createEndpointsController({ ...as('endpoint-controller', 'endpoint-controller'), index }),
    createEndpointSliceController({ ...slices, index, zones: () => zoneShares(slices.api.list<Node>('nodes')) }),
    createEndpointSliceMirroringController(
      as('endpointslicemirroring-controller', 'endpoint-slice-mirroring-controller'),
    ),
    createIPAddressController({ api: api('system:apiserver') }),
    createResourceQuotaController({ api: api('system:serviceaccount:kube-system:resourcequota-controller') }),
    createNamespaceController(as('namespace-controller', 'namespace-controller')),
    createGarbageCollector({ ...collector, resources: collector.api.resources().map(({ resource }) => resource) }),
    createServiceAccountController(as('service-account-controller', 'serviceaccount-controller')),
    createRootCaController({ ...as('root-ca-cert-publisher', 'root-ca-cert-publisher'), certificate: rootCertificate }),
    createNodeLifecycleController(as('node-controller', 'node-controller')),
    createTaintEvictionController(as('node-controller', 'taint-eviction-controller')),
    createPodGarbageCollector(as('pod-garbage-collector', 'pod-garbage-collector')),
    createScheduler({
      sim,
      api: api('system:kube-scheduler'),
      recorder: recorder({ component: 'default-scheduler', actions }),
    }),
  ];
}
