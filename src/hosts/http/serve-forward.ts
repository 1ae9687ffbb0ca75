import type { IncomingMessage } from 'node:http';
import { WebSocketServer } from 'ws';
import { FORWARD_PROTOCOL, forwardPorts, type Tunnel } from './forward-ports.js';
import type { SpdySession } from './spdy/spdy-session.js';
import type { Upgrade } from './upgrade.js';

const TUNNEL = `SPDY/3.1+${FORWARD_PROTOCOL}`;

// The tunnel's name has a slash, which is no character of a subprotocol: `ws` refuses to read or write it.
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
sockets.on('headers', (headers) => headers.push(`Sec-WebSocket-Protocol: ${TUNNEL}`));

/** SPDY in a WebSocket, as kubectl asks for it since v1.30, or bare, as clients before it do. */
export function speaksForward({ headers }: IncomingMessage): boolean {
  return isTunnelled(headers) || isBare(headers);
}

function isTunnelled(headers: IncomingMessage['headers']): boolean {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
  return headers.upgrade?.toLowerCase() === 'websocket' && offered.includes(TUNNEL);
}

function isBare(headers: IncomingMessage['headers']): boolean {
  return headers.upgrade?.toLowerCase() === 'spdy/3.1';
}

/** The client may forward: from here on the connection carries frames. */
export function serveForward(tunnel: Tunnel, { incoming, socket, head }: Upgrade): void {
  if (isBare(incoming.headers)) {
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${FORWARD_PROTOCOL}\r\n\r\n`,
    );
    const session = forwardPorts(tunnel, {
      send: (bytes) => void socket.write(bytes),
      close: () => socket.end(),
    });
    if (head.length > 0) session.receive(head);
    hear(socket, 'data', session);
    return;
  }
  delete incoming.headers['sec-websocket-protocol'];
  sockets.handleUpgrade(incoming, socket, head, (client) => {
    const wire = { send: (bytes: Buffer) => client.send(bytes), close: () => client.close(1000) };
    hear(client, 'message', forwardPorts(tunnel, wire));
  });
}

interface Heard {
  on(event: string, listener: (bytes: Buffer) => void): unknown;
}

function hear(connection: Heard, event: string, session: SpdySession): void {
  connection.on(event, session.receive);
  connection.on('close', session.close);
}
