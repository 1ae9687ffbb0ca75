import type { Node } from '../../kube/shapes/core.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { ClusterApi } from '../control/cluster-api.js';
import type { Controller } from '../control/controller.js';
import { unless } from './ignore.js';

/** How long upstream waits before it believes that a Node is gone for good. */
const QUARANTINE_MS = 40_000;

/** Deletes the Pods of Nodes that do not exist any more; there is no kubelet to do it. */
export function createPodGarbageCollector({ api }: { readonly api: ClusterApi }): Controller {
  return {
    name: 'pod-garbage-collector',
    latencyMs: QUARANTINE_MS,
    watches: { nodes: ({ type, object }) => (type === 'DELETED' ? [object.metadata.name ?? ''] : []) },
    reconcile(name) {
      if (api.get<Node>('nodes', { namespace: '', name })) return undefined;
      for (const { metadata } of api.podsOnNode<Pod>(name)) {
        const at = { namespace: metadata.namespace ?? '', name: metadata.name ?? '' };
        unless(['NotFound'], () => api.delete('pods', at, { gracePeriodSeconds: 0 }));
      }
      return undefined;
    },
  };
}
