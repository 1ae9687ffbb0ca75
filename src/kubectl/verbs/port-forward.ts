import { resourcePath } from '../../client/resource-mapper.js';
import { ApiError } from '../../kube/api-error.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { Service } from '../../kube/shapes/service.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, usageError } from '../failures.js';
import { resourceOf } from '../resource/arguments.js';
import { parsedPorts, translatedPorts } from '../resource/forwarded-ports.js';
import { podOf } from '../resource/pod-of.js';
import { type ForwardTarget, PortListeners, parsedAddresses } from '../resource/port-listeners.js';

export const portForwardCommand: Command = {
  name: 'port-forward',
  short: 'Forward one or more local ports to a pod.',
  usage: 'TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  examples: [
    '  # Listen on port 8080 of this machine, forward to port 80 of a pod',
    '  kubectl port-forward pod/mypod 8080:80',
    '',
    '  # The same through a service: one of its pods is chosen now, and stays',
    '  kubectl port-forward service/myservice 8080:http',
  ].join('\n'),
  flags: [
    { name: 'address', type: 'list', default: 'localhost', usage: 'Addresses to listen on, or localhost.' },
    { name: 'pod-running-timeout', type: 'duration', default: '1m0s', usage: 'Time to wait for a running pod.' },
  ],
  run: portForward,
};

async function portForward(call: Call): Promise<number> {
  const { args, env, path } = call;
  if (args.length < 2) throw usageError(path, 'TYPE/NAME and list of ports are required for port-forward');
  const [argument = '', ...specs] = args;
  const target = await targetOf(call, argument);
  const words = translatedPorts(specs, target.pod, target.service);
  const { phase = '' } = target.pod.status ?? {};
  if (phase !== 'Running') {
    throw new CommandError(`unable to forward port because pod is not running. Current status=${phase}`);
  }
  const addresses = parsedAddresses(call.flags.list('address'));
  const ports = parsedPorts(words);
  const { portForward: listen } = env;
  if (!listen) throw new CommandError('port-forward is not available here: nobody can listen on local ports');
  const tunnel = await dial(call, target.pod);
  const forwards = new PortListeners({ call, target, addresses, lost: tunnel.lost });
  try {
    await forwards.open(ports);
    if ((await tunnel.ended) === 'lost') throw new CommandError('lost connection to pod');
    return 0;
  } finally {
    forwards.close();
    tunnel.close();
  }
}

async function targetOf(call: Call, argument: string): Promise<ForwardTarget & { readonly service?: Service }> {
  const { session } = call;
  const [type = '', name] = argument.split('/');
  const resource = name === undefined ? undefined : resourceOf(type, await session.mapper());
  if (resource === undefined || resource.kind === 'Pod') return { pod: await podOf(call, argument) };
  const chosenFor = `${resource.kind.toLowerCase()}/${name}`;
  if (resource.kind !== 'Service') return { pod: await podOf(call, argument), chosenFor };
  const client = await session.client();
  const where = { namespace: await session.namespace(), name: name ?? '' };
  const service = await client.get<Service>(resourcePath(resource, where));
  return { service, pod: await podOf(call, argument), chosenFor };
}

interface Tunnel {
  readonly ended: Promise<'lost' | 'stopped'>;
  lost(): void;
  close(): void;
}

/** The connection to the kubelet that all forwarded connections share; here the server says who may. */
async function dial({ env, session }: Call, { metadata: { namespace, name } }: Pod): Promise<Tunnel> {
  let end: (how: 'lost' | 'stopped') => void = () => undefined;
  const ended = new Promise<'lost' | 'stopped'>((resolve) => {
    end = resolve;
  });
  const client = await session.client();
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/portforward`;
  const sink = { stdout: () => undefined, stderr: () => undefined, end: () => end('lost') };
  try {
    const channels = await client.connect({ method: 'POST', path }, sink);
    const interrupt = () => end('stopped');
    env.signal.addEventListener('abort', interrupt);
    if (env.signal.aborted) interrupt();
    return { ended, lost: () => end('lost'), close: channels.close };
  } catch (failure) {
    if (!(failure instanceof ApiError)) throw failure;
    throw new CommandError(`error upgrading connection: ${failure.message}`, { cause: failure });
  }
}
