import type { Program, Sys } from '../../../sh/program.js';
import { encodeBase64 } from '../base64.js';
import { CURL_VERSION, type CurlOptions, parseCurlOptions } from './curl-options.js';
import { curlFailure, curlProgress, curlWriteOut } from './curl-report.js';
import { tellPhases } from './curl-verbose.js';
import { byteLength, formatRequest, type HttpResponse, headerOf } from './http.js';
import { endFetch, type Fetch, nextFetch, startFetch, stepFetch } from './http-client.js';

interface Frame {
  options?: CurlOptions;
  /** Index of the URL that is fetched now. */
  at: number;
  url?: string;
  fetch?: Fetch;
  /** A connection that the server left open. */
  kept?: Fetch;
  told: number;
  redirects: number;
  tries: number;
  waitUntil?: number;
  exit: number;
}

/** curl over HTTP, with the messages and exit codes of version 8. */
export const curl: Program<Frame> = {
  start: () => ({ at: 0, told: 0, redirects: 0, tries: 0, exit: 0 }),
  step(frame, sys) {
    if (frame.options === undefined) {
      if (sys.argv.includes('--version') || sys.argv.includes('-V')) {
        sys.write(1, `curl ${CURL_VERSION} (x86_64-pc-linux-musl) libcurl/${CURL_VERSION}\n`);
        return 0;
      }
      const options = parseCurlOptions(sys.argv.slice(1));
      if ('exit' in options) {
        sys.write(2, options.message);
        return options.exit;
      }
      frame.options = options;
    }
    for (;;) {
      const url = frame.options.urls[frame.at];
      if (url === undefined) return frame.exit;
      const code = advance(frame, sys, { options: frame.options, url });
      if (code === undefined) return undefined;
      frame.exit = code;
      frame.at += 1;
      keep(frame);
      delete frame.url;
      frame.redirects = 0;
      frame.tries = 0;
    }
  },
};

interface Job {
  readonly options: CurlOptions;
  readonly url: string;
}

function advance(frame: Frame, sys: Sys, job: Job): number | undefined {
  const { options } = job;
  if (frame.waitUntil !== undefined) {
    if (!sys.sleepUntil(frame.waitUntil)) return undefined;
    delete frame.waitUntil;
  }
  if (frame.fetch === undefined) {
    const begun = begin(frame, sys, job);
    if (typeof begun === 'number') return begun;
    frame.fetch = begun;
    frame.told = 0;
  }
  const { fetch } = frame;
  for (;;) {
    if (options.verbose) tellPhases(frame, sys, fetch);
    if (fetch.result) {
      const code = finish(frame, sys, job);
      if (code !== undefined || frame.waitUntil !== undefined) return code;
      if (frame.fetch === undefined) return advance(frame, sys, job);
    }
    if (stepFetch(fetch, sys)) continue;
    const limit = limitOf(fetch, options);
    if (limit === undefined || !sys.sleepUntil(limit)) return undefined;
    endFetch(fetch, sys, { kind: fetch.phase === 'resolving' ? 'resolve-timeout' : 'timeout' });
  }
}

function limitOf(fetch: Fetch, options: CurlOptions): number | undefined {
  const limits = [
    ...(options.maxTimeMs === undefined ? [] : [options.maxTimeMs]),
    ...(options.connectTimeoutMs === undefined || fetch.phase === 'waiting' ? [] : [options.connectTimeoutMs]),
  ];
  return limits.length === 0
    ? undefined
    : fetch.startedAt + Math.min(...limits) + (fetch.phase === 'resolving' ? 0 : 1);
}

