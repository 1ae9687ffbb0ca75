import { ApiError } from '../../../kube/api-error.js';
import { deepEqual } from '../../../kube/deep-equal.js';
import type { Pod } from '../../../kube/shapes/pod.js';
import type { EndpointAddress, EndpointSubset, Endpoints, Service } from '../../../kube/shapes/service.js';
import type { Sim } from '../../../sim/index.js';
import type { ClusterApi } from '../../control/cluster-api.js';
import type { Controller } from '../../control/controller.js';
import type { EventRecorder } from '../../control/events.js';
import { keyOf, parseKey } from '../../control/keys.js';
import { isReady } from '../pod-facts.js';
import { addressesOf, hasClusterIP, hostnameFor, isCandidate, isIPv6, portNumber } from './candidates.js';
import { CHANGE_TRIGGER, HEADLESS } from './names.js';
import { servicesOfPodChange } from './pod-changes.js';
import type { ServiceIndex } from './service-index.js';
import { repack, type Single } from './subsets.js';
import { createTriggerTimes } from './trigger-times.js';
import { truncate } from './truncate.js';

interface Parts {
  readonly sim: Sim;
  readonly api: ClusterApi;
  readonly recorder: EventRecorder;
  readonly index: ServiceIndex;
}

const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';

/** Writes the v1 Endpoints of each Service with a selector (upstream's pkg/controller/endpoint). */
export function createEndpointsController(parts: Parts): Controller {
  const { api, index, recorder } = parts;
  const times = createTriggerTimes(parts.sim, 'endpoints');
  return {
    name: 'endpoints',
    latencyMs: 6,
    watches: {
      services: index.update,
      pods: (change) => servicesOfPodChange(index, change),
      endpoints: ({ type, object }) => (type === 'DELETED' ? [keyOf(object)] : []),
    },
    reconcile(key) {
      const service = api.get<Service>('services', key);
      if (service === undefined) {
        times.forget(key);
        remove(api, key);
        return undefined;
      }
      const { selector, type } = service.spec;
      if (type === 'ExternalName' || selector === undefined) return undefined;
      const pods = api.withLabels<Pod>('pods', service.metadata.namespace ?? '', selector);
      const current = api.get<Endpoints>('endpoints', key);
      const next = endpointsOf(service, pods, { current, trigger: times.changed(service, pods) });
      if (next === undefined) return undefined;
      try {
        if (current) api.update('endpoints', next);
        else api.create('endpoints', next);
      } catch (error) {
        if (error instanceof ApiError && !current) {
          recorder.event(
            service,
            'Warning',
            'FailedToCreateEndpoint',
            `Failed to create endpoint for service ${key}: ${error.message}`,
          );
        } else if (error instanceof ApiError && current) {
          recorder.event(
            current,
            'Warning',
            'FailedToUpdateEndpoint',
            `Failed to update endpoint ${key}: ${error.message}`,
          );
        }
        throw error;
      }
      return undefined;
    },
  };
}

/** The Endpoints to write, or nothing when `current` says it all. */
export function endpointsOf(
  service: Service,
  pods: readonly Pod[],
  { current, trigger }: { readonly current: Endpoints | undefined; readonly trigger: string | undefined },
): Endpoints | undefined {
  const { subsets, truncated } = truncate(repack(pods.flatMap((pod) => singles(service, pod))));
  const labels = service.metadata.labels ?? {};
  if (current !== undefined) {
    const { [HEADLESS]: _, [MANAGED_BY]: _manager, ...own } = current.metadata.labels ?? {};
    const { [HEADLESS]: __, ...wanted } = labels;
    const marked = current.metadata.annotations?.[OVER_CAPACITY];
    const isMarkedWell = truncated ? marked === 'truncated' : marked === undefined;
    if (isMarkedWell && isSame(current.subsets ?? [], subsets) && deepEqual(own, wanted)) return undefined;
  }
  const { [CHANGE_TRIGGER]: ___, [OVER_CAPACITY]: ____, ...kept } = current?.metadata.annotations ?? {};
  const annotations = {
    ...kept,
    ...(trigger ? { [CHANGE_TRIGGER]: trigger } : {}),
    ...(truncated ? { [OVER_CAPACITY]: 'truncated' } : {}),
  };
  const { [HEADLESS]: _____, ...plain } = labels;
  const metadata = {
    ...(current?.metadata ?? { name: service.metadata.name ?? '', namespace: service.metadata.namespace ?? '' }),
    labels: { ...plain, [MANAGED_BY]: 'endpoint-controller', ...(hasClusterIP(service) ? {} : { [HEADLESS]: '' }) },
    annotations,
  };
  return { apiVersion: 'v1', kind: 'Endpoints', metadata, ...(subsets.length > 0 ? { subsets } : {}) };
}

/** Whether both say the same; the version of a Pod that an address points to does not matter. */
function isSame(a: readonly EndpointSubset[], b: readonly EndpointSubset[]): boolean {
  const plain = ({ targetRef, nodeName, ...address }: EndpointAddress) => ({
    ...address,
    ...(nodeName ? { nodeName } : {}),
    ...(targetRef ? { targetRef: { ...targetRef, resourceVersion: undefined } } : {}),
  });
  const bare = ({ addresses = [], notReadyAddresses = [], ports = [] }: EndpointSubset) => ({
    addresses: addresses.map(plain),
    notReadyAddresses: notReadyAddresses.map(plain),
    ports,
  });
  return deepEqual(a.map(bare), b.map(bare));
}

/** One Pod's address for each port of the Service. */
function singles(service: Service, pod: Pod): readonly Single[] {
  const { ports = [], clusterIP, publishNotReadyAddresses = false } = service.spec;
  if (!isCandidate(pod, publishNotReadyAddresses)) return [];
  const address = addressFor(service, pod);
  if (address === undefined) return [];
  const isUp = publishNotReadyAddresses || isReady(pod);
  if (ports.length === 0) return clusterIP === 'None' ? [{ address, isReady: isUp, port: undefined }] : [];
  return ports.flatMap((servicePort) => {
    const port = portNumber(pod, servicePort);
    if (port === undefined) return [];
    const { name, protocol, appProtocol } = servicePort;
    const found = {
      ...(name ? { name } : {}),
      port,
      ...(protocol ? { protocol } : {}),
      ...(appProtocol ? { appProtocol } : {}),
    };
    return [{ address, isReady: isUp, port: found }];
  });
}

/** Endpoints hold one family only: that of the Service's first. */
function addressFor(service: Service, pod: Pod): EndpointAddress | undefined {
  const { ipFamilies, clusterIP = '' } = service.spec;
  const family = ipFamilies?.[0];
  const wantsIPv6 = family
    ? family === 'IPv6'
    : isIPv6(clusterIP === 'None' || clusterIP === '' ? (pod.status?.podIP ?? '') : clusterIP);
  const ip = addressesOf(pod).find((candidate) => isIPv6(candidate) === wantsIPv6);
  if (ip === undefined) return undefined;
  const hostname = hostnameFor(pod, service);
  const { namespace, name, uid } = pod.metadata;
  return {
    ip,
    ...(hostname ? { hostname } : {}),
    ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
    targetRef: { kind: 'Pod', ...(namespace ? { namespace } : {}), ...(name ? { name } : {}), ...(uid ? { uid } : {}) },
  };
}

function remove(api: ClusterApi, key: string): void {
  try {
    api.delete('endpoints', parseKey(key));
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason !== 'NotFound') throw error;
  }
}
