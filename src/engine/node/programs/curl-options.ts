/** curl's command line. */
export interface CurlOptions {
  /** With -4 or -6. */
  readonly only?: 'A' | 'AAAA';
  silent: boolean;
  showError: boolean;
  fail: boolean;
  include: boolean;
  head: boolean;
  verbose: boolean;
  follow: boolean;
  noProgress: boolean;
  output?: string;
  remoteName: boolean;
  writeOut?: string;
  maxTimeMs?: number;
  connectTimeoutMs?: number;
  method?: string;
  headers: { name: string; value: string }[];
  data: string[];
  userAgent: string;
  user?: string;
  retry: number;
  retryDelayMs?: number;
  retryConnrefused: boolean;
  retryAllErrors: boolean;
  resolve: string[];
  isInsecure: boolean;
  cacert?: string;
  urls: string[];
}

export const CURL_VERSION = '8.17.0';

/** Options, or what curl says about them and its exit code. */
export function parseCurlOptions(
  words: readonly string[],
): CurlOptions | { readonly message: string; readonly exit: number } {
  const options: CurlOptions = {
    silent: false,
    showError: false,
    fail: false,
    include: false,
    head: false,
    verbose: false,
    follow: false,
    noProgress: false,
    remoteName: false,
    headers: [],
    data: [],
    userAgent: `curl/${CURL_VERSION}`,
    retry: 0,
    retryConnrefused: false,
    retryAllErrors: false,
    resolve: [],
    isInsecure: false,
    urls: [],
  };
  let missing: string | undefined;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const next = (name: string) => {
      at += 1;
      const value = words[at];
      if (value === undefined) missing = name;
      return value ?? '';
    };
    if (word === '--' || !word.startsWith('-') || word === '-') {
      if (word !== '--') options.urls.push(word);
      continue;
    }
    const unknown = word.startsWith('--') ? long(options, word, next) : short(options, word, next);
    if (missing !== undefined) return trouble(`option ${missing}: requires parameter`);
    if (unknown !== undefined) return trouble(`option ${unknown}: is unknown`);
  }
  if (options.urls.length === 0) return trouble('(2) no URL specified');
  return options;
}

function trouble(text: string): { message: string; exit: number } {
  return { message: `curl: ${text}\ncurl: try 'curl --help' or 'curl --manual' for more information\n`, exit: 2 };
}

type Setter = (options: CurlOptions, value: string) => void;

const SWITCHES: Readonly<Record<string, Setter>> = {
  silent: (o) => Object.assign(o, { silent: true }),
  'show-error': (o) => Object.assign(o, { showError: true }),
  fail: (o) => Object.assign(o, { fail: true }),
  include: (o) => Object.assign(o, { include: true }),
  'show-headers': (o) => Object.assign(o, { include: true }),
  head: (o) => Object.assign(o, { head: true }),
  verbose: (o) => Object.assign(o, { verbose: true }),
  location: (o) => Object.assign(o, { follow: true }),
  'remote-name': (o) => Object.assign(o, { remoteName: true }),
  'retry-connrefused': (o) => Object.assign(o, { retryConnrefused: true }),
  'retry-all-errors': (o) => Object.assign(o, { retryAllErrors: true }),
  'no-progress-meter': (o) => Object.assign(o, { noProgress: true }),
  insecure: (o) => Object.assign(o, { isInsecure: true }),
  ipv4: (o) => Object.assign(o, { only: 'A' }),
  ipv6: (o) => Object.assign(o, { only: 'AAAA' }),
  'http1.0': () => undefined,
  'http1.1': () => undefined,
  'no-buffer': () => undefined,
  'no-keepalive': () => undefined,
  compressed: () => undefined,
  get: () => undefined,
  globoff: () => undefined,
  disable: () => undefined,
};

const VALUES: Readonly<Record<string, Setter>> = {
  output: (o, value) => Object.assign(o, { output: value }),
  'write-out': (o, value) => Object.assign(o, { writeOut: value }),
  'max-time': (o, value) => Object.assign(o, { maxTimeMs: Number(value) * 1000 }),
  'connect-timeout': (o, value) => Object.assign(o, { connectTimeoutMs: Number(value) * 1000 }),
  request: (o, value) => Object.assign(o, { method: value }),
  header: (o, value) => {
    const colon = value.indexOf(':');
    if (colon > 0) o.headers.push({ name: value.slice(0, colon), value: value.slice(colon + 1).trim() });
  },
  data: (o, value) => o.data.push(value),
  'data-raw': (o, value) => o.data.push(value),
  'data-binary': (o, value) => o.data.push(value),
  'data-urlencode': (o, value) =>
    o.data.push(value.replace(/(^|=)(.*)$/s, (_, sign: string, text: string) => sign + encodeURIComponent(text))),
  json: (o, value) => {
    o.data.push(value);
    o.headers.push({ name: 'Content-Type', value: 'application/json' }, { name: 'Accept', value: 'application/json' });
  },
  'user-agent': (o, value) => Object.assign(o, { userAgent: value }),
  user: (o, value) => Object.assign(o, { user: value }),
  referer: (o, value) => o.headers.push({ name: 'Referer', value }),
  cookie: (o, value) => o.headers.push({ name: 'Cookie', value }),
  retry: (o, value) => Object.assign(o, { retry: Number(value) }),
  'retry-delay': (o, value) => Object.assign(o, { retryDelayMs: Number(value) * 1000 }),
  'retry-max-time': () => undefined,
  'max-redirs': () => undefined,
  resolve: (o, value) => o.resolve.push(value),
  cacert: (o, value) => Object.assign(o, { cacert: value }),
  url: (o, value) => o.urls.push(value),
};

const LETTERS: Readonly<Record<string, string>> = {
  s: 'silent',
  S: 'show-error',
  f: 'fail',
  i: 'include',
  I: 'head',
  v: 'verbose',
  L: 'location',
  O: 'remote-name',
  k: 'insecure',
  N: 'no-buffer',
  G: 'get',
  g: 'globoff',
  q: 'disable',
  '4': 'ipv4',
  '6': 'ipv6',
  '0': 'http1.0',
  o: 'output',
  w: 'write-out',
  m: 'max-time',
  X: 'request',
  H: 'header',
  d: 'data',
  A: 'user-agent',
  u: 'user',
  e: 'referer',
  b: 'cookie',
};

/** Returns the option that is not known. */
function long(options: CurlOptions, word: string, next: (name: string) => string): string | undefined {
  const name = word.slice(2);
  const value = VALUES[name];
  const change = SWITCHES[name] ?? value;
  if (change === undefined) return word;
  change(options, value === undefined ? '' : next(word));
  return undefined;
}

function short(options: CurlOptions, word: string, next: (name: string) => string): string | undefined {
  for (let at = 1; at < word.length; at += 1) {
    const name = LETTERS[word[at] ?? ''] ?? '';
    const value = VALUES[name];
    if (value !== undefined) {
      const rest = word.slice(at + 1);
      value(options, rest === '' ? next(`-${word[at]}`) : rest);
      return undefined;
    }
    const change = SWITCHES[name];
    if (change === undefined) return `-${word[at]}`;
    change(options, '');
  }
  return undefined;
}
