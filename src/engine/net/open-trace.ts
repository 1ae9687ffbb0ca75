import type { Hop } from '../../kube/hop.js';
import type { OpenTrace } from './socket.js';

/** What is known before the first packet. */
export interface TraceStart {
  readonly host: string;
  readonly at: number;
  readonly hops: readonly Hop[];
  readonly isHidden?: boolean | undefined;
}

/** All fields at once and in one order: a trace is the same after it was saved, and quick while it is written. */
export function openTrace({ host, at, hops, isHidden }: TraceStart, port: number): OpenTrace {
  return {
    at,
    host,
    port,
    hops: [...hops],
    service: undefined,
    pod: undefined,
    backend: undefined,
    sourceSeen: undefined,
    httpStatus: undefined,
    isFinished: undefined,
    isHidden,
    resent: undefined,
    sent: 0,
    received: 0,
  };
}
