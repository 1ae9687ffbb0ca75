/** The query of writing requests: field manager, dry run, validation of fields. */
import type { FlagSpec, Flags } from '../command/flags.js';
import { CommandError } from '../failures.js';
import type { DryRun } from './dry-run.js';

export function fieldManagerFlag(manager: string): FlagSpec {
  return {
    name: 'field-manager',
    type: 'string',
    default: manager,
    usage: 'Name of the manager of the written fields.',
  };
}

export const SAVE_CONFIG: FlagSpec = {
  name: 'save-config',
  type: 'bool',
  default: 'false',
  usage: 'Keep the configuration in an annotation, so that apply can be used later.',
};

export const VALIDATE: FlagSpec = {
  name: 'validate',
  type: 'string',
  default: 'strict',
  bare: 'strict',
  usage: 'What to do about unknown fields: strict (or true), warn, ignore (or false).',
};

/** `Strict`, `Warn` or `Ignore`. Throws CommandError. */
export function fieldValidation(flags: Flags): 'Strict' | 'Warn' | 'Ignore' {
  const value = flags.string('validate');
  switch (value) {
    case 'true':
    case 'strict':
      return 'Strict';
    case 'warn':
      return 'Warn';
    case 'false':
    case 'ignore':
      return 'Ignore';
    default:
      throw new CommandError(
        `invalid - validate option "${value}"; must be one of: strict (or true), warn, ignore (or false)`,
      );
  }
}

export function writeQuery(
  flags: Flags,
  dryRun: DryRun,
  options: { readonly validation?: string; readonly manager?: string } = {},
): Record<string, string> {
  const manager = options.manager ?? flags.string('field-manager');
  return {
    ...(dryRun === 'server' ? { dryRun: 'All' } : {}),
    ...(manager === '' ? {} : { fieldManager: manager }),
    ...(options.validation === undefined ? {} : { fieldValidation: options.validation }),
  };
}
