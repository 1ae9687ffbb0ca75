import type { Trace } from '../../kube/hop.js';
import type { Files, Net, Program } from '../../sh/program.js';
import type { Cloud } from './cloud/cloud.js';
import type { ExchangeRequest, ExchangeResult } from './exchange.js';
import type { FaultBook } from './faults/fault-book.js';
import type { HostPort } from './host-ports.js';
import type { Path, PathRequest } from './path.js';

/** Where a packet can start or end. */
export type NetPlace =
  | {
      readonly kind: 'pod';
      readonly namespace: string;
      readonly name: string;
      readonly uid: string;
      readonly ips: readonly string[];
      readonly node: string;
      readonly hostNetwork: boolean;
      readonly hostPorts?: readonly HostPort[];
    }
  | {
      readonly kind: 'node';
      readonly node: string;
      readonly ips: readonly string[];
      /** Networks of its Pods. */
      readonly podCIDRs?: readonly string[];
    }
  | { readonly kind: 'outside'; readonly name: string; readonly ips: readonly string[] };

/** The network of the world: places, sockets, name queries, rules. All that it remembers is registered with `sim`. */
export interface Network {
  /** A Pod sandbox, node or outside host comes into being; `id` is its stable name (`pod/UID`, `node/NAME`, `outside/NAME`). */
  addPlace(id: string, place: NetPlace): void;
  /** All its sockets are reset. */
  removePlace(id: string): void;
  /**
   * System calls for one process. `wake` calls are made through `onWake(machine, pid)` when something that the process asked
   * for may have changed. `machine` names the kernel (a container), `place` its network (a Pod's containers share one).
   */
  attach(process: NetProcess): Net;
  /** The process is gone: its sockets are closed (reset when unread data is left). */
  detach(machine: string, pid: number): void;
  onWake(listener: (machine: string, pid: number) => void): void;
  traces(after: number): readonly Trace[];
  /** Where load balancers come from, when there is a cloud. */
  readonly cloud?: Cloud;
  /** Called after each new trace; for drivers outside the world. Returns the undo. */
  subscribe(listener: (trace: Trace) => void): () => void;
  /** Text of `iptables-save` or `nft list ruleset` on that node, by the mode of its kube-proxy. */
  rules(node: string): string;
  /** Starts one request without a program (probes, goals, `cluster.send`); its result comes through `onResult`. */
  exchange(request: ExchangeRequest): number;
  onResult(listener: (result: ExchangeResult) => void): void;
  /** The program `/coredns` of its image, which knows the cluster. */
  readonly coredns: Program;
  /** Programs of nodes that know the node's rules: kube-proxy, `iptables-save`, `nft`, `conntrack`. */
  readonly nodePrograms: Readonly<Record<string, Program>>;
  /** Where the opening packet of a connection would go now; takes a random choice, remembers affinity. */
  findPath(request: PathRequest): Path;
  /** What is broken on purpose. */
  readonly faults: FaultBook;
}

export interface NetProcess {
  readonly machine: string;
  readonly place: string;
  readonly pid: number;
  /** `probe` for a kubelet's own connections, `goal` on forks. */
  readonly cause: Trace['cause'];
  /** For `/etc/resolv.conf` and `/etc/hosts`. */
  readonly files: Pick<Files, 'read'>;
  /** Root (uid 0) may listen on ports below 1024. */
  readonly privileged: boolean;
}
