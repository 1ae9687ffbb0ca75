import { apiError } from '../kube/api-error.js';
import type { ActiveFault, Fault } from '../kube/fault.js';
import type { Node } from '../kube/shapes/core.js';
import type { Pod } from '../kube/shapes/pod.js';
import type { Deployment } from '../kube/shapes/workload.js';
import type { ClusterApi } from './control/cluster-api.js';
import type { ControlPlane } from './control/control-plane.js';
import type { Allocators } from './kinds/kind.js';
import type { Network } from './net/network.js';
import type { Nodes } from './node/nodes.js';
import type { Cluster } from './public-face.js';

interface Parts {
  readonly api: ClusterApi;
  readonly control: ControlPlane;
  readonly network: Network;
  readonly nodes: Nodes;
  readonly allocators: Allocators;
  readonly nodeNames: readonly string[];
}

/** Says of a loop that it stands still by a fault. */
const BY_FAULT = 'fault';
const COREDNS = { namespace: 'kube-system', name: 'coredns' };
/** Remembers what CoreDNS is to be scaled to when its fault ends. */
const REPLICAS = 'lab/replicas';

/** `fault`, `faults`, `clearFault` and `kill` of the public face. */
export function createFaults(parts: Parts): Pick<Cluster, 'fault' | 'faults' | 'clearFault' | 'kill'> {
  const book = parts.network.faults;
  return {
    fault(fault) {
      check(parts, fault);
      const active = book.add(fault);
      begin(parts, fault);
      return active;
    },
    faults: book.all,
    clearFault(id) {
      const ended = id === undefined ? book.all() : book.all().filter((active) => active.id === id);
      for (const active of ended) {
        book.remove(active.id);
        end(parts, active.fault, book.all());
      }
      return ended;
    },
    kill: (pod) => parts.nodes.kill(podOf(parts.api, pod)),
  };
}

function check({ api }: Parts, fault: Fault): void {
  if ('node' in fault && fault.node !== undefined) {
    const node = nodeOf(api, fault.node);
    const isControlPlane = node.metadata.labels?.['node-role.kubernetes.io/control-plane'] !== undefined;
    if (isControlPlane && fault.kind !== 'stopped') {
      throw apiError('Forbidden', `node "${fault.node}" runs the API server; without it nothing would answer`, {});
    }
  }
  if (fault.kind === 'probe') podOf(api, fault.pod);
  if (fault.kind !== 'link') return;
  for (const place of fault.between) {
    const [kind, ...name] = place.split('/');
    if (kind === 'pod') podOf(api, name.join('/'));
    else if (kind === 'node') nodeOf(api, name.join('/'));
    else if (place !== 'any' && place !== 'outside') {
      throw apiError('BadRequest', `"${place}" is no place: pod/NAMESPACE/NAME, node/NAME, outside or any`, {});
    }
  }
}

function nodeOf(api: ClusterApi, name: string): Node {
  const node = api.get<Node>('nodes', { namespace: '', name });
  if (node === undefined) throw apiError('NotFound', `nodes "${name}" not found`, { name, kind: 'nodes' });
  return node;
}

function podOf(api: ClusterApi, text: string): Pod {
  const [namespace = '', name = ''] = text.split('/');
  const pod = api.get<Pod>('pods', { namespace, name });
  if (pod === undefined) throw apiError('NotFound', `pods "${name}" not found`, { name, kind: 'pods' });
  return pod;
}

function begin(parts: Parts, fault: Fault): void {
  const { control, nodes, allocators } = parts;
  if (fault.kind === 'node-down' || fault.kind === 'node-cut') {
    for (const loop of loopsOf(fault.node)) control.setStopped(loop, true, BY_FAULT);
    if (fault.kind === 'node-down') nodes.powerOff(fault.node);
  } else if (fault.kind === 'exhausted') allocators.setExhausted(fault.range, true);
  else if (fault.kind === 'stopped') setRunning(parts, fault, false);
}

/** What another fault still breaks stays broken. */
function end(parts: Parts, fault: Fault, left: readonly ActiveFault[]): void {
  const { control, nodes, network, allocators } = parts;
  if (fault.kind === 'node-down' || fault.kind === 'node-cut') {
    if (network.faults.offReason(fault.node)) return;
    for (const loop of loopsOf(fault.node)) control.setStopped(loop, isProxyStopped(loop, left), BY_FAULT);
    nodes.resume(fault.node);
  } else if (fault.kind === 'exhausted') {
    const isLeft = left.some((other) => other.fault.kind === 'exhausted' && other.fault.range === fault.range);
    allocators.setExhausted(fault.range, isLeft);
  } else if (fault.kind === 'stopped') setRunning(parts, fault, true);
}

function loopsOf(node: string): readonly string[] {
  return [`kubelet/${node}`, `kube-proxy/${node}`];
}

function isProxyStopped(loop: string, left: readonly ActiveFault[]): boolean {
  return left.some(({ fault }) => {
    if (fault.kind !== 'stopped' || fault.component !== 'kube-proxy') return false;
    return fault.node === undefined ? loop.startsWith('kube-proxy/') : loop === `kube-proxy/${fault.node}`;
  });
}

function setRunning(
  { api, control, network, nodeNames }: Parts,
  { component, node }: Extract<Fault, { readonly kind: 'stopped' }>,
  isRunning: boolean,
): void {
  if (component === 'kube-proxy') {
    for (const name of node === undefined ? nodeNames : [node]) {
      const loop = `kube-proxy/${name}`;
      const isOff = network.faults.offReason(name) !== undefined || isProxyStopped(loop, network.faults.all());
      control.setStopped(loop, !isRunning || isOff, BY_FAULT);
    }
    return;
  }
  const deployment = api.get<Deployment>('deployments.apps', COREDNS);
  const kept = deployment?.metadata.annotations?.[REPLICAS];
  if (deployment === undefined || (kept === undefined) === isRunning) return;
  const replicas = isRunning ? Number(kept) : 0;
  const annotations = { [REPLICAS]: isRunning ? null : String(deployment.spec.replicas ?? 1) };
  api.patch('deployments.apps', COREDNS, { metadata: { annotations }, spec: { replicas } });
}