const URL_PARTS = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):\/\/)?(?:([^@/]*)@)?(\[[^\]]*\]|[^:/?#]*)(?::([^/?#]*))?([^#]*)/;

function begin(frame: Frame, sys: Sys, { options, url: given }: Job): Fetch | number {
  const url = frame.url ?? given;
  const complain = (code: number, text: string) => {
    if (!options.silent || options.showError) sys.write(2, `curl: (${code}) ${text}\n`);
    return code;
  };
  const [, scheme = 'http', credentials, host = '', portText, rest = ''] = URL_PARTS.exec(url) ?? [];
  if (!/^https?$/i.test(scheme)) return complain(1, `Protocol "${scheme}" not supported`);
  if (host === '') return complain(3, 'URL rejected: No host part in the URL');
  if (portText !== undefined && !(/^\d+$/.test(portText) && Number(portText) <= 65_535)) {
    return complain(3, 'URL rejected: Port number was not a decimal number between 0 and 65535');
  }
  const secure = scheme.toLowerCase() === 'https';
  const port = portText === undefined ? (secure ? 443 : 80) : Number(portText);
  const redirect = options.resolve
    .map((entry) => entry.split(':'))
    .find(([name, at]) => name === host && Number(at) === port);
  const body = options.data.join('&');
  const method = options.method ?? (options.head ? 'HEAD' : options.data.length > 0 ? 'POST' : 'GET');
  const authority = portText === undefined ? host : `${host}:${portText}`;
  const own = (name: string) => options.headers.some((header) => header.name.toLowerCase() === name);
  const user = options.user ?? credentials;
  const request = formatRequest({
    method,
    target: rest.startsWith('/') ? rest : `/${rest}`,
    headers: [
      ...(own('host') ? [] : [{ name: 'Host', value: authority }]),
      ...(user === undefined ? [] : [{ name: 'Authorization', value: `Basic ${encodeBase64(user)}` }]),
      ...(own('user-agent') ? [] : [{ name: 'User-Agent', value: options.userAgent }]),
      ...(own('accept') ? [] : [{ name: 'Accept', value: '*/*' }]),
      ...options.headers,
      ...(body === ''
        ? []
        : [
            { name: 'Content-Length', value: String(byteLength(body)) },
            ...(own('content-type') ? [] : [{ name: 'Content-Type', value: 'application/x-www-form-urlencoded' }]),
          ]),
    ],
    body,
  });
  frame.url = url;
  const trusted = secure ? trustedOf(options, sys) : '';
  if (trusted === undefined) return complain(77, `error setting certificate file: ${options.cacert}`);
  const target = redirect?.[2] ?? host;
  const tls = { host, trusted, isInsecure: options.isInsecure };
  const { only } = options;
  const family = { first: 'AAAA', ...(only && { only }) } as const;
  return dial(frame, sys, {
    host: target,
    port,
    request,
    bodiless: method === 'HEAD',
    ...family,
    ...(secure && { tls }),
  });
}

/** A new connection, unless one to the same place is open. */
function dial(
  frame: Frame,
  sys: Sys,
  target: Pick<Fetch, 'host' | 'port' | 'request' | 'bodiless' | 'tls' | 'first' | 'only'>,
): Fetch {
  const { kept } = frame;
  delete frame.kept;
  const isSame = kept !== undefined && kept.host === target.host && kept.port === target.port;
  const again = isSame ? nextFetch(sys, kept, target) : undefined;
  if (again === undefined) {
    if (kept?.socket !== undefined) sys.net.close(kept.socket);
    return startFetch(sys, { ...target, keeps: true });
  }
  if (frame.options?.verbose) sys.write(2, `* Re-using existing http: connection with host ${target.host}\n`);
  return again;
}

/** Sets the connection of the request that is done aside. */
function keep(frame: Frame): void {
  const { fetch } = frame;
  delete frame.fetch;
  if (fetch?.result?.kind === 'response') frame.kept = fetch;
}

/** Certificates of `--cacert`, else of the machine; `undefined` when the file is not there. */
function trustedOf({ cacert }: CurlOptions, sys: Sys): string | undefined {
  const bundle =
    cacert ?? sys.env['CURL_CA_BUNDLE'] ?? sys.env['SSL_CERT_FILE'] ?? '/etc/ssl/certs/ca-certificates.crt';
  const path = bundle.startsWith('/') ? bundle : `${sys.cwd === '/' ? '' : sys.cwd}/${bundle}`;
  if (sys.files.stat(path)?.type === 'file') return sys.files.read(path);
  return cacert === undefined ? '' : undefined;
}

/** The exit code, or `undefined` when another request follows. */
function finish(frame: Frame, sys: Sys, job: Job): number | undefined {
  const { options } = job;
  const fetch = frame.fetch;
  const result = fetch?.result;
  if (fetch === undefined || result === undefined) return undefined;
  const secure = /^https:/i.test(frame.url ?? '');
  if (result.kind === 'response') return succeed(frame, sys, { ...job, response: result.response, fetch });
  const failure = curlFailure(fetch, { now: sys.now(), secure, options });
  const transient = failure.exit === 28 || (failure.exit === 7 && options.retryConnrefused) || options.retryAllErrors;
  if (transient && retry(frame, sys, { options, reason: failure.retryReason })) return undefined;
  curlProgress(sys, options, undefined);
  if (!options.silent || options.showError) sys.write(2, `curl: (${failure.exit}) ${failure.message}\n`);
  if (options.writeOut !== undefined)
    sys.write(1, curlWriteOut(options.writeOut, { fetch, url: frame.url ?? '', now: sys.now(), exit: failure.exit }));
  return failure.exit;
}

function retry(frame: Frame, sys: Sys, { options, reason }: { options: CurlOptions; reason: string }): boolean {
  if (frame.tries >= options.retry) return false;
  const seconds = (options.retryDelayMs ?? 1000 * 2 ** frame.tries) / 1000;
  const left = options.retry - frame.tries;
  if (!options.silent || options.showError) {
    sys.write(
      2,
      `Warning: Problem: ${reason}. Will retry in ${seconds} second${seconds === 1 ? '' : 's'}. ${left} ${left === 1 ? 'retry' : 'retries'} \nWarning: left.\n`,
    );
  }
  frame.tries += 1;
  frame.waitUntil = sys.now() + seconds * 1000;
  keep(frame);
  sys.sleepUntil(frame.waitUntil);
  return true;
}

function succeed(
  frame: Frame,
  sys: Sys,
  { options, response, fetch, url }: Job & { response: HttpResponse; fetch: Fetch },
): number | undefined {
  const location = headerOf(response.headers, 'location');
  const code = options.fail && response.status >= 400 ? 22 : 0;
  const head = `${response.version} ${response.status} ${response.reason}\r\n${response.headers.map(({ name, value }) => `${name}: ${value}\r\n`).join('')}\r\n`;
  if (options.follow && location !== undefined && response.status >= 300 && response.status < 400) {
    if (options.include || options.head) sys.write(1, head);
    frame.redirects += 1;
    if (frame.redirects > 50) {
      sys.write(2, 'curl: (47) Maximum (50) redirects followed\n');
      return 47;
    }
    frame.url = joinUrl(frame.url ?? url, location);
    keep(frame);
    return undefined;
  }
  if (response.status === 429 || response.status >= 500) {
    if (retry(frame, sys, { options, reason: 'HTTP error' })) return undefined;
  }
  const shown = (options.include || options.head ? head : '') + (code === 0 ? response.body : '');
  const stored = deliver(sys, { options, url, text: shown });
  curlProgress(sys, options, byteLength(response.body));
  if (code === 22 && (!options.silent || options.showError)) {
    sys.write(2, `curl: (22) The requested URL returned error: ${response.status}\n`);
  }
  if (options.verbose) sys.write(2, `* Connection #0 to host ${fetch.host}:${fetch.port} left intact\n`);
  if (options.writeOut !== undefined)
    sys.write(1, curlWriteOut(options.writeOut, { fetch, url: frame.url ?? url, now: sys.now(), exit: code }));
  return stored ?? code;
}

function deliver(
  sys: Sys,
  { options, url, text }: { options: CurlOptions; url: string; text: string },
): number | undefined {
  const target = options.output ?? (options.remoteName ? url.replace(/[?#].*$/, '').replace(/^.*\//, '') : undefined);
  if (target === undefined || target === '-') {
    sys.write(1, text);
    return undefined;
  }
  const path = target.startsWith('/') ? target : `${sys.cwd === '/' ? '' : sys.cwd}/${target}`;
  if (sys.files.write(path, text) === true) return undefined;
  sys.write(2, `curl: (23) client returned ERROR on write, ${byteLength(text)} bytes wanted, 0 taken\n`);
  return 23;
}

/** Where a redirect leads. */
function joinUrl(base: string, location: string): string {
  if (/^[a-z]+:\/\//i.test(location)) return location;
  const origin = /^(?:[a-z]+:\/\/)?[^/]*/i.exec(base)?.[0] ?? '';
  return location.startsWith('/') ? origin + location : `${base.replace(/[^/]*$/, '')}${location}`;
}
