import type { NetProtocol } from '../../../../sh/program.js';
import { klog, parseFlags } from '../flags.js';
import { httpServer } from '../http-server.js';

interface Serving {
  readonly port: number;
  readonly closes: boolean;
  readonly protocol: NetProtocol | 'HTTP';
}

const SWITCHES = ['http', 'tcp', 'udp', 'close'];

/** `agnhost serve-hostname`: answers its host's name on port 9376, over HTTP, or raw with `--tcp` or `--udp`. */
export const serveHostname = httpServer<Serving>({
  configure: (sys) => {
    const { flags } = parseFlags(sys.argv.slice(2), SWITCHES);
    const has = (name: string) => flags.get(name) === 'true';
    const protocol = has('tcp') ? 'TCP' : has('udp') ? 'UDP' : 'HTTP';
    return { port: Number(flags.get('port') ?? 9376), closes: has('close'), protocol };
  },
  ports: ({ port, protocol }) => [{ port, protocol: protocol === 'HTTP' ? 'TCP' : protocol }],
  started: ({ port }, sys) => ({ stderr: `${klog(sys.now(), sys.pid, 'log.go:245')}Serving on port ${port}.\n` }),
  bindFailure: (port) => ({ exit: 1, stderr: `listen tcp :${port}: bind: address already in use\n` }),
  handle: ({ sys }) => ({ status: 200, type: 'text/plain; charset=utf-8', body: sys.hostname }),
  welcome: (_, sys, { protocol, closes }) => (protocol === 'TCP' ? { text: sys.hostname, closes } : undefined),
  datagram: (_, sys) => sys.hostname,
  log: ({ remote, sys }) => ({
    stderr: `${klog(sys.now(), sys.pid, 'log.go:245')}HTTP request from ${remote.ip}:${remote.port}\n`,
  }),
  signals: { TERM: () => ({ exit: 0 }) },
});
