import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NotesState } from '../../demo/notes.js';
import type { NotesAddress } from './notes-file.js';

export interface NotesServer {
  readonly address: NotesAddress;
  /** Tells everybody who listens. */
  publish(): void;
  close(): void;
}

export interface NotesServerOptions {
  readonly notes: () => NotesState;
  /** Somebody reads the notes, or nobody does any longer. */
  readonly readersChanged: (readers: number) => void;
}

/** The notes as lines of JSON on loopback, for who knows the token. */
export async function serveNotes({ notes, readersChanged }: NotesServerOptions): Promise<NotesServer> {
  const token = randomBytes(24).toString('base64url');
  const readers = new Set<ServerResponse>();
  let last = '';
  const line = () => `${JSON.stringify(notes())}\n`;
  const server = createServer((request, response) => {
    const refusal = refusalOf(request, token, (server.address() as AddressInfo).port);
    if (refusal !== undefined) {
      response.writeHead(refusal, { 'content-type': 'text/plain' }).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
    response.write(line());
    readers.add(response);
    readersChanged(readers.size);
    response.on('close', () => {
      readers.delete(response);
      readersChanged(readers.size);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    address: { port: (server.address() as AddressInfo).port, token },
    publish() {
      if (readers.size === 0) return;
      const { passedMs: _, ...state } = notes();
      const next = JSON.stringify(state);
      if (next === last) return;
      last = next;
      for (const reader of readers) reader.write(line());
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** No page of a browser may read along, and nobody who does not know the token. */
function refusalOf({ headers, method, url }: IncomingMessage, token: string, port: number): number | undefined {
  const isOurs = headers.host === `127.0.0.1:${port}` || headers.host === `localhost:${port}`;
  if (headers.origin !== undefined || !isOurs) return 403;
  if (!isSame(headers.authorization ?? '', `Bearer ${token}`)) return 401;
  return method === 'GET' && url === '/notes' ? undefined : 404;
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
