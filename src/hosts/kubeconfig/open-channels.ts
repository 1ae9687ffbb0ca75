import type { IncomingMessage } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import type { OpenChannels } from '../../client/transport.js';
import type { ApiResponse, ChannelSink } from '../../kube/api.js';
import { CHANNEL, CHANNEL_PROTOCOLS } from '../http/channel-protocol.js';

export interface ChannelTarget {
  /** With path and query. */
  readonly url: string;
  /** Headers and what TLS needs. */
  readonly options: Readonly<Record<string, unknown>>;
  /** An answer that is no WebSocket. */
  readonly refused: (incoming: IncomingMessage) => Promise<ApiResponse>;
}

/** exec or attach on any cluster, over WebSocket. Rejects with what the system says when nobody answers. */
export async function openChannels({ url, options, refused }: ChannelTarget, sink: ChannelSink): Promise<OpenChannels> {
  // Few commands need it.
  const { WebSocket } = await import('ws');
  const socket = new WebSocket(url.replace(/^http/, 'ws'), [...CHANNEL_PROTOCOLS], {
    ...options,
    perMessageDeflate: false,
  });
  hear(socket, sink);
  const send = (channel: number, text: string) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(Buffer.concat([Buffer.of(channel), Buffer.from(text)]));
  };
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('unexpected-response', (_, incoming) => {
      refused(incoming).then((response) => resolve({ response, ...CLOSED }), reject);
    });
    socket.on('open', () =>
      resolve({
        response: { status: 101, headers: {}, body: null },
        stdin: (text) => send(CHANNEL.stdin, text),
        closeStdin: () => {
          if (socket.readyState === WebSocket.OPEN) socket.send(Buffer.of(CHANNEL.close, CHANNEL.stdin));
        },
        resize: ({ columns, rows }) => send(CHANNEL.resize, JSON.stringify({ Width: columns, Height: rows })),
        close: () => socket.terminate(),
      }),
    );
  });
}

const CLOSED = { stdin: () => {}, closeStdin: () => {}, resize: () => {}, close: () => {} };

interface Hearing {
  on(event: 'message', listener: (data: Buffer) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
}

function hear(socket: Hearing, sink: ChannelSink): void {
  const out = new StringDecoder('utf8');
  const err = new StringDecoder('utf8');
  let status: unknown;
  let isOpen = true;
  const end = (last: unknown) => {
    if (isOpen) sink.end(last);
    isOpen = false;
  };
  socket.on('message', (data) => {
    const content = data.subarray(1);
    if (data[0] === CHANNEL.stdout) sink.stdout(out.write(content));
    else if (data[0] === CHANNEL.stderr) sink.stderr(err.write(content));
    else if (data[0] === CHANNEL.status) {
      status = parsed(content.toString());
      end(status);
    }
  });
  socket.on('close', () => end({ status: 'Failure', message: 'unexpected EOF' }));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { status: 'Failure', message: text };
  }
}
