import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ApiRequest, ApiResponse, Status } from '../../kube/api.js';
import { apiError } from '../../kube/api-error.js';
import type { Ground } from '../embedded/stage.js';
import { CHANNEL, CHANNEL_PROTOCOLS } from './channel-protocol.js';
import type { Tunnel } from './forward-ports.js';
import { refusal } from './gatekeeper.js';
import { NOT_THERE } from './not-there.js';
import { readHead } from './read-request.js';
import type { ApiDoor } from './serve-api.js';
import { serveForward, speaksForward } from './serve-forward.js';
import type { Upgrade } from './upgrade.js';

const sockets = new WebSocketServer({
  noServer: true,
  perMessageDeflate: false,
  handleProtocols: (offered) => CHANNEL_PROTOCOLS.find((protocol) => offered.has(protocol)) ?? false,
});

/** exec, attach and portforward as kubectl asks for them. */
export function serveChannels(door: ApiDoor, upgrade: Upgrade): void {
  const { incoming, socket } = upgrade;
  socket.on('error', () => socket.destroy());
  const stranger = refusal(incoming, door.lock?.token);
  const ground = door.ground();
  if (stranger || ground === undefined) {
    refuse(socket, statusResponse(stranger ?? NOT_THERE));
    return;
  }
  const request = readHead(incoming);
  const asked = { ground, request, around: door.around ?? ((_, work) => work()) };
  if (request.path.endsWith('/portforward')) openTunnel(asked, upgrade);
  else openStreams(asked, upgrade);
}

interface Asked {
  readonly ground: Ground;
  readonly request: ApiRequest;
  readonly around: NonNullable<ApiDoor['around']>;
}

function openTunnel({ ground, request, around }: Asked, upgrade: Upgrade): void {
  const { cluster, driver } = ground;
  let forward: Tunnel['forward'] | undefined;
  const response = around(request, () => {
    if (!speaksForward(upgrade.incoming)) return UNSPOKEN;
    const channels = cluster.connect(request, SILENT);
    forward = channels.forward;
    return channels.response;
  });
  if (forward) serveForward({ forward, poke: driver.poke }, upgrade);
  else refuse(upgrade.socket, response);
}

/** WebSocket, one byte of channel before each piece of data. */
function openStreams({ ground, request, around }: Asked, { incoming, socket, head }: Upgrade): void {
  const { cluster, driver } = ground;
  const early: Buffer[] = [];
  let send: (frame: Buffer) => unknown = (frame) => early.push(frame);
  let isEnded = false;
  let finish = () => {};
  const piece = (channel: number) => (text: string) =>
    void send(Buffer.concat([Buffer.of(channel), Buffer.from(text)]));
  const sink = {
    stdout: piece(CHANNEL.stdout),
    stderr: piece(CHANNEL.stderr),
    end: (status: unknown) => {
      piece(CHANNEL.status)(JSON.stringify(status));
      isEnded = true;
      finish();
    },
  };
  const isSpoken = speaksChannels(incoming);
  let channels: ReturnType<typeof cluster.connect> | undefined;
  const response = around(request, () => {
    channels = cluster.connect(request, sink);
    return isSpoken || channels.response.status >= 400 ? channels.response : UNSPOKEN;
  });
  if (channels === undefined || response.status !== 101) {
    channels?.close();
    refuse(socket, response);
    return;
  }
  const open = channels;
  sockets.handleUpgrade(incoming, socket, head, (client) => {
    send = (frame) => client.send(frame);
    for (const frame of early) send(frame);
    finish = () => client.close(1000);
    if (isEnded) finish();
    receive(client, open, driver.poke);
  });
  driver.poke();
}

function receive(client: WebSocket, channels: ReturnType<Ground['cluster']['connect']>, poke: () => void): void {
  const decoder = new StringDecoder('utf8');
  client.on('message', (data: Buffer) => {
    const [channel, first] = data;
    const content = data.subarray(1);
    if (channel === CHANNEL.stdin) channels.stdin(decoder.write(content));
    else if (channel === CHANNEL.close && first === undefined) return;
    else if (channel === CHANNEL.close && content[0] === CHANNEL.stdin) channels.closeStdin();
    else if (channel === CHANNEL.resize) resize(channels, content.toString());
    poke();
  });
  client.on('close', () => {
    channels.close();
    poke();
  });
}

function resize(channels: { resize(size: { columns: number; rows: number }): void }, text: string): void {
  try {
    const { Width, Height } = JSON.parse(text) as { Width?: unknown; Height?: unknown };
    if (typeof Width === 'number' && typeof Height === 'number') channels.resize({ columns: Width, rows: Height });
  } catch {
    // What is no size changes none.
  }
}

function speaksChannels({ headers }: IncomingMessage): boolean {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
  return headers.upgrade?.toLowerCase() === 'websocket' && CHANNEL_PROTOCOLS.some((one) => offered.includes(one));
}

const SILENT = { stdout: () => {}, stderr: () => {}, end: () => {} };

const UNSPOKEN: ApiResponse = {
  status: 400,
  headers: {},
  body: apiError(
    'BadRequest',
    `svc-learn streams over WebSocket only (${CHANNEL_PROTOCOLS.join(' or ')}); kubectl v1.31 and newer does that by itself`,
  ).status,
};

function statusResponse(status: Status): ApiResponse {
  return { status: status.code ?? 500, headers: {}, body: status };
}

function refuse(socket: Duplex, { status, body }: ApiResponse): void {
  const text = `${JSON.stringify(body)}\n`;
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
  );
}
