import { rfc3339 } from '../../kube/rfc3339.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { Program } from '../../sh/program.js';
import type { Sim } from '../../sim/index.js';
import type { NodeApi } from '../api/api-server.js';
import type { ClusterApi } from '../control/cluster-api.js';
import type { ControlPlane } from '../control/control-plane.js';
import type { EventRecorder } from '../control/events.js';
import { keyOf } from '../control/keys.js';
import { type AddressPlan, addressPlan } from '../net/address-plan.js';
import type { Network } from '../net/network.js';
import { beginProbe, checkMachine, finishCheck, type ProbeTick, stepCheck } from './checks.js';
import { containerExited } from './container-stop.js';
import { createPortForward } from './forward/create-port-forward.js';
import { createForwardPrograms } from './forward/forward-programs.js';
import { heartbeat } from './heartbeat.js';
import { createHosts, type HostProgram, type HostSpawn, type OutsideMachine } from './hosts.js';
import { kubeletController, startNow } from './kubelet.js';
import { type Check, controllerOf, type Kubelet, type KubeletMemory, wallTime } from './kubelet-parts.js';
import { createLogs } from './logs.js';
import { leaseObject, type NodeSpec, nodeObject } from './node-object.js';
import { allAddresses } from './pod-addresses.js';
import { copyWork, type PodWork } from './pod-work.js';
import { createRuntime, type Runtime } from './runtime.js';
import { createSessions, type Sessions } from './sessions.js';
import { createNodeApi, type StreamEnds } from './streams.js';
import { SYSTEM_IMAGES } from './system.js';
import type { Turn } from './turns.js';
import { volumeRefresh } from './volume-refresh.js';

export interface NodesOptions {
  readonly sim: Sim;
  readonly control: ControlPlane;
  /** The API server as one user. */
  readonly api: (user: string) => ClusterApi;
  readonly network: Network;
  /** The recorder of the kubelet on one node. */
  readonly recorder: (node: string) => EventRecorder;
  readonly nodes: readonly NodeSpec[];
  /** Machines outside the cluster. */
  readonly outside?: readonly OutsideMachine[];
  /** Programs that know the cluster, by their path in an image. */
  readonly programs?: Readonly<Record<string, Program>>;
  /** Addresses around the nodes; default those of a cluster of IPv4. */
  readonly plan?: AddressPlan;
  /** A system program (`kube-proxy`) came up or went down on a node. */
  readonly onComponent?: (node: string, component: string, running: boolean) => void;
}

/** All nodes of the cluster, their kubelets and machines, and the learner's workstation. */
export interface Nodes extends NodeApi {
  /** Creates Node and Lease objects and the nodes' places; once, when the API answers. */
  register(): void;
  /** Makes the Pods that are bound to nodes Running at this moment, without events (for a cluster that starts ready). */
  startBoundPods(): void;
  /** Starts a program on the workstation, a node or in a Pod's container; `undefined` when the machine has none of that name. */
  spawn(request: HostSpawn): HostProgram | undefined;
  /** Ends all programs of the workstation and of nodes: whoever started them is gone. */
  hangUp(): void;
  /** Ends the programs of a Pod at once; its kubelet finds out. */
  kill(pod: Pod): void;
  /** Ends all programs of a node. */
  powerOff(node: string): void;
  /** A kubelet that was silent looks at all its Pods and reports them. */
  resume(node: string): void;
}

