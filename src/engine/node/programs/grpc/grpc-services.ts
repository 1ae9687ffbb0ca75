import type { GrpcCall, GrpcMessage, GrpcReply } from './grpc-wire.js';

type Said = Omit<GrpcReply, 'id'>;

/** What a server offers: methods by service. */
export type GrpcServices = Readonly<Record<string, Readonly<Record<string, (message: GrpcMessage) => Said>>>>;

/** The service by which programs are asked how they are (grpc.health.v1). */
export function healthService(statusOf: (service: string) => 'SERVING' | 'NOT_SERVING' | undefined): GrpcServices {
  return {
    'grpc.health.v1.Health': {
      Check({ service }) {
        const status = statusOf(String(service ?? ''));
        return status === undefined
          ? { code: 'NotFound', detail: 'unknown service' }
          : { code: 'OK', message: { status } };
      },
    },
  };
}

export const REFLECTION = 'grpc.reflection.v1.ServerReflection';

/** Clients may ask which services and methods there are. */
export function withReflection(services: GrpcServices): GrpcServices {
  const names = [...Object.keys(services), REFLECTION].sort();
  const methods = Object.fromEntries(Object.entries(services).map(([name, all]) => [name, Object.keys(all)]));
  return {
    ...services,
    [REFLECTION]: { ServerReflectionInfo: () => ({ code: 'OK', message: { services: names, methods } }) },
  };
}

export function answerCall(services: GrpcServices, { method, message }: GrpcCall): Said {
  const [service = '', name = ''] = method.split('/');
  const methods = Object.hasOwn(services, service) ? services[service] : undefined;
  if (methods === undefined) return { code: 'Unimplemented', detail: `unknown service ${service}` };
  const handler = Object.hasOwn(methods, name) ? methods[name] : undefined;
  return handler?.(message) ?? { code: 'Unimplemented', detail: `unknown method ${name} for service ${service}` };
}
