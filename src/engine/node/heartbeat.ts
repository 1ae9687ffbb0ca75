import { rfc3339 } from '../../kube/rfc3339.js';
import type { Lease, Node } from '../../kube/shapes/core.js';
import { type Kubelet, wallTime } from './kubelet-parts.js';
import { nodeConditions } from './node-object.js';

/** Beats of 10 s between two reports of the node's conditions (5 min, as upstream without a change; a node that was given up reports at once). */
const BEATS_A_STATUS = 30;

/** Renews the node's Lease, now and then its conditions, and goes on. */
export function heartbeat(kubelet: Kubelet, beat: number): void {
  const { sim, api, spec, network } = kubelet;
  const now = wallTime(sim);
  sim.schedule('heartbeat', { node: spec.name, beat: beat + 1 }, { delay: 10_000, background: true });
  if (network.faults.offReason(spec.name)) return;
  const key = { namespace: 'kube-node-lease', name: spec.name };
  if (api.get<Lease>('leases.coordination.k8s.io', key) !== undefined) {
    api.patch('leases.coordination.k8s.io', key, {
      spec: { renewTime: new Date(now).toISOString().replace('Z', '000Z') },
    });
  }
  const node = api.get<Node>('nodes', { namespace: '', name: spec.name });
  const isSilenced = node?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'Unknown');
  if (node === undefined || (beat % BEATS_A_STATUS !== 0 && !isSilenced)) return;
  const conditions = nodeConditions(rfc3339(now), rfc3339(now)).map((condition) => {
    const before = node.status?.conditions?.find(({ type }) => type === condition.type);
    const same = before?.status === condition.status && before.lastTransitionTime !== undefined;
    return same ? { ...condition, lastTransitionTime: before.lastTransitionTime } : condition;
  });
  api.updateStatus('nodes', { ...node, status: { ...node.status, conditions } });
}
