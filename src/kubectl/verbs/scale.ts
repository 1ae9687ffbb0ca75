import { watchEvents } from '../../client/watch.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, reduceFailures } from '../failures.js';
import { PRINT_FLAGS } from '../print/format.js';
import { FILENAME_FLAGS, SELECTOR } from '../resource/selector-flags.js';
import { namedTargets, type Target, targetPath, withKind } from '../resource/targets.js';
import { Deadline } from '../write/deadline.js';
import { DRY_RUN, dryRunOf } from '../write/dry-run.js';
import { outcome } from '../write/outcome.js';
import { writeQuery } from '../write/write-query.js';

export const scaleCommand: Command = {
  name: 'scale',
  short: 'Set a new size for a deployment, replica set, replication controller, or stateful set.',
  summary: 'Set a new size for a deployment, replica set, or replication controller',
  usage: '[--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)',
  examples: '  # Three replicas\n  kubectl scale deploy/web --replicas=3',
  flags: [
    ...FILENAME_FLAGS,
    ...PRINT_FLAGS,
    SELECTOR,
    DRY_RUN,
    { name: 'all', type: 'bool', default: 'false', usage: 'All objects of the kind.' },
    { name: 'current-replicas', type: 'int', default: '-1', usage: 'Only when it has this size now.' },
    { name: 'replicas', type: 'int', default: '0', required: true, usage: 'The new size.' },
    { name: 'resource-version', type: 'string', usage: 'Only this version of the object.' },
    { name: 'timeout', type: 'duration', default: '0s', usage: 'Time to wait for the new size; 0 does not wait.' },
  ],
  run: scale,
};

interface Scale extends KubeObject {
  readonly spec?: { readonly replicas?: number };
}

async function scale(call: Call): Promise<undefined> {
  const { flags, args, session } = call;
  const dryRun = dryRunOf(call);
  if (flags.bool('all') && flags.string('selector') !== '') {
    throw new CommandError('cannot set --all and --selector at the same time');
  }
  if (flags.int('replicas') < 0) {
    throw new CommandError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
  }
  if (flags.int('current-replicas') < -1) {
    throw new CommandError('The --current-replicas must specify an integer of -1 or greater');
  }
  const answer = await outcome(call, dryRun);
  const wish = { args, all: flags.bool('all'), labelSelector: flags.string('selector') };
  const found = await namedTargets(call, wish);
  const failures = [...found.failures];
  const hasCondition = flags.int('current-replicas') !== -1 || flags.string('resource-version') !== '';
  if (hasCondition && found.targets.length > 1) {
    throw new CommandError('cannot use --resource-version with multiple resources');
  }
  const client = await session.client();
  for (const target of found.targets) {
    try {
      if (dryRun !== 'client') {
        const path = targetPath(target, 'scale');
        if (hasCondition) checkCondition(call, await client.get<Scale>(path));
        const body = { spec: { replicas: flags.int('replicas') } };
        await client.patch(path, { type: 'merge', body }, writeQuery(flags, dryRun, { manager: '' }));
        if (flags.duration('timeout') > 0 && dryRun === 'none') await awaitSize(call, target);
      }
      const shown = answer.isWhole ? await client.get<KubeObject>(targetPath(target)) : placeholder(target);
      answer.print(shown, 'scaled');
    } catch (failure) {
      failures.push(failure);
    }
  }
  const failure = reduceFailures(failures);
  if (failure !== undefined) throw failure;
  if (found.targets.length === 0) throw new CommandError('no objects passed to scale');
  return undefined;
}

function checkCondition({ flags }: Call, { spec, metadata }: Scale): void {
  const [size, version] = [flags.int('current-replicas'), flags.string('resource-version')];
  const replicas = spec?.replicas ?? 0;
  if (size !== -1 && size !== replicas) throw new CommandError(`Expected replicas to be ${size}, was ${replicas}`);
  if (version !== '' && version !== metadata.resourceVersion) {
    throw new CommandError(`Expected resource version to be ${version}, was ${metadata.resourceVersion ?? ''}`);
  }
}

interface Sized extends KubeObject {
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly replicas?: number; readonly observedGeneration?: number };
}

async function awaitSize({ env, flags, session }: Call, target: Target): Promise<void> {
  const client = await session.client();
  const path = targetPath(target);
  const isSo = ({ spec, status, metadata }: Sized) =>
    (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0) &&
    (status?.replicas ?? 0) === (spec?.replicas ?? 0);
  const now = await client.get<Sized>(path);
  if (isSo(now)) return;
  const deadline = new Deadline(env, env.clock.now() + flags.duration('timeout'));
  const events = watchEvents<Sized>(client, {
    path: path.slice(0, path.lastIndexOf('/')),
    query: { fieldSelector: `metadata.name=${target.name}`, resourceVersion: now.metadata.resourceVersion ?? '' },
    signal: deadline,
  });
  try {
    for await (const { type, object } of events) if (type !== 'BOOKMARK' && isSo(object)) return;
  } finally {
    deadline.end();
  }
  throw new CommandError('timed out waiting for the condition');
}

function placeholder(target: Target): KubeObject {
  return withKind({ apiVersion: '', kind: '', metadata: { name: target.name } }, target.resource);
}
