import { connect, type Socket } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { createCluster } from '../../../src/engine/index.js';
import { createDriver } from '../../../src/hosts/embedded/driver.js';
import { serveApi } from '../../../src/hosts/http/serve-api.js';
import { createFrameReader, type Frame } from '../../../src/hosts/http/spdy/frames.js';

const WEB = `
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: registry.example.com/shop/my-app:1.0}]}
`;

/** What kubectl v1.36 sends for two requests of curl, one after the other, to port 8080: recorded on the wire. */
const RECORDED = Buffer.from(
  [
    '800300010000003e0000000100000000000078f9e3c6a7c202253a703a2b294a4dcc851625aca9a0808614cb45e01c60616061c0c0c0c0590489c64c50f26634',
    '00000000ffff0000000101000000800300010000001800000003000000000000c2aa19540e2512d60b000000ffff000000030000004f474554202f2048545450',
    '2f312e310d0a486f73743a206c6f63616c686f73743a31383038300d0a557365722d4167656e743a206375726c2f372e38382e310d0a4163636570743a202a2f',
    '2a0d0a0d0a0000000301000000800300010000001400000005000000000000a2c4624300000000ffff0000000501000000800300010000001700000007000000',
    '000000826a26ac0a8bd300000000ffff000000070000004f474554202f20485454502f312e310d0a486f73743a206c6f63616c686f73743a31383038300d0a55',
    '7365722d4167656e743a206375726c2f372e38382e310d0a4163636570743a202a2f2a0d0a0d0a0000000701000000',
  ].join(''),
  'hex',
);
const PING = Buffer.from('800300060000000400000007', 'hex');

const closing: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
});

async function served() {
  const cluster = createCluster();
  cluster.apply(WEB);
  cluster.settle();
  const driver = createDriver(cluster, { mode: 'paced', speed: 20 });
  closing.push(driver.stop);
  const listener = await serveApi({ ground: () => ({ cluster, driver }), port: 0 });
  closing.push(listener.close);
  return { cluster, port: Number(new URL(listener.url).port) };
}

/** Sends the head of a request; resolves to the head of the answer. */
async function upgrade(
  port: number,
  lines: readonly string[],
): Promise<{ readonly socket: Socket; readonly head: string }> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`${[...lines, 'Host: 127.0.0.1', 'Connection: Upgrade'].join('\r\n')}\r\n\r\n`);
  closing.push(() => socket.destroy());
  const head = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
  return { socket, head };
}

const POST = ['POST /api/v1/namespaces/default/pods/web/portforward HTTP/1.1', 'Upgrade: SPDY/3.1'];
const GET = [
  'GET /api/v1/namespaces/default/pods/web/portforward HTTP/1.1',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==',
  'Sec-WebSocket-Protocol: SPDY/3.1+portforward.k8s.io',
];

/** Reads frames until the streams that are named have ended. */
function framesUntil(
  bytes: (take: (data: Buffer) => void) => void,
  ends: readonly number[],
): Promise<readonly Frame[]> {
  const read = createFrameReader();
  const frames: Frame[] = [];
  return new Promise((resolve) =>
    bytes((data) => {
      frames.push(...read(data));
      const isOver = (id: number) =>
        frames.some((frame) => frame.kind === 'data' && frame.stream === id && frame.isLast);
      if (ends.every(isOver)) resolve(frames);
    }),
  );
}

function textOf(frames: readonly Frame[], stream: number): string {
  return frames
    .map((frame) => (frame.kind === 'data' && frame.stream === stream ? frame.data.toString() : ''))
    .join('');
}

/** A client's WebSocket message of less than 126 bytes; the mask changes nothing. */
function message(data: Buffer): Buffer {
  return Buffer.concat([Buffer.of(0x82, 0x80 | data.length, 0, 0, 0, 0), data]);
}

/** The content of a server's WebSocket messages. */
function contents(take: (data: Buffer) => void): (data: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (data) => {
    rest = Buffer.concat([rest, data]);
    while (rest.length >= 2) {
      const isLong = rest[1] === 126;
      const start = isLong ? 4 : 2;
      const end = start + (isLong ? rest.readUInt16BE(2) : (rest[1] ?? 0));
      if (rest.length < end) return;
      take(rest.subarray(start, end));
      rest = rest.subarray(end);
    }
  };
}

describe('port-forward for the official kubectl', () => {
  it('carries the connections of a SPDY client, byte by byte', async () => {
    const { port } = await served();
    const { socket, head } = await upgrade(port, POST);
    expect(head).toBe(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: portforward.k8s.io\r\n\r\n',
    );
    const frames = framesUntil((take) => socket.on('data', take), [1, 3, 5, 7]);
    for (const byte of Buffer.concat([PING, RECORDED])) socket.write(Buffer.of(byte));
    const heard = await frames;
    expect(heard[0]).toEqual({ kind: 'ping', id: Buffer.from('00000007', 'hex') });
    for (const stream of [3, 7]) {
      expect(textOf(heard, stream)).toMatch(/^HTTP\/1.1 200 OK\r\n[\s\S]*\r\n\r\nmy-app 1.0 on web\n$/);
    }
    expect(textOf(heard, 1) + textOf(heard, 5)).toBe('');
  });

  it('carries the same in a WebSocket, and tells when the Pod has gone', async () => {
    const { cluster, port } = await served();
    const { socket, head } = await upgrade(port, GET);
    expect(head.split('\r\n')).toContain('Sec-WebSocket-Protocol: SPDY/3.1+portforward.k8s.io');
    cluster.api({ method: 'DELETE', path: '/api/v1/namespaces/default/pods/web', query: { gracePeriodSeconds: '0' } });
    cluster.settle();
    const frames = framesUntil((take) => socket.on('data', contents(take)), [1, 3]);
    for (let at = 0; at < RECORDED.length; at += 100) socket.write(message(RECORDED.subarray(at, at + 100)));
    expect(textOf(await frames, 1)).toMatch(
      /^error forwarding port 8080 to pod [0-9a-f]{64}, uid : failed to find sandbox "[0-9a-f]{64}" in store: not found$/,
    );
  });

  it('refuses in the words of the API, and clients that speak neither', async () => {
    const { port } = await served();
    const none = await upgrade(port, [POST[0]?.replace('web', 'none') ?? '', 'Upgrade: SPDY/3.1']);
    expect(none.head).toMatch(/^HTTP\/1.1 404 [\s\S]*"pods \\"none\\" not found"/);
    const other = await upgrade(port, [POST[0] ?? '', 'Upgrade: h2c']);
    expect(other.head).toMatch(/^HTTP\/1.1 400 /);
  });

  it('lets a client go that talks nonsense', async () => {
    const { port } = await served();
    const { socket } = await upgrade(port, POST);
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.resume();
    socket.write(Buffer.from('8003000100000010000000010000000000006e6f6e73656e7365', 'hex'));
    await closed;
  });
});
