/** The second half of `run -i`: wait for the Pod, attach to it, and clean up. */
import { watchEvents } from '../../client/watch.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { Call } from '../command/command.js';
import { CommandError, Exit, PlainError } from '../failures.js';
import { resourceOf } from '../resource/arguments.js';
import { Deadline } from '../write/deadline.js';
import { deleteObjects } from '../write/delete-objects.js';
import { attachTo } from './attach.js';

/** Resolves to the exit code; throws PlainError with the container's code when it failed. */
export async function attachToRun(call: Call, pod: Pod): Promise<number | undefined> {
  const { flags } = call;
  try {
    return await attached(call, pod);
  } finally {
    if (flags.bool('rm')) await removed(call, pod);
  }
}

async function attached(call: Call, created: Pod): Promise<number | undefined> {
  const { flags, env } = call;
  const pod = await podThat(call, created, isReadyOrEnded);
  if (isEnded(pod)) await printLogs(call, pod);
  else {
    const wish = { pod, container: '', stdin: flags.bool('stdin'), tty: flags.bool('tty'), quiet: flags.bool('quiet') };
    const code = await attachTo(call, wish).catch((failure: unknown) => fallBack(call, pod, failure));
    if (env.signal.aborted) return code;
  }
  const { restartPolicy } = pod.spec;
  if (flags.bool('leave-stdin-open') || (restartPolicy !== 'Never' && restartPolicy !== 'OnFailure')) return undefined;
  const ended = await podThat(call, created, restartPolicy === 'Never' ? isEnded : isSucceeded);
  return exitOf(ended);
}

function isReadyOrEnded(pod: Pod): boolean {
  if (isEnded(pod)) return true;
  const isReady = pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
  return pod.status?.phase === 'Running' && isReady;
}

function isEnded(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

function isSucceeded(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded';
}

/** Waits for a state of the Pod. Throws CommandError after the time that --pod-running-timeout leaves. */
async function podThat(call: Call, { metadata }: Pod, isSo: (pod: Pod) => boolean): Promise<Pod> {
  const { env, flags, session } = call;
  const client = await session.client();
  const collection = `/api/v1/namespaces/${metadata.namespace}/pods`;
  const now = await client.get<Pod>(`${collection}/${metadata.name}`);
  if (isSo(now)) return now;
  const deadline = new Deadline(env, env.clock.now() + flags.duration('pod-running-timeout'));
  const events = watchEvents<Pod>(client, {
    path: collection,
    query: { fieldSelector: `metadata.name=${metadata.name}`, resourceVersion: now.metadata.resourceVersion ?? '' },
    signal: deadline,
  });
  try {
    for await (const { type, object } of events) {
      if (type === 'DELETED') throw new CommandError(`Error from server (NotFound): pods "${metadata.name}" not found`);
      if (type !== 'BOOKMARK' && isSo(object)) return { ...object, apiVersion: 'v1', kind: 'Pod' };
    }
  } finally {
    deadline.end();
  }
  if (env.signal.aborted) throw new Exit(1);
  throw new CommandError('timed out waiting for the condition');
}

async function printLogs({ env, session }: Call, pod: Pod): Promise<void> {
  const client = await session.client();
  const { namespace, name } = pod.metadata;
  const { body } = await client.request({
    method: 'GET',
    path: `/api/v1/namespaces/${namespace}/pods/${name}/log`,
    query: { container: pod.spec.containers[0]?.name ?? '' },
  });
  if (typeof body === 'string') env.stdout(body);
}

async function fallBack(call: Call, pod: Pod, failure: unknown): Promise<undefined> {
  if (failure instanceof Exit) throw failure;
  const message = failure instanceof Error ? failure.message : String(failure);
  call.env.stderr(`warning: couldn't attach to pod/${pod.metadata.name}, falling back to streaming logs: ${message}\n`);
  await printLogs(call, pod);
  return undefined;
}

function exitOf({ metadata, status }: Pod): undefined {
  if (status?.phase === 'Succeeded') return undefined;
  const id = `${metadata.namespace}/${metadata.name}`;
  const ended = status?.containerStatuses?.[0]?.state?.terminated;
  if (status?.phase !== 'Failed') throw new CommandError(`pod ${id} left in phase ${status?.phase ?? ''}`);
  if (!ended || ended.exitCode === 0) throw new CommandError(`pod ${id} failed with unknown exit code`);
  throw new PlainError(`pod ${id} terminated (${ended.reason ?? ''})\n${ended.message ?? ''}`, {
    exitCode: ended.exitCode,
  });
}

async function removed(call: Call, { metadata }: Pod): Promise<void> {
  const resource = resourceOf('pods', await call.session.mapper());
  const target = { resource, namespace: metadata.namespace ?? '', name: metadata.name ?? '', source: '' };
  await deleteObjects(call, [target], {
    dryRun: 'none',
    gracePeriod: -1,
    propagation: 'Background',
    ignoreNotFound: true,
    wait: false,
    timeout: 0,
    quiet: call.flags.bool('quiet'),
  });
}
