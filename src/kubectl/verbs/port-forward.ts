import { resourcePath } from '../../client/resource-mapper.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { Service } from '../../kube/shapes/service.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, usageError } from '../failures.js';
import { resourceOf } from '../resource/arguments.js';
import { podOf } from '../resource/pod-of.js';

export const portForwardCommand: Command = {
  name: 'port-forward',
  short: 'Forward one or more local ports to a pod.',
  usage: 'TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  flags: [
    { name: 'address', type: 'list', default: 'localhost', usage: 'Addresses to listen on.' },
    { name: 'pod-running-timeout', type: 'duration', default: '1m0s', usage: 'Time to wait for a running pod.' },
  ],
  run: portForward,
};

interface PortPair {
  /** 0 for any. */
  readonly local: number;
  readonly remote: number;
}

async function portForward(call: Call): Promise<number> {
  const { args, env, path } = call;
  if (args.length < 2) throw usageError(path, 'TYPE/NAME and list of ports are required for port-forward');
  const [argument = '', ...specs] = args;
  const service = await serviceBehind(call, argument);
  const pairs = specs.map((spec) => parsedPair(spec, service));
  const pod = await podOf(call, argument);
  const ports = pairs.map(({ local, remote }) => ({
    local,
    remote: service ? targetPort(service, pod, remote) : remote,
  }));
  if (pod.status?.phase !== 'Running') {
    throw new CommandError(
      `unable to forward port because pod is not running. Current status=${pod.status?.phase ?? ''}`,
    );
  }
  const { portForward: listen } = env;
  if (!listen) throw new CommandError('port-forward is not available here: nobody can listen on local ports');
  const open = [];
  for (const { local, remote } of ports) {
    const forward = await listen({
      namespace: pod.metadata.namespace ?? '',
      pod: pod.metadata.name ?? '',
      address: '127.0.0.1',
      localPort: local,
      podPort: remote,
      onConnection: () => env.stdout(`Handling connection for ${local}\n`),
      onError: (message) => env.stderr(`${message}\n`),
    });
    env.stdout(`Forwarding from 127.0.0.1:${forward.localPort} -> ${remote}\n`);
    open.push(forward);
  }
  if (!env.signal.aborted) await new Promise<void>((done) => env.signal.addEventListener('abort', done));
  for (const forward of open) forward.close();
  return 0;
}

async function serviceBehind({ session }: Call, argument: string): Promise<Service | undefined> {
  const [type = '', name] = argument.split('/');
  if (name === undefined) return undefined;
  const resource = resourceOf(type, await session.mapper());
  if (resource.kind !== 'Service') return undefined;
  const client = await session.client();
  const service = await client.get<Service>(resourcePath(resource, { namespace: await session.namespace(), name }));
  if (Object.keys(service.spec.selector ?? {}).length > 0) return service;
  throw new CommandError(
    `cannot attach to *v1.Service: invalid service '${name}': Service is defined without a selector`,
  );
}

function parsedPair(spec: string, service: Service | undefined): PortPair {
  const words = spec.split(':');
  if (words.length > 2) throw new CommandError(`invalid port format '${spec}'`);
  const [first = '', second = first] = words;
  const remote = number(second) ?? namedPort(second, service);
  if (remote === undefined || remote === 0)
    throw new CommandError(
      `error parsing remote port '${second}': strconv.ParseUint: parsing ${JSON.stringify(second)}: invalid syntax`,
    );
  const local = words.length === 2 ? (first === '' ? 0 : number(first)) : remote;
  if (local === undefined)
    throw new CommandError(
      `error parsing local port '${first}': strconv.ParseUint: parsing ${JSON.stringify(first)}: invalid syntax`,
    );
  if (service && !service.spec.ports?.some(({ port }) => port === remote)) {
    throw new CommandError(`Service ${service.metadata.name} does not have a service port ${remote}`);
  }
  return { local, remote };
}

function namedPort(name: string, service: Service | undefined): number | undefined {
  return service?.spec.ports?.find((port) => port.name === name)?.port;
}

function number(text: string): number | undefined {
  return /^\d+$/.test(text) && Number(text) <= 65535 ? Number(text) : undefined;
}

/** The Pod's port behind a port of the Service. */
function targetPort({ spec }: Service, pod: Pod, port: number): number {
  const { targetPort: target = port } = spec.ports?.find((one) => one.port === port) ?? {};
  if (spec.clusterIP === 'None') return port;
  if (typeof target === 'number') return target;
  const named = pod.spec.containers.flatMap(({ ports = [] }) => ports).find(({ name }) => name === target);
  if (!named) throw new CommandError(`Pod '${pod.metadata.name}' does not have a named port '${target}'`);
  return named.containerPort;
}
