import type { Net } from '../../sh/program.js';
import { callGrpc, type GrpcConnection, openGrpc, stepGrpc } from './programs/grpc/grpc-connection.js';
import type { GrpcReply } from './programs/grpc/grpc-wire.js';

/** A kubelet's gRPC check that is under way: plain data (pkg/probe/grpc). */
export interface GrpcProbe {
  readonly ip: string;
  readonly port: number;
  readonly service: string;
  readonly timeoutMs: number;
  connection: GrpcConnection;
  /** It was asked how it is. */
  isAsked: boolean;
}

export function startGrpcProbe(net: Net, probe: Omit<GrpcProbe, 'connection' | 'isAsked'>): GrpcProbe {
  return { ...probe, connection: openGrpc(net, { ...probe, host: probe.ip }), isAsked: false };
}

/** `undefined` while it runs, `passed`, or what was wrong. A port that refuses is dialled until the time is over. */
export function stepGrpcProbe(probe: GrpcProbe, net: Net, isLate: boolean): string | undefined {
  const [reply] = stepGrpc(probe.connection, net);
  if (reply) return judged(reply);
  const { connection, service, ip, port, timeoutMs, isAsked } = probe;
  if (connection.state === 'lost' && isAsked) {
    return `error: health rpc probe failed: rpc error: code = Unavailable desc = ${connection.problem ?? ''}`;
  }
  if (isLate) {
    const after = `${timeoutMs / 1000}s`;
    if (isAsked) return `timeout: health rpc did not complete within ${after}`;
    const end = ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
    return `timeout: failed to connect service ${JSON.stringify(end)} within ${after}: context deadline exceeded`;
  }
  if (connection.state === 'ready' && !isAsked) {
    probe.isAsked = true;
    callGrpc(connection, net, 'grpc.health.v1.Health/Check', { service });
  }
  return undefined;
}

function judged({ code, detail = '', message }: GrpcReply): string {
  if (code === 'Unimplemented') {
    return `error: this server does not implement the grpc health protocol (grpc.health.v1.Health): ${detail}`;
  }
  if (code !== 'OK') return `error: health rpc probe failed: rpc error: code = ${code} desc = ${detail}`;
  const status = String(message?.['status'] ?? 'UNKNOWN');
  return status === 'SERVING' ? 'passed' : `service unhealthy (responded with ${JSON.stringify(status)})`;
}
