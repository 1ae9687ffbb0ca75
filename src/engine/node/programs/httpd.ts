import { byteLength, httpDate } from './http.js';
import { httpServer } from './http-server.js';
import { clfTime } from './nginx.js';

const VERSION = '2.4.65';
const ROOT = '/usr/local/apache2/htdocs';

export const HTTPD_PAGE = '<html><body><h1>It works!</h1></body></html>\n';

/** Apache httpd as its image runs it. */
export const httpd = httpServer<{ readonly port: number; readonly startedAt: number }>({
  server: `Apache/${VERSION} (Unix)`,
  headerOrder: 'c',
  configure: (sys) => ({ port: 80, startedAt: sys.now() }),
  ports: ({ port }) => [{ port }],
  started: (_, sys) => ({
    stderr: [
      `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${sys.net.addresses()[0] ?? '127.0.0.1'}. Set the 'ServerName' directive globally to suppress this message\n`,
      `[${errorTime(sys.now())}] [mpm_event:notice] [pid ${sys.pid}:tid ${sys.pid}] AH00489: Apache/${VERSION} (Unix) configured -- resuming normal operations\n`,
      `[${errorTime(sys.now())}] [core:notice] [pid ${sys.pid}:tid ${sys.pid}] AH00094: Command line: 'httpd -D FOREGROUND'\n`,
    ].join(''),
  }),
  bindFailure: (port, error) => ({
    exit: 1,
    stderr: `(${error === 'EACCES' ? '13)Permission denied' : '98)Address already in use'}: AH00072: make_sock: could not bind to address 0.0.0.0:${port}\nno listening sockets available, shutting down\nAH00015: Unable to open logs\n`,
  }),
  handle: ({ path, sys, state }) => {
    const file = ROOT + (path.endsWith('/') ? `${path}index.html` : path);
    const stat = sys.files.stat(file);
    if (stat?.type !== 'file') return notFound();
    const body = sys.files.read(file);
    const modified = stat.mtime || state.startedAt;
    return {
      status: 200,
      type: 'text/html',
      headers: [
        { name: 'Last-Modified', value: httpDate(modified) },
        { name: 'ETag', value: `"${byteLength(body).toString(16)}-${modified.toString(16)}"` },
        { name: 'Accept-Ranges', value: 'bytes' },
      ],
      body,
    };
  },
  log: ({ request, remote, sys }, { status, body }) => ({
    stdout: `${remote.ip} - - [${clfTime(sys.now())}] "${request.method} ${request.target} ${request.version}" ${status} ${byteLength(body)}\n`,
  }),
  signals: {
    TERM: (_, sys) => ({
      exit: 0,
      stderr: `[${errorTime(sys.now())}] [mpm_event:notice] [pid ${sys.pid}:tid ${sys.pid}] AH00491: caught SIGTERM, shutting down\n`,
    }),
  },
});

function notFound() {
  const body =
    '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>404 Not Found</title>\n</head><body>\n<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>\n</body></html>\n';
  return { status: 404, type: 'text/html; charset=iso-8859-1', body };
}

/** `Sun Nov 22 20:55:55.123000 2026`. */
function errorTime(ms: number): string {
  const [, weekday, day, month, year, time] = /^(\w+), (\d+) (\w+) (\d+) (\S+)/.exec(httpDate(ms)) ?? [];
  return `${weekday} ${month} ${day} ${time}.${String(ms % 1000).padStart(3, '0')}000 ${year}`;
}
