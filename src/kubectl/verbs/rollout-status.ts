import { resourcePath } from '../../client/resource-mapper.js';
import { watchEvents } from '../../client/watch.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Deployment } from '../../kube/shapes/workload.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, reduceFailures } from '../failures.js';
import { hasFiles } from '../resource/files.js';
import { FILENAME_FLAGS, SELECTOR } from '../resource/selector-flags.js';
import { type LiveTarget, liveTargets } from '../resource/targets.js';
import { Deadline } from '../write/deadline.js';

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
  if (args.length === 0 && !hasFiles(call)) throw new CommandError('required resource not specified');
  const found = await liveTargets(call, { args, labelSelector: flags.string('selector'), typeAlone: true });
  const failures = [...found.failures];
  if (failures.length === 0 && found.targets.length === 0)
    env.stderr(`No resources found in ${await session.namespace()} namespace.\n`);
  for (const target of found.targets) {
    try {
      const code = await followed(call, target);
      if (code !== undefined) return code;
    } catch (failure) {
      failures.push(failure);
    }
  }
  const failure = reduceFailures(failures);
  if (failure !== undefined) throw failure;
  return undefined;
}

async function followed(call: Call, { resource, namespace, object }: LiveTarget): Promise<number | undefined> {
  const { flags, env } = call;
  const report = REPORTS[object.kind];
  if (!report) throw new CommandError(`no status viewer has been implemented for ${object.kind}`);
  const first = report(object as never, flags.int('revision'));
  env.stdout(first.text);
  if (first.isDone || !flags.bool('watch')) return undefined;
  return untilDone(call, { report, path: resourcePath(resource, { namespace }), object });
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
  const limit = new Deadline(env, timeout > 0 ? env.clock.now() + timeout : undefined);
  const events = watchEvents<KubeObject>(await session.client(), {
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
    const { text, isDone } = report(next as never, flags.int('revision'));
    env.stdout(text);
    if (isDone) {
      limit.end();
      return undefined;
    }
  }
  limit.end();
  if (env.signal.aborted) return 1;
  throw new CommandError('timed out waiting for the condition');
}

interface Progress {
  readonly text: string;
  readonly isDone: boolean;
}

type Report = (object: never, revision: number) => Progress;

const REPORTS: Readonly<Record<string, Report>> = {
  DaemonSet: daemonSetReport,
  Deployment: deploymentReport,
  StatefulSet: statefulSetReport,
};

/** polymorphichelpers' DeploymentStatusViewer. */
function deploymentReport({ metadata, spec, status = {} }: Deployment, revision: number): Progress {
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

interface PodSet extends KubeObject {
  readonly spec: {
    readonly replicas?: number;
    readonly updateStrategy?: { readonly type?: string; readonly rollingUpdate?: { readonly partition?: number } };
  };
  readonly status?: Readonly<Record<string, unknown>>;
}

function requireRolling({ spec }: PodSet): void {
  if (spec.updateStrategy?.type !== 'RollingUpdate') {
    throw new CommandError('rollout status is only available for RollingUpdate strategy type');
  }
}

function daemonSetReport(set: PodSet): Progress {
  requireRolling(set);
  const { metadata, status = {} } = set;
  const count = (field: string) => Number(status[field] ?? 0);
  if ((metadata.generation ?? 0) > count('observedGeneration')) {
    return { text: 'Waiting for daemon set spec update to be observed...\n', isDone: false };
  }
  const [desired, updated, available] = [
    count('desiredNumberScheduled'),
    count('updatedNumberScheduled'),
    count('numberAvailable'),
  ];
  const name = `daemon set "${metadata.name}"`;
  const waiting = (what: string) => ({ text: `Waiting for ${name} rollout to finish: ${what}...\n`, isDone: false });
  if (updated < desired) return waiting(`${updated} out of ${desired} new pods have been updated`);
  if (available < desired) return waiting(`${available} of ${desired} updated pods are available`);
  return { text: `${name} successfully rolled out\n`, isDone: true };
}

function statefulSetReport(set: PodSet): Progress {
  requireRolling(set);
  const { metadata, spec, status = {} } = set;
  const count = (field: string) => Number(status[field] ?? 0);
  const { replicas = 1, updateStrategy } = spec;
  const observed = count('observedGeneration');
  if (observed === 0 || (metadata.generation ?? 0) > observed) {
    return { text: 'Waiting for statefulset spec update to be observed...\n', isDone: false };
  }
  const unready = replicas - count('readyReplicas');
  if (unready > 0) return { text: `Waiting for ${unready} pods to be ready...\n`, isDone: false };
  const updated = count('updatedReplicas');
  if (updateStrategy?.rollingUpdate) {
    const wanted = replicas - (updateStrategy.rollingUpdate.partition ?? replicas);
    const counts = `${updated} out of ${wanted} new pods have been updated`;
    return updated < wanted
      ? { text: `Waiting for partitioned roll out to finish: ${counts}...\n`, isDone: false }
      : { text: `partitioned roll out complete: ${updated} new pods have been updated...\n`, isDone: true };
  }
  const [next, current] = [String(status['updateRevision'] ?? ''), String(status['currentRevision'] ?? '')];
  return next === current
    ? {
        text: `statefulset rolling update complete ${count('currentReplicas')} pods at revision ${current}...\n`,
        isDone: true,
      }
    : {
        text: `waiting for statefulset rolling update to complete ${updated} pods at revision ${next}...\n`,
        isDone: false,
      };
}
