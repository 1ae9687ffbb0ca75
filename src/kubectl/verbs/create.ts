import type { Call, Command } from '../command/command.js';
import { CommandError, reduceFailures, usageError } from '../failures.js';
import {
  createClusterRoleBindingCommand,
  createClusterRoleCommand,
  createRoleBindingCommand,
  createRoleCommand,
} from '../generate/access.js';
import {
  createConfigMapCommand,
  createNamespaceCommand,
  createSecretCommand,
  createServiceAccountCommand,
} from '../generate/config.js';
import { createDeploymentCommand } from '../generate/deployment.js';
import { createIngressCommand } from '../generate/ingress.js';
import {
  createPodDisruptionBudgetCommand,
  createPriorityClassCommand,
  createQuotaCommand,
} from '../generate/limits.js';
import { createServiceCommand } from '../generate/service.js';
import { createCronJobCommand, createJobCommand } from '../generate/workload.js';
import { PRINT_FLAGS } from '../print/format.js';
import { FILENAME_FLAGS, SELECTOR } from '../resource/selector-flags.js';
import { collectionPath, fileTargets, type LiveTarget } from '../resource/targets.js';
import { DRY_RUN, dryRunOf } from '../write/dry-run.js';
import { savedConfig } from '../write/last-applied.js';
import { outcome } from '../write/outcome.js';
import { matchingSelector, requireFiles } from '../write/required-files.js';
import { sourceError } from '../write/source-error.js';
import { fieldManagerFlag, fieldValidation, SAVE_CONFIG, VALIDATE, writeQuery } from '../write/write-query.js';
import { createTokenCommand } from './create-token.js';

export const createCommand: Command = {
  name: 'create',
  short: 'Create a resource from a file or from stdin.',
  usage: '-f FILENAME',
  examples: '  # Create what a file holds\n  kubectl create -f web.yaml',
  flags: [
    ...FILENAME_FLAGS,
    ...PRINT_FLAGS,
    SELECTOR,
    DRY_RUN,
    SAVE_CONFIG,
    VALIDATE,
    fieldManagerFlag('kubectl-create'),
    { name: 'edit', type: 'bool', default: 'false', usage: 'Edit before creating (not supported).' },
    { name: 'raw', type: 'string', usage: 'Path of the server to post to.' },
  ],
  commands: [
    createClusterRoleCommand,
    createClusterRoleBindingCommand,
    createConfigMapCommand,
    createCronJobCommand,
    createDeploymentCommand,
    createIngressCommand,
    createJobCommand,
    createNamespaceCommand,
    createPodDisruptionBudgetCommand,
    createPriorityClassCommand,
    createQuotaCommand,
    createRoleCommand,
    createRoleBindingCommand,
    createSecretCommand,
    createServiceCommand,
    createServiceAccountCommand,
    createTokenCommand,
  ],
  run: create,
};

async function create(call: Call): Promise<undefined> {
  const { flags, args, path } = call;
  requireFiles(call);
  if (args.length > 0) throw usageError(path, `Unexpected args: [${args.join(' ')}]`);
  const dryRun = dryRunOf(call);
  const validation = fieldValidation(flags);
  const answer = await outcome(call, dryRun);
  const { targets, failures: unread } = await fileTargets(call, { validate: validation !== 'Ignore' });
  const failures = [...unread];
  const chosen = matchingSelector(targets, flags.string('selector'));
  const client = await call.session.client();
  const createOne = async (target: LiveTarget) => {
    const object = savedConfig(target.object, flags.bool('save-config'));
    if (dryRun === 'client') return object;
    return client.create(collectionPath(target), object, writeQuery(flags, dryRun, { validation }));
  };
  for (const target of chosen) {
    try {
      answer.print(await createOne(target), 'created');
    } catch (failure) {
      failures.push(sourceError('creating', target.source, failure));
    }
  }
  const failure = reduceFailures(failures);
  if (failure !== undefined) throw failure;
  if (chosen.length === 0) throw new CommandError('no objects passed to create');
  return undefined;
}
