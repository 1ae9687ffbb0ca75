import type { Sys } from '../../../sh/program.js';
import { byteLength, formatResponse, httpDate, reasonOf } from './http.js';
import type { HttpAnswer, HttpServerOptions } from './http-server.js';

/** The whole text of an answer, with the headers of the server's kind. */
export function renderAnswer<State>(
  answer: HttpAnswer,
  close: boolean,
  sys: Sys,
  options: Pick<HttpServerOptions<State>, 'server' | 'headerOrder'>,
): string {
  const date = { name: 'Date', value: httpDate(sys.now()) };
  const length = { name: 'Content-Length', value: String(byteLength(answer.body)) };
  const type = answer.type === undefined ? [] : [{ name: 'Content-Type', value: answer.type }];
  const extra = answer.headers ?? [];
  const connection = close
    ? [{ name: 'Connection', value: 'close' }]
    : options.headerOrder === 'c'
      ? [{ name: 'Connection', value: 'keep-alive' }]
      : [];
  const headers =
    options.headerOrder === 'c'
      ? [
          ...(options.server ? [{ name: 'Server', value: options.server }] : []),
          date,
          ...type,
          length,
          ...extra.filter(({ name }) => name !== 'ETag' && name !== 'Accept-Ranges'),
          ...connection,
          ...extra.filter(({ name }) => name === 'ETag' || name === 'Accept-Ranges'),
        ]
      : [...extra, date, length, ...type, ...connection];
  return formatResponse({
    version: 'HTTP/1.1',
    status: answer.status,
    reason: reasonOf(answer.status),
    headers,
    body: answer.body,
  });
}
