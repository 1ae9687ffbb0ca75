import type { CertificateProblem } from '../../../kube/x509/verify.js';
import type { Sys } from '../../../sh/program.js';
import type { CurlOptions } from './curl-options.js';
import { byteLength, headerOf } from './http.js';
import type { Fetch } from './http-client.js';

/** What curl says when an exchange failed, and its exit code. */
export function curlFailure(
  fetch: Fetch,
  { now, secure, options }: { readonly now: number; readonly secure: boolean; readonly options: CurlOptions },
): { readonly exit: number; readonly message: string; readonly retryReason: string } {
  const took = now - fetch.startedAt;
  const { host, port } = fetch;
  const kind = fetch.result?.kind;
  const limited = options.maxTimeMs !== undefined || options.connectTimeoutMs !== undefined;
  const timeout = (message: string) => ({ exit: 28, message, retryReason: 'timeout' });
  if (kind === 'unresolved') return { exit: 6, message: `Could not resolve host: ${host}`, retryReason: 'DNS error' };
  if (kind === 'resolve-timeout') {
    return limited
      ? timeout(`Resolving timed out after ${took} milliseconds`)
      : { exit: 6, message: `Could not resolve host: ${host}`, retryReason: 'DNS error' };
  }
  if (kind === 'timeout') {
    if (fetch.connectedAt !== undefined) {
      return timeout(`Operation timed out after ${took} milliseconds with ${byteLength(fetch.buffer)} bytes received`);
    }
    return limited
      ? timeout(`Connection timed out after ${took} milliseconds`)
      : timeout(`Failed to connect to ${host} port ${port} after ${took} ms: Could not connect to server`);
  }
  if (kind === 'refused' || kind === 'unreachable' || (kind === 'reset' && fetch.connectedAt === undefined)) {
    const message = `Failed to connect to ${host} port ${port} after ${took} ms: Could not connect to server`;
    return { exit: 7, message, retryReason: 'connection refused' };
  }
  const result = fetch.result;
  if (result?.kind === 'certificate') {
    return {
      exit: 60,
      message: `${certificateText(result.problem, fetch.tls?.host ?? host)}${ADVICE}`,
      retryReason: 'error',
    };
  }
  if (kind === 'tls-alert') {
    const message = 'TLS connect error: error:0A000458:SSL routines::tlsv1 unrecognized name';
    return { exit: 35, message, retryReason: 'error' };
  }
  if (secure && kind !== 'not-tls' && fetch.certificates === undefined) {
    const message =
      kind === 'reset'
        ? 'Recv failure: Connection reset by peer'
        : 'TLS connect error: error:0A000126:SSL routines::unexpected eof while reading';
    return { exit: 35, message, retryReason: 'error' };
  }
  if (kind === 'not-tls') {
    const message = 'TLS connect error: error:0A0000C6:SSL routines::packet length too long';
    return { exit: 35, message, retryReason: 'error' };
  }
  if (kind === 'reset') {
    return { exit: 56, message: 'Recv failure: Connection reset by peer', retryReason: 'error' };
  }
  if (kind === 'garbage') return { exit: 1, message: 'Received HTTP/0.9 when not allowed', retryReason: 'error' };
  return { exit: 52, message: 'Empty reply from server', retryReason: 'error' };
}

const ADVICE = `
More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the webpage mentioned above.`;

function certificateText(problem: CertificateProblem, host: string): string {
  switch (problem) {
    case 'self-signed':
      return 'SSL certificate problem: self-signed certificate';
    case 'unknown-issuer':
      return 'SSL certificate problem: unable to get local issuer certificate';
    case 'expired':
      return 'SSL certificate problem: certificate has expired';
    case 'not-yet-valid':
      return 'SSL certificate problem: certificate is not yet valid';
    case 'wrong-name':
      return `SSL: no alternative certificate subject name matches target host name '${host}'`;
  }
}

/** The meter on stderr that curl shows when its output goes anywhere but to a terminal. */
export function curlProgress(sys: Sys, options: CurlOptions, bytes: number | undefined): void {
  const toFile = options.output !== undefined && options.output !== '-';
  if (options.silent || options.noProgress || options.head || (!toFile && sys.isTerminal(1))) return;
  const header =
    '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n' +
    '                                 Dload  Upload   Total   Spent    Left  Speed\n';
  const nothing = '\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0';
  if (bytes === undefined) {
    sys.write(2, `${header}${nothing}\n`);
    return;
  }
  const size = String(bytes).padStart(5);
  const percent = bytes === 0 ? '  0' : '100';
  const speed = String(bytes * 100 > 99_999 ? `${Math.floor((bytes * 100) / 1024)}k` : bytes * 100).padStart(6);
  const line = `\r${percent} ${size}  ${percent} ${size}    0     0 ${speed}      0 --:--:-- --:--:-- --:--:-- ${speed.slice(1)}`;
  sys.write(2, `${header}${nothing}${line}\n`);
}

/** The text of `-w`. */
export function curlWriteOut(
  format: string,
  {
    fetch,
    url,
    now,
    exit,
  }: { readonly fetch: Fetch; readonly url: string; readonly now: number; readonly exit: number },
): string {
  const response = fetch.result?.kind === 'response' ? fetch.result.response : undefined;
  const seconds = (ms: number) => (ms / 1000).toFixed(6);
  const connected = fetch.connectedAt ?? fetch.startedAt;
  const values: Readonly<Record<string, string>> = {
    http_code: String(response?.status ?? 0).padStart(3, '0'),
    response_code: String(response?.status ?? 0).padStart(3, '0'),
    exitcode: String(exit),
    remote_ip: fetch.connectedAt === undefined ? '' : (fetch.ip ?? ''),
    remote_port: fetch.connectedAt === undefined ? '0' : String(fetch.port),
    size_download: String(byteLength(response?.body ?? '')),
    content_type: response === undefined ? '' : (headerOf(response.headers, 'content-type') ?? ''),
    time_total: seconds(now - fetch.startedAt),
    time_connect: seconds(connected - fetch.startedAt),
    time_namelookup: seconds(0),
    time_starttransfer: seconds(response === undefined ? 0 : now - fetch.startedAt),
    url_effective: /^[a-z]+:\/\//i.test(url) ? url : `http://${url}/`,
    num_connects: fetch.connectedAt === undefined ? '0' : '1',
    method: fetch.request.slice(0, fetch.request.indexOf(' ')),
    http_version: response === undefined ? '0' : response.version.slice(5),
  };
  return format
    .replace(/%\{([a-z_]+)\}/g, (whole, name: string) => values[name] ?? whole)
    .replace(/%%/g, '%')
    .replace(/\\n/g, '\n')
    .replace(/\\t/g, '\t')
    .replace(/\\r/g, '\r');
}
