import type { Program, Sys } from '../../../sh/program.js';
import { byteLength, formatRequest, type HttpResponse, headerOf } from './http.js';
import { endFetch, type Fetch, type FetchResult, startFetch, stepFetch } from './http-client.js';

interface Options {
  quiet: boolean;
  spider: boolean;
  serverResponse: boolean;
  output?: string;
  timeoutMs: number;
  headers: { name: string; value: string }[];
  postData?: string;
  userAgent: string;
  url: string;
}

interface Frame {
  options?: Options;
  fetch?: Fetch;
  announced: boolean;
  redirects: number;
}

/** wget as busybox has it. */
export const wget: Program<Frame> = {
  start: () => ({ announced: false, redirects: 0 }),
  step(frame, sys) {
    if (frame.options === undefined) {
      const options = parseOptions(sys.argv.slice(1));
      if (typeof options === 'string') {
        sys.write(2, options);
        return 1;
      }
      frame.options = options;
    }
    const { options } = frame;
    frame.fetch ??= begin(sys, options);
    const { fetch } = frame;
    for (;;) {
      if (fetch.ip !== undefined && !frame.announced) {
        frame.announced = true;
        const name = /^[a-z]+:\/\/([^/]*)/.exec(options.url)?.[1] ?? fetch.host;
        if (!options.quiet) sys.write(2, `Connecting to ${name.replace(/^.*@/, '')} (${fetch.ip}:${fetch.port})\n`);
      }
      if (fetch.result) return finish(frame, sys, { options, result: fetch.result });
      const changed = stepFetch(fetch, sys);
      if (!changed && sys.sleepUntil(fetch.startedAt + options.timeoutMs)) {
        endFetch(fetch, sys, { kind: 'timeout' });
        sys.write(2, 'wget: download timed out\n');
        return 1;
      }
      if (!changed) return undefined;
    }
  },
};

function begin(sys: Sys, options: Options): Fetch {
  const [, , host = '', port, path = '/'] = URL_PARTS.exec(options.url) ?? [];
  const authority = port === undefined ? host : `${host}:${port}`;
  const body = options.postData ?? '';
  const request = formatRequest({
    method: options.postData === undefined ? (options.spider ? 'HEAD' : 'GET') : 'POST',
    target: path === '' ? '/' : path,
    headers: [
      { name: 'Host', value: authority },
      { name: 'User-Agent', value: options.userAgent },
      { name: 'Connection', value: 'close' },
      ...options.headers,
      ...(options.postData === undefined
        ? []
        : [
            { name: 'Content-Type', value: 'application/x-www-form-urlencoded' },
            { name: 'Content-Length', value: String(byteLength(body)) },
          ]),
    ],
    body,
  });
  return startFetch(sys, { host, port: Number(port ?? 80), request, bodiless: options.spider });
}

