import type { Lease, Node, Taint } from '../../kube/shapes/core.js';
import type { Condition } from '../../kube/shapes/meta.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { Sim } from '../../sim/index.js';
import type { ClusterApi } from '../control/cluster-api.js';
import type { Controller, Requeue } from '../control/controller.js';
import type { EventRecorder } from '../control/events.js';
import { timestamp, virtualTime } from '../control/time.js';

interface Parts {
  readonly sim: Sim;
  readonly api: ClusterApi;
  readonly recorder: EventRecorder;
}

/** kube-controller-manager's --node-monitor-period and --node-monitor-grace-period. */
const MONITOR_MS = 5_000;
const GRACE_MS = 50_000;
const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';
const HEARTBEATS = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

/** Watches the kubelets' leases: a silent node's conditions become Unknown, it is tainted and its Pods are not ready. */
export function createNodeLifecycleController(parts: Parts): Controller {
  const { api } = parts;
  return {
    name: 'node-lifecycle',
    watches: { nodes: ({ type, object }) => (type === 'DELETED' ? [] : [object.metadata.name ?? '']) },
    reconcile(name): Requeue | undefined {
      const node = api.get<Node>('nodes', { namespace: '', name });
      if (node === undefined) return undefined;
      watchOver(parts, node);
      return { afterMs: MONITOR_MS, background: true };
    },
  };
}

function watchOver(parts: Parts, node: Node): void {
  const current = isSilent(parts, node) ? silenced(parts, node) : node;
  const ready = current.status?.conditions?.find(({ type }) => type === 'Ready');
  if (ready === undefined) return;
  if (ready.status !== 'True') markPods(parts, current);
  const noExecute = ready.status === 'True' ? undefined : ready.status === 'Unknown' ? UNREACHABLE : NOT_READY;
  const wanted = taintsFor(parts.sim, current, noExecute);
  const present = current.spec?.taints ?? [];
  if (JSON.stringify(wanted) === JSON.stringify(present)) return;
  const taints = wanted.length > 0 ? wanted : null;
  parts.api.patch('nodes', { namespace: '', name: node.metadata.name ?? '' }, { spec: { taints } });
}

function isSilent({ sim, api }: Parts, node: Node): boolean {
  const lease = api.get<Lease>('leases.coordination.k8s.io', {
    namespace: 'kube-node-lease',
    name: node.metadata.name ?? '',
  });
  const heartbeats = (node.status?.conditions ?? []).map(({ lastHeartbeatTime }) =>
    virtualTime(sim, lastHeartbeatTime),
  );
  const last = Math.max(
    virtualTime(sim, lease?.spec?.renewTime),
    virtualTime(sim, node.metadata.creationTimestamp),
    ...heartbeats,
  );
  return sim.now() - last > GRACE_MS;
}

/** All heartbeat conditions become Unknown, in upstream's words. */
function silenced({ sim, api, recorder }: Parts, node: Node): Node {
  const conditions = node.status?.conditions ?? [];
  if (HEARTBEATS.every((type) => conditions.find((condition) => condition.type === type)?.status === 'Unknown'))
    return node;
  const now = timestamp(sim);
  const others = conditions.filter(({ type }) => !HEARTBEATS.includes(type));
  const unknown = HEARTBEATS.map((type): Condition => {
    const before = conditions.find((condition) => condition.type === type);
    const said = before
      ? { reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' }
      : { reason: 'NodeStatusNeverUpdated', message: 'Kubelet never posted node status.' };
    if (before?.status === 'Unknown') return before;
    const lastHeartbeatTime = before?.lastHeartbeatTime ?? node.metadata.creationTimestamp ?? now;
    return { type, status: 'Unknown', lastHeartbeatTime, lastTransitionTime: now, ...said };
  });
  const next = api.updateStatus<Node>('nodes', {
    ...node,
    status: { ...node.status, conditions: [...unknown, ...others] },
  });
  recorder.event(
    nodeReference(node),
    'Normal',
    'NodeNotReady',
    `Node ${node.metadata.name} status is now: NodeNotReady`,
  );
  return next;
}

/** Events about nodes name the node as its own uid. */
function nodeReference({ metadata: { name = '' } }: Node) {
  return { apiVersion: '', kind: 'Node', metadata: { name, uid: name } };
}

function taintsFor(sim: Sim, node: Node, health: string | undefined): readonly Taint[] {
  const present = node.spec?.taints ?? [];
  const isOurs = ({ key }: Taint) =>
    key === NOT_READY || key === UNREACHABLE || key === 'node.kubernetes.io/unschedulable';
  const wanted: Taint[] = [];
  if (node.spec?.unschedulable) wanted.push({ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' });
  if (health) wanted.push({ key: health, effect: 'NoSchedule' }, { key: health, effect: 'NoExecute' });
  const dated = wanted.map((taint) => {
    const before = present.find(({ key, effect }) => key === taint.key && effect === taint.effect);
    return before ?? { ...taint, timeAdded: timestamp(sim) };
  });
  return [...present.filter((taint) => !isOurs(taint)), ...dated];
}

function markPods({ sim, api, recorder }: Parts, node: Node): void {
  for (const pod of api.podsOnNode<Pod>(node.metadata.name ?? '')) {
    const ready = pod.status?.conditions?.find(({ type }) => type === 'Ready');
    if (ready?.status !== 'True') continue;
    const changed = { ...ready, status: 'False' as const, lastTransitionTime: timestamp(sim) };
    const conditions = (pod.status?.conditions ?? []).map((condition) => (condition === ready ? changed : condition));
    api.updateStatus<Pod>('pods', { ...pod, status: { ...pod.status, conditions } });
    recorder.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready');
  }
}
