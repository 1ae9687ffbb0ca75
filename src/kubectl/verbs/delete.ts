import { kindWithGroup } from '../../client/resource-mapper.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, Exit } from '../failures.js';
import { ALL_NAMESPACES, FIELD_SELECTOR, FILENAME_FLAGS, SELECTOR } from '../resource/selector-flags.js';
import { namedTargets, type Target } from '../resource/targets.js';
import { propagationOf } from '../write/cascade.js';
import { type Deletion, deleteObjects } from '../write/delete-objects.js';
import { DRY_RUN, dryRunOf } from '../write/dry-run.js';

export const deleteCommand: Command = {
  name: 'delete',
  short: 'Delete resources by file names, stdin, resources and names, or by resources and label selector.',
  usage: '([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])',
  examples: '  # Delete a service\n  kubectl delete svc web',
  flags: [
    ...FILENAME_FLAGS,
    SELECTOR,
    FIELD_SELECTOR,
    ALL_NAMESPACES,
    DRY_RUN,
    { name: 'all', type: 'bool', default: 'false', usage: 'All objects of the kind.' },
    {
      name: 'cascade',
      type: 'string',
      default: 'background',
      bare: 'background',
      usage: 'What happens to dependents: background, orphan or foreground.',
    },
    { name: 'force', type: 'bool', default: 'false', usage: 'Remove the object at once, without a confirmation.' },
    { name: 'grace-period', type: 'int', default: '-1', usage: 'Seconds to end; negative leaves it to the object.' },
    { name: 'ignore-not-found', type: 'bool', default: 'false', usage: 'What is gone already is no error.' },
    { name: 'interactive', short: 'i', type: 'bool', default: 'false', usage: 'Ask before deleting.' },
    { name: 'now', type: 'bool', default: 'false', usage: 'The same as --grace-period=1.' },
    { name: 'output', short: 'o', type: 'string', usage: 'Format of the output; only name.' },
    { name: 'raw', type: 'string', usage: 'Path of the server to delete.' },
    { name: 'timeout', type: 'duration', default: '0s', usage: 'Time to wait; 0 leaves it to the size of the object.' },
    { name: 'wait', type: 'bool', default: 'true', usage: 'Wait until the objects are gone.' },
  ],
  run: remove,
};

async function remove(call: Call): Promise<undefined> {
  const { flags, args, env, session } = call;
  if (flags.isSet('raw')) return deleteRaw(call);
  const deletion = deletionOf(call);
  const isSelection = flags.bool('all') || flags.string('selector') !== '' || flags.string('field-selector') !== '';
  if (flags.bool('all') && flags.string('selector') + flags.string('field-selector') !== '') {
    throw new CommandError("setting 'all' parameter but found a non empty selector. ");
  }
  const found = await namedTargets(call, {
    args,
    all: flags.bool('all'),
    allNamespaces: flags.bool('all-namespaces'),
    labelSelector: flags.string('selector'),
    fieldSelector: flags.string('field-selector'),
  });
  checkFlags(call);
  const ignoreNotFound = flags.isSet('ignore-not-found') ? flags.bool('ignore-not-found') : isSelection;
  const targets = flags.bool('interactive') ? await confirmed(call, found.targets) : found.targets;
  if (
    session.hasNamespaceFlag() &&
    !flags.bool('all-namespaces') &&
    targets.some(({ namespace }) => namespace === '')
  ) {
    env.stderr('Warning: deleting cluster-scoped resources, not scoped to the provided namespace\n');
  }
  await deleteObjects(call, targets, { ...deletion, ignoreNotFound }, found.failures);
  if (targets.length === 0) env.stdout('No resources found\n');
  return undefined;
}

/** How the flags of `delete` want objects to go. Throws CommandError. */
function deletionOf(call: Call): Deletion {
  const { flags } = call;
  const isForced = flags.bool('force');
  let gracePeriod = flags.int('grace-period');
  if (flags.specs.some(({ name }) => name === 'now') && flags.bool('now')) {
    if (gracePeriod !== -1) throw new CommandError('--now and --grace-period cannot be specified together');
    gracePeriod = 1;
  }
  // Without --force nobody shall lose data by a 0 that once meant "as soon as possible".
  if (gracePeriod === 0 && !isForced) gracePeriod = 1;
  if (isForced && gracePeriod < 0) gracePeriod = 0;
  return {
    dryRun: dryRunOf(call),
    gracePeriod,
    propagation: propagationOf(flags),
    ignoreNotFound: false,
    wait: flags.bool('wait'),
    timeout: flags.duration('timeout'),
    asName: flags.string('output') === 'name',
  };
}

function checkFlags({ flags, env }: Call): void {
  const output = flags.string('output');
  if (output !== '' && output !== 'name') {
    throw new CommandError(`unexpected -o output mode: ${output}. We only support '-o name'`);
  }
  if (!flags.bool('force')) return;
  if (flags.int('grace-period') > 0) {
    throw new CommandError('--force and --grace-period greater than 0 cannot be specified together');
  }
  env.stderr(
    'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n',
  );
}

async function confirmed({ env }: Call, targets: readonly Target[]): Promise<readonly Target[]> {
  env.stdout(`You are about to delete the following ${targets.length} resource(s):\n`);
  for (const { resource, name } of targets) env.stdout(`${kindWithGroup(resource)}/${name}\n`);
  env.stdout('Do you want to continue? (y/N): ');
  const answer = (await env.stdin.read()) ?? '';
  if (/^y(es)?\s*$/i.test(answer)) return targets;
  env.stdout('deletion is cancelled\n');
  throw new Exit(0);
}

async function deleteRaw({ flags, env, session }: Call): Promise<undefined> {
  const client = await session.client();
  const { body } = await client.request({ method: 'DELETE', path: flags.string('raw') });
  env.stdout(`${JSON.stringify(body)}\n`);
  return undefined;
}
