/** One step of a packet or a name query on its way: facts only; `words` turns them into sentences. */
export interface Hop {
  /** Where: `resolve`, `route`, `policy`, `proxy`, `connect`, `program`, … */
  readonly hop: string;
  readonly verdict: 'ok' | 'refused' | 'timeout' | 'dropped' | 'reset' | 'unresolved' | 'unreachable';
  /** A stable key such as `no-endpoints`; the reader's sentence is looked up by it. */
  readonly reason: string;
  /** What the sentence needs: addresses, ports, names, probability. */
  readonly args: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

export type Outcome = 'reply' | 'refused' | 'timeout' | 'reset' | 'unresolved' | 'unreachable';

/** One connection (or datagram exchange) as the cluster saw it, from its first name query to its end. */
export interface Trace {
  /** Grows by one with each connection of the cluster. */
  readonly id: number;
  /** Virtual time in ms since the cluster's epoch. */
  readonly at: number;
  /** Who asked: `pod/NAMESPACE/NAME`, `node/NAME` or `outside`. */
  readonly from: string;
  /** What was asked for, as the program wrote it: host and port. */
  readonly host: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  /** The Service that the packet was sent to, as `NAMESPACE/NAME`, when there was one. */
  readonly service?: string | undefined;
  /** The Pod that got the connection, as `NAMESPACE/NAME`, when one did. */
  readonly pod?: string | undefined;
  /** Address and port where the connection ended. */
  readonly backend?: { readonly ip: string; readonly port: number } | undefined;
  /** Source address as the backend saw it. */
  readonly sourceSeen?: string | undefined;
  readonly outcome: Outcome;
  /** Status of an HTTP answer, when one was read. */
  readonly httpStatus?: number | undefined;
  /** How long it took, in ms of virtual time. */
  readonly tookMs: number;
  readonly hops: readonly Hop[];
  /** What sent it: `learner` programs, `probe` of a kubelet, `goal` on a fork. */
  readonly cause: 'program' | 'probe' | 'goal';
}
