import { goLogTime, parseFlags } from './flags.js';
import { headerOf } from './http.js';
import { httpServer } from './http-server.js';

/** traefik/whoami: tells who answered and what was asked. */
export const whoami = httpServer<{ readonly port: number; readonly name: string | undefined }>({
  configure: (sys) => {
    const { flags } = parseFlags(sys.argv.slice(1), ['verbose']);
    const port = flags.get('port') ?? flags.get('p') ?? sys.env.WHOAMI_PORT_NUMBER ?? '80';
    return { port: Number(port), name: flags.get('name') ?? sys.env.WHOAMI_NAME };
  },
  ports: ({ port }) => [{ port }],
  started: ({ port }, sys) => ({ stderr: `${goLogTime(sys.now())} Starting up on port ${port}\n` }),
  bindFailure: (port, error) => ({
    exit: 1,
    stderr: `listen tcp :${port}: bind: ${error === 'EACCES' ? 'permission denied' : 'address already in use'}\n`,
  }),
  handle: ({ path, query, request, remote, sys, state }) => {
    const type = 'text/plain; charset=utf-8';
    if (path === '/health') return { status: 200, body: '' };
    const waited = /(?:^|&)wait=(\d+)(ms|s)?/.exec(query);
    const delayMs = waited ? Number(waited[1]) * (waited[2] === 's' ? 1000 : 1) : 0;
    const lines = [
      ...(state.name ? [`Name: ${state.name}`] : []),
      `Hostname: ${sys.hostname}`,
      'IP: 127.0.0.1',
      'IP: ::1',
      ...sys.net.addresses().map((ip) => `IP: ${ip}`),
      `RemoteAddr: ${remote.ip}:${remote.port}`,
      `${request.method} ${request.target} HTTP/1.1`,
      `Host: ${headerOf(request.headers, 'host') ?? ''}`,
      ...request.headers
        .filter(({ name }) => name.toLowerCase() !== 'host')
        .map(({ name, value }) => `${canonical(name)}: ${value}`)
        .sort(),
    ];
    return { status: 200, type, delayMs, body: `${lines.join('\n')}\n\n` };
  },
});

/** Go's spelling of header names. */
function canonical(name: string): string {
  return name.toLowerCase().replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}
