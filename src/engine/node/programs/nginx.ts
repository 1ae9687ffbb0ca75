import type { Sys } from '../../../sh/program.js';
import { byteLength, headerOf, httpDate } from './http.js';
import { type Exchange, type HttpAnswer, httpServer } from './http-server.js';
import { type NginxServer, readServers } from './nginx-servers.js';

export const NGINX_VERSION = '1.29.3';
const ROOT = '/usr/share/nginx/html';
const CONFIG = '/etc/nginx/conf.d/default.conf';

interface NginxState {
  readonly servers: readonly NginxServer[];
  readonly startedAt: number;
}

/** nginx as its image runs it: the port of default.conf, static files, combined access log. */
export const nginx = httpServer<NginxState>({
  server: `nginx/${NGINX_VERSION}`,
  headerOrder: 'c',
  configure: (sys) => {
    const servers = readServers(sys);
    return 'exit' in servers ? servers : { servers, startedAt: sys.now() };
  },
  ports: ({ servers }) => {
    const ports = new Set(servers.map(({ port }) => port));
    return [...ports].map((port) => ({ port, tls: servers.some((server) => server.port === port && server.isTls) }));
  },
  certificates: ({ servers }, port, name) => {
    const own = servers.filter((server) => server.port === port);
    return (own.find(({ names }) => names.includes(name)) ?? own[0])?.certificate ?? '';
  },
  plainToTls: {
    ...errorPage(400, 'Bad Request'),
    body: errorPage(400, 'Bad Request').body.replace(
      '<center><h1>400 Bad Request</h1></center>',
      '<center><h1>400 Bad Request</h1></center>\r\n<center>The plain HTTP request was sent to HTTPS port</center>',
    ),
  },
  started: (_, sys) => ({
    stderr: notices(sys, [
      'using the "epoll" event method',
      `nginx/${NGINX_VERSION}`,
      'built by gcc 14.2.0 (Debian 14.2.0-19)',
      'OS: Linux 6.8.0-60-generic',
      'getrlimit(RLIMIT_NOFILE): 1048576:1048576',
      'start worker processes',
      'start worker process 29',
    ]),
  }),
  bindFailure: (port, error) => ({
    exit: 1,
    stderr: `nginx: [emerg] bind() to 0.0.0.0:${port} failed (${error === 'EACCES' ? '13: Permission denied' : '98: Address already in use'})\n`,
  }),
  handle: answerFile,
  log: ({ request, remote, sys }, { status, body }) => ({
    stdout: `${remote.ip} - - [${clfTime(sys.now())}] "${request.method} ${request.target} ${request.version}" ${status} ${
      request.method === 'HEAD' ? 0 : byteLength(body)
    } "${headerOf(request.headers, 'referer') ?? '-'}" "${headerOf(request.headers, 'user-agent') ?? '-'}" "${
      headerOf(request.headers, 'x-forwarded-for') ?? '-'
    }"\n`,
  }),
  signals: {
    TERM: (_, sys) => ({ exit: 0, stderr: notice(sys, 'signal 15 (SIGTERM) received, exiting') }),
    QUIT: (_, sys) => ({ exit: 0, stderr: notice(sys, 'signal 3 (SIGQUIT) received, shutting down') }),
    INT: (_, sys) => ({ exit: 0, stderr: notice(sys, 'signal 2 (SIGINT) received, exiting') }),
  },
});

/** The page that a fresh image serves. */
export const NGINX_PAGE = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>This page comes from the web server in this container.</p>
</body>
</html>
`;

export const NGINX_CONFIG = `server {
    listen       80;
    server_name  localhost;

    location / {
        root   ${ROOT};
        index  index.html index.htm;
    }
}
`;

/** `[22/Nov/2026:20:55:55 +0000]` without the brackets. */
export function clfTime(ms: number): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) (\S+)/.exec(httpDate(ms)) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}

function notice(sys: Sys, text: string): string {
  return notices(sys, [text]);
}

function notices(sys: Sys, texts: readonly string[]): string {
  const stamp = new Date(sys.now()).toISOString().slice(0, 19).replace('T', ' ').replaceAll('-', '/');
  return texts.map((text) => `${stamp} [notice] ${sys.pid}#${sys.pid}: ${text}\n`).join('');
}

function answerFile({ path, request, sys, state }: Exchange<NginxState>): HttpAnswer {
  if (request.method !== 'GET' && request.method !== 'HEAD') return errorPage(405, 'Not Allowed');
  const file = decodeURI(path.endsWith('/') ? `${path}index.html` : path);
  const config = sys.files.read(CONFIG);
  const returned = /return\s+(\d{3})(?:\s+(['"]?)([^'";]*)\2)?\s*;/.exec(config);
  if (returned) {
    return {
      status: Number(returned[1]),
      type: 'application/octet-stream',
      body: (returned[3] ?? '').replaceAll('\\n', '\n'),
    };
  }
  const stat = sys.files.stat(ROOT + file);
  if (stat?.type === 'directory') return errorPage(301, 'Moved Permanently', [{ name: 'Location', value: `${path}/` }]);
  if (stat === undefined) return path.endsWith('/') && path !== '/' ? errorPage(403, 'Forbidden') : missing(sys, path);
  const body = sys.files.read(ROOT + file);
  const modified = stat.mtime || state.startedAt;
  return {
    status: 200,
    type: TYPES[file.slice(file.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
    headers: [
      { name: 'Last-Modified', value: httpDate(modified) },
      { name: 'ETag', value: `"${Math.floor(modified / 1000).toString(16)}-${byteLength(body).toString(16)}"` },
      { name: 'Accept-Ranges', value: 'bytes' },
    ],
    body,
  };
}

function missing(sys: Sys, path: string): HttpAnswer {
  return path === '/' && sys.files.stat(ROOT) !== undefined ? errorPage(403, 'Forbidden') : errorPage(404, 'Not Found');
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  js: 'application/javascript',
  json: 'application/json',
  txt: 'text/plain',
  xml: 'text/xml',
  svg: 'image/svg+xml',
};

function errorPage(status: number, reason: string, headers: HttpAnswer['headers'] = []): HttpAnswer {
  const title = `${status} ${reason}`;
  const lines = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    `<hr><center>nginx/${NGINX_VERSION}</center>`,
    '</body>',
    '</html>',
    '',
  ];
  return { status, type: 'text/html', headers, body: lines.join('\r\n') };
}
