import type { ListedSocket, Program, SocketAddress } from '../../../sh/program.js';

const STATES: Readonly<Record<string, readonly [netstat: string, ss: string]>> = {
  listening: ['LISTEN', 'LISTEN'],
  open: ['ESTABLISHED', 'ESTAB'],
  connecting: ['SYN_SENT', 'SYN-SENT'],
  closed: ['CLOSE_WAIT', 'CLOSE-WAIT'],
};

interface Wanted {
  readonly sockets: readonly ListedSocket[];
  readonly isListening: boolean;
  readonly isAll: boolean;
}

/** `-l` listeners, `-a` all, `-t` TCP, `-u` UDP; the other letters change nothing here. */
function select(argv: readonly string[], all: readonly ListedSocket[]): Wanted {
  const letters = argv
    .slice(1)
    .filter((word) => /^-[a-zA-Z]+$/.test(word))
    .join('');
  const has = (letter: string) => letters.includes(letter);
  const isAny = !has('t') && !has('u');
  const isListener = ({ protocol, state, remote }: ListedSocket) =>
    state === 'listening' || (protocol === 'udp' && remote === undefined);
  const sockets = all
    .filter(({ protocol }) => isAny || has(protocol === 'tcp' ? 't' : 'u'))
    .filter((socket) => has('a') || isListener(socket) === has('l'))
    .filter(({ state }) => STATES[state] !== undefined)
    .sort((a, b) => Number(a.protocol > b.protocol) - Number(a.protocol < b.protocol) || a.local.port - b.local.port);
  return { sockets, isListening: has('l'), isAll: has('a') };
}

function text(address: SocketAddress | undefined): string {
  return address === undefined ? '0.0.0.0:*' : `${address.ip}:${address.port}`;
}

/** netstat as busybox has it. */
export const netstat: Program<object> = {
  start: () => ({}),
  step(_, sys) {
    const { sockets, isListening, isAll } = select(sys.argv, sys.net.sockets());
    const which = isAll ? 'servers and established' : isListening ? 'only servers' : 'w/o servers';
    const rows = sockets.map(({ protocol, state, local, remote }) => {
      const shown = protocol === 'tcp' ? (STATES[state]?.[0] ?? '') : '';
      return `${protocol.padEnd(5)}      0      0 ${text(local).padEnd(23)} ${text(remote).padEnd(23)} ${shown.padEnd(11)} \n`;
    });
    const head = 'Proto Recv-Q Send-Q Local Address           Foreign Address         State       \n';
    sys.write(1, `Active Internet connections (${which})\n${head}${rows.join('')}`);
    return 0;
  },
};

/** ss of iproute2. */
export const ss: Program<object> = {
  start: () => ({}),
  step(_, sys) {
    const { sockets } = select(sys.argv, sys.net.sockets());
    const hasProtocol = !sys.argv.slice(1).some((word) => /^-[a-z]*[tu]/.test(word));
    const rows = sockets.map(({ protocol, state, local, remote }) => [
      ...(hasProtocol ? [protocol] : []),
      protocol === 'udp' && state === 'listening' ? 'UNCONN' : (STATES[state]?.[1] ?? ''),
      '0',
      state === 'listening' && protocol === 'tcp' ? '4096' : '0',
      text(local),
      text(remote),
    ]);
    const heads = [
      ...(hasProtocol ? ['Netid'] : []),
      'State',
      'Recv-Q',
      'Send-Q',
      'Local Address:Port',
      'Peer Address:Port',
    ];
    const widths = heads.map((head, at) => Math.max(head.length, ...rows.map((row) => row[at]?.length ?? 0)));
    const right = new Set(['Local Address:Port']);
    const line = (cells: readonly string[]) =>
      `${cells.map((cell, at) => (right.has(heads[at] ?? '') ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0))).join(' ')} \n`;
    sys.write(1, `${line(heads).trimEnd()} Process\n${rows.map(line).join('')}`);
    return 0;
  },
};
