import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { ConnectionError, type Transport } from '../../client/transport.js';
import type { ApiRequest, ApiResponse, StreamSink, WatchEvent } from '../../kube/api.js';
import { openChannels } from './open-channels.js';

/** Where a server is and how to be let in; certificates and keys are PEM text. */
export interface ServerAccess {
  readonly url: string;
  readonly token?: string;
  readonly certificateAuthority?: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  readonly skipVerify?: boolean;
  /** Names this run of kubectl to the server, so that its requests are known to belong together. */
  readonly session?: string;
}

/** The Kubernetes API of any cluster, over HTTP or HTTPS. */
export function createHttpTransport(access: ServerAccess): Transport {
  return {
    async request(request) {
      const incoming = await open(access, request);
      return toResponse(incoming, await readText(access, incoming));
    },
    async stream(request, sink) {
      const incoming = await open(access, request);
      if ((incoming.statusCode ?? 500) >= 400) {
        return { response: toResponse(incoming, await readText(access, incoming)), close: () => {} };
      }
      let isClosed = false;
      readChunks(incoming, { chunk: (chunk) => isClosed || sink.chunk(chunk), end: () => isClosed || sink.end() });
      return {
        response: { ...toResponse(incoming, ''), body: undefined },
        close: () => {
          isClosed = true;
          incoming.destroy();
        },
      };
    },
    connect: (request, sink) => {
      const { host, protocol } = new URL(access.url);
      const target = {
        url: `${protocol}//${host}${pathOf(access, request)}`,
        options: { headers: headersOf(access, request, undefined), ...trustOf(access) },
        refused: async (incoming: IncomingMessage) =>
          toResponse(incoming, await readText(access, incoming.setEncoding('utf8'))),
      };
      return openChannels(target, sink).catch((cause: NodeJS.ErrnoException) => {
        throw new ConnectionError(host, goWords(cause, host), { cause });
      });
    },
  };
}

function open(access: ServerAccess, request: ApiRequest): Promise<IncomingMessage> {
  const url = new URL(access.url);
  const text =
    request.body === undefined
      ? undefined
      : typeof request.body === 'string'
        ? request.body
        : JSON.stringify(request.body);
  const make = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const outgoing = make({
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
      method: request.method,
      path: pathOf(access, request),
      headers: headersOf(access, request, text),
      ...trustOf(access),
    });
    outgoing.on('error', (cause: NodeJS.ErrnoException) =>
      reject(new ConnectionError(url.host, goWords(cause, url.host), { cause })),
    );
    outgoing.on('response', (incoming) => {
      incoming.setEncoding('utf8');
      resolve(incoming);
    });
    outgoing.end(text);
  });
}

function pathOf({ url }: ServerAccess, { path, query = {} }: ApiRequest): string {
  return `${new URL(url).pathname.replace(/\/$/, '')}${encodePath(path)}${encodeQuery(query)}`;
}

function trustOf({ certificateAuthority, clientCertificate, clientKey, skipVerify }: ServerAccess) {
  return {
    ...(certificateAuthority ? { ca: certificateAuthority } : {}),
    ...(clientCertificate ? { cert: clientCertificate } : {}),
    ...(clientKey ? { key: clientKey } : {}),
    ...(skipVerify ? { rejectUnauthorized: false } : {}),
  };
}

async function readText(access: ServerAccess, incoming: IncomingMessage): Promise<string> {
  let text = '';
  try {
    for await (const chunk of incoming) text += chunk;
  } catch (cause) {
    throw new ConnectionError(new URL(access.url).host, 'unexpected EOF', { cause });
  }
  return text;
}

function headersOf(access: ServerAccess, request: ApiRequest, text: string | undefined): Record<string, string> {
  return {
    ...request.headers,
    ...(text === undefined ? {} : { 'content-length': String(Buffer.byteLength(text)) }),
    ...(text !== undefined && request.headers?.['content-type'] === undefined
      ? { 'content-type': 'application/json' }
      : {}),
    ...(access.session ? { 'kubectl-session': access.session } : {}),
    ...(access.token ? { authorization: `Bearer ${access.token}` } : {}),
  };
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/').replaceAll('%3A', ':');
}

function encodeQuery(query: NonNullable<ApiRequest['query']>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of typeof value === 'string' ? [value] : value) parameters.append(name, one);
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

/** What a Go client says of the same failure, because kubectl's users know those words. */
function goWords(error: NodeJS.ErrnoException, host: string): string {
  if (error.code === 'ECONNREFUSED') return `dial tcp ${host}: connect: connection refused`;
  if (error.code === 'ENOTFOUND') return `dial tcp: lookup ${host.replace(/:\d+$/, '')}: no such host`;
  return error.message;
}

function toResponse(incoming: IncomingMessage, text: string): ApiResponse {
  const headers = Object.fromEntries(
    Object.entries(incoming.headersDistinct).map(([name, values]) => [
      name,
      (values ?? []).join(name === 'warning' ? '\n' : ', '),
    ]),
  );
  return { status: incoming.statusCode ?? 500, headers, body: parseText(text, headers['content-type'] ?? '') };
}

function parseText(text: string, contentType: string): unknown {
  if (!contentType.includes('json')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Watches are one JSON value a line; all else is text. What is no JSON ends the watch. */
function readChunks(incoming: IncomingMessage, sink: StreamSink): void {
  const isJson = (incoming.headers['content-type'] ?? '').includes('json');
  let rest = '';
  incoming.on('data', (text: string) => {
    if (!isJson) return sink.chunk(text);
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const event = line === '' ? undefined : parseText(line, 'json');
      if (typeof event === 'string') return incoming.destroy(new Error('no JSON'));
      if (event !== undefined) sink.chunk(event as WatchEvent<unknown>);
    }
  });
  incoming.on('error', () => sink.end());
  incoming.on('end', () => sink.end());
}
