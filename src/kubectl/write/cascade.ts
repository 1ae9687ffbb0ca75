import type { Flags } from '../command/flags.js';
import { CommandError } from '../failures.js';

/** The propagation policy that `--cascade` means. Throws CommandError for a value that is none. */
export function propagationOf(flags: Flags): string {
  const cascade = flags.string('cascade');
  switch (cascade) {
    case 'background':
    case 'true':
      return 'Background';
    case 'foreground':
      return 'Foreground';
    case 'orphan':
    case 'false':
      return 'Orphan';
    default:
      throw new CommandError(`invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`);
  }
}
