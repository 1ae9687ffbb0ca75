import { request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { run, start } from './program.js';

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

function get(url: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers, method }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
    asked.on('error', reject).end();
  });
}

/** The path as it stands, which a URL would tidy up. */
function getRaw(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`),
    );
    let text = '';
    socket.on('data', (data) => {
      text += data;
    });
    socket.on('end', () => resolve(text.split('\r\n')[0] ?? '')).on('error', reject);
  });
}

async function serving(args: readonly string[] = []) {
  const program = start(['web', ...args]);
  const [url = ''] = await program.said(/http:\/\/127\.0\.0\.1:\d+/);
  return { ...program, url, port: Number(new URL(url).port) };
}

describe('svc-learn web', () => {
  it('serves the page and its parts with their types and a policy, on loopback only, and ends with 0 on SIGINT', async () => {
    const { child, ended, url } = await serving(['--lang', 'en']);
    const page = await get(`${url}/?lang=en`);
    expect(page.status).toBe(200);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; " +
        "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    });
    const parts = [...page.body.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, path]) => path ?? '');
    const types = await Promise.all(
      [...parts, 'course/course.json'].map(async (path) => {
        const { status, headers } = await get(`${url}/${path}`);
        return [path.replace(/^.*\./, ''), status, headers['content-type']];
      }),
    );
    expect(new Map(types.map(([ending, ...rest]) => [ending, rest]))).toEqual(
      new Map([
        ['svg', [200, 'image/svg+xml']],
        ['js', [200, 'text/javascript; charset=utf-8']],
        ['css', [200, 'text/css; charset=utf-8']],
        ['json', [200, 'application/json; charset=utf-8']],
      ]),
    );
    expect(page.body).not.toMatch(/<script(?![^>]*src=)|\son[a-z]+=|style=/);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({
      code: 0,
      stderr: '',
      stdout: `open ${url}/?lang=en in a browser. Ctrl-C ends it.\n`,
    });
  });

  it('lets in no other host name, no other origin, no other method, and nothing outside its folder', async () => {
    const { child, ended, url, port } = await serving();
    const statuses = await Promise.all([
      get(url, { host: `evil.example:${port}` }),
      get(url, { origin: 'http://evil.example' }),
      get(url, { origin: 'null' }),
      get(url, { origin: url }),
      get(url, {}, 'POST'),
      get(url, {}, 'HEAD'),
      get(`${url}/no-such-file`),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([403, 403, 403, 200, 405, 200, 404]);
    const paths = [
      '/../cli.js',
      '/assets/../../cli.js',
      '/%2e%2e/cli.js',
      '/..%2fcli.js',
      '//etc/passwd',
      '/assets/',
      '/..\\cli.js',
    ];
    const answers = await Promise.all(paths.map((path) => getRaw(port, path)));
    expect(new Set(answers)).toEqual(new Set(['HTTP/1.1 404 Not Found']));
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  it('says that a port is taken, and takes no wrong words', async () => {
    const { child, ended, port } = await serving();
    expect(await run(['web', '--port', String(port), '--lang', 'en'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`cannot listen on 127.0.0.1:${port} (EADDRINUSE)`),
    });
    expect((await run(['web', '--port', 'x'])).code).toBe(2);
    expect((await run(['web', '--nonsense'])).code).toBe(2);
    child.kill('SIGTERM');
    await ended;
  });
});
