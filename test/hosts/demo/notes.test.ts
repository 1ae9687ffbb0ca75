import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { NotesState } from '../../../src/demo/notes.js';
import { type NotesServer, serveNotes } from '../../../src/hosts/demo/notes-server.js';
import { followNotes } from '../../../src/hosts/demo/read-notes.js';

const first: NotesState = {
  lesson: 'L',
  number: 1,
  scenes: 3,
  name: 'one',
  notes: 'say hello',
  command: 'ls',
  next: 'two',
  passedMs: 0,
  plannedMs: 1000,
};

const open: NotesServer[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function serve() {
  const now = { state: first, readers: 0 };
  const server = await serveNotes({
    notes: () => now.state,
    readersChanged: (readers) => {
      now.readers = readers;
    },
  });
  open.push(server);
  return { server, now };
}

interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
}

function ask({ address }: NotesServer, { headers = {}, path = '/notes' }: Asked): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: address.port, path, headers }, (response) => {
      resolve(response.statusCode);
      response.destroy();
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('the notes of a demo', () => {
  it('follow the scene until the demo ends', async () => {
    const { server, now } = await serve();
    const seen: string[] = [];
    const second = { ...first, number: 2, name: 'two' };
    const end = followNotes(server.address, ({ name }) => {
      seen.push(name);
      if (name === 'one') {
        now.state = second;
        server.publish();
      } else server.close();
    });
    expect(await end).toBe('over');
    expect(seen).toEqual(['one', 'two']);
    expect(now.readers).toBe(0);
  });

  it('are for who knows the token, and for no page of a browser', async () => {
    const { server } = await serve();
    const authorization = `Bearer ${server.address.token}`;
    const answers = await Promise.all([
      ask(server, { headers: { authorization } }),
      ask(server, {}),
      ask(server, { headers: { authorization: 'Bearer nonsense' } }),
      ask(server, { headers: { authorization, origin: 'https://example.com' } }),
      ask(server, { headers: { authorization, host: 'example.com' } }),
      ask(server, { headers: { authorization }, path: '/' }),
    ]);
    expect(answers).toEqual([200, 401, 401, 403, 403, 404]);
  });

  it('are refused and missed in words that differ', async () => {
    const { server } = await serve();
    expect(await followNotes({ ...server.address, token: 'wrong' }, () => {})).toBe('refused');
    server.close();
    expect(await followNotes(server.address, () => {})).toBe('gone');
  });
});
