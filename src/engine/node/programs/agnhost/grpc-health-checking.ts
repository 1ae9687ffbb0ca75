import { klog, parseFlags } from '../flags.js';
import { answerCall, type GrpcServices, healthService } from '../grpc/grpc-services.js';
import { type HttpAnswer, httpServer } from '../http-server.js';

interface HealthState {
  readonly port: number;
  readonly httpPort: number;
  readonly startedAt: number;
  /** Not well any more after so many ms; never when it is below 0. */
  readonly sickAfterMs: number;
  isServing: boolean;
}

/** `agnhost grpc-health-checking`: a gRPC server that says how it is, and an HTTP port that changes it. */
export const grpcHealthChecking = httpServer<HealthState>({
  configure: (sys) => {
    const { flags } = parseFlags(sys.argv.slice(2));
    return {
      port: Number(flags.get('port') ?? 5000),
      httpPort: Number(flags.get('http-port') ?? 8080),
      startedAt: sys.now(),
      sickAfterMs: Number(flags.get('delay-unhealthy-sec') ?? -1) * 1000,
      isServing: true,
    };
  },
  ports: ({ port, httpPort }) => [{ port, grpc: true }, { port: httpPort }],
  started: ({ port, httpPort }, sys) => ({
    stderr:
      `${klog(sys.now(), sys.pid, 'log.go:245')}Http server starting to listen on :${httpPort}\n` +
      `${klog(sys.now(), sys.pid, 'log.go:245')}gRPC server starting to listen on :${port}\n`,
  }),
  bindFailure: (port) => ({ exit: 1, stderr: `failed to listen: listen tcp :${port}: bind: address already in use\n` }),
  handle({ path, state }): HttpAnswer {
    const type = 'text/plain; charset=utf-8';
    if (path !== '/make-serving' && path !== '/make-not-serving')
      return { status: 404, type, body: '404 page not found\n' };
    state.isServing = path === '/make-serving';
    return { status: 200, type, body: `Status was set to: ${state.isServing ? 'SERVING' : 'NOT_SERVING'}` };
  },
  call: (call, _, sys, state) => answerCall(servicesOf(state, sys.now()), call),
  signals: { TERM: () => ({ exit: 0 }) },
});

function servicesOf({ isServing, sickAfterMs, startedAt }: HealthState, now: number): GrpcServices {
  const isSick = sickAfterMs >= 0 && now - startedAt >= sickAfterMs;
  return healthService((service) => {
    if (service !== '') return undefined;
    return isServing && !isSick ? 'SERVING' : 'NOT_SERVING';
  });
}
