/** HTTP/1.1 messages as text: built, and read as they arrive. */
import { remembering } from './remembering.js';
import { byteLength, endOfBytes } from './utf8.js';

interface HttpHead {
  /** First line without its end. */
  readonly start: string;
  /** In the order and letters of the wire. */
  readonly headers: readonly (readonly [string, string])[];
}

export interface HttpMessage extends HttpHead {
  /** Of an answer, `undefined` of a request. */
  readonly status: number | undefined;
  readonly body: string;
  /** What came after the message. */
  readonly rest: string;
}

/** The whole message at the front of `text`, `undefined` while it is not whole; `isEnd`: nothing more will come. */
export function readMessage(text: string, isEnd: boolean, isBodyless = false): HttpMessage | undefined {
  return isEnd || isBodyless ? read(text, isEnd, isBodyless) : readOpen(text);
}

const readOpen = remembering((text) => read(text, false, false));

function read(text: string, isEnd: boolean, isBodyless: boolean): HttpMessage | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = readHead(text.slice(0, end));
  const after = text.slice(end + 4);
  if (isBodyless || head.isBodyless) return message(head, '', after);
  if (head.isChunked) return readChunks(head, after);
  if (head.length !== undefined) return takeBytes(head, after, head.length, isEnd);
  if (head.status === undefined) return message(head, '', after);
  return isEnd ? message(head, after, '') : undefined;
}

/** A head with what it says of its body. */
interface ReadHead extends HttpHead {
  readonly status: number | undefined;
  readonly length: number | undefined;
  readonly isBodyless: boolean;
  readonly isChunked: boolean;
}

function message({ start, headers, status }: ReadHead, body: string, rest: string): HttpMessage {
  return { start, headers, status, body, rest };
}

function header({ headers }: Pick<HttpHead, 'headers'>, name: string): string | undefined {
  return headers.find(([known]) => known.length === name.length && known.toLowerCase() === name)?.[1];
}

/** Builds a message; `content-length` is added when there is a body and none was given. */
export function writeMessage({ start, headers, body }: HttpHead & { readonly body: string }): string {
  const hasLength = header({ headers }, 'content-length') !== undefined;
  let text = `${start}\r\n`;
  for (const [name, value] of headers) text += `${name}: ${value}\r\n`;
  return hasLength || body === '' ? `${text}\r\n${body}` : `${text}Content-Length: ${byteLength(body)}\r\n\r\n${body}`;
}

function readHead(text: string): ReadHead {
  const [start = '', ...lines] = text.split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()] as const;
  });
  const code = /^HTTP\/\S+ (\d{3})\b/.exec(start)?.[1];
  const length = header({ headers }, 'content-length');
  return {
    start,
    headers,
    status: code === undefined ? undefined : Number(code),
    length: length === undefined ? undefined : Number(length),
    isBodyless: code !== undefined && /^(?:1\d\d|204|304)$/.test(code),
    isChunked: header({ headers }, 'transfer-encoding')?.toLowerCase().includes('chunked') ?? false,
  };
}

function takeBytes(head: ReadHead, text: string, length: number, isEnd: boolean): HttpMessage | undefined {
  const end = endOfBytes(text, length);
  if (end === undefined && !isEnd) return undefined;
  return message(head, text.slice(0, end ?? text.length), text.slice(end ?? text.length));
}

function readChunks(head: ReadHead, text: string): HttpMessage | undefined {
  let body = '';
  let rest = text;
  for (;;) {
    const line = rest.indexOf('\r\n');
    if (line < 0) return undefined;
    const size = Number.parseInt(rest.slice(0, line), 16);
    if (!(size > 0)) {
      const end = rest.indexOf('\r\n\r\n', line);
      return end < 0 ? undefined : message(head, body, rest.slice(end + 4));
    }
    const chunk = takeBytes(head, rest.slice(line + 2), size, false);
    if (chunk === undefined || chunk.rest.length < 2) return undefined;
    body += chunk.body;
    rest = chunk.rest.slice(2);
  }
}
