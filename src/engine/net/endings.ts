import { hopOf } from './reasons.js';
import type { Ending, OpenTrace, Socket } from './socket.js';

/** How a connection that was never made came to its end. */
export function failure(socket: Socket, why: 'refused' | 'timeout' | 'unreachable' | 'gave-up', now: number): Ending {
  const { ip, port } = endOf(socket);
  const afterMs = now - (socket.trace?.at ?? now);
  const last = socket.trace?.hops.at(-1);
  const isKnown = last !== undefined && last.verdict !== 'ok';
  if (why === 'refused') {
    const hop = isKnown
      ? undefined
      : hopOf({ hop: 'connect', verdict: 'refused', reason: 'nobody-listens', args: { ip, port } });
    return { outcome: 'refused', ...(hop && { hop }) };
  }
  if (why === 'unreachable') return { outcome: 'unreachable' };
  const reason = why === 'timeout' ? 'no-answer' : 'gave-up';
  const hop = hopOf({ hop: 'connect', verdict: 'timeout', reason, args: { ip, port, afterMs } });
  return { outcome: 'timeout', hop };
}

/** How a connection that was made came to its end, as its client saw it. */
export function goodbye(socket: Socket, now: number): Ending {
  const trace = socket.trace;
  const { ip, port } = endOf(socket);
  if (trace?.httpStatus !== undefined) {
    const hop = hopOf({ hop: 'program', verdict: 'ok', reason: 'http-status', args: { status: trace.httpStatus } });
    return { outcome: 'reply', hop };
  }
  if (trace !== undefined && trace.received > 0) {
    const hop = hopOf({ hop: 'program', verdict: 'ok', reason: 'answered', args: { bytes: trace.received } });
    return { outcome: 'reply', hop };
  }
  if (trace === undefined || trace.sent === 0) {
    const hop = hopOf({ hop: 'program', verdict: 'ok', reason: 'nothing-asked', args: { ip, port } });
    return { outcome: 'reply', hop };
  }
  return silence(socket, trace, now);
}

export function cut(socket: Socket): Ending {
  const hop = hopOf({ hop: 'program', verdict: 'reset', reason: 'connection-reset', args: endOf(socket) });
  return { outcome: 'reset', hop };
}

function silence(socket: Socket, trace: OpenTrace, now: number): Ending {
  if (socket.hasEnded) {
    const hop = hopOf({ hop: 'program', verdict: 'reset', reason: 'closed-without-answer', args: endOf(socket) });
    return { outcome: 'reset', hop };
  }
  if (trace.hops.at(-1)?.verdict !== 'ok') return { outcome: 'timeout' };
  const afterMs = now - trace.at;
  const hop = hopOf({ hop: 'program', verdict: 'timeout', reason: 'program-silent', args: { afterMs } });
  return { outcome: 'timeout', hop };
}

function endOf(socket: Socket): { readonly ip: string; readonly port: number } {
  return { ip: socket.way?.ip ?? socket.remote.ip, port: socket.way?.port ?? socket.remote.port };
}
