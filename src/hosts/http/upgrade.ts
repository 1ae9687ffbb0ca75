import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** A request that wants to become something else than HTTP. */
export interface Upgrade {
  readonly incoming: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}
