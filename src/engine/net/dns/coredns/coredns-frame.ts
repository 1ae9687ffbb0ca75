import type { SocketAddress } from '../../../../sh/program.js';
import type { Query } from '../message.js';
import type { Answer } from '../zone.js';
import type { AnswerCache } from './answer-cache.js';
import type { ChainWorld } from './chain.js';
import type { ServerConfig } from './plugin-settings.js';

/** What CoreDNS remembers: plain data. */
export interface CorednsFrame {
  path: string;
  /** The Corefile that runs, and the one that was seen last. */
  text: string;
  seen: string;
  servers: readonly ServerConfig[];
  /** Virtual ms of the next look at the Corefile. */
  nextLook?: number;
  listeners: Listener[];
  asked: AskedSocket[];
  waiting: Waiting[];
  fetched: Fetched[];
  cache: AnswerCache;
  /** The name by which the plugin loop knows its own question, and how often it came back. */
  loop?: { readonly name: string; readonly query: number; seen: number };
  /** Failures that the plugin errors counts, by pattern. */
  consolidated?: Record<string, { readonly count: number; readonly until: number }>;
  /** Questions answered, by rcode, for the plugin prometheus. */
  counts: Record<string, number>;
  /** Ends then; the plugin health has gone into lameduck mode. */
  endsAt?: number;
}

export interface Listener {
  readonly socket: number;
  readonly port: number;
  readonly use: 'udp' | 'tcp' | 'http';
}

/** A client's socket from which questions are read. */
export interface AskedSocket {
  readonly socket: number;
  readonly port: number;
  readonly isTcp: boolean;
  /** What of a line has arrived over TCP. */
  text: string;
}

/** A question that waits for the answers of other servers. */
export interface Waiting {
  readonly socket: number;
  readonly port: number;
  readonly isTcp: boolean;
  readonly query: Query;
  readonly since: number;
  readonly remote: SocketAddress;
  /** Nobody waits: the cache wants a newer answer. */
  readonly isRefresh?: true;
  /** Queries that were sent on for it, by name and type. */
  readonly sent: Record<string, Sent>;
}

/** One query that was sent on. */
export interface Sent {
  /** The servers that are left to try. */
  readonly left: readonly string[];
  readonly server: string;
  readonly query: number;
  /** Once it was answered, or given up. */
  readonly answer?: Answer;
  readonly isLost?: boolean;
}

/** An HTTP client of health, ready or prometheus. */
export interface Fetched {
  readonly socket: number;
  readonly port: number;
  text: string;
}

/** What of the cluster CoreDNS stands on. */
export interface CorednsWorld extends Pick<ChainWorld, 'zoneOptions' | 'external'> {
  /** A whole number below `limit`, from the world's chance. */
  readonly below: (limit: number) => number;
}
