import type { FlagSpec, Flags } from '../command/flags.js';
import { CommandError } from '../failures.js';

export type DryRun = 'none' | 'client' | 'server';

const BARE = 'unchanged';

export const DRY_RUN: FlagSpec = {
  name: 'dry-run',
  type: 'string',
  default: 'none',
  bare: BARE,
  usage: 'none, client (print what would be sent) or server (let the server try it without keeping it).',
};

/** Throws CommandError for a value that is none. */
export function dryRunOf(flags: Flags): DryRun {
  const value = flags.string('dry-run');
  switch (value) {
    case 'none':
    case 'client':
    case 'server':
      return value;
    case BARE:
      throw new CommandError(
        '--dry-run flag without a value was specified. A value must be set: "none", "server", or "client".',
      );
    default:
      throw new CommandError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
  }
}

/** What follows the operation in the answer. */
export function dryRunSuffix(dryRun: DryRun): string {
  if (dryRun === 'none') return '';
  return dryRun === 'client' ? ' (dry run)' : ' (server dry run)';
}
