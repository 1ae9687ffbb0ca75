import type { Node, Taint } from '../../kube/shapes/core.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { Sim } from '../../sim/index.js';
import type { ClusterApi } from '../control/cluster-api.js';
import type { Controller } from '../control/controller.js';
import type { EventRecorder } from '../control/events.js';
import { keyOf, parseKey } from '../control/keys.js';
import { virtualTime } from '../control/time.js';
import { unless } from './ignore.js';
import { hasEnded } from './pod-facts.js';
import { tolerates } from './scheduler/taints.js';

interface Parts {
  readonly sim: Sim;
  readonly api: ClusterApi;
  readonly recorder: EventRecorder;
}

/** Deletes Pods that do not tolerate a NoExecute taint of their node, after their `tolerationSeconds` (upstream's tainteviction). */
export function createTaintEvictionController({ sim, api, recorder }: Parts): Controller {
  return {
    name: 'taint-eviction',
    watches: {
      nodes: ({ type, object, previous }) => {
        const isTainted = [object, previous].some((node) => node && noExecute(node as Node).length > 0);
        return type !== 'DELETED' && isTainted ? api.podsOnNode<Pod>(object.metadata.name ?? '').map(keyOf) : [];
      },
      pods: ({ type, object, previous }) => {
        const { nodeName } = (object as Pod).spec;
        return type !== 'DELETED' && nodeName && (previous as Pod | undefined)?.spec.nodeName !== nodeName
          ? [keyOf(object)]
          : [];
      },
    },
    reconcile(key) {
      const pod = api.get<Pod>('pods', key);
      const node = pod?.spec.nodeName ? api.get<Node>('nodes', { namespace: '', name: pod.spec.nodeName }) : undefined;
      if (!pod || !node || pod.metadata.deletionTimestamp !== undefined || hasEnded(pod)) return undefined;
      const wait = untilEviction(sim, pod, noExecute(node));
      if (wait === undefined) return undefined;
      if (wait > 0) return { afterMs: wait, background: true };
      recorder.event(pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${key}`);
      unless(['NotFound'], () => api.delete('pods', parseKey(key)));
      return undefined;
    },
  };
}

function noExecute({ spec }: Node): readonly Taint[] {
  return (spec?.taints ?? []).filter(({ effect }) => effect === 'NoExecute');
}

/** In ms; none when all taints are tolerated for good. */
function untilEviction(sim: Sim, pod: Pod, taints: readonly Taint[]): number | undefined {
  const waits = taints.map((taint) => {
    const matching = (pod.spec.tolerations ?? []).filter((toleration) => tolerates(toleration, taint));
    if (matching.length === 0) return 0;
    const seconds = matching.flatMap(({ tolerationSeconds }) => tolerationSeconds ?? []);
    if (seconds.length === 0) return undefined;
    return Math.max(0, virtualTime(sim, taint.timeAdded) + Math.min(...seconds) * 1000 - sim.now());
  });
  const limited = waits.filter((wait) => wait !== undefined);
  return limited.length > 0 ? Math.min(...limited) : undefined;
}
