import type { Call } from '../command/command.js';
import { type FlagSpec, isBoolean } from '../command/flags.js';
import { CommandError } from '../failures.js';
import { logLine } from '../log-line.js';

export type DryRun = 'none' | 'client' | 'server';

const BARE = 'unchanged';

export const DRY_RUN: FlagSpec = {
  name: 'dry-run',
  type: 'string',
  default: 'none',
  bare: BARE,
  usage: 'none, client (print what would be sent) or server (let the server try it without keeping it).',
};

/** Old spellings still count, with a line of log. Throws CommandError for a value that is none. */
export function dryRunOf({ flags, env }: Pick<Call, 'flags' | 'env'>): DryRun {
  const value = flags.string('dry-run');
  const deprecated = (spelling: string, meant: DryRun): DryRun => {
    env.stderr(logLine(env, 'W', `helpers.go:719] --dry-run${spelling} and can be replaced with --dry-run=${meant}.`));
    return meant;
  };
  switch (value) {
    case 'none':
    case 'client':
    case 'server':
      return value;
    case BARE:
      return deprecated(' is deprecated', 'client');
    default:
      if (isBoolean(value)) {
        return deprecated(`=${value} is deprecated (boolean value)`, /^(1|t)/i.test(value) ? 'client' : 'none');
      }
      throw new CommandError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
  }
}

/** What follows the operation in the answer. */
export function dryRunSuffix(dryRun: DryRun): string {
  if (dryRun === 'none') return '';
  return dryRun === 'client' ? ' (dry run)' : ' (server dry run)';
}
