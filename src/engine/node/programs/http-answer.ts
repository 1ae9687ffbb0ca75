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
  const second = Math.floor(sys.now() / 1000);
  const before = given.get(answer.body);
  if (
    before?.second === second &&
    before.close === close &&
    before.options === options &&
    isLike(before.answer, answer)
  ) {
    return before.text;
  }
  const text = written(answer, close, sys, options);
  if (given.size >= MOST) given.clear();
  if (answer.body.length <= LONGEST) given.set(answer.body, { second, close, options, answer, text });
  return text;
}

/** What was answered last, by its body: under load a server says the same many times a second. */
const given = new Map<string, Given>();
const MOST = 64;
const LONGEST = 2048;

interface Given {
  readonly second: number;
  readonly close: boolean;
  readonly options: object;
  readonly answer: HttpAnswer;
  readonly text: string;
}

function isLike(one: HttpAnswer, other: HttpAnswer): boolean {
  return one.status === other.status && one.type === other.type && one.headers === other.headers;
}

function written<State>(
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
