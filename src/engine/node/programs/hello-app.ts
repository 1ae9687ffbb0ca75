import { goLogTime } from './flags.js';
import { httpServer } from './http-server.js';

/** Google's hello-app sample, which upstream's pages use. */
export const helloApp = httpServer<{ readonly port: number; readonly version: string }>({
  configure: (sys) => ({ port: Number(sys.env.PORT ?? 8080), version: sys.env.HELLO_VERSION ?? '1.0.0' }),
  ports: ({ port }) => [{ port }],
  started: ({ port }, sys) => ({ stderr: `${goLogTime(sys.now())} Server listening on port ${port}\n` }),
  bindFailure: (port, error) => ({
    exit: 1,
    stderr: `listen tcp :${port}: bind: ${error === 'EACCES' ? 'permission denied' : 'address already in use'}\n`,
  }),
  handle: ({ sys, state }) => ({
    status: 200,
    type: 'text/plain; charset=utf-8',
    body: `Hello, world!\nVersion: ${state.version}\nHostname: ${sys.hostname}\n`,
  }),
  log: ({ request, sys }) => ({
    stderr: `${goLogTime(sys.now())} Serving request: ${request.target.replace(/\?.*$/, '')}\n`,
  }),
});
