import { describe, expect, it } from 'vitest';
import { renderAnswer } from '../../../src/engine/node/programs/http-answer.js';
import type { Sys } from '../../../src/sh/program.js';

const at = (seconds: number) => ({ now: () => seconds * 1000 }) as Sys;
const plain = { status: 200, type: 'text/plain', body: 'hello\n' };
const go = {};

describe('an answer of an HTTP server', () => {
  it('has the second, the status, the headers and the ending of its own, also when its body was said before', () => {
    const first = renderAnswer(plain, true, at(0), go);
    expect(first).toBe(
      'HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Length: 6\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nhello\n',
    );
    expect(renderAnswer(plain, true, at(0.9), go)).toBe(first);
    expect(renderAnswer(plain, true, at(1), go)).toBe(first.replace('00:00:00', '00:00:01'));
    expect(renderAnswer(plain, false, at(1), go)).not.toContain('Connection');
    expect(renderAnswer({ ...plain, status: 404 }, true, at(1), go)).toMatch(/^HTTP\/1.1 404 Not Found/);
    expect(renderAnswer({ ...plain, headers: [{ name: 'X-A', value: '1' }] }, true, at(1), go)).toContain('X-A: 1');
    expect(renderAnswer(plain, true, at(1), { server: 'nginx', headerOrder: 'c' })).toContain('Server: nginx');
  });
});
