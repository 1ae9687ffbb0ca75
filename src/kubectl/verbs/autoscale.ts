import { parseQuantity } from '../../kube/quantity.js';
import { groupVersion } from '../../kube/resource-path.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, reduceFailures } from '../failures.js';
import { PRINT_FLAGS } from '../print/format.js';
import { FILENAME_FLAGS } from '../resource/selector-flags.js';
import { type LiveTarget, liveTargets } from '../resource/targets.js';
import { DRY_RUN, dryRunOf } from '../write/dry-run.js';
import { savedConfig } from '../write/last-applied.js';
import { typedOutcome } from '../write/outcome.js';
import { fieldManagerFlag, SAVE_CONFIG, writeQuery } from '../write/write-query.js';

export const autoscaleCommand: Command = {
  name: 'autoscale',
  short: 'Auto-scale a deployment, replica set, stateful set, or replication controller.',
  usage: '(-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY] [flags]',
  flags: [
    ...FILENAME_FLAGS,
    ...PRINT_FLAGS,
    DRY_RUN,
    SAVE_CONFIG,
    fieldManagerFlag('kubectl-autoscale'),
    { name: 'cpu', type: 'string', usage: 'Wanted use of CPU: 70% or 500m.' },
    { name: 'cpu-percent', type: 'int32', default: '-1', hidden: true, usage: 'The same as --cpu with a percentage.' },
    { name: 'max', type: 'int32', default: '-1', required: true, usage: 'Most replicas.' },
    { name: 'memory', type: 'string', usage: 'Wanted use of memory: 70% or 500Mi.' },
    { name: 'min', type: 'int32', default: '-1', usage: 'Fewest replicas.' },
    { name: 'name', type: 'string', usage: 'Name of the autoscaler.' },
  ],
  run: autoscale,
};

async function autoscale(call: Call): Promise<undefined> {
  const { flags, args, env, session } = call;
  if (flags.isSet('cpu-percent')) {
    env.stderr(
      "Flag --cpu-percent has been deprecated, Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).\n",
    );
  }
  const dryRun = dryRunOf(call);
  const [min, max] = [flags.int('min'), flags.int('max')];
  if (max < 1) throw new CommandError(`--max=MAXPODS is required and must be at least 1, max: ${max}`);
  if (max < min) {
    throw new CommandError(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`);
  }
  const answer = await typedOutcome(call, dryRun);
  const metrics = metricsOf(call);
  const found = await liveTargets(call, { args });
  const failures = [...found.failures];
  const client = await session.client();
  for (const target of found.targets) {
    try {
      const made = await autoscaler(call, target, metrics);
      if (dryRun === 'client') answer.print(made, 'autoscaled');
      else {
        const path = `/apis/autoscaling/v2/namespaces/${await session.namespace()}/horizontalpodautoscalers`;
        const object = savedConfig(made, flags.bool('save-config'));
        answer.print(await client.create<KubeObject>(path, object, writeQuery(flags, dryRun)), 'autoscaled');
      }
    } catch (failure) {
      failures.push(failure);
    }
  }
  const failure = reduceFailures(failures);
  if (failure !== undefined) throw failure;
  return undefined;
}

async function autoscaler(
  { flags, session }: Call,
  target: LiveTarget,
  metrics: readonly object[],
): Promise<KubeObject> {
  const { resource, object } = target;
  if (!resource.subresources.includes('scale')) {
    throw new CommandError(`cannot autoscale a ${resource.kind}: the server could not find the requested resource`);
  }
  const min = flags.int('min');
  const namespace = session.hasNamespaceFlag() ? { namespace: await session.namespace() } : {};
  return {
    kind: 'HorizontalPodAutoscaler',
    apiVersion: 'autoscaling/v2',
    metadata: { name: flags.string('name') || object.metadata.name, ...namespace },
    spec: {
      scaleTargetRef: {
        kind: resource.kind,
        name: object.metadata.name,
        apiVersion: groupVersion(resource.group, resource.version),
      },
      ...(min > 0 ? { minReplicas: min } : {}),
      maxReplicas: flags.int('max'),
      ...(metrics.length > 0 ? { metrics } : {}),
    },
    status: { desiredReplicas: 0, currentMetrics: null },
  } as KubeObject;
}

function metricsOf({ flags }: Call): readonly object[] {
  const percent = flags.int('cpu-percent');
  if (percent >= 0 && flags.isSet('cpu')) {
    throw new CommandError('cannot use both --cpu and --cpu-percent flags. Use --cpu, --cpu-percent is deprecated');
  }
  const cpu = percent >= 0 ? `${percent}%` : flags.string('cpu');
  const wishes = [['cpu', cpu] as const, ['memory', flags.string('memory')] as const];
  return wishes.flatMap(([name, text]) => (text === '' ? [] : [metric(name, text)]));
}

function metric(name: string, text: string): object {
  const percent = /^(\d+)%$/.exec(text)?.[1];
  if (percent === undefined && !parseQuantity(text)) {
    throw new CommandError(`invalid resource ${name} value: ${text}`);
  }
  const target =
    percent === undefined
      ? { type: 'AverageValue', averageValue: text }
      : { type: 'Utilization', averageUtilization: Number(percent) };
  return { type: 'Resource', resource: { name, target } };
}
