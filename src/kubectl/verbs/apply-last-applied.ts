/** `apply view-last-applied`, `set-last-applied`, `edit-last-applied`. */
import { goJson } from '../../kube/go-value.js';
import type { KubeObject } from '../../kube/shapes/meta.js';
import { yamlText } from '../../kube/yaml-text.js';
import type { Call, Command } from '../command/command.js';
import { CommandError, reduceFailures, usageError } from '../failures.js';
import { PRINT_FLAGS } from '../print/format.js';
import { NO_RESOURCES } from '../resource/arguments.js';
import { hasFiles } from '../resource/files.js';
import { FILENAME_FLAGS, SELECTOR } from '../resource/selector-flags.js';
import { fileTargets, liveTargets, targetPath } from '../resource/targets.js';
import { DRY_RUN, dryRunOf } from '../write/dry-run.js';
import { appliedText, LAST_APPLIED, lastApplied } from '../write/last-applied.js';
import { outcome } from '../write/outcome.js';
import { writeQuery } from '../write/write-query.js';
import { EDIT_FLAGS, editObjects } from './edit-objects.js';

export const viewLastAppliedCommand: Command = {
  name: 'view-last-applied',
  short: 'View the latest last-applied-configuration annotations of a resource or object',
  usage: '(TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)',
  flags: [
    ...FILENAME_FLAGS,
    SELECTOR,
    { name: 'output', short: 'o', type: 'string', default: 'yaml', usage: 'yaml or json.' },
    { name: 'all', type: 'bool', default: 'false', usage: 'All objects of the kind.' },
  ],
  run: view,
};

export const setLastAppliedCommand: Command = {
  name: 'set-last-applied',
  short: 'Set the last-applied-configuration annotation on a live object to match the contents of a file',
  usage: '-f FILENAME',
  flags: [
    ...FILENAME_FLAGS,
    ...PRINT_FLAGS,
    DRY_RUN,
    { name: 'create-annotation', type: 'bool', default: 'false', usage: 'Make the annotation where it is missing.' },
  ],
  run: set,
};

export const editLastAppliedCommand: Command = {
  name: 'edit-last-applied',
  short: 'Edit latest last-applied-configuration annotations of a resource/object',
  usage: '(RESOURCE/NAME | -f FILENAME)',
  flags: EDIT_FLAGS,
  run: (call) => editObjects(call, 'last-applied'),
};

async function view(call: Call): Promise<undefined> {
  const { flags, args, env, path } = call;
  const format = flags.string('output');
  if (format !== 'yaml' && format !== 'json') {
    throw usageError(path, `Unexpected -o output mode: ${format}, the flag 'output' must be one of yaml|json`);
  }
  const found = await liveTargets(call, { args, all: flags.bool('all'), labelSelector: flags.string('selector') });
  const failures = [...found.failures];
  for (const { object } of found.targets) {
    const text = lastApplied(object);
    if (text !== undefined) {
      const value: unknown = JSON.parse(text);
      env.stdout(format === 'json' ? `${JSON.stringify(value, null, 2)}\n` : yamlText(value));
    }
  }
  const failure = reduceFailures(failures);
  if (failure !== undefined) throw failure;
  return undefined;
}

async function set(call: Call): Promise<undefined> {
  const { flags, session, env } = call;
  if (!hasFiles(call)) throw new CommandError(NO_RESOURCES);
  const dryRun = dryRunOf(call);
  const answer = await outcome(call, dryRun);
  const client = await session.client();
  const { targets, failures } = await fileTargets(call);
  const failure = reduceFailures(failures);
  if (failure !== undefined) throw failure;
  for (const target of targets) {
    const live = await client.get<KubeObject>(targetPath(target));
    const before = lastApplied(live);
    if (before === undefined && !flags.bool('create-annotation')) {
      throw new CommandError(
        `no last-applied-configuration annotation found on resource: ${target.name}, to create the annotation, run the command with --create-annotation`,
      );
    }
    // Unlike apply, this command adds no empty annotations.
    const { object: wanted } = target;
    const text = wanted.metadata.annotations ? appliedText(wanted) : `${goJson(wanted)}\n`;
    if (before === text) {
      env.stdout(`set-last-applied ${target.name}: no changes required.\n`);
      continue;
    }
    const body = { metadata: { annotations: { [LAST_APPLIED]: text } } };
    const query = writeQuery(flags, dryRun, { manager: '' });
    const object = dryRun !== 'client' ? await client.patch(targetPath(target), { type: 'merge', body }, query) : live;
    answer.print(object, 'configured');
  }
  return undefined;
}
