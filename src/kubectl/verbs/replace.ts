import type { KubeObject } from '../../kube/shapes/meta.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, reduceFailures } from '../failures.js';
import { PRINT_FLAGS } from '../print/format.js';
import { FILENAME_FLAGS } from '../resource/selector-flags.js';
import { collectionPath, fileTargets, isNotFound, type LiveTarget, targetPath } from '../resource/targets.js';
import { propagationOf } from '../write/cascade.js';
import { deleteObjects } from '../write/delete-objects.js';
import { DRY_RUN, type DryRun, dryRunOf } from '../write/dry-run.js';
import { savedConfig } from '../write/last-applied.js';
import { outcome } from '../write/outcome.js';
import { requireFiles } from '../write/required-files.js';
import { sourceError } from '../write/source-error.js';
import { fieldManagerFlag, fieldValidation, SAVE_CONFIG, VALIDATE, writeQuery } from '../write/write-query.js';

export const replaceCommand: Command = {
  name: 'replace',
  short: 'Replace a resource by file name or stdin.',
  usage: '-f FILENAME',
  flags: [
    ...FILENAME_FLAGS,
    ...PRINT_FLAGS,
    DRY_RUN,
    SAVE_CONFIG,
    VALIDATE,
    fieldManagerFlag('kubectl-replace'),
    {
      name: 'cascade',
      type: 'string',
      default: 'background',
      bare: 'background',
      usage: 'How to delete with --force.',
    },
    { name: 'force', type: 'bool', default: 'false', usage: 'Delete the object and create it again.' },
    { name: 'grace-period', type: 'int', default: '-1', usage: 'Seconds to end with --force.' },
    { name: 'raw', type: 'string', usage: 'Path of the server to put to.' },
    { name: 'subresource', type: 'string', usage: 'Subresource to replace.' },
    { name: 'timeout', type: 'duration', default: '0s', usage: 'Time to wait for the deletion.' },
    { name: 'wait', type: 'bool', default: 'false', usage: 'Wait for the deletion.' },
  ],
  run: replace,
};

async function replace(call: Call): Promise<undefined> {
  const { flags } = call;
  const dryRun = dryRunOf(call);
  const isForced = flags.bool('force');
  if (flags.int('grace-period') >= 0 && !isForced) throw new CommandError('--grace-period must have --force specified');
  if (flags.duration('timeout') !== 0 && !isForced) throw new CommandError('--timeout must have --force specified');
  requireFiles(call);
  if (isForced && dryRun !== 'none') throw new CommandError('--dry-run can not be used when --force is set');
  propagationOf(flags);
  const validation = fieldValidation(flags);
  const answer = await outcome(call, dryRun);
  const { targets, failures: unread } = await fileTargets(call, { validate: validation !== 'Ignore' });
  if (isForced) await removeFirst(call, targets);
  const failures = [...unread];
  for (const target of targets) {
    const object = savedConfig(target.object, flags.bool('save-config'));
    try {
      const written = isForced
        ? await recreated(call, target, { object, validation })
        : await replaced(call, target, { object, validation, dryRun });
      answer.print(written, 'replaced');
    } catch (failure) {
      failures.push(isForced ? failure : sourceError('replacing', target.source, failure));
    }
  }
  const failure = reduceFailures(failures);
  if (failure !== undefined) throw failure;
  if (targets.length === 0) throw new CommandError('no objects passed to replace');
  return undefined;
}

async function removeFirst(call: Call, targets: readonly LiveTarget[]): Promise<void> {
  const { flags } = call;
  const grace = flags.int('grace-period');
  await deleteObjects(call, targets, {
    dryRun: 'none',
    gracePeriod: grace === 0 ? 1 : grace,
    propagation: propagationOf(flags),
    ignoreNotFound: true,
    wait: true,
    timeout: flags.duration('timeout') || 300_000,
    asName: flags.string('output') === 'name',
    quiet: !['', 'name'].includes(flags.string('output')),
  });
}

interface Write {
  readonly object: KubeObject;
  readonly validation: string;
}

async function recreated(
  { session, flags }: Call,
  target: LiveTarget,
  { object, validation }: Write,
): Promise<KubeObject> {
  const client = await session.client();
  const { resourceVersion: _, ...metadata } = object.metadata;
  return client.create(collectionPath(target), { ...object, metadata }, writeQuery(flags, 'none', { validation }));
}

/** Without a version of its own the object replaces whatever version the server has. */
async function replaced(
  { session, flags }: Call,
  target: LiveTarget,
  { object, validation, dryRun }: Write & { readonly dryRun: DryRun },
): Promise<KubeObject> {
  if (dryRun === 'client') return object;
  const client = await session.client();
  const path = targetPath(target);
  const query = writeQuery(flags, dryRun, { validation });
  const written = targetPath(target, flags.string('subresource') || undefined);
  if (object.metadata.resourceVersion) return client.update(written, object, query);
  try {
    const { resourceVersion } = (await client.get<KubeObject>(path)).metadata;
    const current = resourceVersion === undefined ? {} : { resourceVersion };
    return await client.update(written, { ...object, metadata: { ...object.metadata, ...current } }, query);
  } catch (failure) {
    if (!isNotFound(failure)) throw failure;
    return client.update(written, object, query);
  }
}
