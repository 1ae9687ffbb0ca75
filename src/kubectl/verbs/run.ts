import { resourcePath } from '../../client/resource-mapper.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Pod } from '../../kube/shapes/pod.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, usageError } from '../failures.js';
import { exposedService } from '../generate/exposed-service.js';
import { runPod } from '../generate/run-pod.js';
import { PRINT_FLAGS } from '../print/format.js';
import { resourceOf } from '../resource/arguments.js';
import { DRY_RUN, type DryRun, dryRunOf } from '../write/dry-run.js';
import { savedConfig } from '../write/last-applied.js';
import { type Outcome, outcome, typedOutcome } from '../write/outcome.js';
import { fieldManagerFlag, SAVE_CONFIG, writeQuery } from '../write/write-query.js';
import { overridden } from './expose.js';
import { attachToRun } from './run-attached.js';

export const runCommand: Command = {
  name: 'run',
  short: 'Create and run a particular image in a pod.',
  summary: 'Run a particular image on the cluster',
  usage:
    'NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]',
  examples:
    '  # A shell in the cluster, gone afterwards\n  kubectl run tmp --image=busybox -it --rm --restart=Never -- sh',
  flags: [
    ...PRINT_FLAGS,
    DRY_RUN,
    SAVE_CONFIG,
    fieldManagerFlag('kubectl-run'),
    { name: 'annotations', type: 'array', usage: 'KEY=VALUE; may be repeated.' },
    { name: 'attach', type: 'bool', default: 'false', usage: 'Attach to the pod as soon as it runs.' },
    { name: 'command', type: 'bool', default: 'false', usage: 'What follows -- is the command, not its arguments.' },
    { name: 'env', type: 'array', usage: 'KEY=VALUE; may be repeated.' },
    { name: 'expose', type: 'bool', default: 'false', usage: 'Create a service for the pod, too.' },
    { name: 'image', type: 'string', required: true, usage: 'Image to run.' },
    { name: 'image-pull-policy', type: 'string', usage: 'Always, IfNotPresent or Never.' },
    { name: 'labels', short: 'l', type: 'string', usage: 'Labels of the pod.' },
    { name: 'leave-stdin-open', type: 'bool', default: 'false', usage: 'Keep standard input after the first attach.' },
    { name: 'override-type', type: 'string', default: 'merge', usage: 'How --overrides merges.' },
    { name: 'overrides', type: 'string', usage: 'JSON that is put over the made object.' },
    { name: 'pod-running-timeout', type: 'duration', default: '1m0s', usage: 'Time to wait for a running pod.' },
    { name: 'port', type: 'string', usage: 'Port of the container.' },
    { name: 'privileged', type: 'bool', default: 'false', usage: 'Run the container privileged.' },
    { name: 'quiet', short: 'q', type: 'bool', default: 'false', usage: 'Print no messages.' },
    { name: 'restart', type: 'string', default: 'Always', usage: 'Always, OnFailure or Never.' },
    { name: 'rm', type: 'bool', default: 'false', usage: 'Delete the pod after it has been attached to.' },
    { name: 'stdin', short: 'i', type: 'bool', default: 'false', usage: 'Keep standard input of the container open.' },
    { name: 'tty', short: 't', type: 'bool', default: 'false', usage: 'Give the container a terminal.' },
    { name: 'cascade', type: 'string', default: 'background', bare: 'background', usage: 'How to delete with --rm.' },
    { name: 'force', type: 'bool', default: 'false', usage: 'Delete at once with --rm.' },
    { name: 'grace-period', type: 'int', default: '-1', usage: 'Seconds to end with --rm.' },
    { name: 'timeout', type: 'duration', default: '0s', usage: 'Time to wait for the deletion.' },
    { name: 'wait', type: 'bool', default: 'false', usage: 'Wait for the deletion.' },
  ],
  run,
};

async function run(call: Call): Promise<number | undefined> {
  const { args, dash, flags, path } = call;
  const count = dash < 0 ? args.length : dash;
  if (args.length === 0 || dash === 0) throw usageError(path, 'NAME is required for run');
  const [name = '', ...command] = args;
  if (dash < 0 && count > 1 && flags.bool('expose')) throw usageError(path, `unexpected args: [${command.join(' ')}]`);
  const dryRun = dryRunOf(call);
  checkFlags(call, dryRun);
  const answer = dryRun === 'client' ? await typedOutcome(call, dryRun) : await outcome(call, dryRun);
  const pod = await placed(call, overridden(runPod(flags, name, command), flags.string('overrides')));
  const isAttached = flags.isSet('attach') ? flags.bool('attach') : flags.bool('stdin');
  const made = await written(call, pod, dryRun);
  if (flags.bool('expose')) await exposed(call, { name, pod, dryRun, answer });
  if (isAttached) return attachToRun(call, made as Pod);
  answer.print(made, 'created');
  return undefined;
}

/** distribution's reference grammar, as far as kubectl checks it. */
const IMAGE =
  /^(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$/;

function checkFlags({ flags, path }: Call, dryRun: DryRun): void {
  const image = flags.string('image');
  if (image === '') throw new CommandError('--image is required');
  if (!IMAGE.test(image))
    throw new CommandError(`Invalid image name ${JSON.stringify(image)}: invalid reference format`);
  if (flags.bool('tty') && !flags.bool('stdin')) {
    throw usageError(path, '-i/--stdin is required for containers with -t/--tty=true');
  }
  if (flags.bool('expose') && flags.string('port') === '') {
    throw usageError(path, '--port must be set when exposing a service');
  }
  const restart = flags.string('restart');
  if (!['', 'Always', 'OnFailure', 'Never'].includes(restart)) {
    throw usageError(path, `invalid restart policy: ${restart}`);
  }
  const policy = flags.string('image-pull-policy');
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(policy)) {
    throw new CommandError(`invalid image pull policy: ${policy}`);
  }
  const isAttached = flags.isSet('attach') ? flags.bool('attach') : flags.bool('stdin');
  if (!isAttached && flags.bool('rm')) throw usageError(path, '--rm should only be used for attached containers');
  if (isAttached && dryRun !== 'none') {
    throw usageError(
      path,
      "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)",
    );
  }
}

async function placed({ session }: Call, object: KubeObject): Promise<KubeObject> {
  if (!session.hasNamespaceFlag()) return object;
  return { ...object, metadata: { ...object.metadata, namespace: await session.namespace() } };
}

async function written({ session, flags }: Call, object: KubeObject, dryRun: DryRun): Promise<KubeObject> {
  if (dryRun === 'client') return object;
  const resource = resourceOf(object.kind.toLowerCase(), await session.mapper());
  const path = resourcePath(resource, { namespace: await session.namespace() });
  const client = await session.client();
  return client.create(path, savedConfig(object, flags.bool('save-config')), writeQuery(flags, dryRun));
}

interface Exposure {
  readonly name: string;
  readonly pod: KubeObject;
  readonly dryRun: DryRun;
  readonly answer: Outcome;
}

async function exposed(call: Call, { name, pod, dryRun, answer }: Exposure): Promise<void> {
  const { flags, env } = call;
  const service = exposedService({
    name,
    labels: flags.string('labels') === '' ? {} : (pod.metadata.labels ?? {}),
    selector: pod.metadata.labels ?? {},
    ports: flags.string('port'),
  });
  answer.print(await written(call, await placed(call, service), dryRun), 'created');
  // kubectl parts the two documents itself, and its YAML printer does so once more.
  if (flags.string('output').toLowerCase() === 'yaml') env.stdout('---\n');
}
