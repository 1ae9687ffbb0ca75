import { httpServer } from './http-server.js';

interface ShopState {
  readonly port: number;
  readonly name: string;
  readonly version: string;
}

/** The course's own images: an HTTP program on $PORT that says who answered. */
export const shop = httpServer<ShopState>({
  configure: (sys) => {
    const wanted = sys.env.PORT ?? '8080';
    const port = Number(wanted);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      return { exit: 1, stderr: `${sys.env.SHOP_NAME ?? 'shop'}: PORT "${wanted}" is not a port number\n` };
    }
    return { port, name: sys.env.SHOP_NAME ?? 'shop', version: sys.env.SHOP_VERSION ?? 'latest' };
  },
  ports: ({ port }) => [{ port }],
  started: ({ name, version, port }) => ({ stdout: `${name} ${version} listening on port ${port}\n` }),
  bindFailure: (port, error) => ({
    exit: 1,
    stderr: `listen tcp :${port}: bind: ${error === 'EACCES' ? 'permission denied' : 'address already in use'}\n`,
  }),
  handle: ({ path, sys, state }) => {
    const type = 'text/plain; charset=utf-8';
    if (path === '/healthz') return { status: 200, type, body: 'ok\n' };
    return { status: 200, type, body: `${state.name} ${state.version} on ${sys.hostname}\n` };
  },
  log: ({ request, remote }, { status }) => ({
    stdout: `${request.method} ${request.target} ${status} from ${remote.ip}\n`,
  }),
  signals: { TERM: () => ({ exit: 0, stdout: 'bye\n' }), INT: () => ({ exit: 0 }) },
});
