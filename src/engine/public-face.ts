import type { Addon } from '../kube/addon.js';
import type { ApiRequest, ApiResponse, ChannelSink, StreamSink } from '../kube/api.js';
import type { ActiveFault, Fault } from '../kube/fault.js';
import type { Hop, Outcome, Trace } from '../kube/hop.js';
import type { KubeObject } from '../kube/shapes/meta.js';
import type { RunLimits, RunResult } from '../sim/index.js';
import type { ServerChannels, ServerStream } from './api/api-server.js';
import type { IpFamilies } from './net/address-plan.js';

/** A whole cluster in one object: synchronous, deterministic, plain data underneath. */
export interface Cluster {
  /** Creates or updates objects as cluster admin, from YAML text (several documents) or objects. Throws ApiError. */
  apply(manifests: string | KubeObject | readonly KubeObject[]): readonly KubeObject[];
  /** Lets virtual time run until only periodic work is left, at most `limitMs` (default 10 min); returns the ms that passed. */
  settle(limitMs?: number): number;
  /** One slice of virtual time; `until` in ms since the epoch of the cluster (as `elapsed`). Without it: until quiet. */
  run(limits: RunLimits): RunResult;
  /** Virtual time in ms since 1970. */
  now(): number;
  /** Virtual time in ms since the cluster was made. */
  elapsed(): number;
  /** When the next thing happens, in ms since the cluster was made. */
  nextAt(): number | undefined;
  /** The Kubernetes API. */
  api(request: ApiRequest): ApiResponse;
  /** A watch, or a log. */
  watch(request: ApiRequest, sink: StreamSink): ServerStream;
  /** exec and attach. */
  connect(request: ApiRequest, sink: ChannelSink): ServerChannels;
  /** One request from somewhere; lets virtual time pass. */
  send(request: SendRequest): SendResult;
  /** One name query from somewhere; lets virtual time pass. */
  resolve(request: ResolveRequest): ResolveResult;
  /** The rules from which packets are decided on that node, as `iptables-save` or `nft list ruleset` prints them, by `proxyMode`. */
  rules(where: { readonly node: string }): string;
  /** Starts a program on the workstation or a node. */
  spawn(options: ClusterSpawn): ClusterProcess;
  /** Traces with an id above `after`, oldest first, from a bounded window. */
  traces(after: number): readonly Trace[];
  onTrace(listener: (trace: Trace) => void): () => void;
  /** Breaks something; throws ApiError when it names what is not there. */
  fault(fault: Fault): ActiveFault;
  /** What is broken now, in order of its begin. */
  faults(): readonly ActiveFault[];
  /** Mends one fault, or all; returns what was mended. */
  clearFault(id?: number): readonly ActiveFault[];
  /** Kills the programs of a Pod (`NAMESPACE/NAME`), as the kernel does when memory runs out. */
  kill(pod: string): void;
  /** The whole world as JSON-able data. */
  snapshot(): unknown;
  /** Puts the world back. Open watches end with 410, open programs with a Failure; later revisions exceed all that were ever issued. */
  restore(snapshot: unknown): void;
  /** Ends the programs of the workstation and of nodes: whoever started them is gone (another world was put in place of theirs). */
  hangUp(): void;
  /** Ends what is open, as a restore does: nobody uses this cluster any more. */
  close(): void;
  /** Runs `work` on a copy of the world; this one does not notice. The copy is only good during `work`. */
  fork<T>(work: (copy: Cluster) => T): T;
}

/** Where a request comes from: `{ pod: 'NAMESPACE/NAME' }`, a node, or the learner's workstation. */
export type Origin = { readonly pod: string } | { readonly node: string } | 'outside';

export interface SendRequest {
  readonly from: Origin;
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP';
  /** A name or an address. */
  readonly to: string;
  readonly port: number;
  /** Default 5000. */
  readonly timeoutMs?: number;
  /** `false`: no hops are written down, and the result knows no backend; for many requests in a row. */
  readonly trace?: boolean;
  readonly http?: {
    readonly method?: string;
    readonly path?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  };
}

export interface SendResult {
  readonly outcome: Outcome;
  readonly reply?: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  /** `NAMESPACE/NAME` of the Pod that got the connection, with address and port. */
  readonly backend?: { readonly pod?: string; readonly ip: string; readonly port: number };
  readonly sourceSeen?: string;
  readonly trace: readonly Hop[];
}

export interface ResolveRequest {
  readonly from: Origin;
  readonly name: string;
  /** Default `A`. */
  readonly type?: string;
  /** The DNS Service of the cluster is asked for exactly this name, once, whatever the sender's own settings are. */
  readonly server?: { readonly timeoutMs: number };
}

export interface ResolveResult {
  readonly rcode: string;
  readonly answers: readonly string[];
  readonly authority: readonly string[];
  readonly additional: readonly string[];
  /** Flags of the answer: it is the server's own; the server asks others for what it does not know. */
  readonly authoritative?: boolean;
  readonly recursive?: boolean;
  /** The names that were asked, in order. */
  readonly queries: readonly string[];
}

export interface ClusterSpawn {
  readonly machine: { readonly workstation: true } | { readonly node: string };
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly terminal?: { readonly columns: number; readonly rows: number };
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Called once; 127 when the machine has no such program. */
  readonly exit: (code: number) => void;
}

export interface ClusterProcess {
  stdin(text: string): void;
  closeStdin(): void;
  signal(name: 'INT' | 'TERM' | 'KILL'): void;
}

/** What stands around the cluster and how its network is made. */
export interface ClusterNetworkOptions {
  /** How kube-proxy writes its rules; default `iptables`. */
  readonly proxyMode?: 'iptables' | 'nftables';
  /** What is installed from the start beside the cluster itself. */
  readonly addons?: readonly Addon[];
  /** Address families of Pods, nodes and Services, the primary one first; default IPv4 alone. */
  readonly ipFamilies?: IpFamilies;
  /** A simulated cloud that makes load balancers; without it `type: LoadBalancer` stays `<pending>`. */
  readonly cloud?: CloudOptions;
  /** Machines outside the cluster. */
  readonly outside?: readonly OutsideHost[];
}

/** A machine outside the cluster: DNS outside knows its name, its program listens on its address. */
export interface OutsideHost {
  /** `db.example.com`. */
  readonly name: string;
  readonly ip: string;
  /** What it runs; without it nobody listens. */
  readonly image?: string;
  /** In place of the image's own command. */
  readonly command?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface CloudOptions {
  /**
   * `ip`: a Service gets an address, packets come to nodes unchanged (as on Google Cloud). `hostname`: it gets a name, packets come to
   * its node port from the load balancer's own address (as on AWS).
   */
  readonly address: 'ip' | 'hostname';
  /** What making a load balancer takes, in seconds of virtual time; default 20. */
  readonly provisionSeconds?: number;
}

export interface ClusterOptions extends ClusterNetworkOptions {
  /** Default 1. */
  readonly seed?: number;
  /** Nodes in all, the control plane among them; default 3. */
  readonly nodes?: number;
  /** Wall time of virtual time zero, RFC 3339 (a fraction of a second is dropped); default 2026-01-01T00:00:00Z. */
  readonly epoch?: string;
  /** A snapshot of a cluster with the same seed, nodes and epoch: the cluster begins as that one stood. */
  readonly world?: unknown;
}
