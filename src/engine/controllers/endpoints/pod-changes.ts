import { deepEqual } from '../../../kube/deep-equal.js';
import type { Pod } from '../../../kube/shapes/pod.js';
import type { Change } from '../../control/cluster-api.js';
import { isReady, readyCondition } from '../pod-facts.js';
import type { ServiceIndex } from './service-index.js';

/** The Services whose endpoints a Pod's change may change (upstream's GetServicesToUpdateOnPodChange). */
export function servicesOfPodChange(index: ServiceIndex, { type, object, previous }: Change): readonly string[] {
  const pod = object as Pod;
  const before = previous as Pod | undefined;
  const namespace = pod.metadata.namespace ?? '';
  const labels = pod.metadata.labels ?? {};
  if (before === undefined || type === 'DELETED') return index.selecting(namespace, labels);
  const relabelled = !deepEqual(labels, before.metadata.labels ?? {}) || !deepEqual(hostOf(pod), hostOf(before));
  if (!relabelled && !isEndpointChanged(pod, before)) return [];
  const now = index.selecting(namespace, labels);
  return relabelled ? [...new Set([...now, ...index.selecting(namespace, before.metadata.labels ?? {})])] : now;
}

function hostOf({ spec }: Pod) {
  return [spec.hostname ?? '', spec.subdomain ?? ''];
}

function isEndpointChanged(pod: Pod, before: Pod): boolean {
  return (
    pod.metadata.deletionTimestamp !== before.metadata.deletionTimestamp ||
    pod.metadata.uid !== before.metadata.uid ||
    pod.spec.nodeName !== before.spec.nodeName ||
    pod.status?.phase !== before.status?.phase ||
    isReady(pod) !== isReady(before) ||
    readyCondition(pod)?.lastTransitionTime !== readyCondition(before)?.lastTransitionTime ||
    !deepEqual(pod.status?.podIPs, before.status?.podIPs)
  );
}
