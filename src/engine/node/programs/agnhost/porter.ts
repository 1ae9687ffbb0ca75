import { klog } from '../flags.js';
import { httpServer } from '../http-server.js';

interface Served {
  readonly port: number;
  readonly protocol: 'TCP' | 'SCTP';
  readonly text: string;
}

/** `agnhost porter`: serves the value of each `SERVE_PORT_n` over HTTP, and of each `SERVE_SCTP_PORT_n` over SCTP. */
export const porter = httpServer<{ readonly ports: readonly Served[] }>({
  configure: ({ env }) => ({
    ports: Object.entries(env).flatMap(([name, text]): readonly Served[] => {
      const [, kind, digits] = /^SERVE_(SCTP_)?PORT_(\d+)$/.exec(name) ?? [];
      return digits === undefined ? [] : [{ port: Number(digits), protocol: kind ? 'SCTP' : 'TCP', text }];
    }),
  }),
  ports: ({ ports }) => ports,
  bindFailure: (port) => ({ exit: 1, stderr: `listen tcp :${port}: bind: address already in use\n` }),
  handle: ({ local, state, sys }) => {
    const served = state.ports.find(({ port, protocol }) => port === local.port && protocol === 'TCP');
    return { status: 200, type: 'text/plain; charset=utf-8', body: served?.text ?? sys.hostname };
  },
  welcome: ({ protocol, port }, _, { ports }) => {
    const served = ports.find((one) => one.port === port && one.protocol === protocol);
    return protocol === 'SCTP' ? { text: served?.text ?? '', closes: true } : undefined;
  },
  started: ({ ports }, sys) => ({
    stderr: ports
      .map(
        ({ port, protocol }) => `${klog(sys.now(), sys.pid, 'log.go:245')}server on port ${port}/${protocol} started\n`,
      )
      .join(''),
  }),
  signals: { TERM: () => ({ exit: 0 }) },
});
