import type { ChannelSink, StreamSink } from '../../kube/api.js';
import { type ApiError, apiError } from '../../kube/api-error.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { ExecOptions, LogOptions, NodeApi, ServerChannels } from '../api/api-server.js';
import { keyOf } from '../control/keys.js';
import { type Kubelet, wallTime } from './kubelet-parts.js';
import type { LogLine } from './logs.js';
import type { ContainerWork } from './pod-work.js';

/** Where the output and the end of an exec session go; they live outside of the world. */
export interface StreamSinks {
  add(session: number, sink: StreamEnds): void;
}

export interface StreamEnds {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly exited: (code: number) => void;
}

/** What the API server asks of kubelets: logs, exec, attach. */
export function createNodeApi(
  kubeletOf: (node: string) => Kubelet | undefined,
  sinks: StreamSinks,
): Omit<NodeApi, 'portForward'> {
  const find = (pod: Pod, name: string) => {
    const kubelet = kubeletOf(pod.spec.nodeName ?? '');
    if (kubelet?.network.faults.offReason(kubelet.spec.name)) throw unreachable(kubelet);
    const work = kubelet?.memory.pods.get(keyOf(pod));
    return { kubelet, container: work?.containers.find((candidate) => candidate.name === name) };
  };
  const running = (pod: Pod, name: string) => {
    const { kubelet, container } = find(pod, name);
    if (kubelet === undefined || container?.state !== 'running' || container.machine === undefined) {
      throw apiError(
        'InternalError',
        `Internal error occurred: unable to upgrade connection: container not found ("${name}")`,
      );
    }
    return { kubelet, container, machine: container.machine };
  };
  return {
    logs(pod, options, sink) {
      const { kubelet, container } = find(pod, options.container);
      if (kubelet === undefined || container === undefined) {
        throw apiError('BadRequest', `container "${options.container}" in pod "${pod.metadata.name}" is not available`);
      }
      return streamLogs(kubelet, { machine: logMachine(pod, container, options), container, options, sink });
    },
    exec(pod, options, sink) {
      const { kubelet, machine } = running(pod, options.container);
      return exec(kubelet, { machine, options, sink, sinks });
    },
    attach(pod, options, sink) {
      const ended = find(pod, options.container);
      if (ended.kubelet && ended.container?.state === 'terminated') return replay(ended.kubelet, ended.container, sink);
      const { kubelet, container, machine } = running(pod, options.container);
      return attach(kubelet, { container, machine, options, sink });
    },
  };
}

/** The kubelet does not answer: the dialler's error, as the API server hands it on. */
function unreachable({ spec }: Kubelet): ApiError {
  return apiError('Unknown', `error dialing backend: dial tcp ${spec.ip}:10250: connect: no route to host`);
}

/** Which run's log is meant, in the kubelet's words when there is none (validateContainerLogStatus). */
function logMachine(pod: Pod, container: ContainerWork, { previous }: LogOptions): string {
  const who = `container "${container.name}" in pod "${pod.metadata.name}"`;
  const older = container.state === 'waiting' ? container.machine : container.before;
  if (previous) {
    if (container.last && older) return older;
    throw apiError('BadRequest', `previous terminated ${who} not found`);
  }
  if (container.machine !== undefined) return container.machine;
  const { reason } = container.waiting;
  if (reason === 'ErrImagePull') throw apiError('BadRequest', `${who} is waiting to start: image can't be pulled`);
  if (reason === 'ImagePullBackOff')
    throw apiError('BadRequest', `${who} is waiting to start: trying and failing to pull image`);
  throw apiError('BadRequest', `${who} is waiting to start: ${reason}`);
}

interface LogRequest {
  readonly machine: string;
  readonly container: ContainerWork;
  readonly options: LogOptions;
  readonly sink: StreamSink;
}

