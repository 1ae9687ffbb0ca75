import type { ApiResponse, ChannelSink, StreamSink } from '../../kube/api.js';
import { apiError } from '../../kube/api-error.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { Store } from '../store/store.js';
import type { ExecOptions, LogOptions, NodeApi, ServerChannels } from './api-server.js';
import type { Call } from './call.js';
import { badRequest } from './errors.js';
import { respond } from './presentation.js';
import { find } from './reader.js';
import type { Where } from './write-verbs.js';

interface Parts {
  readonly store: Store;
  readonly nodeApi: (() => NodeApi) | undefined;
}

/** The log of a container as far as it goes now. */
export function readLogs(parts: Parts, call: Call, where: Where): string {
  const chunks: string[] = [];
  const sink: StreamSink = { chunk: (chunk) => chunks.push(String(chunk)), end: () => undefined };
  const { pod, node } = locate(parts, where);
  node.logs(pod, { ...logOptions(call, pod), follow: false }, sink).close();
  return chunks.join('');
}

export function streamLogs(
  parts: Parts,
  call: Call,
  { sink, ...where }: Where & { readonly sink: StreamSink },
): () => void {
  const { pod, node } = locate(parts, where);
  const { close } = node.logs(pod, logOptions(call, pod), sink);
  return close;
}

/** Opens exec, attach or portforward on the kubelet of the Pod's node. */
export function connectPod(
  parts: Parts,
  call: Call,
  {
    where,
    sink,
    answer,
  }: {
    readonly where: Where | undefined;
    readonly sink: ChannelSink;
    readonly answer: (work: () => ApiResponse) => ApiResponse;
  },
): ServerChannels {
  let channels: Omit<ServerChannels, 'response'> = CLOSED;
  const response = answer(() => {
    const subresource = where?.path.subresource;
    const isTunnel = subresource === 'portforward';
    if (where === undefined || (subresource !== 'exec' && subresource !== 'attach' && !isTunnel)) {
      throw apiError('NotFound', 'the server could not find the requested resource', {});
    }
    const { pod, node } = locate(parts, where);
    if (isTunnel) channels = { ...CLOSED, ...node.portForward(pod) };
    else channels = node[subresource](pod, execOptions(call, { pod, isExec: subresource === 'exec' }), sink);
    return respond(101, null);
  });
  return {
    response,
    stdin: (text) => channels.stdin(text),
    closeStdin: () => channels.closeStdin(),
    resize: (size) => channels.resize(size),
    close: () => channels.close(),
    ...(channels.forward && { forward: channels.forward }),
  };
}

const CLOSED: Omit<ServerChannels, 'response'> = {
  stdin: () => undefined,
  closeStdin: () => undefined,
  resize: () => undefined,
  close: () => undefined,
};

function locate({ store, nodeApi }: Parts, { served, path }: Where): { readonly pod: Pod; readonly node: NodeApi } {
  const pod = find(store, served, path) as Pod;
  const { name = '' } = pod.metadata;
  if (!pod.spec.nodeName) throw badRequest(`pod ${name} does not have a host assigned`);
  if (nodeApi === undefined) throw apiError('ServiceUnavailable', `node ${pod.spec.nodeName} does not answer`);
  return { pod, node: nodeApi() };
}

function logOptions(call: Call, pod: Pod): LogOptions {
  const number = (name: 'tailLines' | 'limitBytes' | 'sinceSeconds') => {
    const text = call.query(name);
    return text === undefined || text === '' ? {} : { [name]: Number(text) };
  };
  return {
    container: containerOf(pod, call.query('container')),
    follow: call.query('follow') === 'true',
    previous: call.query('previous') === 'true',
    timestamps: call.query('timestamps') === 'true',
    ...number('tailLines'),
    ...number('limitBytes'),
    ...number('sinceSeconds'),
  };
}

function execOptions(call: Call, { pod, isExec }: { readonly pod: Pod; readonly isExec: boolean }): ExecOptions {
  const flag = (name: string) => call.query(name) === 'true' || call.query(name) === '1';
  const command = call.queryAll('command');
  if (isExec && command.length === 0) throw badRequest('you must specify at least 1 command for the container');
  if (!flag('stdin') && !flag('stdout') && !flag('stderr')) {
    throw badRequest('you must specify at least 1 of stdin, stdout, stderr');
  }
  return {
    container: containerOf(pod, call.query('container')),
    command,
    stdin: flag('stdin'),
    stdout: flag('stdout'),
    stderr: flag('stderr'),
    tty: flag('tty'),
  };
}

function containerOf({ metadata: { name = '' }, spec }: Pod, wanted: string | undefined): string {
  const names = spec.containers.map((container) => container.name);
  const initial = (spec.initContainers ?? []).map((container) => container.name);
  const added = (spec.ephemeralContainers ?? []).map((container) => container.name);
  if (wanted) {
    if ([...names, ...initial, ...added].includes(wanted)) return wanted;
    throw badRequest(`container ${wanted} is not valid for pod ${name}`);
  }
  const [only] = names;
  if (names.length === 1 && only !== undefined && initial.length === 0) return only;
  const others = initial.length === 0 ? '' : ` or one of the init containers: [${initial.join(' ')}]`;
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]${others}`);
}
