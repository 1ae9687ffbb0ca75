import { describe, expect, it } from 'vitest';
import { readMessage, writeMessage } from '../../../src/engine/net/http-text.js';
import { byteLength, endOfBytes } from '../../../src/engine/net/utf8.js';

describe('HTTP messages as text', () => {
  it('are read when they are whole, and leave what comes behind them', () => {
    const text = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nあいHTTP/1.1 404 Not Found';
    for (const length of [0, 20, 39]) expect(readMessage(text.slice(0, length), false)).toBeUndefined();
    expect(readMessage(text, false)).toEqual({
      start: 'HTTP/1.1 200 OK',
      headers: [['Content-Length', '6']],
      status: 200,
      body: 'あい',
      rest: 'HTTP/1.1 404 Not Found',
    });
  });

  it('may come in chunks', () => {
    const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
    expect(readMessage(`${head}5\r\nhello\r\n3\r\n`, false)).toBeUndefined();
    expect(readMessage(`${head}5\r\nhello\r\n3\r\n...\r\n0\r\n\r\nnext`, false)).toMatchObject({
      body: 'hello...',
      rest: 'next',
    });
  });

  it('without a length end with the connection when they are answers, at once when they are requests', () => {
    expect(readMessage('HTTP/1.0 200 OK\r\n\r\nall', false)).toBeUndefined();
    expect(readMessage('HTTP/1.0 200 OK\r\n\r\nall', true)).toMatchObject({ body: 'all', rest: '' });
    expect(readMessage('GET / HTTP/1.1\r\nHost: web\r\n\r\nGET', false)).toMatchObject({ body: '', rest: 'GET' });
    expect(readMessage('HTTP/1.1 204 No Content\r\n\r\n', false)).toMatchObject({ body: '', rest: '' });
  });

  it('are written with the length of their body in bytes', () => {
    const text = writeMessage({ start: 'POST / HTTP/1.1', headers: [['Host', 'web']], body: 'é' });
    expect(text).toBe('POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 2\r\n\r\né');
    expect(byteLength('aé漢😀')).toBe(1 + 2 + 3 + 4);
    expect([0, 1, 3, 6, 10, 11].map((bytes) => endOfBytes('aé漢😀', bytes))).toEqual([0, 1, 2, 3, 5, undefined]);
  });
});
