import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import type { Ground } from '../embedded/stage.js';
import { answerMessage } from './answer-message.js';

export interface DnsListener {
  readonly port: number;
  close(): Promise<void>;
}

interface DnsDoor {
  readonly ground: () => Ground;
  /** 0 for any. */
  readonly port: number;
}

const LOOPBACK = '127.0.0.1';
/** How long a client may keep a connection without asking. */
const IDLE_MS = 10_000;

/** The cluster's DNS on loopback, by UDP and by TCP on one port number. Rejects when it is taken. */
export async function serveDns({ ground, port }: DnsDoor): Promise<DnsListener> {
  const answer = (bytes: Uint8Array, transport: 'udp' | 'tcp') => {
    const { cluster, driver } = ground();
    const message = answerMessage(cluster, bytes, transport);
    driver.poke();
    return message;
  };
  const connections = new Set<Socket>();
  const tcp = createServer((socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    serveConnection(socket, (bytes) => answer(bytes, 'tcp'));
  });
  const bound = await listen(tcp, port);
  const udp = createSocket('udp4');
  udp.on('message', (bytes, { address, port: from }) => {
    const message = answer(bytes, 'udp');
    if (message) udp.send(message, from, address);
  });
  try {
    await bind(udp, bound);
  } catch (cause) {
    tcp.close();
    throw cause;
  }
  return {
    port: bound,
    async close() {
      for (const socket of connections) socket.destroy();
      await Promise.all([new Promise<void>((done) => udp.close(done)), new Promise((done) => tcp.close(done))]);
    },
  };
}

/** Each message comes after its length in two bytes (RFC 1035, 4.2.2). */
function serveConnection(socket: Socket, answer: (bytes: Uint8Array) => Uint8Array | undefined): void {
  let buffer = Buffer.alloc(0);
  socket.setTimeout(IDLE_MS, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.on('data', (bytes) => {
    buffer = Buffer.concat([buffer, bytes]);
    for (;;) {
      const length = buffer.length < 2 ? undefined : buffer.readUInt16BE(0);
      if (length === undefined || buffer.length < length + 2) return;
      const message = answer(buffer.subarray(2, length + 2));
      buffer = buffer.subarray(length + 2);
      if (message === undefined) continue;
      const head = Buffer.alloc(2);
      head.writeUInt16BE(message.length);
      socket.write(Buffer.concat([head, message]));
    }
  });
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, LOOPBACK, () => {
      server.off('error', fail);
      const address = server.address();
      done(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function bind(socket: DatagramSocket, port: number): Promise<void> {
  return new Promise((done, fail) => {
    socket.once('error', fail);
    socket.bind(port, LOOPBACK, () => {
      socket.off('error', fail);
      done();
    });
  });
}
