import { apiError } from '../../../kube/api-error.js';
import type { Node } from '../../../kube/shapes/core.js';
import type { Pod } from '../../../kube/shapes/pod.js';
import type { EndpointSlice, Service } from '../../../kube/shapes/service.js';
import type { Sim } from '../../../sim/index.js';
import type { Change, ClusterApi } from '../../control/cluster-api.js';
import type { Controller } from '../../control/controller.js';
import type { EventRecorder } from '../../control/events.js';
import { MADE_BY, MANAGED_BY, SERVICE_NAME, SLICES } from './names.js';
import { servicesOfPodChange } from './pod-changes.js';
import type { ServiceIndex } from './service-index.js';
import { planSlices } from './slice-plan.js';
import { writeSlices } from './slice-writes.js';
import type { ZoneShares } from './topology.js';
import { createTriggerTimes } from './trigger-times.js';

interface Parts {
  readonly sim: Sim;
  readonly api: ClusterApi;
  readonly recorder: EventRecorder;
  readonly index: ServiceIndex;
  readonly zones: () => ZoneShares | undefined;
}

const PER_SLICE = 100;

/** Writes the EndpointSlices of each Service with a selector (upstream's endpointslice controller). */
export function createEndpointSliceController(parts: Parts): Controller {
  const { api, index, recorder } = parts;
  const times = createTriggerTimes(parts.sim, 'endpointslice');
  return {
    name: 'endpointslice',
    latencyMs: 6,
    watches: {
      services: index.update,
      pods: (change) => servicesOfPodChange(index, change),
      [SLICES]: serviceOfSlice,
    },
    reconcile(key) {
      const service = api.get<Service>('services', key);
      if (service === undefined) {
        times.forget(key);
        return undefined;
      }
      const namespace = service.metadata.namespace ?? '';
      const { selector, type } = service.spec;
      if (type === 'ExternalName' || selector === undefined) return undefined;
      const pods = api.withLabels<Pod>('pods', namespace, selector);
      const labels = { [SERVICE_NAME]: service.metadata.name ?? '', [MANAGED_BY]: MADE_BY };
      const slices = api
        .withLabels<EndpointSlice>(SLICES, namespace, labels)
        .filter((slice) => slice.metadata.deletionTimestamp === undefined);
      const nodeOf = (name: string) => api.get<Node>('nodes', { namespace: '', name });
      const plan = planSlices(service, { pods, slices, nodeOf, zones: parts.zones, max: PER_SLICE });
      writeSlices(api, plan.changes, {
        trigger: times.changed(service, pods),
        mayCreate: service.metadata.deletionTimestamp === undefined,
      });
      for (const { type: level, reason, message } of plan.events) recorder.event(service, level, reason, message);
      if (plan.missingNode) throw apiError('InternalError', `a node of a pod of service ${key} is not found`);
      return undefined;
    },
  };
}

/** Somebody else may have changed or deleted a slice of ours. */
function serviceOfSlice({ object, previous }: Change): readonly string[] {
  const keys = [object, previous].flatMap((slice) => {
    const labels = slice?.metadata.labels ?? {};
    const name = labels[SERVICE_NAME];
    return name && labels[MANAGED_BY] === MADE_BY ? [`${slice?.metadata.namespace ?? ''}/${name}`] : [];
  });
  return [...new Set(keys)];
}
