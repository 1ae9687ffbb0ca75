import { afterAll, describe, expect, it } from 'vitest';
import { ConnectionError } from '../../src/client/transport.js';
import { type Cluster, createCluster } from '../../src/engine/index.js';
import { createDriver, type Driver, type Pace } from '../../src/hosts/embedded/driver.js';
import { createEmbeddedPort } from '../../src/hosts/embedded/port.js';
import { loopbackCertificate } from '../../src/hosts/http/certificate.js';
import { type ApiListener, serveApi } from '../../src/hosts/http/serve-api.js';
import { createHttpTransport } from '../../src/hosts/kubeconfig/http-transport.js';
import { type Ground, transportContract } from './transport-contract.js';

const TALKER = `
apiVersion: v1
kind: Pod
metadata: {name: talker}
spec:
  containers:
  - {name: main, image: busybox, command: [sh, -c, 'n=0; while true; do n=$((n+1)); echo "line $n"; sleep 1; done']}
`;

const closing: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
});

function world(pace: Pace): { readonly cluster: Cluster; readonly driver: Driver } {
  const cluster = createCluster();
  cluster.apply(TALKER);
  cluster.settle();
  cluster.run({ until: cluster.elapsed() + 3000 });
  const driver = createDriver(cluster, pace);
  closing.push(driver.stop);
  return { cluster, driver };
}

async function serve(): Promise<{ readonly cluster: Cluster; readonly listener: ApiListener }> {
  const { cluster, driver } = world({ mode: 'paced', speed: 100 });
  const listener = await serveApi({ ground: () => ({ cluster, driver }), port: 0 });
  closing.push(listener.close);
  return { cluster, listener };
}

const grounds: Partial<Record<'embedded' | 'http', Promise<Ground>>> = {};

transportContract('the transport in one process', () => {
  grounds.embedded ??= (async () => {
    const { cluster, driver } = world({ mode: 'jump' });
    return {
      transport: createEmbeddedPort(cluster, driver).api,
      endStreams: () => cluster.restore(cluster.snapshot()),
    };
  })();
  return grounds.embedded;
});

transportContract('the transport over HTTP', () => {
  grounds.http ??= serve().then(({ cluster, listener }) => ({
    transport: createHttpTransport({ url: listener.url }),
    endStreams: () => cluster.restore(cluster.snapshot()),
  }));
  return grounds.http;
});

describe('the server on loopback', () => {
  const opened = serve();
  const ask = async (path: string, init?: RequestInit) => fetch(`${(await opened).listener.url}${path}`, init);

  it('answers /readyz and /version', async () => {
    const ready = await ask('/readyz');
    expect([ready.status, await ready.text()]).toEqual([200, 'ok']);
    expect(await (await ask('/version')).json()).toMatchObject({ major: '1', minor: '36' });
  });

  it('lets nobody in who shows a token that it does not know', async () => {
    const answer = await ask('/api', { headers: { authorization: 'Bearer wrong' } });
    expect([answer.status, await answer.json()]).toMatchObject([
      401,
      { reason: 'Unauthorized', message: 'Unauthorized' },
    ]);
  });

  it('lets no page of another origin in, and no other host name', async () => {
    expect((await ask('/api', { headers: { origin: 'https://example.com' } })).status).toBe(403);
    const { request } = await import('node:http');
    const { port } = new URL((await opened).listener.url);
    const status = await new Promise((resolve, reject) => {
      const outgoing = request(
        { host: '127.0.0.1', port, path: '/api', headers: { host: 'evil.example' } },
        (incoming) => {
          incoming.resume();
          resolve(incoming.statusCode);
        },
      );
      outgoing.on('error', reject);
      outgoing.end();
    });
    expect(status).toBe(403);
  });

  it('refuses methods that Kubernetes does not have', async () => {
    const answer = await ask('/api/v1/pods', { method: 'OPTIONS' });
    expect(answer.status).toBe(405);
    expect(await answer.json()).toMatchObject({ kind: 'Status', reason: 'MethodNotAllowed' });
  });

  it('refuses a body of more than 3 MiB with 413, and lives on', async () => {
    const answer = await ask('/api/v1/namespaces/default/configmaps', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: 'x'.repeat(3 * 1024 * 1024 + 1),
    });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ kind: 'Status', reason: 'RequestEntityTooLarge', code: 413 });
    expect((await ask('/readyz')).status).toBe(200);
  });

  it('reads YAML, and answers broken JSON with 400', async () => {
    const post = (type: string, body: string) =>
      ask('/api/v1/namespaces/default/configmaps', { method: 'POST', headers: { 'content-type': type }, body });
    const made = await post('application/yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: from-yaml}\n');
    expect([made.status, await made.json()]).toMatchObject([201, { metadata: { name: 'from-yaml' } }]);
    expect((await post('application/json', '{broken')).status).toBe(400);
    expect((await post('text/plain', 'words')).status).toBe(415);
  });

  it('says that a port is taken', async () => {
    const { listener } = await opened;
    const { cluster, driver } = world({ mode: 'jump' });
    await expect(
      serveApi({ ground: () => ({ cluster, driver }), port: Number(new URL(listener.url).port) }),
    ).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });

  it('ends, and with it its watches', async () => {
    const { listener } = await serve();
    const transport = createHttpTransport({ url: listener.url });
    const ended = new Promise<void>((resolve) => {
      void transport
        .stream({ method: 'GET', path: '/api/v1/pods', query: { watch: 'true' } }, { chunk: () => {}, end: resolve })
        .then(listener.close);
    });
    await ended;
    const failure = await transport.request({ method: 'GET', path: '/api' }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConnectionError);
    const host = new URL(listener.url).host;
    expect(failure).toMatchObject({ address: host, message: `dial tcp ${host}: connect: connection refused` });
  });
});

