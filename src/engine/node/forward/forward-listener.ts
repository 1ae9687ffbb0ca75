import type { Program, Sys } from '../../../sh/program.js';
import { isLoopback } from '../../net/address.js';
import { hopOf } from '../../net/reasons.js';
import { carry } from './carry.js';
import { doorError, type PodDoor, type PodPort } from './pod-door.js';

interface Frame {
  listener: number | undefined;
  clients: Client[];
}

interface Client {
  readonly socket: number;
  /** When the stream to the kubelet stands. */
  readonly from: number;
  /** The connection inside the Pod. */
  far?: number;
  isOpen?: true;
  /** The kubelet does not answer: so long the client waits for it. */
  until?: number;
}

/** What a stream through the API server to the kubelet takes, in ms. */
const STREAM_MS = 5;
/** How long a client waits for a stream that is not answered, in ms. */
const SILENCE_MS = 30_000;
/** Below, only root may listen; the learner is not. */
const FIRST_OPEN_PORT = 1024;

interface Orders extends PodPort {
  readonly address: string;
  readonly localPort: number;
  /** What the user named instead of a Pod: `service/web`. */
  readonly chosenFor: string;
}

/**
 * `kubectl port-forward` on the workstation: `port-forward NODE NAMESPACE/POD UID PORT ADDRESS LOCAL-PORT [CHOSEN-FOR]`.
 * It tells its starter on standard output, a word a line: `listening PORT`, `failed WHY`, `connection`; what goes wrong
 * with a connection on standard error. It ends when the way to the Pod is lost.
 */
export function forwardListener(door: PodDoor): Program {
  const program: Program<Frame> = {
    start: () => ({ listener: undefined, clients: [] }),
    step(frame, sys) {
      const orders = ordersOf(sys.argv);
      frame.listener ??= listen(orders, sys);
      if (frame.listener === undefined) return 1;
      for (let next = sys.net.accept(frame.listener); next !== undefined; next = sys.net.accept(frame.listener)) {
        sys.write(1, 'connection\n');
        frame.clients.push({ socket: next, from: sys.now() + STREAM_MS });
      }
      let isLost = false;
      frame.clients = frame.clients.filter((client) => {
        const state = serve(client, { door, orders, sys });
        if (state === 'open') return true;
        leave(client.socket, sys);
        if (client.far !== undefined) sys.net.close(client.far);
        isLost ||= state === 'lost';
        return false;
      });
      return isLost ? 1 : undefined;
    },
  };
  return program as Program;
}

function ordersOf([
  ,
  node = '',
  pod = '',
  uid = '',
  port = '',
  address = '',
  local = '',
  chosenFor = '',
]: readonly string[]): Orders {
  return { node, pod, uid, port: Number(port), address, localPort: Number(local), chosenFor };
}

function listen({ address, localPort }: Orders, sys: Sys): number | undefined {
  const isOwn =
    isLoopback(address) || address === '0.0.0.0' || address === '::' || sys.net.addresses().includes(address);
  const isOpen = localPort === 0 || localPort >= FIRST_OPEN_PORT;
  const socket =
    isOwn && isOpen ? sys.net.listen({ ip: address, port: localPort }) : isOwn ? 'EACCES' : 'EADDRNOTAVAIL';
  if (typeof socket === 'number') {
    sys.write(1, `listening ${sys.net.ends(socket)?.local.port ?? localPort}\n`);
    return socket;
  }
  sys.write(1, `failed ${WORDS[socket]}\n`);
  return undefined;
}

const WORDS = {
  EADDRINUSE: 'address already in use',
  EACCES: 'permission denied',
  EADDRNOTAVAIL: 'cannot assign requested address',
} as const;

interface Serving {
  readonly door: PodDoor;
  readonly orders: Orders;
  readonly sys: Sys;
}

function serve(client: Client, serving: Serving): 'open' | 'over' | 'lost' {
  const { orders, sys } = serving;
  if (!sys.sleepUntil(client.from)) return 'open';
  if (client.far === undefined && !enter(client, serving)) return 'lost';
  if (client.until !== undefined) {
    if (!sys.sleepUntil(client.until)) return 'open';
    sys.write(2, 'stream Timeout occurred\n');
    return 'over';
  }
  const far = client.far ?? 0;
  if (!client.isOpen) {
    const state = sys.net.state(far);
    if (state === 'connecting') return 'open';
    if (state !== 'open') {
      noteEnd(client, serving, 'port-forward-refused');
      sys.write(2, `${doorError(orders, 'refused')}\n`);
      return 'lost';
    }
    client.isOpen = true;
    sys.net.note(client.socket, {
      hop: hopFor(orders, orders.chosenFor ? 'port-forward-chosen' : 'port-forward'),
      through: far,
    });
  }
  const ended = carry(sys, client.socket, far);
  if (ended === undefined) return 'open';
  if (ended !== 'reset') return 'over';
  sys.write(2, `${doorError(orders, 'reset', sys.net.ends(far)?.local.port)}\n`);
  return 'lost';
}

/** What the client has said is taken from it first: an end, not a reset, is what it gets. */
function leave(socket: number, sys: Sys): void {
  while (typeof sys.net.receive(socket) === 'string');
  sys.net.close(socket);
}

/** Asks the Pod's kubelet for a connection; `false` when there is no Pod any more. */
function enter(client: Client, serving: Serving): boolean {
  const { door, orders, sys } = serving;
  if (client.until !== undefined) return true;
  const found = door.open(sys, orders);
  if (typeof found === 'number') client.far = found;
  else if (found === 'silent') {
    noteEnd(client, serving, 'port-forward-silent');
    client.until = sys.now() + SILENCE_MS;
  } else {
    noteEnd(client, serving, 'port-forward-gone');
    sys.write(2, `${doorError(orders, 'gone')}\n`);
  }
  return found !== 'gone';
}

type ForwardReason = 'port-forward' | 'port-forward-chosen' | FailedReason;
type FailedReason = 'port-forward-refused' | 'port-forward-gone' | 'port-forward-silent';

function noteEnd({ socket }: Client, { orders, sys }: Serving, reason: FailedReason): void {
  sys.net.note(socket, { hop: hopFor(orders, reason) });
}

function hopFor({ pod, node, port, chosenFor }: Orders, reason: ForwardReason) {
  const verdicts = {
    'port-forward-refused': 'refused',
    'port-forward-gone': 'reset',
    'port-forward-silent': 'timeout',
  } as const;
  const verdict = reason === 'port-forward' || reason === 'port-forward-chosen' ? 'ok' : verdicts[reason];
  return hopOf({ hop: 'port-forward', verdict, reason, args: { pod, node, port, chosenFor } });
}
