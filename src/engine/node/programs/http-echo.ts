import { goLogTime, parseFlags } from './flags.js';
import { byteLength, headerOf } from './http.js';
import { httpServer } from './http-server.js';

/** hashicorp/http-echo: answers one text. */
export const httpEcho = httpServer<{ readonly port: number; readonly text: string; readonly status: number }>({
  configure: (sys) => {
    const { flags, rest } = parseFlags(sys.argv.slice(1), ['version']);
    if (rest.length > 0) return { exit: 127, stderr: 'Too many arguments!\n' };
    const text = flags.get('text') ?? sys.env.ECHO_TEXT ?? '';
    const listen = flags.get('listen') ?? ':5678';
    const port = Number(listen.slice(listen.lastIndexOf(':') + 1));
    return { port, text: text === '' ? 'hello-world' : text, status: Number(flags.get('status-code') ?? 200) };
  },
  ports: ({ port }) => [{ port }],
  started: ({ port }, sys) => ({ stdout: `${goLogTime(sys.now())} [INFO] server is listening on :${port}\n` }),
  bindFailure: (port, error) => ({
    exit: 1,
    stderr: `[ERR] server exited with: listen tcp :${port}: bind: ${error === 'EACCES' ? 'permission denied' : 'address already in use'}\n`,
  }),
  handle: ({ path, state }) => {
    const headers = [
      { name: 'X-App-Name', value: 'http-echo' },
      { name: 'X-App-Version', value: '1.0.0' },
    ];
    if (path === '/health') {
      return { status: 200, headers, type: 'text/plain; charset=utf-8', body: '{"status":"ok"}\n' };
    }
    return { status: state.status, headers, type: 'text/plain; charset=utf-8', body: `${state.text}\n` };
  },
  log: ({ request, remote, sys }, { status, body }) => ({
    stdout: `${goLogTime(sys.now())} ${headerOf(request.headers, 'host') ?? ''} ${remote.ip}:${remote.port} "${request.method} ${request.target} ${request.version}" ${status} ${byteLength(body)} "${headerOf(request.headers, 'user-agent') ?? ''}" 12.345µs\n`,
  }),
  signals: { TERM: () => ({ exit: 0 }), INT: () => ({ exit: 0 }) },
});
