import type { NetProtocol, SocketState } from '../../../../sh/program.js';

/** One end that somebody wants to reach. */
export interface NcTarget {
  readonly host: string;
  readonly ip: string;
  readonly port: string;
  readonly protocol: NetProtocol;
}

/** What tells one program of this kind from another: its sentences. */
export interface NcStyle {
  readonly usage: { readonly text: string; readonly code: number };
  /** With -u and -k it hears everybody; busybox stays with its first sender. */
  readonly turnsToNext?: true;
  /** With -v, while it begins to listen. */
  listening(port: string, protocol: NetProtocol): string;
  /** With -v, once a client has come. */
  accepted(ip: string, port: number): string;
  /** With -v, once the connection stands. */
  opened(target: NcTarget): string;
  unknownHost(host: string, port: string): string;
  failed(target: NcTarget, state: SocketState, isVerbose: boolean): string;
  bindFailed(port: string, error: 'EADDRINUSE' | 'EACCES'): string;
}

const REASONS: Readonly<Record<string, string>> = {
  refused: 'Connection refused',
  timeout: 'Connection timed out',
  connecting: 'Connection timed out',
  unreachable: 'No route to host',
  reset: 'Connection reset by peer',
};

const BIND = { EACCES: 'Permission denied', EADDRINUSE: 'Address already in use' } as const;

function reasonOf(state: SocketState): string {
  return REASONS[state] ?? 'Connection refused';
}

export const busyboxStyle: NcStyle = {
  usage: {
    text: 'BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: nc [OPTIONS] HOST PORT  - connect\nnc [OPTIONS] -l -p PORT [HOST] [PORT]  - listen\n',
    code: 1,
  },
  listening: (port) => `listening on [::]:${port} ...\n`,
  accepted: (ip, port) => `connect to [::ffff:${ip}]:${port} from [::ffff:${ip}]:${port} ([::ffff:${ip}]:${port})\n`,
  opened: ({ host, ip, port }) => `${host} (${ip}:${port}) open\n`,
  unknownHost: (host) => `nc: bad address '${host}'\n`,
  failed: ({ host, port }, state) => `nc: ${host} (${host}:${port}): ${reasonOf(state)}\n`,
  bindFailed: (_, error) => `nc: bind: ${BIND[error]}\n`,
};

const SERVICES: Readonly<Record<string, string>> = {
  22: 'ssh',
  53: 'domain',
  80: 'http',
  443: 'https',
  5432: 'postgresql',
};

/** Of the package netcat-openbsd. */
export const openbsdStyle: NcStyle = {
  usage: {
    text: 'usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]\n\t  [-m minttl] [-O length] [-P proxy_username] [-p source_port]\n\t  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]\n\t  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]\n\t  [destination] [port]\n',
    code: 1,
  },
  turnsToNext: true,
  listening: (port, protocol) => (protocol === 'UDP' ? `Bound on 0.0.0.0 ${port}\n` : `Listening on 0.0.0.0 ${port}\n`),
  accepted: (ip, port) => `Connection received on ${ip} ${port}\n`,
  opened: ({ host, ip, port, protocol }) =>
    `Connection to ${host}${host === ip ? '' : ` (${ip})`} ${port} port [${protocol.toLowerCase()}/${SERVICES[port] ?? '*'}] succeeded!\n`,
  unknownHost: (host, port) => `nc: getaddrinfo for host "${host}" port ${port}: Name does not resolve\n`,
  failed({ host, ip, port, protocol }, state, isVerbose) {
    if (!isVerbose) return '';
    const where = `connect to ${host}${host === ip ? '' : ` (${ip})`} port ${port} (${protocol.toLowerCase()})`;
    if (state === 'connecting') return `nc: ${where} timed out: Operation in progress\n`;
    return `nc: ${where} failed: ${reasonOf(state)}\n`;
  },
  bindFailed: (_, error) => `nc: ${BIND[error]}\n`,
};

/** Of nmap: the one that speaks SCTP. */
export const ncatStyle: NcStyle = {
  usage: { text: 'Ncat: You must specify a host to connect to. QUITTING.\n', code: 2 },
  turnsToNext: true,
  listening: (port) =>
    `Ncat: Version 7.95 ( https://nmap.org/ncat )\nNcat: Listening on [::]:${port}\nNcat: Listening on 0.0.0.0:${port}\n`,
  accepted: (ip, port) => `Ncat: Connection from ${ip}:${port}.\n`,
  opened: ({ ip, port }) => `Ncat: Version 7.95 ( https://nmap.org/ncat )\nNcat: Connected to ${ip}:${port}.\n`,
  unknownHost: (host) => `Ncat: Could not resolve hostname "${host}": Name does not resolve. QUITTING.\n`,
  failed: (_, state) => (state === 'connecting' ? 'Ncat: TIMEOUT.\n' : `Ncat: ${reasonOf(state)}.\n`),
  bindFailed: (port, error) => `Ncat: bind to 0.0.0.0:${port}: ${BIND[error]}. QUITTING.\n`,
};
