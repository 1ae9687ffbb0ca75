import { describe, expect, it } from 'vitest';
import { RestClient } from '../../src/client/rest-client.js';
import type { Transport } from '../../src/client/transport.js';
import type { WatchEvent } from '../../src/kube/api.js';
import type { KubeObject } from '../../src/kube/shapes/meta.js';

/** A cluster behind a transport, with a Pod `talker` in `default` that counts on its standard output. */
export interface Ground {
  readonly transport: Transport;
  /** Ends every watch from the server's side, as a restore does. */
  endStreams(): void;
}

const PATH = '/api/v1/namespaces/default/configmaps';
const map = (name: string, data: Readonly<Record<string, string>> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});

/** What every transport must do alike. */
export function transportContract(title: string, open: () => Promise<Ground>): void {
  describe(title, () => {
    it('creates, reads, lists, replaces and deletes objects', async () => {
      const { transport } = await open();
      const created = await transport.request({ method: 'POST', path: PATH, body: map('crud', { a: '1' }) });
      expect(created.status).toBe(201);
      expect(created.body).toMatchObject({ kind: 'ConfigMap', metadata: { name: 'crud' }, data: { a: '1' } });
      expect((await transport.request({ method: 'GET', path: `${PATH}/crud` })).body).toEqual(created.body);
      const query = { fieldSelector: 'metadata.name=crud' };
      const list = (await transport.request({ method: 'GET', path: PATH, query })).body as { items: KubeObject[] };
      expect(list).toMatchObject({ kind: 'ConfigMapList', items: [{ metadata: { name: 'crud' } }] });
      const replaced = { ...(created.body as KubeObject), data: { a: '2' } };
      const put = await transport.request({ method: 'PUT', path: `${PATH}/crud`, body: replaced });
      expect({ status: put.status, data: (put.body as { data: unknown }).data }).toEqual({
        status: 200,
        data: { a: '2' },
      });
      expect((await transport.request({ method: 'DELETE', path: `${PATH}/crud` })).body).toMatchObject({
        status: 'Success',
      });
      expect((await transport.request({ method: 'GET', path: `${PATH}/crud` })).status).toBe(404);
    });

    it('answers errors of the server as a Status, not as exceptions', async () => {
      const { transport } = await open();
      await transport.request({ method: 'POST', path: PATH, body: map('twice') });
      expect(await transport.request({ method: 'POST', path: PATH, body: map('twice') })).toMatchObject({
        status: 409,
        body: { kind: 'Status', reason: 'AlreadyExists', message: 'configmaps "twice" already exists' },
      });
      const body = { ...map('twice'), metadata: { name: 'twice', resourceVersion: '1' } };
      expect(await transport.request({ method: 'PUT', path: `${PATH}/twice`, body })).toMatchObject({
        status: 409,
        body: { kind: 'Status', reason: 'Conflict' },
      });
      expect(await transport.request({ method: 'GET', path: '/api/v1/nonsense' })).toMatchObject({ status: 404 });
      const wrong = await transport.request({ method: 'POST', path: '/version' });
      expect(wrong.status).toBeGreaterThanOrEqual(400);
      const invalid = await transport.request({ method: 'POST', path: PATH, body: map('Bad_Name') });
      expect(invalid).toMatchObject({ status: 422, body: { kind: 'Status', reason: 'Invalid' } });
    });

    it('takes each kind of patch by its content type', async () => {
      const { transport } = await open();
      await transport.request({ method: 'POST', path: PATH, body: map('patched', { a: '1', b: '2' }) });
      const patch = async (type: string, body: unknown) => {
        const headers = { 'content-type': `application/${type}` };
        const query = type.startsWith('apply') ? { fieldManager: 'me', force: 'true' } : {};
        const path = `${PATH}/patched`;
        return (await transport.request({ method: 'PATCH', path, headers, query, body })) as {
          status: number;
          body: { data?: unknown };
        };
      };
      expect((await patch('merge-patch+json', { data: { a: null } })).body.data).toEqual({ b: '2' });
      expect((await patch('json-patch+json', [{ op: 'add', path: '/data/c', value: '3' }])).body.data).toEqual({
        b: '2',
        c: '3',
      });
      expect((await patch('strategic-merge-patch+json', { data: { d: '4' } })).body.data).toEqual({
        b: '2',
        c: '3',
        d: '4',
      });
      expect((await patch('apply-patch+yaml', map('patched', { e: '5' }))).body.data).toEqual({
        b: '2',
        c: '3',
        d: '4',
        e: '5',
      });
      expect((await patch('unheard-of', {})).status).toBe(415);
    });

    it('hands warnings on', async () => {
      const { transport } = await open();
      const warnings: string[] = [];
      const client = new RestClient(transport, { onWarning: (text) => warnings.push(text) });
      await client.get('/api/v1/namespaces/default/endpoints/kubernetes');
      expect(warnings).toEqual(['v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice']);
    });

    it('streams a watch: what is there, each change, and the end', async () => {
      const { transport, endStreams } = await open();
      const seen = listening();
      const query = { watch: 'true', fieldSelector: 'metadata.name=watched' };
      const stream = await transport.stream({ method: 'GET', path: PATH, query }, seen.sink);
      expect(stream.response.status).toBe(200);
      await transport.request({ method: 'POST', path: PATH, body: map('watched') });
      await transport.request({ method: 'DELETE', path: `${PATH}/watched` });
      await seen.until(() => seen.types().includes('DELETED'));
      expect(seen.types()).toEqual(['ADDED', 'DELETED']);
      endStreams();
      await seen.until(() => seen.ends === 1);
      expect(seen.events.at(-1)).toMatchObject({ type: 'ERROR', object: { code: 410 } });
    });

    it('streams Tables when they are asked for', async () => {
      const { transport } = await open();
      const seen = listening();
      const headers = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };
      const stream = await transport.stream(
        { method: 'GET', path: '/api/v1/nodes', query: { watch: 'true' }, headers },
        seen.sink,
      );
      await seen.until(() => seen.events.length >= 3);
      expect(seen.events[0]).toMatchObject({
        type: 'ADDED',
        object: {
          kind: 'Table',
          rows: [
            {
              cells: [
                'svc-learn-control-plane',
                'Ready',
                'control-plane',
                expect.any(String),
                'v1.36.2',
                '172.18.0.2',
                '<none>',
                'Debian GNU/Linux 13 (trixie)',
                expect.any(String),
                expect.any(String),
              ],
            },
          ],
        },
      });
      stream.close();
    });

    it('is silent after a stream was closed', async () => {
      const { transport } = await open();
      const seen = listening();
      const query = { watch: 'true', fieldSelector: 'metadata.name=late' };
      const stream = await transport.stream({ method: 'GET', path: PATH, query }, seen.sink);
      stream.close();
      await transport.request({ method: 'POST', path: PATH, body: map('late') });
      await transport.request({ method: 'GET', path: `${PATH}/late` });
      expect({ events: seen.events, ends: seen.ends }).toEqual({ events: [], ends: 0 });
    });

    it('answers a watch of nothing with a Status and streams nothing', async () => {
      const { transport } = await open();
      const seen = listening();
      const { response } = await transport.stream(
        { method: 'GET', path: '/api/v1/nonsense', query: { watch: 'true' } },
        seen.sink,
      );
      expect(response.status).toBe(404);
      expect(seen.events).toEqual([]);
    });

    it('reads a log, and follows one', async () => {
      const { transport } = await open();
      const path = '/api/v1/namespaces/default/pods/talker/log';
      const whole = await transport.request({ method: 'GET', path });
      expect(String(whole.body)).toMatch(/^line 1\nline 2\n/);
      const seen = listening();
      const stream = await transport.stream({ method: 'GET', path, query: { follow: 'true' } }, seen.sink);
      const length = String(whole.body).length;
      await seen.until(() => seen.events.join('').length > length);
      expect(seen.events.join('').startsWith(String(whole.body))).toBe(true);
      stream.close();
    });

    const exec = (command: readonly string[], more: Readonly<Record<string, string>> = {}) => ({
      method: 'POST' as const,
      path: '/api/v1/namespaces/default/pods/talker/exec',
      query: { command, stdout: 'true', stderr: 'true', ...more },
    });

    it('runs a program: both outputs, and its exit code as the last Status', async () => {
      const { transport } = await open();
      const heard = hearing();
      const channels = await transport.connect(exec(['sh', '-c', 'echo 外; echo err >&2; exit 3']), heard.sink);
      expect(channels.response.status).toBe(101);
      expect(await heard.status).toMatchObject({
        status: 'Failure',
        reason: 'NonZeroExitCode',
        details: { causes: [{ reason: 'ExitCode', message: '3' }] },
      });
      expect([heard.out(), heard.err()]).toEqual(['外\n', 'err\n']);
    });

    it('carries input to a program until its end, whole characters only', async () => {
      const { transport } = await open();
      const heard = hearing();
      const channels = await transport.connect(exec(['cat'], { stdin: 'true' }), heard.sink);
      channels.stdin('こんに');
      channels.stdin('ちは\nb');
      channels.closeStdin();
      expect(await heard.status).toEqual({ metadata: {}, status: 'Success' });
      expect(heard.out()).toBe('こんにちは\nb');
    });

    it('gives a program a terminal, with the keys that a terminal has', async () => {
      const { transport } = await open();
      const heard = hearing();
      const channels = await transport.connect(exec(['sh'], { stdin: 'true', tty: 'true' }), heard.sink);
      channels.resize({ columns: 100, rows: 30 });
      channels.stdin('sleep 1000\n');
      await heard.until(() => heard.out().includes('sleep 1000'));
      channels.stdin('\u0003');
      channels.stdin('exit 4\n');
      expect(await heard.status).toMatchObject({ details: { causes: [{ message: '4' }] } });
    });

    it('answers a program that cannot begin with a Status', async () => {
      const { transport } = await open();
      const missing = { ...exec(['ls']), path: '/api/v1/namespaces/default/pods/nobody/exec' };
      expect((await transport.connect(missing, hearing().sink)).response).toMatchObject({
        status: 404,
        body: { kind: 'Status', reason: 'NotFound', message: 'pods "nobody" not found' },
      });
      expect((await transport.connect(exec([]), hearing().sink)).response).toMatchObject({
        status: 400,
        body: { message: 'you must specify at least 1 command for the container' },
      });
      const heard = hearing();
      await transport.connect(exec(['nonsense']), heard.sink);
      expect(await heard.status).toMatchObject({ status: 'Failure', reason: 'InternalError' });
    });

    it('attaches to a program that runs, and leaves it alone when it is closed', async () => {
      const { transport } = await open();
      const path = '/api/v1/namespaces/default/pods/talker/attach';
      const listen = async () => {
        const heard = hearing();
        const channels = await transport.connect({ method: 'POST', path, query: { stdout: 'true' } }, heard.sink);
        await heard.until(() => heard.out() !== '');
        channels.close();
        return heard.out();
      };
      const first = Number(/line (\d+)/.exec(await listen())?.[1]);
      expect(Number(/line (\d+)/.exec(await listen())?.[1])).toBeGreaterThanOrEqual(first);
    });

    it('ends programs with a Failure when the world goes back', async () => {
      const { transport, endStreams } = await open();
      const heard = hearing();
      await transport.connect(exec(['sleep', '1000']), heard.sink);
      endStreams();
      expect(await heard.status).toMatchObject({
        status: 'Failure',
        details: { causes: [{ message: '137' }] },
      });
    });

    it('keeps names with special characters whole', async () => {
      const { transport } = await open();
      const name = 'a%2Fb c';
      expect((await transport.request({ method: 'GET', path: `${PATH}/${name}` })).body).toMatchObject({
        message: `configmaps "${name}" not found`,
      });
    });
  });
}

/** Both outputs of a program, and its last word. */
function hearing() {
  const text = { out: '', err: '' };
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of [...waiting]) look();
  };
  let end: (status: unknown) => void = () => {};
  const status = new Promise<unknown>((resolve) => {
    end = resolve;
  });
  const add = (channel: 'out' | 'err') => (piece: string) => {
    text[channel] += piece;
    wake();
  };
  return {
    status,
    out: () => text.out,
    err: () => text.err,
    sink: { stdout: add('out'), stderr: add('err'), end },
    until: (isThere: () => boolean) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (!isThere()) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

function listening() {
  const events: (string | WatchEvent<unknown>)[] = [];
  let wake = () => {};
  const seen = {
    events,
    ends: 0,
    types: () => events.map((event) => (typeof event === 'string' ? 'text' : event.type)),
    sink: {
      chunk: (chunk: string | WatchEvent<unknown>) => {
        events.push(chunk);
        wake();
      },
      end: () => {
        seen.ends += 1;
        wake();
      },
    },
    async until(isThere: () => boolean) {
      while (!isThere()) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
  return seen;
}
