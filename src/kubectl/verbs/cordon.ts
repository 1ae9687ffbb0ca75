import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, reduceFailures, usageError } from '../failures.js';
import { SELECTOR } from '../resource/selector-flags.js';
import { type LiveTarget, liveTargets, targetPath } from '../resource/targets.js';
import { DRY_RUN, type DryRun, dryRunOf, dryRunSuffix } from '../write/dry-run.js';
import { writeQuery } from '../write/write-query.js';

export const cordonCommand: Command = {
  name: 'cordon',
  short: 'Mark node as unschedulable.',
  usage: 'NODE',
  flags: [SELECTOR, DRY_RUN],
  run: (call) => switchNodes(call, true),
};

export const uncordonCommand: Command = {
  name: 'uncordon',
  short: 'Mark node as schedulable.',
  usage: 'NODE',
  flags: [SELECTOR, DRY_RUN],
  run: (call) => switchNodes(call, false),
};

async function switchNodes(call: Call, unschedulable: boolean): Promise<undefined> {
  const dryRun = dryRunOf(call);
  const nodes = await nodesOf(call);
  for (const node of nodes) await setUnschedulable(call, node, { unschedulable, dryRun });
  return undefined;
}

/** The nodes of the command line. Throws CommandError or ApiError. */
export async function nodesOf(call: Call): Promise<readonly LiveTarget[]> {
  const { args, flags, path } = call;
  const selector = flags.string('selector');
  if (args.length === 0 && selector === '')
    throw usageError(path, `USAGE: ${path.replace(/^kubectl /, '')} NODE [flags]`);
  if (args.length > 0 && selector !== '') {
    throw new CommandError('error: cannot specify both a node name and a --selector option');
  }
  const names = args.map((arg) => (arg.includes('/') ? arg : `node/${arg}`));
  const found = await liveTargets(
    call,
    selector === '' ? { args: names } : { args: ['nodes'], labelSelector: selector },
  );
  const failure = reduceFailures(found.failures);
  if (failure !== undefined) throw failure;
  return found.targets;
}

interface Node extends KubeObject {
  readonly spec?: { readonly unschedulable?: boolean };
}

export async function setUnschedulable(
  { env, flags, session }: Call,
  node: LiveTarget,
  { unschedulable, dryRun }: { readonly unschedulable: boolean; readonly dryRun: DryRun },
): Promise<void> {
  const word = unschedulable ? 'cordoned' : 'uncordoned';
  const isSo = ((node.object as Node).spec?.unschedulable ?? false) === unschedulable;
  if (!isSo && dryRun !== 'client') {
    const body = { spec: { unschedulable: unschedulable || null } };
    const client = await session.client();
    await client.patch(targetPath(node), { type: 'strategic', body }, writeQuery(flags, dryRun, { manager: '' }));
  }
  env.stdout(`node/${node.name} ${isSo ? `already ${word}` : word}${dryRunSuffix(dryRun)}\n`);
}
