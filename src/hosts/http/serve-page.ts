// The built page on loopback: only files that the build wrote, only for pages of this very server.
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { isLoopbackHost, type LoopbackListener, listenOnLoopback } from './loopback.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export interface ServedPage {
  readonly folder: string;
  /** Files that lie elsewhere, by path. */
  readonly parts?: Readonly<Record<string, string>>;
}

/** Serves what is there now. Rejects when the port is taken or the folder holds no page. */
export function servePage({ folder, parts = {} }: ServedPage, port: number): Promise<LoopbackListener> {
  const own = filesOf(folder).map((file) => [`/${relative(folder, file).split(sep).join('/')}`, file] as const);
  const files = new Map([...Object.entries(parts), ...own]);
  const policy = policyOf(readFileSync(join(folder, 'index.html'), 'utf8'));
  const server = createServer((incoming, outgoing) => answer({ files, policy, incoming, outgoing }));
  return listenOnLoopback(server, port);
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

/** The page's own policy, and what only a header can say. */
function policyOf(page: string): string {
  const policy = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(page)?.[1];
  if (policy === undefined) throw new Error('the page has no Content-Security-Policy');
  return `${policy}; frame-ancestors 'none'`;
}

interface Exchange {
  readonly files: ReadonlyMap<string, string>;
  readonly policy: string;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

function answer({ files, policy, incoming, outgoing }: Exchange): void {
  const path = (incoming.url ?? '/').replace(/[?#].*$/, '');
  const file = files.get(path === '/' ? '/index.html' : path);
  const isRead = incoming.method === 'GET' || incoming.method === 'HEAD';
  if (!isOwnPage(incoming)) refuse(outgoing, 403);
  else if (!isRead) refuse(outgoing, 405);
  else if (file === undefined) refuse(outgoing, 404);
  else send(outgoing, { file, policy, isHead: incoming.method === 'HEAD' });
}

interface Sent {
  readonly file: string;
  readonly policy: string;
  readonly isHead: boolean;
}

function send(outgoing: ServerResponse, { file, policy, isHead }: Sent): void {
  const content = readFileSync(file);
  outgoing.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'content-length': content.length,
    // Names in assets/ change with their content.
    'cache-control': file.includes(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache',
    'content-security-policy': policy,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  outgoing.end(isHead ? undefined : content);
}

function isOwnPage({ headers }: IncomingMessage): boolean {
  return isLoopbackHost(headers.host) && (headers.origin === undefined || headers.origin === `http://${headers.host}`);
}

function refuse(outgoing: ServerResponse, status: number): void {
  outgoing.writeHead(status, { 'content-length': 0, ...(status === 405 ? { allow: 'GET, HEAD' } : {}) });
  outgoing.end();
}