export function createNodes(options: NodesOptions): Nodes {
  const { sim, control, network, nodes, plan = addressPlan() } = options;
  const logs = createLogs(sim);
  const sessions = createSessions(sim);
  const sinks = new Map<number, StreamEnds>();
  const kubelets = new Map<string, Kubelet>();
  const runtime: Runtime = createRuntime({
    sim,
    network,
    events: runtimeEvents({ sessions, sinks, kubelets, logs }),
    programs: {
      '/coredns': network.coredns,
      ...network.nodePrograms,
      ...createForwardPrograms({ network, kubeletOf: (name) => kubelets.get(name) }),
      ...options.programs,
    },
  });
  for (const spec of nodes) {
    const kubelet: Kubelet = {
      spec,
      sim,
      api: options.api(`system:node:${spec.name}`),
      control,
      network,
      recorder: reachable(network, spec.name, options.recorder(spec.name)),
      runtime,
      logs,
      sessions,
      clusterDns: plan.clusterDns,
      upstreamDns: plan.upstreamDns,
      memory: emptyMemory(),
      onComponent: (component, running) => options.onComponent?.(spec.name, component, running),
    };
    kubelets.set(spec.name, kubelet);
    control.add(kubeletController(kubelet));
    sim.registry.register(`kubelet/${spec.name}`, savedMemory(kubelet.memory));
  }
  control.add(volumeRefresh(sim, kubelets));
  handleEvents(sim, kubelets, network);
  const addSink = { add: (session: number, sink: StreamEnds) => void sinks.set(session, sink) };
  const hosts = createHosts({
    sim,
    network,
    runtime,
    sessions,
    sinks: addSink,
    kubeletOf: (name) => kubelets.get(name),
    plan,
    nodes: nodes.map(({ name }) => name),
  });
  return {
    ...createNodeApi((node) => kubelets.get(node), addSink),
    portForward: createPortForward(hosts.spawn, network.faults),
    register() {
      hosts.addWorkstation();
      for (const machine of options.outside ?? []) hosts.addOutside(machine);
      for (const kubelet of kubelets.values()) registerNode(kubelet);
    },
    startBoundPods() {
      for (const kubelet of kubelets.values()) {
        for (const pod of kubelet.api.podsOnNode<Pod>(kubelet.spec.name)) startNow(kubelet, pod);
      }
    },
    spawn: hosts.spawn,
    hangUp: hosts.hangUp,
    kill(pod) {
      const kubelet = kubelets.get(pod.spec.nodeName ?? '');
      const work = kubelet?.memory.pods.get(keyOf(pod));
      if (kubelet && work) killAll(kubelet, work);
    },
    powerOff(node) {
      const kubelet = kubelets.get(node);
      for (const work of kubelet?.memory.pods.values() ?? []) if (kubelet) killAll(kubelet, work);
    },
    resume(node) {
      const kubelet = kubelets.get(node);
      if (kubelet === undefined) return;
      for (const key of kubelet.memory.pods.keys()) control.enqueue(controllerOf(kubelet), key);
    },
  };
}

/** A kubelet without a network writes no events. */
function reachable(network: Network, node: string, recorder: EventRecorder): EventRecorder {
  return {
    event(...said) {
      if (network.faults.offReason(node) === undefined) recorder.event(...said);
    },
  };
}

function killAll({ runtime }: Kubelet, { containers }: PodWork): void {
  for (const { state, machine } of containers) {
    if (state === 'running' && machine !== undefined) runtime.signal(machine, 1, 'KILL');
  }
}

function registerNode(kubelet: Kubelet): void {
  const { spec, api, network, sim } = kubelet;
  const now = rfc3339(wallTime(sim));
  network.addPlace(`node/${spec.name}`, {
    kind: 'node',
    node: spec.name,
    ips: allAddresses(spec, spec.ip),
    podCIDRs: [spec.podCIDR, ...(spec.second ? [spec.second.podCIDR] : [])],
  });
  const node = nodeObject(spec, now);
  const created = api.create('nodes', node);
  api.updateStatus('nodes', node.status === undefined ? created : { ...created, status: node.status });
  api.create('leases.coordination.k8s.io', leaseObject(spec.name, now));
  sim.schedule('heartbeat', { node: spec.name, beat: 1 }, { delay: 10_000, background: true });
}

interface EventParts {
  readonly sessions: Sessions;
  readonly sinks: Map<number, StreamEnds>;
  readonly kubelets: ReadonlyMap<string, Kubelet>;
  readonly logs: ReturnType<typeof createLogs>;
}

