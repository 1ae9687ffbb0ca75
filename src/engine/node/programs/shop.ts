import type { Sys } from '../../../sh/program.js';
import { answerCall, type GrpcServices, healthService, withReflection } from './grpc/grpc-services.js';
import { httpServer, type StartFailure } from './http-server.js';

interface ShopState {
  readonly port: number;
  /** 0 without gRPC. */
  readonly grpcPort: number;
  readonly name: string;
  readonly version: string;
}

/** The course's own images: an HTTP program on $PORT that says who answered; with $GRPC_PORT it says so over gRPC, too. */
export const shop = httpServer<ShopState>({
  configure: (sys) => {
    const port = portOf(sys, 'PORT', '8080');
    const grpcPort = portOf(sys, 'GRPC_PORT', '0');
    if (typeof port !== 'number') return port;
    if (typeof grpcPort !== 'number') return grpcPort;
    return { port, grpcPort, name: sys.env.SHOP_NAME ?? 'shop', version: sys.env.SHOP_VERSION ?? 'latest' };
  },
  ports: ({ port, grpcPort }) => [{ port }, ...(grpcPort === 0 ? [] : [{ port: grpcPort, grpc: true }])],
  started: ({ name, version, port, grpcPort }) => ({
    stdout: `${name} ${version} listening on port ${port}${grpcPort === 0 ? '' : `, for gRPC on port ${grpcPort}`}\n`,
  }),
  bindFailure: (port, error) => ({
    exit: 1,
    stderr: `listen tcp :${port}: bind: ${error === 'EACCES' ? 'permission denied' : 'address already in use'}\n`,
  }),
  handle: ({ path, sys, state }) => {
    const type = 'text/plain; charset=utf-8';
    if (path === '/healthz') return { status: 200, type, body: 'ok\n' };
    return { status: 200, type, body: `${whoami(state, sys)}\n` };
  },
  log: ({ request, remote }, { status }) => ({
    stdout: `${request.method} ${request.target} ${status} from ${remote.ip}\n`,
  }),
  call(call, { ip, port }, sys, state) {
    const reply = answerCall(servicesOf(state, sys), call);
    // Health checks and reflection are not what a learner reads the log for.
    if (!call.method.startsWith('grpc.')) sys.write(1, `gRPC ${call.method} ${reply.code} from ${ip}:${port}\n`);
    return reply;
  },
  signals: { TERM: () => ({ exit: 0, stdout: 'bye\n' }), INT: () => ({ exit: 0 }) },
});

function portOf({ env }: Sys, variable: 'PORT' | 'GRPC_PORT', otherwise: string): number | StartFailure {
  const wanted = env[variable] ?? otherwise;
  const port = Number(wanted);
  if (Number.isInteger(port) && (port > 0 || wanted === otherwise) && port <= 65_535) return port;
  return { exit: 1, stderr: `${env.SHOP_NAME ?? 'shop'}: ${variable} "${wanted}" is not a port number\n` };
}

function servicesOf(state: ShopState, sys: Sys): GrpcServices {
  return withReflection({
    ...healthService((service) => (service === '' || service === 'shop.Shop' ? 'SERVING' : undefined)),
    'shop.Shop': { Who: () => ({ code: 'OK', message: { message: whoami(state, sys) } }) },
  });
}

function whoami({ name, version }: ShopState, { hostname }: Sys): string {
  return `${name} ${version} on ${hostname}`;
}
