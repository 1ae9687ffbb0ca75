import { resourcePath } from '../../client/resource-mapper.js';
import { watchEvents } from '../../client/watch.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Deployment } from '../../kube/shapes/workload.js';
import type { Call, Command } from '../command/command.js';
import { CommandError } from '../failures.js';
import { selectByArguments } from '../resource/arguments.js';
import { FILENAME_FLAGS, SELECTOR } from '../resource/selector-flags.js';

/** A subcommand of `rollout`. */
export const rolloutStatusCommand: Command = {
  name: 'status',
  short: 'Show the status of the rollout.',
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  flags: [
    ...FILENAME_FLAGS,
    SELECTOR,
    { name: 'watch', short: 'w', type: 'bool', default: 'true', usage: 'Go on until the rollout is done.' },
    { name: 'revision', type: 'int64', default: '0', usage: 'Watch this revision; 0 is the latest.' },
    { name: 'timeout', type: 'duration', default: '0s', usage: 'Time to wait; 0 means no limit.' },
  ],
  run: rolloutStatus,
};

async function rolloutStatus(call: Call): Promise<number | undefined> {
  const { args, flags, session, env } = call;
  if (args.length === 0) throw new CommandError('required resource not specified');
  const mapper = await session.mapper();
  const { selections } = selectByArguments(args, mapper, {
    namespace: await session.namespace(),
    labelSelector: flags.string('selector'),
  });
  const client = await session.client();
  for (const { resource, namespace, name } of selections) {
    const single = await client.get<KubeObject>(resourcePath(resource, { namespace, name }));
    const report = REPORTS[single.kind];
    if (!report) throw new CommandError(`no status viewer has been implemented for ${single.kind}`);
    const first = report(single as Deployment, flags.int('revision'));
    env.stdout(first.text);
    if (first.isDone || !flags.bool('watch')) continue;
    const code = await untilDone(call, { report, path: resourcePath(resource, { namespace }), object: single });
    if (code !== undefined) return code;
  }
  return undefined;
}

interface Watched {
  readonly report: Report;
  readonly path: string;
  readonly object: KubeObject;
}

async function untilDone(
  { flags, session, env }: Call,
  { report, path, object }: Watched,
): Promise<number | undefined> {
  const timeout = flags.duration('timeout');
  const limit = new Limit(env.signal);
  if (timeout > 0) void env.clock.sleep(timeout, limit).then((passed) => passed && limit.abort());
  const events = watchEvents<Deployment>(await session.client(), {
    path,
    query: {
      fieldSelector: `metadata.name=${object.metadata.name}`,
      ...(object.metadata.resourceVersion ? { resourceVersion: object.metadata.resourceVersion } : {}),
    },
    signal: limit,
  });
  for await (const { type, object: next } of events) {
    if (type === 'DELETED') throw new CommandError('object has been deleted');
    if (type === 'BOOKMARK') continue;
    const { text, isDone } = report(next, flags.int('revision'));
    env.stdout(text);
    if (isDone) {
      limit.abort();
      return undefined;
    }
  }
  if (env.signal.aborted) return 1;
  throw new CommandError('timed out waiting for the condition');
}

type Listener = () => void;

/** Aborts with the user's signal, or by itself. */
class Limit {
  aborted: boolean;
  private readonly listeners = new Set<Listener>();

  constructor(signal: Call['env']['signal']) {
    this.aborted = signal.aborted;
    signal.addEventListener('abort', () => this.abort());
  }

  abort(): void {
    this.aborted = true;
    for (const listener of [...this.listeners]) listener();
  }

  addEventListener(_type: 'abort', listener: Listener): void {
    this.listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: Listener): void {
    this.listeners.delete(listener);
  }
}

type Report = (object: Deployment, revision: number) => { readonly text: string; readonly isDone: boolean };

const REPORTS: Readonly<Record<string, Report>> = { Deployment: deploymentReport };

/** polymorphichelpers' DeploymentStatusViewer. */
function deploymentReport({ metadata, spec, status = {} }: Deployment, revision: number): ReturnType<Report> {
  const name = `deployment "${metadata.name}"`;
  const current = Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
  if (revision > 0 && revision !== current) {
    throw new CommandError(`desired revision (${revision}) is different from the running revision (${current})`);
  }
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0)) {
    return { text: 'Waiting for deployment spec update to be observed...\n', isDone: false };
  }
  const progressing = status.conditions?.find(({ type }) => type === 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    throw new CommandError(`${name} exceeded its progress deadline`);
  }
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0 } = status;
  const waiting = (what: string) => ({ text: `Waiting for ${name} rollout to finish: ${what}...\n`, isDone: false });
  if (spec.replicas !== undefined && updatedReplicas < spec.replicas) {
    return waiting(`${updatedReplicas} out of ${spec.replicas} new replicas have been updated`);
  }
  if (replicas > updatedReplicas) return waiting(`${replicas - updatedReplicas} old replicas are pending termination`);
  if (availableReplicas < updatedReplicas) {
    return waiting(`${availableReplicas} of ${updatedReplicas} updated replicas are available`);
  }
  return { text: `${name} successfully rolled out\n`, isDone: true };
}