function runtimeEvents({ sessions, sinks, kubelets, logs }: EventParts) {
  return {
    output(machine: string, session: number, channel: 'stdout' | 'stderr', text: string) {
      const owner = sessions.owner(session);
      if (owner?.kind === 'main') logs.write(machine, channel, text);
      else if (owner?.kind === 'stream') sinks.get(session)?.[channel](text);
      else if (owner?.kind === 'check') {
        const check = kubelets.get(owner.node)?.memory.checks.get(owner.check);
        if (check) check.output = (check.output ?? '') + text;
      }
    },
    exited(machine: string, session: number, code: number) {
      const sink = sinks.get(session);
      sinks.delete(session);
      if (machine.endsWith('#abandoned')) return sink?.exited(code);
      const owner = sessions.owner(session);
      sessions.close(session);
      if (owner?.kind === 'main') {
        const kubelet = kubelets.get(owner.node);
        if (kubelet) containerExited(kubelet, { key: owner.key, name: owner.container, machine, code });
      } else if (owner?.kind === 'check') {
        const kubelet = kubelets.get(owner.node);
        const check = kubelet?.memory.checks.get(owner.check);
        if (kubelet && check) finishCheck(kubelet, check, code === 0 ? undefined : (check.output ?? ''));
      }
      sink?.exited(code);
    },
  };
}

function handleEvents(sim: Sim, kubelets: ReadonlyMap<string, Kubelet>, network: Network): void {
  sim.on('probe', (tick: ProbeTick) => {
    const kubelet = kubelets.get(tick.node);
    if (kubelet) beginProbe(kubelet, tick);
  });
  sim.on('check-timeout', ({ node, check }: { node: string; check: number }) => {
    const kubelet = kubelets.get(node);
    if (kubelet) stepCheck(kubelet, check, true);
  });
  sim.on('check-exit', ({ node, check }: { node: string; check: number }) => {
    const kubelet = kubelets.get(node);
    const found: Check | undefined = kubelet?.memory.checks.get(check);
    if (kubelet && found) finishCheck(kubelet, found, 'executable file not found in $PATH');
  });
  sim.on('heartbeat', ({ node, beat }: { node: string; beat: number }) => {
    const kubelet = kubelets.get(node);
    if (kubelet) heartbeat(kubelet, beat);
  });
  const byMachine = new Map([...kubelets.values()].map((kubelet) => [checkMachine(kubelet), kubelet]));
  network.onWake((machine, pid) => {
    const kubelet = byMachine.get(machine);
    if (kubelet) sim.schedule('check-step', { node: kubelet.spec.name, check: pid }, { delay: 0 });
  });
  sim.on('check-step', ({ node, check }: { node: string; check: number }) => {
    const kubelet = kubelets.get(node);
    if (kubelet) stepCheck(kubelet, check);
  });
}

function emptyMemory(): KubeletMemory {
  return {
    pods: new Map(),
    images: new Set(SYSTEM_IMAGES),
    pulls: new Map(),
    lastAddress: 1,
    sandbox: { at: 0, taken: 0 },
    addresses: new Set(),
    volumes: new Map(),
    mounted: new Map(),
    checks: new Map(),
    nextCheck: 1,
  };
}

function savedMemory(memory: KubeletMemory) {
  return {
    save: () => ({
      pods: [...memory.pods.values()].map(copyWork),
      images: [...memory.images],
      pulls: [...memory.pulls],
      lastAddress: memory.lastAddress,
      sandbox: memory.sandbox,
      addresses: [...memory.addresses],
      volumes: [...memory.volumes],
      mounted: [...memory.mounted],
      checks: [...memory.checks.values()].map((check) => JSON.parse(JSON.stringify(check)) as Check),
      nextCheck: memory.nextCheck,
    }),
    load: (data: unknown) => {
      const saved = data as SavedMemory;
      memory.pods = new Map(saved.pods.map((work) => [work.key, copyWork(work)]));
      memory.images = new Set(saved.images);
      memory.pulls = new Map(saved.pulls);
      memory.lastAddress = saved.lastAddress;
      memory.sandbox = saved.sandbox;
      memory.addresses = new Set(saved.addresses);
      memory.volumes = new Map(saved.volumes);
      memory.mounted = new Map(saved.mounted);
      memory.checks = new Map(saved.checks.map((check) => [check.id, JSON.parse(JSON.stringify(check)) as Check]));
      memory.nextCheck = saved.nextCheck;
    },
  };
}

interface SavedMemory {
  readonly pods: readonly PodWork[];
  readonly images: readonly string[];
  readonly pulls: readonly (readonly [string, Turn])[];
  readonly lastAddress: number;
  readonly sandbox: Turn;
  readonly addresses: readonly number[];
  readonly volumes: readonly (readonly [string, readonly string[]])[];
  readonly mounted: readonly (readonly [string, readonly string[]])[];
  readonly checks: readonly Check[];
  readonly nextCheck: number;
}
