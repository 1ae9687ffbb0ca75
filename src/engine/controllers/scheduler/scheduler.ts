import type { Node } from '../../../kube/shapes/core.js';
import type { Condition } from '../../../kube/shapes/meta.js';
import type { Pod } from '../../../kube/shapes/pod.js';
import type { Sim } from '../../../sim/index.js';
import type { Change, ClusterApi } from '../../control/cluster-api.js';
import type { Controller } from '../../control/controller.js';
import type { EventRecorder } from '../../control/events.js';
import { keyOf } from '../../control/keys.js';
import { timestamp } from '../../control/time.js';
import { hasEnded } from '../pod-facts.js';
import { type Refusal, refusalOf, type Search } from './filters.js';
import { fitMessage } from './fit-message.js';
import { claimOf, createNodeUsage } from './node-usage.js';
import { bestPlaces } from './scores.js';

interface Parts {
  readonly sim: Sim;
  readonly api: ClusterApi;
  readonly recorder: EventRecorder;
}

const NAME = 'default-scheduler';

/** Gives each Pod a node: filter, score, bind; what fits nowhere waits for a change that could help. */
export function createScheduler(parts: Parts): Controller {
  const { sim, api } = parts;
  const usage = createNodeUsage(sim, api);
  let waiting = new Set<string>();
  sim.registry.register('controllers/scheduler', {
    save: () => [...waiting],
    load: (data) => {
      waiting = new Set(data as string[]);
    },
  });
  return {
    name: 'scheduler',
    latencyMs: 3,
    watches: {
      pods: (change) => {
        usage.update(change);
        const pod = change.object as Pod;
        if (change.type === 'DELETED') waiting.delete(keyOf(pod));
        if (change.type !== 'DELETED' && isUnassigned(pod)) return isNews(change) ? [keyOf(pod)] : [];
        return mayHelp(change) ? [...waiting] : [];
      },
      nodes: (change) => (waiting.size > 0 && isNewNode(change) ? [...waiting] : []),
    },
    reconcile(key) {
      const pod = api.get<Pod>('pods', key);
      waiting.delete(key);
      if (pod === undefined || !isUnassigned(pod)) return undefined;
      const places = api.list<Node>('nodes').map((node) => ({ node, usage: usage.of(node.metadata.name ?? '') }));
      const podsOn = ({ metadata }: Node) =>
        api.podsOnNode<Pod>(metadata.name ?? '').filter((other) => !hasEnded(other));
      if (!place(parts, { pod, claim: claimOf(pod), places, podsOn })) waiting.add(key);
      return undefined;
    },
  };
}

function isUnassigned({ spec, metadata, status }: Pod): boolean {
  const isOurs = (spec.schedulerName ?? NAME) === NAME;
  const isGated = ((spec as { readonly schedulingGates?: readonly unknown[] }).schedulingGates ?? []).length > 0;
  return isOurs && !spec.nodeName && !isGated && metadata.deletionTimestamp === undefined && status?.phase !== 'Failed';
}

/** The scheduler's own condition on a Pod is no reason to try again. */
function isNews({ type, object, previous }: Change): boolean {
  return (
    type === 'ADDED' ||
    (object as Pod).spec !== (previous as Pod | undefined)?.spec ||
    object.metadata.labels !== previous?.metadata.labels
  );
}

/** A Pod that left its node or was relabelled there, or one that got a node (for affinity). */
function mayHelp({ type, object, previous }: Change): boolean {
  const { spec } = object as Pod;
  if (!spec.nodeName) return false;
  const before = previous as Pod | undefined;
  return type === 'DELETED' || hasEnded(object as Pod) || before?.spec.nodeName !== spec.nodeName;
}

function isNewNode({ type, object, previous }: Change): boolean {
  if (type !== 'MODIFIED') return type === 'ADDED';
  const facts = (node: Node) => JSON.stringify([node.metadata.labels, node.spec, node.status?.allocatable]);
  return previous === undefined || facts(object as Node) !== facts(previous as Node);
}

function place(parts: Parts, search: Search): boolean {
  const { sim, api, recorder } = parts;
  const { pod } = search;
  const { namespace = '', name = '' } = pod.metadata;
  const refusals: Refusal[] = [];
  const fitting = search.places.filter((candidate) => {
    const refusal = refusalOf(search, candidate);
    if (refusal) refusals.push(refusal);
    return refusal === undefined;
  });
  if (fitting.length === 0) {
    refuse(parts, pod, fitMessage(refusals));
    return false;
  }
  const best = bestPlaces(search, fitting);
  const chosen = best.length === 1 ? best[0] : best[sim.random.below(best.length)];
  const node = chosen?.node.metadata.name ?? '';
  api.bind({ namespace, name }, node);
  recorder.event(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${node}`);
  return true;
}

function refuse({ sim, api, recorder }: Parts, pod: Pod, message: string): void {
  recorder.event(pod, 'Warning', 'FailedScheduling', message);
  const before = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  if (before?.status === 'False' && before.message === message) return;
  const condition: Condition = {
    type: 'PodScheduled',
    ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime: before?.status === 'False' ? (before.lastTransitionTime ?? timestamp(sim)) : timestamp(sim),
    reason: 'Unschedulable',
    message,
  };
  const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== 'PodScheduled');
  api.updateStatus<Pod>('pods', { ...pod, status: { ...pod.status, conditions: [...others, condition] } });
}