describe('an upgrade', () => {
  const opened = serve();
  const upgrade = async (headers: Readonly<Record<string, string>>, path = 'exec?command=ls&stdout=true') => {
    const { request } = await import('node:http');
    const { port } = new URL((await opened).listener.url);
    return new Promise((resolve, reject) => {
      const outgoing = request(
        { host: '127.0.0.1', port, path: `/api/v1/namespaces/default/pods/talker/${path}`, headers },
        (incoming) => {
          incoming.setEncoding('utf8').on('data', (text: string) => resolve([incoming.statusCode, JSON.parse(text)]));
        },
      );
      outgoing.on('error', reject);
      outgoing.end();
    });
  };
  const websocket = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-protocol': 'v5.channel.k8s.io' };

  it('of another origin or host name is refused', async () => {
    const body = { kind: 'Status', reason: 'Forbidden' };
    expect(await upgrade({ ...websocket, origin: 'https://example.com' })).toMatchObject([403, body]);
    expect(await upgrade({ ...websocket, host: 'evil.example' })).toMatchObject([403, body]);
  });

  it('to what is not spoken here is refused with a Status that says what is', async () => {
    const message = expect.stringContaining('WebSocket only (v5.channel.k8s.io or v4.channel.k8s.io)');
    const spdy = { connection: 'Upgrade', upgrade: 'SPDY/3.1' };
    expect(await upgrade(spdy)).toMatchObject([400, { kind: 'Status', reason: 'BadRequest', message }]);
    expect(await upgrade({ ...websocket, 'sec-websocket-protocol': 'chat' })).toMatchObject([400, { message }]);
  });

  it('of what is no program is refused', async () => {
    expect(await upgrade(websocket, 'nonsense')).toMatchObject([404, { kind: 'Status', reason: 'NotFound' }]);
  });
});

describe('the server behind a lock', () => {
  const token = 'the-token';
  const opened = (async () => {
    const { cluster, driver } = world({ mode: 'paced', speed: 100 });
    const lock = { ...loopbackCertificate(Date.now()), token };
    const listener = await serveApi({ ground: () => ({ cluster, driver }), port: 0, lock });
    closing.push(listener.close);
    return { url: listener.url, certificateAuthority: lock.certificate };
  })();
  const version = async (access: object) =>
    createHttpTransport({ ...(await opened), ...access }).request({ method: 'GET', path: '/version' });

  it('lets in who knows the token, over TLS with its own certificate', async () => {
    expect((await opened).url).toMatch(/^https:/);
    expect(await version({ token })).toMatchObject({ status: 200, body: { major: '1' } });
    await expect(version({ token, certificateAuthority: undefined })).rejects.toThrow(ConnectionError);
  });

  it('runs programs for who knows the token, and for nobody else', async () => {
    const path = '/api/v1/namespaces/default/pods/talker/exec';
    const request = { method: 'POST', path, query: { command: 'hostname', stdout: 'true' } } as const;
    let out = '';
    const run = async (access: object) => {
      const transport = createHttpTransport({ ...(await opened), ...access });
      return new Promise((resolve, reject) => {
        const stdout = (text: string) => {
          out += text;
        };
        transport.connect(request, { stdout, stderr: stdout, end: resolve }).then(({ response }) => {
          if (response.status !== 101) resolve(response.status);
        }, reject);
      });
    };
    expect(await run({ token: 'wrong' })).toBe(401);
    expect([await run({ token }), out]).toEqual([{ metadata: {}, status: 'Success' }, 'talker\n']);
  });

  it.each([['wrong'], ['the-tokem'], [undefined]])('refuses the token %s with a Status', async (wrong) => {
    expect(await version(wrong === undefined ? {} : { token: wrong })).toMatchObject({
      status: 401,
      body: { kind: 'Status', reason: 'Unauthorized', message: 'Unauthorized', code: 401 },
    });
  });
});
