import { streamChunks } from '../../client/watch.js';
import { ApiError } from '../../kube/api-error.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, usageError } from '../failures.js';
import { chosenContainer, podsBySelector, podsOf } from '../resource/pod-of.js';
import { SELECTOR } from '../resource/selector-flags.js';

export const logsCommand: Command = {
  name: 'logs',
  short: 'Print the logs for a container in a pod or specified resource.',
  summary: 'Print the logs for a container in a pod',
  usage: '[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]',
  examples: '  # Follow the log of a pod\n  kubectl logs -f mypod',
  flags: [
    SELECTOR,
    { name: 'all-containers', type: 'bool', default: 'false', usage: 'Logs of all containers.' },
    { name: 'all-pods', type: 'bool', default: 'false', usage: 'Logs of all pods of the resource.' },
    { name: 'container', short: 'c', type: 'string', usage: 'Container name.' },
    { name: 'follow', short: 'f', type: 'bool', default: 'false', usage: 'Go on as the log grows.' },
    { name: 'ignore-errors', type: 'bool', default: 'false', usage: 'Go on when a container has no log.' },
    { name: 'insecure-skip-tls-verify-backend', type: 'bool', default: 'false', usage: 'Trust any kubelet.' },
    { name: 'limit-bytes', type: 'int64', default: '0', usage: 'Bytes to print at most.' },
    { name: 'max-log-requests', type: 'int', default: '5', usage: 'Logs to follow at a time.' },
    { name: 'pod-running-timeout', type: 'duration', default: '20s', usage: 'Time to wait for a running pod.' },
    { name: 'prefix', type: 'bool', default: 'false', usage: 'Put pod and container in front of lines.' },
    { name: 'previous', short: 'p', type: 'bool', default: 'false', usage: 'Log of the previous run.' },
    { name: 'since', type: 'duration', default: '0s', usage: 'Only lines that are younger.' },
    { name: 'since-time', type: 'string', usage: 'Only lines after this time.' },
    { name: 'tail', type: 'int64', default: '-1', usage: 'Lines from the end; -1 for all.' },
    { name: 'timestamps', type: 'bool', default: 'false', usage: 'Put the time in front of lines.' },
  ],
  run: logs,
};

interface LogSource {
  readonly pod: Pod;
  readonly container: string;
}

async function logs(call: Call): Promise<number | undefined> {
  const { args, flags, env, path, session } = call;
  const selector = flags.string('selector');
  if ((args.length === 0 && selector === '') || args.length > 2) {
    throw usageError(
      path,
      "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command",
    );
  }
  if (selector !== '' && args.length > 0) {
    throw usageError(path, `only a selector (-l) or a POD name is allowed`);
  }
  checkFlags(call);
  const sources = await logSources(call);
  const limit = flags.int('max-log-requests');
  if (flags.bool('follow') && sources.length > 1 && sources.length > limit) {
    throw new CommandError(
      `you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${limit}, use --max-log-requests to increase the limit`,
    );
  }
  const client = await session.client();
  const print = async ({ pod, container }: LogSource) => {
    const prefix = flags.bool('prefix') ? `[pod/${pod.metadata.name}/${container}] ` : '';
    const chunks = streamChunks(client, {
      path: `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}/log`,
      query: { container, ...logQuery(call) },
      signal: env.signal,
    });
    for await (const chunk of chunks) if (typeof chunk === 'string') env.stdout(prefixed(chunk, prefix));
  };
  const guarded = (source: LogSource) => print(source).catch((failure: unknown) => ignore(call, failure));
  if (flags.bool('follow')) await Promise.all(sources.map(guarded));
  else for (const source of sources) await guarded(source);
  return env.signal.aborted ? 130 : undefined;
}

function checkFlags({ flags, args }: Call): void {
  if (flags.bool('all-containers') && (flags.string('container') !== '' || args.length > 1)) {
    throw new CommandError(
      `--all-containers=true should not be specified with container name ${flags.string('container') || args[1]}`,
    );
  }
  if (flags.isSet('since') && flags.isSet('since-time')) {
    throw new CommandError('at most one of `sinceTime` or `sinceSeconds` may be specified');
  }
  if (flags.isSet('since') && flags.duration('since') <= 0) throw new CommandError('--since must be greater than 0');
  if (flags.isSet('tail') && flags.int('tail') < -1)
    throw new CommandError('--tail must be greater than or equal to -1');
}

async function logSources(call: Call): Promise<readonly LogSource[]> {
  const { args, flags, env } = call;
  const pods = await podsToRead(call);
  const wantsAll = flags.bool('all-containers');
  return pods.flatMap((pod) => {
    if (wantsAll) {
      const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
      return containers.map(({ name }) => ({ pod, container: name }));
    }
    return [{ pod, container: chosenContainer(pod, flags.string('container') || (args[1] ?? ''), env.stderr) }];
  });
}

async function podsToRead(call: Call): Promise<readonly Pod[]> {
  const { args, flags, env } = call;
  const selector = flags.string('selector');
  if (selector !== '') {
    const pods = await podsBySelector(call, selector);
    if (pods.length === 0) env.stderr(`No resources found in ${await call.session.namespace()} namespace.\n`);
    return pods;
  }
  const [argument = ''] = args;
  try {
    const pods = await podsOf(call, argument, 'get the logs from');
    if (!argument.includes('/') || flags.bool('all-pods')) return pods;
    const [first] = pods;
    if (!first) throw new CommandError('timed out waiting for the condition');
    if (pods.length > 1) env.stderr(`Found ${pods.length} pods, using pod/${first.metadata.name}\n`);
    return [first];
  } catch (failure) {
    if (!(failure instanceof ApiError) || failure.reason !== 'NotFound') throw failure;
    const where = `in namespace "${await call.session.namespace()}"`;
    throw new CommandError(`error from server (NotFound): ${failure.message} ${where}`, { cause: failure });
  }
}

function logQuery({ flags }: Call): Record<string, string> {
  const tail = flags.isSet('tail') ? flags.int('tail') : flags.string('selector') !== '' ? 10 : -1;
  const since = Math.ceil(flags.duration('since') / 1000);
  return {
    ...(flags.bool('follow') ? { follow: 'true' } : {}),
    ...(flags.bool('previous') ? { previous: 'true' } : {}),
    ...(flags.bool('timestamps') ? { timestamps: 'true' } : {}),
    ...(tail >= 0 ? { tailLines: `${tail}` } : {}),
    ...(since > 0 ? { sinceSeconds: `${since}` } : {}),
    ...(flags.string('since-time') === '' ? {} : { sinceTime: flags.string('since-time') }),
    ...(flags.int('limit-bytes') > 0 ? { limitBytes: `${flags.int('limit-bytes')}` } : {}),
  };
}

function prefixed(text: string, prefix: string): string {
  return prefix === '' ? text : text.replace(/^(?=.|\n)/gm, prefix);
}

function ignore({ flags, env }: Call, failure: unknown): void {
  if (!flags.bool('ignore-errors') || !(failure instanceof ApiError)) throw failure;
  env.stderr(`error: ${failure.message}\n`);
}
