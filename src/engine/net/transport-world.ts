import type { Sim } from '../../sim/index.js';
import type { Conntrack } from './conntrack.js';
import type { FaultBook } from './faults/fault-book.js';
import type { AddressRanges, PathFinder } from './path.js';
import type { Places } from './places.js';
import type { RuleTable } from './proxy/rule-table.js';
import type { SocketOwner } from './socket.js';
import type { SocketTable } from './socket-table.js';
import type { TraceLog } from './trace-log.js';

/** What the transport stands on. */
export interface TransportWorld {
  readonly sim: Sim;
  readonly places: Places;
  readonly sockets: SocketTable;
  readonly paths: PathFinder;
  readonly ranges: AddressRanges;
  readonly traces: TraceLog;
  readonly conntrack: Conntrack;
  readonly faults: FaultBook;
  readonly table: (node: string, ip: string) => RuleTable | undefined;
  /** Something that this owner may wait for has happened. */
  readonly changed: (owner: SocketOwner) => void;
}
