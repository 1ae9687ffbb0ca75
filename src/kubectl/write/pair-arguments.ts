/** Arguments of label, annotate and taint: objects first, then `KEY=VALUE` and `KEY-`. */
import { CommandError } from '../failures.js';

export interface PairArguments {
  readonly resources: readonly string[];
  readonly pairs: readonly string[];
}

/** cmdutil's GetResourcesAndPairs. Throws CommandError when an object follows a pair. */
export function pairArguments(args: readonly string[], pairType: string): PairArguments {
  const isPair = (arg: string) => (arg.includes('=') && !arg.startsWith('=')) || (arg.endsWith('-') && arg !== '-');
  const first = args.findIndex(isPair);
  const at = first < 0 ? args.length : first;
  const late = args.slice(at).find((arg) => !isPair(arg));
  if (late !== undefined) {
    throw new CommandError(`all resources must be specified before ${pairType} changes: ${late}`);
  }
  return { resources: args.slice(0, at), pairs: args.slice(at) };
}