const URL_PARTS = /^([a-z]+):\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d+))?([^#]*)/;

function finish(
  frame: Frame,
  sys: Sys,
  { options, result }: { options: Options; result: FetchResult },
): number | undefined {
  const fetch = frame.fetch;
  if (result.kind === 'response') return save(frame, sys, { options, response: result.response });
  const remote = `wget: can't connect to remote host (${fetch?.ip ?? ''})`;
  const authority = /^[a-z]+:\/\/([^/]*)/.exec(options.url)?.[1] ?? '';
  const words: Record<Exclude<FetchResult['kind'], 'response'>, string> = {
    unresolved: `wget: bad address '${authority}'`,
    'resolve-timeout': `wget: bad address '${authority}'`,
    refused: `${remote}: Connection refused`,
    timeout: `${remote}: Connection timed out`,
    unreachable: `${remote}: No route to host`,
    reset: 'wget: error getting response: Connection reset by peer',
    empty: 'wget: error getting response',
    certificate: 'TLS error from peer',
    'not-tls': 'TLS error from peer',
    'tls-alert': 'TLS error from peer (alert code 112): unrecognized name',
    garbage: 'wget: error getting response',
  };
  sys.write(2, `${words[result.kind]}\n`);
  return 1;
}

function save(
  frame: Frame,
  sys: Sys,
  { options, response }: { options: Options; response: HttpResponse },
): number | undefined {
  const first = `${response.version} ${response.status} ${response.reason}`.trimEnd();
  if (options.serverResponse) {
    sys.write(
      2,
      [first, ...response.headers.map(({ name, value }) => `${name}: ${value}`)].map((line) => `  ${line}\n`).join(''),
    );
  }
  const location = headerOf(response.headers, 'location');
  if (location !== undefined && [301, 302, 303, 307, 308].includes(response.status))
    return follow(frame, sys, location);
  if (response.status < 200 || response.status >= 300) {
    sys.write(2, `wget: server returned error: ${first}\n`);
    return 1;
  }
  if (options.spider) {
    if (!options.quiet) sys.write(2, 'remote file exists\n');
    return 0;
  }
  return store(sys, options, response);
}

function follow(frame: Frame, sys: Sys, location: string): number | undefined {
  const { options } = frame;
  frame.redirects += 1;
  if (options === undefined || frame.redirects > 5) {
    sys.write(2, 'wget: too many redirections\n');
    return 1;
  }
  const base = /^[a-z]+:\/\/[^/]*/.exec(options.url)?.[0] ?? '';
  options.url = location.startsWith('/') ? base + location : location;
  delete frame.fetch;
  frame.announced = false;
  return wget.step(frame, sys);
}

function store(sys: Sys, options: Options, { body }: HttpResponse): number {
  const path = options.url.replace(/^[a-z]+:\/\/[^/]*/, '').replace(/[?#].*$/, '');
  const name = options.output ?? (path.slice(path.lastIndexOf('/') + 1) || 'index.html');
  const toStdout = name === '-';
  const say = (text: string) => {
    if (!options.quiet) sys.write(2, text);
  };
  if (!toStdout && options.output === undefined && sys.files.stat(absolute(sys, name)) !== undefined) {
    sys.write(2, `wget: can't open '${name}': File exists\n`);
    return 1;
  }
  say(toStdout ? 'writing to stdout\n' : `saving to '${name}'\n`);
  if (toStdout) sys.write(1, body);
  else {
    const written = sys.files.write(absolute(sys, name), body);
    if (written !== true) {
      sys.write(2, `wget: can't open '${name}': ${FILE_ERRORS[written] ?? written}\n`);
      return 1;
    }
  }
  const size = byteLength(body);
  const [amount, unit] = size >= 100_000 ? [Math.floor(size / 1024), 'k'] : [size, ' '];
  say(`\r${name.slice(0, 20).padEnd(20)} 100% |${'*'.repeat(32)}| ${String(amount).padStart(5)}${unit} 0:00:00 ETA\n`);
  say(toStdout ? 'written to stdout\n' : `'${name}' saved\n`);
  return 0;
}

const FILE_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or directory',
  EISDIR: 'Is a directory',
  EACCES: 'Permission denied',
  EROFS: 'Read-only file system',
};

function absolute(sys: Sys, name: string): string {
  return name.startsWith('/') ? name : `${sys.cwd === '/' ? '' : sys.cwd}/${name}`;
}

const USAGE =
  'Usage: wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]\n\t[--post-data STR | --post-file FILE] [-Y on/off]\n\t[--no-check-certificate] [-P DIR] [-U AGENT] [-T SEC] URL...\n';

function parseOptions(words: readonly string[]): Options | string {
  const options: Options = {
    quiet: false,
    spider: false,
    serverResponse: false,
    timeoutMs: 900_000,
    headers: [],
    userAgent: 'Wget',
    url: '',
  };
  const urls: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const next = () => words[++at] ?? '';
    const long = /^--([a-z-]+)(?:=(.*))?$/s.exec(word);
    if (long) {
      const error = setLong(options, { name: long[1] ?? '', value: () => long[2] ?? next() });
      if (error !== undefined) return error;
    } else if (word.startsWith('-') && word !== '-') {
      const error = setShort(options, word.slice(1), next);
      if (error !== undefined) return error;
    } else urls.push(word);
  }
  const [url] = urls;
  if (url === undefined) return `BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\n${USAGE}`;
  options.url = /^[a-z]+:\/\//.test(url) ? url : `http://${url}`;
  if (!/^https?:/.test(options.url)) return `wget: not an http or ftp url: ${url}\n`;
  return options;
}

function setLong(options: Options, { name, value }: { name: string; value: () => string }): string | undefined {
  if (name === 'spider') options.spider = true;
  else if (name === 'header') {
    const text = value();
    const colon = text.indexOf(':');
    options.headers.push({ name: text.slice(0, colon), value: text.slice(colon + 1).trim() });
  } else if (name === 'post-data') options.postData = value();
  else if (name === 'timeout') options.timeoutMs = Number(value()) * 1000;
  else if (name === 'quiet') options.quiet = true;
  else if (name === 'output-document') options.output = value();
  else if (name === 'server-response') options.serverResponse = true;
  else if (name === 'user-agent') options.userAgent = value();
  else if (name === 'tries') value();
  else if (name !== 'no-check-certificate' && name !== 'continue') {
    return `wget: unrecognized option '--${name}'\nBusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\n${USAGE}`;
  }
  return undefined;
}

function setShort(options: Options, letters: string, next: () => string): string | undefined {
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters[at] ?? '';
    const value = () => {
      const rest = letters.slice(at + 1);
      at = letters.length;
      return rest === '' ? next() : rest;
    };
    if (letter === 'q') options.quiet = true;
    else if (letter === 'S') options.serverResponse = true;
    else if (letter === 'O') options.output = value();
    else if (letter === 'T') options.timeoutMs = Number(value()) * 1000;
    else if (letter === 'U') options.userAgent = value();
    else if (letter === 't' || letter === 'o' || letter === 'P' || letter === 'Y') value();
    else if (letter !== 'c') {
      return `wget: invalid option -- '${letter}'\nBusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\n${USAGE}`;
    }
  }
  return undefined;
}
