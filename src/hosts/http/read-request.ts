import type { IncomingMessage } from 'node:http';
import type { ApiRequest } from '../../kube/api.js';
import { ApiError, apiError } from '../../kube/api-error.js';
import { decodeProtobuf } from './protobuf/decode-protobuf.js';
import { WireError } from './protobuf/wire.js';

/** The largest body that is read, as the real server's limit for JSON. */
const LARGEST_BODY = 3 * 1024 * 1024;

/** What came over the wire as the engine reads it, or the error that answers it. */
export async function readRequest(incoming: IncomingMessage): Promise<ApiRequest | ApiError> {
  const bytes = await readBody(incoming);
  if (bytes === undefined) return apiError('RequestEntityTooLarge', 'Request entity too large: limit is 3145728');
  const content = withBody(headersOf(incoming), bytes);
  return content instanceof ApiError ? content : { ...target(incoming), ...content };
}

/** A request without a body. */
export function readHead(incoming: IncomingMessage): ApiRequest {
  return { ...target(incoming), headers: headersOf(incoming) };
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

function target(incoming: IncomingMessage): Pick<ApiRequest, 'method' | 'path' | 'query'> {
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  const query: Record<string, string | readonly string[]> = {};
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name);
    query[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return { method: incoming.method as ApiRequest['method'], path: decodePath(url.pathname), query };
}

/** Who was let in is the cluster's admin: how they proved it is none of the engine's business. */
function headersOf(incoming: IncomingMessage): Readonly<Record<string, string>> {
  const { authorization: _, ...headers } = incoming.headers;
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
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
