import type { EndpointSlice, Endpoints, Service } from '../../../kube/shapes/service.js';
import type { Sim } from '../../../sim/index.js';
import type { Change, ClusterApi } from '../../control/cluster-api.js';
import type { Controller } from '../../control/controller.js';
import type { EventRecorder } from '../../control/events.js';
import { keyOf, parseKey } from '../../control/keys.js';
import { planMirror } from './mirror-plan.js';
import { MANAGED_BY, MIRRORED_BY, SERVICE_NAME, SLICES } from './names.js';
import { writeSlices } from './slice-writes.js';

interface Parts {
  readonly sim: Sim;
  readonly api: ClusterApi;
  readonly recorder: EventRecorder;
}

const MAX_PER_SUBSET = 1000;

/** Copies hand-written Endpoints of Services without a selector into EndpointSlices (upstream's endpointslicemirroring). */
export function createEndpointSliceMirroringController({ api }: Parts): Controller {
  return {
    name: 'endpointslicemirroring',
    latencyMs: 4,
    watches: {
      endpoints: ({ object }) => [keyOf(object)],
      services: ({ object }) => [keyOf(object)],
      [SLICES]: endpointsOfSlice,
    },
    reconcile(key) {
      const { namespace, name } = parseKey(key);
      const labels = { [SERVICE_NAME]: name, [MANAGED_BY]: MIRRORED_BY };
      const slices = api.withLabels<EndpointSlice>(SLICES, namespace, labels);
      const endpoints = api.get<Endpoints>('endpoints', { namespace, name });
      const service = api.get<Service>('services', { namespace, name });
      if (
        endpoints === undefined ||
        !isMirrored(endpoints) ||
        service === undefined ||
        service.spec.selector !== undefined
      ) {
        writeSlices(api, { toCreate: [], toUpdate: [], toDelete: slices }, { trigger: 'keep', mayCreate: false });
        return undefined;
      }
      const changes = planMirror(endpoints, slices, MAX_PER_SUBSET);
      writeSlices(api, changes, { trigger: 'keep', mayCreate: endpoints.metadata.deletionTimestamp === undefined });
      return undefined;
    },
  };
}

export function isMirrored({ metadata }: Endpoints): boolean {
  const isLeader = metadata.annotations?.['control-plane.alpha.kubernetes.io/leader'] !== undefined;
  return !isLeader && metadata.labels?.['endpointslice.kubernetes.io/skip-mirror'] !== 'true';
}

function endpointsOfSlice({ object, previous }: Change): readonly string[] {
  const keys = [object, previous].flatMap((slice) => {
    const labels = slice?.metadata.labels ?? {};
    const name = labels[SERVICE_NAME];
    return name && labels[MANAGED_BY] === MIRRORED_BY ? [`${slice?.metadata.namespace ?? ''}/${name}`] : [];
  });
  return [...new Set(keys)];
}
