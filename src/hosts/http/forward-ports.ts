import { StringDecoder } from 'node:string_decoder';
import type { Ground } from '../embedded/stage.js';
import { createSpdySession, type SpdySession, type SpdyStream, type SpdyWire } from './spdy/spdy-session.js';

/** What kubelet and client agree on: two streams a connection, one for data, one for what went wrong. */
export const FORWARD_PROTOCOL = 'portforward.k8s.io';

interface Pair {
  data?: SpdyStream;
  error?: SpdyStream;
}

type Forward = NonNullable<ReturnType<Ground['cluster']['connect']>['forward']>;

export interface Tunnel {
  readonly forward: Forward;
  readonly poke: () => void;
}

/** Carries the connections of one `port-forward` client into its Pod. */
export function forwardPorts(tunnel: Tunnel, wire: SpdyWire): SpdySession {
  const pairs = new Map<string, Pair>();
  return createSpdySession(wire, (stream) => {
    const id = stream.headers.get('requestid') ?? '';
    const pair = pairs.get(id) ?? {};
    pairs.set(id, pair);
    pair[stream.headers.get('streamtype') === 'error' ? 'error' : 'data'] = stream;
    if (pair.data === undefined || pair.error === undefined) return;
    pairs.delete(id);
    carry(tunnel, { data: pair.data, error: pair.error });
  });
}

function carry({ forward, poke }: Tunnel, { data, error }: Required<Pair>): void {
  const end = () => {
    data.end();
    error.end();
  };
  const port = Number(data.headers.get('port'));
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    error.write(Buffer.from(`unable to parse ${JSON.stringify(data.headers.get('port') ?? '')} as a port`));
    end();
    return;
  }
  const connection = forward(port, {
    stdout: (text) => data.write(Buffer.from(text)),
    stderr: (text) => error.write(Buffer.from(text)),
    end,
  });
  const decoder = new StringDecoder('utf8');
  const poked = (work: () => void) => {
    work();
    poke();
  };
  data.listen({
    data: (bytes) => poked(() => connection.send(decoder.write(bytes))),
    end: () => poked(connection.end),
    reset: () => poked(connection.close),
  });
  poke();
}
