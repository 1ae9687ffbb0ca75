import type { ProcessInfo, Program, Sys } from '../../../sh/program.js';
import { klog, parseFlags } from './flags.js';
import { type Exchange, type HttpAnswer, httpServer } from './http-server.js';
import { pause } from './pause.js';

interface NetexecState {
  readonly httpPort: number;
  readonly udpPort: number | undefined;
  readonly delayShutdown: number;
  readonly startedAt: number;
}

const PLAIN = 'text/plain; charset=utf-8';

/** `agnhost netexec`: an HTTP and UDP server that says who it is and does what it is told. */
const netexec = httpServer<NetexecState>({
  configure: (sys) => {
    const { flags } = parseFlags(sys.argv.slice(2));
    const udp = Number(flags.get('udp-port') ?? 8081);
    return {
      httpPort: Number(flags.get('http-port') ?? 8080),
      udpPort: udp < 0 ? undefined : udp,
      delayShutdown: Number(flags.get('delay-shutdown') ?? 0),
      startedAt: sys.now(),
    };
  },
  ports: ({ httpPort, udpPort }) => [
    { port: httpPort },
    ...(udpPort === undefined ? [] : [{ port: udpPort, protocol: 'UDP' as const }]),
  ],
  started: ({ httpPort, udpPort }, sys) => ({
    stderr:
      `${klog(sys.now(), sys.pid, 'log.go:245')}Started HTTP server on port ${httpPort}\n` +
      (udpPort === undefined
        ? ''
        : `${klog(sys.now(), sys.pid, 'log.go:245')}Started UDP server on port  ${udpPort}\n`),
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

/** `agnhost serve-hostname`: answers its host's name on port 9376. */
const serveHostname = httpServer<{ readonly port: number }>({
  configure: (sys) => ({
    port: Number(parseFlags(sys.argv.slice(2), ['http', 'tcp', 'udp', 'close']).flags.get('port') ?? 9376),
  }),
  ports: ({ port }) => [{ port }],
  started: (_, sys) => ({ stderr: `${klog(sys.now(), sys.pid, 'log.go:245')}Serving on port 9376.\n` }),
  bindFailure: (port) => ({ exit: 1, stderr: `listen tcp :${port}: bind: address already in use\n` }),
  handle: ({ sys }) => ({ status: 200, type: PLAIN, body: sys.hostname }),
  log: ({ remote, sys }) => ({
    stderr: `${klog(sys.now(), sys.pid, 'log.go:245')}HTTP request from ${remote.ip}:${remote.port}\n`,
  }),
  signals: { TERM: () => ({ exit: 0 }) },
});

interface ConnectFrame {
  socket?: number;
  query?: number;
  until: number;
}

/** `agnhost connect HOST:PORT`: says TIMEOUT, REFUSED, DNS or nothing, as the e2e tests read it. */
const connect: Program<ConnectFrame> = {
  start: () => ({ until: 0 }),
  step(frame, sys) {
    const { flags, rest } = parseFlags(sys.argv.slice(2));
    const [, host = '', port = '80'] = /^(.*):(\d+)$/.exec(rest[0] ?? '') ?? [];
    const say = (text: string) => {
      sys.write(2, `${text}\n`);
      return 1;
    };
    if (frame.until === 0) {
      frame.until = sys.now() + seconds(flags.get('timeout') ?? '10s') * 1000;
      frame.query = sys.net.resolve(host);
    }
    if (frame.socket === undefined) {
      const answer = sys.net.resolved(frame.query ?? 0);
      if (answer === undefined) return sys.sleepUntil(frame.until) ? say('TIMEOUT') : undefined;
      const ip = answer.records.find(({ type }) => type === 'A')?.data;
      if (ip === undefined) return say('DNS: lookup failed');
      frame.socket = sys.net.connect({ ip, port: Number(port), host });
    }
    const state = sys.net.state(frame.socket);
    if (state === 'connecting') return sys.sleepUntil(frame.until) ? say('TIMEOUT') : undefined;
    sys.net.close(frame.socket);
    if (state === 'open') return 0;
    return say(state === 'refused' ? 'REFUSED' : state === 'timeout' ? 'TIMEOUT' : 'OTHER');
  },
};

function seconds(text: string): number {
  return Number.parseFloat(text) * (text.endsWith('ms') ? 0.001 : text.endsWith('m') ? 60 : 1);
}

type AgnhostFrame = { readonly command: string; readonly frame: unknown };

const COMMANDS: Readonly<Record<string, Program>> = {
  netexec,
  'serve-hostname': serveHostname,
  connect,
  pause: { ...pause, step: (frame, sys) => (frame === undefined ? 0 : pause.step(frame, sys)) },
};

/** The e2e tests' image: its first argument says what it does. */
export const agnhost: Program<AgnhostFrame> = {
  handles: ['TERM', 'INT'],
  start(process: ProcessInfo) {
    const command = process.argv[1] ?? 'pause';
    return { command, frame: COMMANDS[command]?.start(process) };
  },
  step(frame, sys: Sys) {
    const { command, frame: inner } = frame;
    const program = COMMANDS[command];
    if (program === undefined) {
      sys.write(2, `Error: unknown command "${command}" for "app"\nRun 'app --help' for usage.\n`);
      return 1;
    }
    return program.step(inner, sys);
  },
};
