import type { Hop, Outcome, Trace } from '../../kube/hop.js';
import type { SocketAddress, SocketState } from '../../sh/program.js';
import type { IpProtocol } from './ip-protocol.js';

/** Who is told when something happens to a socket. */
export type SocketOwner =
  | { readonly kind: 'process'; readonly machine: string; readonly pid: number }
  | { readonly kind: 'lookup'; readonly id: number }
  | { readonly kind: 'exchange'; readonly id: number };

/** What all sockets of one sender share. */
export interface SocketOrigin {
  readonly owner: SocketOwner;
  /** Place of the sender as it was added (`pod/UID`, also of a host-network Pod). */
  readonly place: string;
  readonly cause: Trace['cause'];
  /** Its packets do not keep the world from being quiet. */
  readonly background: boolean;
}

/** One end of a connection, or a listener. Plain data that only the transport changes. */
export interface Socket {
  readonly id: number;
  readonly origin: SocketOrigin;
  /** The place whose ports it uses. */
  readonly place: string;
  readonly protocol: IpProtocol;
  readonly role: 'client' | 'server' | 'listener';
  state: SocketState;
  local: SocketAddress;
  remote: SocketAddress;
  /** The other end, 0 while there is none. */
  peer: number;
  /** What has arrived and was not read. */
  inbox: string[];
  /** The other side said goodbye. */
  hasEnded: boolean;
  /** Connections that nobody accepted yet. */
  backlog: number[];
  /** Its program is told of a connection when the client has said something (Linux: TCP_DEFER_ACCEPT). */
  readonly isPatient: boolean;
  /** The listener that it came to, 0 for none. */
  listener: number;
  /** Number of the event that it waits for, 0 for none. */
  timer: number;
  /** Virtual time of its end. */
  endedAt: number | undefined;
  /** How often the opening packet was sent. */
  attempts: number;
  /** The way that connection tracking remembers. */
  way?: Way | undefined;
  trace?: OpenTrace | undefined;
}

/** Where its packets go; `backend` was chosen by a rule and stays. */
export interface Way {
  readonly end: 'place' | 'refused' | 'lost' | 'unreachable';
  readonly place: string;
  readonly ip: string;
  readonly port: number;
  readonly source: string;
  /** The node whose rule chose the backend, `''` for none. */
  readonly chosenBy: string;
  /** Virtual time of the last packet. */
  at: number;
}

/** A trace that is still being written. */
export interface OpenTrace {
  readonly at: number;
  readonly host: string;
  readonly port: number;
  hops: Hop[];
  service?: string | undefined;
  pod?: string | undefined;
  backend?: { readonly ip: string; readonly port: number } | undefined;
  sourceSeen?: string | undefined;
  httpStatus?: number | undefined;
  /** It was told; the socket may live on. */
  isFinished?: boolean | undefined;
  /** Only its hops are asked for: it is not kept (a resolver's own questions). */
  readonly isHidden?: boolean | undefined;
  /** Packets that were lost on the way and sent again. */
  resent?: number | undefined;
  sent: number;
  received: number;
}

export interface Ending {
  readonly outcome: Outcome;
  /** Absent when the trace's last hop says it already. */
  readonly hop?: Hop;
}
