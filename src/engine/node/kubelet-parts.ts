import type { Pod } from '../../kube/shapes/pod.js';
import type { Sim } from '../../sim/index.js';
import type { ClusterApi } from '../control/cluster-api.js';
import type { ControlPlane } from '../control/control-plane.js';
import type { EventRecorder } from '../control/events.js';
import type { Network } from '../net/network.js';
import type { GrpcProbe } from './grpc-probe.js';
import type { ContainerLogs } from './logs.js';
import type { NodeSpec } from './node-object.js';
import type { PodWork } from './pod-work.js';
import type { Runtime } from './runtime.js';
import type { Sessions } from './sessions.js';
import type { Turn } from './turns.js';

/** One node's kubelet: what it works with and what it remembers. */
export interface Kubelet {
  readonly spec: NodeSpec;
  readonly sim: Sim;
  readonly api: ClusterApi;
  readonly control: ControlPlane;
  readonly network: Network;
  readonly recorder: EventRecorder;
  readonly runtime: Runtime;
  readonly logs: ContainerLogs;
  readonly sessions: Sessions;
  readonly clusterDns: string;
  /** The DNS server that the node itself asks. */
  readonly upstreamDns: string;
  readonly memory: KubeletMemory;
  /** A program of the system (kube-proxy, coredns) came up or went down here. */
  readonly onComponent: (component: string, running: boolean) => void;
}

export interface KubeletMemory {
  pods: Map<string, PodWork>;
  /** Images that are there already. */
  images: Set<string>;
  /** Pulls under way: image to the turn of who asked last. */
  pulls: Map<string, Turn>;
  /** Last octet of the Pod address that was given last. */
  lastAddress: number;
  /** The turn of the newest sandbox. */
  sandbox: Turn;
  addresses: Set<number>;
  /** Names of a Pod's volumes by its uid. */
  volumes: Map<string, readonly string[]>;
  /** Keys of Pods by the ConfigMap or Secret that they have mounted. */
  mounted: Map<string, readonly string[]>;
  checks: Map<number, Check>;
  nextCheck: number;
}

/** A probe or hook that is under way over the network. */
export interface Check {
  readonly id: number;
  readonly key: string;
  readonly uid: string;
  readonly container: string;
  readonly purpose: 'startup' | 'liveness' | 'readiness' | 'preStop' | 'postStart';
  readonly until: number;
  readonly fetch?: unknown;
  /** Of a gRPC check. */
  readonly grpc?: GrpcProbe;
  /** Of a TCP check. */
  readonly socket?: number;
  /** Of an exec check. */
  readonly session?: number;
  output?: string;
  /** What is said of it when its time is over. */
  readonly late?: string;
}

export function controllerOf(kubelet: Kubelet): string {
  return `kubelet/${kubelet.spec.name}`;
}

export function placeOf(pod: Pod, kubelet: Kubelet): string {
  return pod.spec.hostNetwork ? `node/${kubelet.spec.name}` : `pod/${pod.metadata.uid}`;
}

export function wallTime(sim: Sim): number {
  return sim.epoch + sim.now();
}
