/** `rollout restart|pause|resume`: one small change of a workload each. */
import { resourceWithGroup } from '../../client/resource-mapper.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, reduceFailures } from '../failures.js';
import { PRINT_FLAGS } from '../print/format.js';
import { FILENAME_FLAGS, SELECTOR } from '../resource/selector-flags.js';
import { liveTargets, targetPath } from '../resource/targets.js';
import { outcome } from '../write/outcome.js';
import { fieldManagerFlag, writeQuery } from '../write/write-query.js';

interface Switch {
  readonly name: string;
  readonly short: string;
  /** `restarted`. */
  readonly operation: string;
  /** The strategic patch. Throws CommandError with what follows the object's name. */
  patch(object: Workload, now: string): object;
}

interface Workload extends KubeObject {
  readonly spec?: { readonly paused?: boolean };
}

const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

export const rolloutRestartCommand = switchCommand({
  name: 'restart',
  short: 'Restart a resource',
  operation: 'restarted',
  patch({ kind, spec }, now) {
    if (kind !== 'Deployment' && kind !== 'DaemonSet' && kind !== 'StatefulSet') {
      throw new CommandError('restarting is not supported');
    }
    if (spec?.paused) throw new CommandError("can't restart paused deployment (run rollout resume first)");
    return { spec: { template: { metadata: { annotations: { [RESTARTED_AT]: now } } } } };
  },
});

export const rolloutPauseCommand = switchCommand({
  name: 'pause',
  short: 'Mark the provided resource as paused',
  operation: 'paused',
  patch({ kind, spec }) {
    if (kind !== 'Deployment') throw new CommandError('pausing is not supported');
    if (spec?.paused) throw new CommandError('is already paused');
    return { spec: { paused: true } };
  },
});

export const rolloutResumeCommand = switchCommand({
  name: 'resume',
  short: 'Resume a paused resource',
  operation: 'resumed',
  patch({ kind, spec }) {
    if (kind !== 'Deployment') throw new CommandError('resuming is not supported');
    if (!spec?.paused) throw new CommandError('is not paused');
    return { spec: { paused: null } };
  },
});

function switchCommand(wish: Switch): Command {
  return {
    name: wish.name,
    short: wish.short,
    usage: 'RESOURCE',
    flags: [...FILENAME_FLAGS, ...PRINT_FLAGS, SELECTOR, fieldManagerFlag('kubectl-rollout')],
    run: (call) => switched(call, wish),
  };
}

async function switched(call: Call, wish: Switch): Promise<undefined> {
  const { args, flags, env, session } = call;
  if (args.length === 0 && flags.list('filename').length === 0)
    throw new CommandError('required resource not specified');
  const answer = await outcome(call, 'none');
  const found = await liveTargets(call, { args, labelSelector: flags.string('selector'), typeAlone: true });
  const failures = [...found.failures];
  const now = new Date(env.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  const client = await session.client();
  for (const target of found.targets) {
    try {
      const body = wish.patch(target.object, now);
      const query = writeQuery(flags, 'none');
      answer.print(
        await client.patch<KubeObject>(targetPath(target), { type: 'strategic', body }, query),
        wish.operation,
      );
    } catch (failure) {
      const name = `${resourceWithGroup(target.resource)} ${JSON.stringify(target.name)}`;
      failures.push(failure instanceof CommandError ? new CommandError(`error: ${name} ${failure.message}`) : failure);
    }
  }
  const failure = reduceFailures(failures);
  if (failure !== undefined) throw failure;
  return undefined;
}
