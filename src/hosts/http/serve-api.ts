import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Cluster } from '../../engine/public-face.js';
import type { ApiRequest, ApiResponse, Status } from '../../kube/api.js';
import { ApiError, apiError } from '../../kube/api-error.js';
import type { Driver } from '../embedded/driver.js';
import { decodeProtobuf } from './protobuf/decode-protobuf.js';
import { encodeOpenApi, OPENAPI_PROTOBUF } from './protobuf/openapi-document.js';
import { WireError } from './protobuf/wire.js';

export interface ApiListener {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

/** The largest body that is read, as the real server's limit for JSON. */
const LARGEST_BODY = 3 * 1024 * 1024;
const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** The Kubernetes API over plain HTTP on loopback. Rejects when the port is taken. */
export async function serveApi(cluster: Cluster, driver: Driver, port: number): Promise<ApiListener> {
  const server = createServer((incoming, outgoing) => {
    answer(cluster, driver, { incoming, outgoing }).catch((cause: unknown) => {
      outgoing.destroy(cause instanceof Error ? cause : new Error(String(cause)));
    });
  });
  server.keepAliveTimeout = 60_000;
  await listen(server, port);
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
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

async function answer(cluster: Cluster, driver: Driver, { incoming, outgoing }: Exchange): Promise<void> {
  const stranger = refusal(incoming);
  if (stranger) {
    send(outgoing, errorResponse(stranger));
    return;
  }
  const bytes = await readBody(incoming);
  if (bytes === undefined) {
    return send(
      outgoing,
      errorResponse(apiError('RequestEntityTooLarge', 'Request entity too large: limit is 3145728').status),
    );
  }
  const request = parseRequest(incoming, bytes);
  if (request instanceof ApiError) return send(outgoing, errorResponse(request.status));
  if (isStreaming(request)) stream(cluster, request, outgoing);
  else send(outgoing, inWantedForm(request, cluster.api(request)));
  driver.poke();
}

/** Pages of other origins and names that were bent to loopback do not get in. */
function refusal({ headers, method }: IncomingMessage): Status | undefined {
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  const isLoopback = host === '127.0.0.1' || host === 'localhost' || host === '[::1]';
  if (!isLoopback || headers.origin !== undefined) {
    return apiError('Forbidden', 'svc-learn serves programs on this machine only, no web pages and no other host names')
      .status;
  }
  if (!METHODS.has(method ?? '')) {
    return apiError('MethodNotAllowed', 'the server does not allow this method on the requested resource').status;
  }
  return undefined;
}

function errorResponse(status: Status): ApiResponse {
  return { status: status.code ?? 500, headers: { 'content-type': 'application/json' }, body: status };
}

async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseRequest(incoming: IncomingMessage, bytes: Buffer): ApiRequest | ApiError {
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  const query: Record<string, string | readonly string[]> = {};
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name);
    query[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  const content = withBody(headers, bytes);
  if (content instanceof ApiError) return content;
  return { method: incoming.method as ApiRequest['method'], path: decodePath(url.pathname), query, ...content };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** The engine reads JSON only: what a typed client sends in the other encoding becomes JSON here. */
function withBody(
  headers: Readonly<Record<string, string>>,
  bytes: Buffer,
): Pick<ApiRequest, 'headers' | 'body'> | ApiError {
  if (bytes.length === 0) return { headers };
  const contentType = headers['content-type'] ?? 'application/json';
  if (!contentType.startsWith(PROTOBUF)) return { headers, body: parseBody(bytes.toString('utf8'), contentType) };
  try {
    return { headers: { ...headers, 'content-type': 'application/json' }, body: decodeProtobuf(bytes) };
  } catch (error) {
    if (error instanceof WireError) return apiError('BadRequest', error.message);
    throw error;
  }
}

/** JSON as a value; all else, and broken JSON, as text, which the API server judges. */
function parseBody(text: string, contentType: string): unknown {
  if (!contentType.includes('json')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
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

function stream(cluster: Cluster, request: ApiRequest, outgoing: ServerResponse): void {
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
