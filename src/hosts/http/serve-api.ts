import { createServer as createPlainServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createLockedServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ApiRequest, ApiResponse, Status } from '../../kube/api.js';
import { ApiError } from '../../kube/api-error.js';
import type { Ground } from '../embedded/stage.js';
import type { Certificate } from './certificate.js';
import { refusal } from './gatekeeper.js';
import { NOT_THERE } from './not-there.js';
import { encodeOpenApi, OPENAPI_PROTOBUF } from './protobuf/openapi-document.js';
import { readRequest } from './read-request.js';
import { serveChannels } from './serve-channels.js';

export interface ApiListener {
  /** `http://127.0.0.1:PORT`, or `https` when it is locked. */
  readonly url: string;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

export interface ApiDoor {
  /** The cluster of this moment: a screen goes on to other lessons. */
  readonly ground: () => Ground | undefined;
  /** 0 for any. */
  readonly port: number;
  /** TLS and a bearer token; without it everybody on this machine is let in. */
  readonly lock?: Certificate & { readonly token: string };
  /** Is handed what is about to happen, and lets it happen. */
  readonly around?: (request: ApiRequest, work: () => ApiResponse) => ApiResponse;
}

/** The Kubernetes API on loopback. Rejects when the port is taken. */
export async function serveApi(door: ApiDoor): Promise<ApiListener> {
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    answer(door, { incoming, outgoing }).catch((cause: unknown) => {
      outgoing.destroy(cause instanceof Error ? cause : new Error(String(cause)));
    });
  };
  const { lock } = door;
  const server = lock
    ? createLockedServer({ key: lock.key, cert: lock.certificate }, listener)
    : createPlainServer(listener);
  server.keepAliveTimeout = 60_000;
  const upgraded = new Set<Duplex>();
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgraded.add(socket);
    socket.on('close', () => upgraded.delete(socket));
    serveChannels(door, { incoming, socket, head });
  });
  await listen(server, door.port);
  const { port } = server.address() as AddressInfo;
  return {
    url: `${lock ? 'https' : 'http'}://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const socket of upgraded) socket.destroy();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

async function answer(door: ApiDoor, { incoming, outgoing }: Exchange): Promise<void> {
  const stranger = refusal(incoming, door.lock?.token);
  if (stranger) return send(outgoing, errorResponse(stranger));
  const request = await readRequest(incoming);
  if (request instanceof ApiError) return send(outgoing, errorResponse(request.status));
  const ground = door.ground();
  if (ground === undefined) return send(outgoing, errorResponse(NOT_THERE));
  const { cluster, driver } = ground;
  const around = door.around ?? ((_, work) => work());
  if (isStreaming(request)) stream(cluster, request, outgoing);
  else
    send(
      outgoing,
      inWantedForm(
        request,
        around(request, () => cluster.api(request)),
      ),
    );
  driver.poke();
}

function errorResponse(status: Status): ApiResponse {
  return { status: status.code ?? 500, headers: { 'content-type': 'application/json' }, body: status };
}

/** Only the API's description has a second form that clients insist on. */
function inWantedForm({ path, headers }: ApiRequest, response: ApiResponse): ApiResponse {
  const wantsProtobuf = (headers?.['accept'] ?? '').includes('proto-openapi.spec.v2');
  if (path !== '/openapi/v2' || !wantsProtobuf || response.status !== 200) return response;
  const body = encodeOpenApi(response.body as Parameters<typeof encodeOpenApi>[0]);
  return { ...response, headers: { ...response.headers, 'content-type': OPENAPI_PROTOBUF }, body };
}

function isStreaming({ path, query = {} }: ApiRequest): boolean {
  const isSet = (name: string) => query[name] === 'true' || query[name] === '1';
  return isSet('watch') || (path.endsWith('/log') && isSet('follow'));
}

function stream(cluster: Ground['cluster'], request: ApiRequest, outgoing: ServerResponse): void {
  // Chunks may come before the headers are known; `undefined` is the end.
  const early: (string | undefined)[] = [];
  let forward = (text: string | undefined): unknown => early.push(text);
  const { response, close } = cluster.watch(request, {
    chunk: (chunk) => forward(typeof chunk === 'string' ? chunk : `${JSON.stringify(chunk)}\n`),
    end: () => forward(undefined),
  });
  // An error, or a document that nobody can watch.
  if (response.body !== null && response.body !== '') {
    send(outgoing, response);
    return;
  }
  writeHead(outgoing, response);
  outgoing.flushHeaders();
  forward = (text) => (text === undefined ? outgoing.end() : outgoing.write(text));
  for (const text of early) forward(text);
  outgoing.on('close', close);
}

function send(outgoing: ServerResponse, response: ApiResponse): void {
  writeHead(outgoing, response);
  const { body } = response;
  outgoing.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : `${JSON.stringify(body)}\n`);
}

function writeHead(outgoing: ServerResponse, { status, headers }: ApiResponse): void {
  outgoing.statusCode = status;
  for (const [name, value] of Object.entries(headers))
    outgoing.setHeader(name, name === 'warning' ? value.split('\n') : value);
}
