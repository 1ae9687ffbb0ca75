import type { Sys } from '../../../sh/program.js';
import { byteLength, formatResponse, type HttpHeader, httpDate, reasonOf } from './http.js';
import type { HttpAnswer, HttpServerOptions } from './http-server.js';

/** The whole text of an answer, with the headers of the server's kind. */
export function renderAnswer<State>(
  answer: HttpAnswer,
  close: boolean,
  sys: Sys,
  options: Pick<HttpServerOptions<State>, 'server' | 'headerOrder'>,
): string {
  const isGo = options.headerOrder !== 'c';
  const headers = isGo ? headersOfGo(answer, close, sys) : headersOfC(answer, close, sys, options.server);
  const { status, body } = answer;
  return formatResponse({ version: 'HTTP/1.1', status, reason: reasonOf(status), headers, body });
}

function headersOfGo({ headers = [], type, body }: HttpAnswer, close: boolean, sys: Sys): HttpHeader[] {
  const all = [...headers, dateOf(sys), lengthOf(body)];
  if (type !== undefined) all.push({ name: 'Content-Type', value: type });
  if (close) all.push({ name: 'Connection', value: 'close' });
  return all;
}

function headersOfC({ headers = [], type, body }: HttpAnswer, close: boolean, sys: Sys, server?: string): HttpHeader[] {
  const all = server ? [{ name: 'Server', value: server }, dateOf(sys)] : [dateOf(sys)];
  if (type !== undefined) all.push({ name: 'Content-Type', value: type });
  all.push(lengthOf(body), ...headers.filter((header) => !isLast(header)));
  all.push({ name: 'Connection', value: close ? 'close' : 'keep-alive' }, ...headers.filter(isLast));
  return all;
}

function dateOf(sys: Sys): HttpHeader {
  return { name: 'Date', value: httpDate(sys.now()) };
}

function lengthOf(body: string): HttpHeader {
  return { name: 'Content-Length', value: String(byteLength(body)) };
}

/** What servers in C write behind the connection. */
function isLast({ name }: HttpHeader): boolean {
  return name === 'ETag' || name === 'Accept-Ranges';
}
