import { klog, parseFlags } from '../flags.js';
import { type Exchange, type HttpAnswer, httpServer } from '../http-server.js';

interface NetexecState {
  readonly httpPort: number;
  /** Undefined where it does not listen. */
  readonly udpPort: number | undefined;
  readonly sctpPort: number | undefined;
  readonly delayShutdown: number;
  readonly startedAt: number;
}

const PLAIN = 'text/plain; charset=utf-8';

/** `agnhost netexec`: a server of HTTP, UDP and SCTP that says who it is and does what it is told. */
export const netexec = httpServer<NetexecState>({
  configure: (sys) => {
    const { flags } = parseFlags(sys.argv.slice(2));
    const portOf = (name: string, otherwise: number) => {
      const port = Number(flags.get(name) ?? otherwise);
      return port < 0 ? undefined : port;
    };
    return {
      httpPort: Number(flags.get('http-port') ?? 8080),
      udpPort: portOf('udp-port', 8081),
      sctpPort: portOf('sctp-port', -1),
      delayShutdown: Number(flags.get('delay-shutdown') ?? 0),
      startedAt: sys.now(),
    };
  },
  ports: ({ httpPort, udpPort, sctpPort }) => [
    { port: httpPort },
    ...(sctpPort === undefined ? [] : [{ port: sctpPort, protocol: 'SCTP' as const }]),
    ...(udpPort === undefined ? [] : [{ port: udpPort, protocol: 'UDP' as const }]),
  ],
  started: ({ httpPort, udpPort, sctpPort }, sys) => ({
    stderr:
      `${klog(sys.now(), sys.pid, 'log.go:245')}Started HTTP server on port ${httpPort}\n` +
      (udpPort === undefined
        ? ''
        : `${klog(sys.now(), sys.pid, 'log.go:245')}Started UDP server on port  ${udpPort}\n`) +
      (sctpPort === undefined
        ? ''
        : `${klog(sys.now(), sys.pid, 'log.go:245')}Started SCTP server on port ${sctpPort}\n`),
  }),
  bindFailure: (port, error) => ({
    exit: 1,
    stderr: `Error from net.Listen(): listen tcp :${port}: bind: ${error === 'EACCES' ? 'permission denied' : 'address already in use'}\n`,
  }),
  handle: netexecAnswer,
  log: ({ request, sys }) => {
    const path = request.target.replace(/\?.*$/, '');
    return { stderr: `${klog(sys.now(), sys.pid, 'log.go:245')}GET ${path}\n` };
  },
  datagram: (text, sys) => {
    const [command = '', rest] = text.trim().split(/\s+(.*)/s);
    if (command.toLowerCase() === 'hostname') return sys.hostname;
    if (command.toLowerCase() === 'echo') return rest ?? '';
    return undefined;
  },
  signals: { TERM: () => ({ exit: 0 }) },
});

function netexecAnswer({ path, query, remote, sys, state, request }: Exchange<NetexecState>): HttpAnswer {
  const parameters = new Map(
    query
      .split('&')
      .filter(Boolean)
      .map((pair) => splitPair(pair)),
  );
  const text = (body: string, status = 200): HttpAnswer => ({ status, type: PLAIN, body });
  switch (path) {
    case '/hostname':
    case '/hostName':
      return text(sys.hostname);
    case '/clientip':
      return text(`${remote.ip}:${remote.port}`);
    case '/echo': {
      const code = Number(parameters.get('code') ?? 200);
      return text(parameters.get('msg') ?? '', code);
    }
    case '/header': {
      const wanted = (parameters.get('key') ?? '').toLowerCase();
      return text(request.headers.find(({ name }) => name.toLowerCase() === wanted)?.value ?? '');
    }
    case '/healthz': {
      return text('');
    }
    case '/exit':
      return { status: 200, body: '', exit: Number(parameters.get('code') ?? 0) };
    case '/redirect':
      return {
        status: Number(parameters.get('code') ?? 302),
        headers: [{ name: 'Location', value: parameters.get('location') ?? '' }],
        body: '',
      };
    case '/shutdown':
      return { status: 200, body: '', exit: 0 };
    case '/':
      return text(`NOW: ${goTime(sys.now())}`);
    default:
      return { ...text(`NOW: ${goTime(sys.now())}`), delayMs: state.delayShutdown < 0 ? 1 : 0 };
  }
}

function splitPair(pair: string): [string, string] {
  const [name = '', value = ''] = pair.split(/=(.*)/s);
  return [decode(name), decode(value)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** `2026-11-22 20:55:55.123 +0000 UTC m=+1.234`, as Go prints a time. */
function goTime(ms: number): string {
  return `${new Date(ms).toISOString().replace('T', ' ').replace('Z', '000000')} +0000 UTC`;
}