function streamLogs({ logs, sim }: Kubelet, { machine, container, options, sink }: LogRequest): { close(): void } {
  const since = options.sinceSeconds === undefined ? 0 : wallTime(sim) - options.sinceSeconds * 1000;
  const kept = logs.lines(machine).filter(({ at }) => at >= since);
  const tail = options.tailLines === undefined ? kept : options.tailLines === 0 ? [] : kept.slice(-options.tailLines);
  const show = ({ at, text }: LogLine) =>
    options.timestamps ? `${new Date(at).toISOString().slice(0, -1)}000000Z ${text}` : text;
  const whole = tail.map(show).join('');
  const text = options.limitBytes === undefined ? whole : whole.slice(0, options.limitBytes);
  if (text !== '') sink.chunk(text);
  const live = options.follow && container.state === 'running' && container.machine === machine;
  if (!live) {
    sink.end();
    return { close: () => undefined };
  }
  return { close: logs.follow(machine, { line: (line) => sink.chunk(show(line)), end: sink.end }) };
}

interface ExecRequest {
  readonly machine: string;
  readonly options: ExecOptions;
  readonly sink: ChannelSink;
  readonly sinks: StreamSinks;
}

function exec(kubelet: Kubelet, { machine, options, sink, sinks }: ExecRequest): Omit<ServerChannels, 'response'> {
  const { runtime, sessions, sim } = kubelet;
  const session = sessions.open({ kind: 'stream' });
  const { env = {}, cwd = '/' } = runtime.inherited(machine) ?? {};
  const pid = runtime.spawn(machine, {
    argv: options.command,
    env: options.tty ? { ...env, TERM: 'xterm' } : env,
    cwd,
    session,
    stdin: options.stdin,
    ...(options.tty ? { terminal: { columns: 80, rows: 24 } } : {}),
  });
  if (pid === undefined) {
    sessions.close(session);
    const [program = ''] = options.command;
    const cause = program.includes('/')
      ? `stat ${program}: no such file or directory`
      : 'executable file not found in $PATH';
    const id = sim.random.text(64, '0123456789abcdef');
    const message = `Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "${id}": OCI runtime exec failed: exec failed: unable to start container process: exec: "${program}": ${cause}: unknown`;
    sink.end(apiError('InternalError', message).status);
    return CLOSED;
  }
  sinks.add(session, {
    stdout: sink.stdout,
    stderr: sink.stderr,
    exited: (code) => sink.end(exitStatus(code, options.command)),
  });
  return channelsOf(kubelet, { machine, session, close: () => runtime.signal(machine, pid, 'HUP') });
}

const CLOSED = { stdin: () => undefined, closeStdin: () => undefined, resize: () => undefined, close: () => undefined };

function channelsOf(
  { runtime }: Kubelet,
  { machine, session, close }: { machine: string; session: number; close: () => void },
) {
  return {
    stdin: (text: string) => runtime.feed(machine, session, text),
    closeStdin: () => runtime.closeInput(machine, session),
    resize: (size: { readonly columns: number; readonly rows: number }) => runtime.resize(machine, session, size),
    close,
  };
}

/** The Status that ends an exec (channel 3). */
function exitStatus(code: number, command: readonly string[]): unknown {
  if (code === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: error executing command [${command.join(' ')}], exit code ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  };
}

interface AttachRequest {
  readonly container: ContainerWork;
  readonly machine: string;
  readonly options: ExecOptions;
  readonly sink: ChannelSink;
}

/** A container that was quicker than its client: what it wrote, and its end. */
function replay({ logs }: Kubelet, container: ContainerWork, sink: ChannelSink): Omit<ServerChannels, 'response'> {
  for (const { stream, text } of logs.lines(container.machine ?? '')) sink[stream](text);
  sink.end({ metadata: {}, status: 'Success' });
  return CLOSED;
}

/** What was written before somebody attached is shown, too, when the container waits for its terminal or input. */
function attach(
  kubelet: Kubelet,
  { container, machine, options, sink }: AttachRequest,
): Omit<ServerChannels, 'response'> {
  const { logs } = kubelet;
  const show = ({ stream, text }: Pick<LogLine, 'stream' | 'text'>) => {
    if (stream === 'stdout' ? options.stdout : options.stderr || options.tty) sink[stream](text);
  };
  if (options.stdin) for (const line of logs.lines(machine)) show(line);
  const leave = logs.follow(machine, { line: show, end: () => sink.end({ metadata: {}, status: 'Success' }) });
  return channelsOf(kubelet, { machine, session: container.session ?? 0, close: leave });
}
