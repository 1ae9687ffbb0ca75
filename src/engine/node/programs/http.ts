/** HTTP/1.1 as text: what servers and clients among the programs read and write. */
import { remembering } from '../../net/remembering.js';
import { endOfBytes } from '../../net/utf8.js';

export { byteLength } from '../../net/utf8.js';

export interface HttpRequest {
  readonly method: string;
  readonly target: string;
  readonly version: string;
  /** In the order and case of the wire. */
  readonly headers: readonly HttpHeader[];
  readonly body: string;
}

export interface HttpHeader {
  readonly name: string;
  readonly value: string;
}

export interface HttpResponse {
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly HttpHeader[];
  readonly body: string;
}

export interface Parsed<T> {
  readonly message: T;
  /** What follows the message in the buffer. */
  readonly rest: string;
}

/** A whole request at the start of `buffer`; `undefined` when more must come, `bad` when it is no HTTP. */
export const parseRequest = remembering((buffer): Parsed<HttpRequest> | 'bad' | undefined => {
  const head = splitHead(buffer);
  if (head === undefined) return buffer.length > 65_536 ? 'bad' : undefined;
  const line = /^([A-Z]+) (\S+) (HTTP\/1\.[01])$/.exec(head.first);
  if (line === null) return 'bad';
  const body = takeBody(head.headers, head.rest, { untilEnd: false });
  if (body === undefined) return undefined;
  const [, method = '', target = '', version = ''] = line;
  return { message: { method, target, version, headers: head.headers, body: body.text }, rest: body.rest };
});

/** A whole response; `ended` says that the server has closed, which may be what ends the body. */
export function parseResponse(
  buffer: string,
  { ended, bodiless }: { readonly ended: boolean; readonly bodiless: boolean },
): Parsed<HttpResponse> | 'bad' | undefined {
  const head = splitHead(buffer);
  if (head === undefined) return ended && buffer !== '' ? 'bad' : undefined;
  const line = /^(HTTP\/1\.[01]) (\d{3}) ?(.*)$/.exec(head.first);
  if (line === null) return 'bad';
  const [, version = '', code = '', reason = ''] = line;
  const status = Number(code);
  const none = bodiless || status === 204 || status === 304;
  const body = none ? { text: '', rest: head.rest } : takeBody(head.headers, head.rest, { untilEnd: true, ended });
  if (body === undefined) return undefined;
  return { message: { version, status, reason, headers: head.headers, body: body.text }, rest: body.rest };
}

export function headerOf(headers: readonly HttpHeader[], name: string): string | undefined {
  return headers.find((header) => header.name.length === name.length && header.name.toLowerCase() === name)?.value;
}

export function formatRequest(request: Omit<HttpRequest, 'version'> & { readonly version?: string }): string {
  return join(`${request.method} ${request.target} ${request.version ?? 'HTTP/1.1'}`, request.headers, request.body);
}

export function formatResponse(response: HttpResponse): string {
  return join(`${response.version} ${response.status} ${response.reason}`, response.headers, response.body);
}

/** The reason phrase that servers send with a status. */
export function reasonOf(status: number): string {
  return REASONS[status] ?? '';
}

/** `Tue, 01 Jan 2026 00:00:00 GMT`. */
export function httpDate(ms: number): string {
  const second = Math.floor(ms / 1000);
  if (second !== dated.second) dated = { second, text: new Date(ms).toUTCString() };
  return dated.text;
}

/** The date that was written last: many answers fall into one second. */
let dated = { second: Number.NaN, text: '' };

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  412: 'Precondition Failed',
  417: 'Expectation Failed',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

function splitHead(buffer: string) {
  const end = buffer.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = buffer.slice(0, end).split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return { name: line.slice(0, colon), value: line.slice(colon + 1).trim() };
  });
  return { first, headers, rest: buffer.slice(end + 4) };
}

function takeBody(
  headers: readonly HttpHeader[],
  rest: string,
  { untilEnd, ended = false }: { readonly untilEnd: boolean; readonly ended?: boolean },
) {
  if (headerOf(headers, 'transfer-encoding')?.toLowerCase() === 'chunked') return takeChunks(rest);
  const length = headerOf(headers, 'content-length');
  if (length === undefined) return untilEnd ? (ended ? { text: rest, rest: '' } : undefined) : { text: '', rest };
  return takeBytes(rest, Number(length)) ?? (ended ? { text: rest, rest: '' } : undefined);
}

function takeBytes(text: string, bytes: number): { text: string; rest: string } | undefined {
  const end = endOfBytes(text, bytes);
  return end === undefined ? undefined : { text: text.slice(0, end), rest: text.slice(end) };
}

function takeChunks(buffer: string): { text: string; rest: string } | undefined {
  let text = '';
  let rest = buffer;
  for (;;) {
    const line = rest.indexOf('\r\n');
    if (line < 0) return undefined;
    const size = Number.parseInt(rest.slice(0, line), 16);
    const chunk = takeBytes(rest.slice(line + 2), Number.isNaN(size) ? 0 : size);
    if (chunk === undefined || !chunk.rest.startsWith('\r\n')) return undefined;
    rest = chunk.rest.slice(2);
    if (chunk.text === '') return { text, rest };
    text += chunk.text;
  }
}

function join(first: string, headers: readonly HttpHeader[], body: string): string {
  let text = `${first}\r\n`;
  for (const { name, value } of headers) text += `${name}: ${value}\r\n`;
  return `${text}\r\n${body}`;
}
